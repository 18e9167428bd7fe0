"""The runner's rules: doubt, twins, signs of life, inquests; on real sockets and tiny servers."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest

from conformance import wire
from conformance.assessment import LIVES_ON, TWIN_FAILED, Assessment, Case
from conformance.capabilities import Capabilities
from conformance.checks import YES, Answer, Basis, Check, Look, fails, informs, passes
from conformance.compose import Section, hello, plain, talk, talks
from conformance.expect import delivers, echoes, hangs_up, refused
from conformance.outcome import UNASKED, Outcome, died_once, gone, unconfirmed
from conformance.probe import Address, Tempo
from conformance.reading import closing
from conformance.rules import NEXT_CLIENT_IS_SERVED, ONLY_FRAMES_ARE_SENT, STAYS_UP, can_mean
from conformance.runner import INQUESTS, Plan, Runner
from conformance.scenario import Await, Connect, Scenario, Send, Setting, Steps, Twin
from conformance.targets import TargetError
from conformance.vigil import Death
from reports.model import ENDED, Kind, Level, Result, Verdict
from tests.conformance.tiny import Phoenix, Reply, Tiny, echo

SECTION = Section("76", "5.3")
PATIENCE = 0.15


def ask(
    what: str,
    *texts: bytes,
    answers: tuple[Answer, ...] | None = None,
    level: Level = Level.MUST,
    twin: Twin | None = None,
    needs: tuple[str, ...] = (),
    resource: bool = False,
    steps: object = None,
) -> Scenario:
    """A scenario that sends ``texts`` and the end mark, and passes when its echo comes."""
    frames = b"".join(wire.text(text) for text in texts)
    return SECTION.asks(
        what,
        level,
        "",
        "a requirement",
        does="texts",
        means="nothing",
        steps=steps or talk(plain("76"), frames),  # type: ignore[arg-type]
        answers=answers or (lambda setting: (passes(echoes(setting.mark)),)),
        twin=twin,
        needs=needs,
        resource=resource,
    )


def make(server: Tiny, jobs: int | None = 1, **changes: object) -> Runner:
    """A runner for a target whose capabilities are known."""
    found = Capabilities(
        ("75", "76"), Tempo(0.002, PATIENCE), echo=frozenset({"75", "76"}), crowd=8
    )
    return Runner(
        Plan(
            Address(server.host, server.port),
            Setting(server.host, server.port),
            replace(found, **changes),  # type: ignore[arg-type]
            server,
            0,
            jobs,
            "again {}".format,
        )
    )


def run(server: Tiny, *scenarios: Scenario, jobs: int | None = 1) -> dict[str, Result]:
    runner = make(server, jobs)
    runner.run(scenarios)
    return {result.id.rpartition("/")[2]: result for result in runner.results.values()}


def one(reply: Reply, scenario: Scenario) -> Result:
    with Tiny(reply) as server:
        (result,) = run(server, scenario).values()
    return result


def silent(_: Tiny, __: socket.socket, ___: bytes) -> bytes:
    return b""


def killing(word: bytes) -> Reply:
    """A reply that kills the server when a text begins with ``word``."""

    def reply(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if text.startswith(word):
            server.die()
            return None
        return echo(server, sock, text)

    return reply


# --- verdicts and their recordings ---


def test_a_pass_is_recorded_with_its_twin() -> None:
    result = one(echo, ask("plain", b"a", twin=talks("76")))
    assert result.verdict is Verdict.PASS
    assert result.attempts == 1
    assert result.reproduce == "again 76/5.3/plain"
    assert any(event.kind is Kind.RECEIVED for event in result.twin)
    assert result.spans


def test_missing_needs_skip_and_are_named() -> None:
    with Tiny() as server:
        runner = make(server, drafts=("76",), crowd=1)
        runner.run((ask("a", needs=("75",)), ask("b", needs=("parallel",)), ask("c")))
        a, b, c = runner.results.values()
    assert (a.verdict, a.observed) == (Verdict.SKIP, "needs a target that speaks draft 75")
    assert b.observed == "needs a target that serves more than one client at a time"
    assert a.expected
    assert c.verdict is Verdict.PASS


def test_a_failing_twin_leaves_a_pass_undecided() -> None:
    result = one(lambda *_: None, ask("x", answers=(passes(hangs_up()),), twin=talks("76")))
    assert result.verdict is Verdict.UNDECIDED
    assert "did not work either" in result.observed
    assert result.because == TWIN_FAILED
    assert result.twin


def test_a_fail_that_rests_on_bytes_stands_without_its_twin() -> None:
    def leaking(_: Tiny, __: socket.socket, text: bytes) -> bytes | None:
        return b"\x00secret\xff" if text == b"a" else None

    result = one(leaking, ask("x", b"a", answers=(fails(delivers(b"secret")),), twin=talks("76")))
    assert result.verdict is Verdict.FAIL
    assert result.attempts == 1


# --- doubt ---


def test_silence_is_asked_again_alone_with_more_patience() -> None:
    def slow(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        server.over.wait(PATIENCE * 2)
        return echo(server, sock, text)

    result = one(slow, ask("x"))
    assert result.verdict is Verdict.PASS
    assert result.attempts == 2


def test_silence_to_the_end_is_believed() -> None:
    result = one(silent, ask("x"))
    assert result.verdict is Verdict.FAIL
    assert result.attempts == 2
    assert "in time" in result.observed


def test_a_yes_that_rests_on_silence_is_asked_again_too() -> None:
    nothing = Check("nothing came", lambda _: Look(basis=Basis.SILENCE))
    result = one(silent, ask("x", answers=(informs(nothing),)))
    assert result.verdict is Verdict.INFO
    assert result.attempts == 2


def test_an_end_is_repeated_and_a_pass_is_taken() -> None:
    ends: list[bytes] = []

    def whimsical(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        ends.append(text)
        return None if len(ends) < 3 else echo(server, sock, text)

    result = one(whimsical, ask("x"))
    assert result.verdict is Verdict.PASS
    assert result.attempts == 3


def test_an_end_that_always_comes_is_believed() -> None:
    def ends_at(_: Tiny, __: socket.socket, text: bytes) -> bytes | None:
        return None if text == b"a" else b"\x00" + text + b"\xff"

    result = one(ends_at, ask("x", b"a", twin=talks("76")))
    assert result.verdict is Verdict.FAIL
    assert result.attempts == 4
    assert "before the end" in result.observed


def test_an_end_that_the_twin_meets_too_shows_nothing() -> None:
    result = one(lambda *_: None, ask("x", b"a", twin=talks("76")))
    assert result.verdict is Verdict.UNDECIDED
    assert result.attempts == 4


def test_a_choice_that_ends_is_believed_at_once() -> None:
    result = one(lambda *_: None, ask("x", answers=(informs(hangs_up()),)))
    assert (result.verdict, result.attempts) == (Verdict.INFO, 1)


# --- our own faults ---


def test_an_exception_of_ours_is_an_error_and_named() -> None:
    def broken(_: Setting) -> Steps:
        raise LookupError("no such step")

    with Tiny() as server:
        results = run(server, ask("bad", steps=broken), ask("good"))
    assert results["bad"].verdict is Verdict.ERROR
    assert "LookupError: no such step" in results["bad"].observed
    assert "test_runner.py" in results["bad"].observed
    assert results["good"].verdict is Verdict.PASS


def test_an_error_in_a_check_is_an_error() -> None:
    broken = Check("broken", lambda readings: readings[99])  # type: ignore[arg-type, return-value]
    assert one(echo, ask("x", answers=(passes(broken),))).verdict is Verdict.ERROR


# --- what can follow ---


def test_what_can_follow_is_said_of_the_sentence_that_was_broken() -> None:
    """The scenario's own words speak of its own question, and of no other fault."""
    other = Check("always", lambda _: YES).under(ONLY_FRAMES_ARE_SENT)
    missed = one(echo, ask("x", answers=(passes(refused()),)))
    assert (missed.verdict, missed.means) == (Verdict.FAIL, "nothing")
    broken = one(echo, ask("x", answers=(fails(other),)))
    assert broken.means == can_mean(ONLY_FRAMES_ARE_SENT["76"]) != ""
    assert one(echo, ask("x")).means == ""


# --- death there ---


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_killer_is_found_and_nobody_else_is_blamed(jobs: int) -> None:
    scenarios = [ask(f"n{n}", twin=talks("76")) for n in range(12)]
    scenarios.insert(5, ask("killer", b"kill", twin=talks("76")))
    with Phoenix(killing(b"kill")) as server:
        results = run(server, *scenarios, jobs=jobs)
        assert server.births == 3  # once at its death, once at the second one
    killer = results.pop("killer")
    assert killer.verdict is Verdict.FAIL
    assert killer.observed.startswith("the target died of this: connections are refused; ")
    assert "did not work either" not in killer.observed  # the twin met a dead target
    assert (killer.died, killer.because) == ("connections are refused", "")
    assert killer.expected[-1] == LIVES_ON
    assert killer.argued == STAYS_UP  # no client has connected to it since, and no step binds it
    assert killer.means == can_mean(STAYS_UP) != ""
    assert Kind.REFUSED in {event.kind for event in killer.transcript if event.connection == 1}
    assert {result.verdict for result in results.values()} == {Verdict.PASS}
    assert len(results) == 12


def test_two_killers_are_both_found() -> None:
    with Phoenix(killing(b"kill")) as server:
        results = run(server, ask("k1", b"kill"), ask("a"), ask("k2", b"kill"), jobs=4)
    verdicts = [results[name].verdict for name in ("k1", "a", "k2")]
    assert verdicts == [Verdict.FAIL, Verdict.PASS, Verdict.FAIL]


LEAK = (passes(hangs_up()),)


def test_a_lone_suspect_did_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.vigil.COMING_BACK", 0.1)
    with Tiny(killing(b"kill")) as server:
        results = run(server, ask("a"), ask("killer", b"kill", answers=LEAK), ask("later"))
    assert results["a"].verdict is Verdict.PASS
    assert results["killer"].verdict is Verdict.FAIL
    assert "connections are refused" in results["killer"].observed
    assert results["later"].verdict is Verdict.UNDECIDED
    assert "not asked" in results["later"].observed
    assert "the target had died during 76/5.3/killer" in results["later"].because
    assert "--exec" in results["later"].because
    assert "--jobs" not in results["later"].because


@pytest.mark.parametrize(("kind", "later"), [(Tiny, "UNDECIDED"), (Phoenix, "PASS")])
def test_who_goes_by_itself_is_no_suspect_of_what_died_before(
    monkeypatch: pytest.MonkeyPatch, kind: type[Tiny], later: str
) -> None:
    """An end that is allowed raises no alarm, and the next scenario is not asked of a dead target."""
    monkeypatch.setattr("conformance.vigil.COMING_BACK", 0.1)
    killer = replace(ask("killer", b"kill", answers=LEAK), resource=True)
    with kind(killing(b"kill")) as server:
        results = run(server, killer, replace(ask("later"), resource=True), jobs=4)
    assert results["killer"].verdict is Verdict.FAIL
    assert results["killer"].died == "connections are refused"
    assert (results["later"].verdict.name, results["later"].attempts) == (later, 1)
    assert (not results["later"].transcript) == (later == "UNDECIDED")


@pytest.mark.parametrize("asked_for", [None, 1, 2])
def test_several_suspects_are_named_and_not_accused(
    monkeypatch: pytest.MonkeyPatch, asked_for: int | None
) -> None:
    """And nobody is told to do what was done already."""
    monkeypatch.setattr("conformance.vigil.COMING_BACK", 0.1)
    gate = threading.Barrier(2)

    def together(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        gate.wait(5)
        return killing(b"kill")(server, sock, text)

    with Tiny(together) as server:
        runner = make(server, 2)
        runner.plan = replace(runner.plan, jobs=asked_for)
        runner.run([ask("a", b"kill"), ask("b", b"text"), ask("later")])
        a, b, later = runner.results.values()
    assert (a.verdict, b.verdict, later.verdict) == (Verdict.UNDECIDED,) * 3
    assert runner.gone
    for result in (a, b, later):
        assert "76/5.3/a" in result.because
        assert "76/5.3/b" in result.because
        assert "--exec" in result.because
        assert ("--jobs 1" in result.because) == (asked_for != 1)
    assert a.because == b.because == later.because
    assert later.observed == f"not asked: {later.because}"


def test_a_death_that_happens_once_is_nobodys_and_not_green() -> None:
    deaths: list[bytes] = []

    def once(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if text == b"kill" and not deaths:
            deaths.append(text)
            server.die()
            return None
        return echo(server, sock, text)

    with Phoenix(once) as server:
        results = run(server, ask("x", b"kill"), ask("later"))
    assert results["x"].verdict is Verdict.UNDECIDED
    assert "died once" in results["x"].because
    assert "3 times more" in results["x"].because
    assert results["x"].attempts == 1 + INQUESTS
    assert results["later"].verdict is Verdict.PASS


def test_who_kills_only_now_and_then_is_asked_until_it_does() -> None:
    kills: list[bytes] = []

    def now_and_then(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if text == b"kill":
            kills.append(text)
            if len(kills) in {1, 3}:
                server.die()
                return None
        return echo(server, sock, text)

    with Phoenix(now_and_then) as server:
        results = run(server, ask("x", b"kill"), ask("later"))
    assert results["x"].verdict is Verdict.FAIL
    assert results["x"].died
    assert results["later"].verdict is Verdict.PASS


def test_one_that_cannot_be_started_again_says_so() -> None:
    class Once(Phoenix):
        def restart(self, patience: float) -> None:
            if self.births > 1:
                raise TargetError("cannot run it; it printed: trace\nport in use")
            super().restart(patience)

    with Once(killing(b"kill")) as server:
        results = run(server, ask("a"), ask("x", b"kill"), ask("later"))
    assert [result.verdict for result in results.values()] == [
        Verdict.PASS,
        Verdict.FAIL,
        Verdict.UNDECIDED,
    ]
    assert "could not be started again: cannot run it" in results["later"].because
    assert results["later"].because.endswith("port in use")


def test_a_hung_target_is_noticed() -> None:
    """It accepts connections and answers nobody any more."""
    hung = threading.Event()

    def hang(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if text == b"hang":
            hung.set()
        while hung.is_set() and server.alive():
            server.over.wait(1)
        return echo(server, sock, text)

    class Hanging(Phoenix):
        def listen(self) -> None:
            hung.clear()
            super().listen()

    with Hanging(hang, serial=True) as server:
        results = run(server, ask("x", b"hang"), ask("later"))
    assert results["x"].verdict is Verdict.FAIL
    assert "got nothing, then silence" in results["x"].observed
    assert results["x"].argued == NEXT_CLIENT_IS_SERVED["76"]
    assert results["later"].verdict is Verdict.PASS


def staying(server: Tiny, seconds: float) -> None:
    """Let the only thread of a serial server stand still for so long, or until it dies."""
    server.over.wait(seconds)


def busy_for(seconds: float, word: bytes) -> Reply:
    """A reply that keeps a serial server from everybody else for a while."""

    def reply(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if text == word:
            staying(server, seconds)
        return echo(server, sock, text)

    return reply


def test_a_target_that_is_busy_for_a_while_has_not_died() -> None:
    """Nobody's process handle tells more than a refused connection, and none is refused."""
    slow = replace(ask("x", b"work", level=Level.SHOULD), resource=True)
    with Tiny(busy_for(PATIENCE * 12, b"work"), serial=True) as server:
        results = run(server, slow, ask("later"), replace(ask("last"), resource=True))
    assert results["x"].verdict is Verdict.WARN  # its own verdict
    assert not results["x"].died
    assert "a plain handshake after it was answered only after" in results["x"].observed
    assert (results["later"].verdict, results["last"].verdict) == (Verdict.PASS, Verdict.PASS)


def test_a_target_that_hangs_for_good_has_not_died_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.vigil.OUTLAST", 6.0)
    with Tiny(busy_for(60, b"hang"), serial=True) as server:
        results = run(server, ask("x", b"hang"), ask("later"))
    assert results["x"].verdict is Verdict.FAIL
    assert results["x"].observed.startswith("the target answers nobody any more after this: ")
    assert "for more than 0.9 s: it hangs or is busy" in results["x"].died
    assert results["x"].argued == NEXT_CLIENT_IS_SERVED["76"]
    assert results["later"].verdict is Verdict.UNDECIDED
    assert "the target stopped answering during 76/5.3/x" in results["later"].because
    assert "died" not in results["later"].because


def test_a_run_does_not_wait_for_ever_and_accuses_nobody_without_having_waited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("conformance.vigil.OUTLAST", 12.0)
    monkeypatch.setattr("conformance.vigil.AGAIN", 4.0)
    monkeypatch.setattr("conformance.vigil.IN_VAIN", 16.0)
    with Phoenix(busy_for(60, b"hang"), serial=True) as server:
        results = run(server, ask("x", b"hang"), ask("y", b"hang"), ask("later"))
    assert results["x"].verdict is Verdict.FAIL
    assert results["y"].verdict is Verdict.UNDECIDED
    assert "has waited long enough" in results["y"].because
    assert results["later"].verdict is Verdict.PASS


class Tired(Tiny):
    """Answers each client later, from a text ``tire`` on."""

    def _wait(self) -> None:
        if b"tire" in self.texts:
            self.over.wait(PATIENCE * 0.6)


def test_who_is_asked_of_a_slow_target_is_not_accused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked before still works in the background when the next one is asked."""
    monkeypatch.setattr("conformance.vigil.OUTLAST", 4.0)
    made = ask("tire", b"tire", answers=(informs(refused()), informs(echoes(b"tire"))))
    silent_end = Tiny._text

    def text(server: Tiny, sock: socket.socket, said: bytes) -> bool:
        return True if said.startswith(b"end") else silent_end(server, sock, said)

    monkeypatch.setattr(Tired, "_text", text, raising=False)
    with Tired() as server:
        results = run(server, replace(made, resource=True), replace(ask("next"), resource=True))
    assert results["next"].verdict is Verdict.UNDECIDED
    assert "the target was slower than usual" in results["next"].because


def test_a_lone_suspect_of_a_slow_target_is_not_accused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.vigil.OUTLAST", 4.0)
    monkeypatch.setattr("conformance.vigil.COMING_BACK", 0.1)
    with Tired(killing(b"kill")) as server:
        runner = make(server)
        scenario = replace(ask("x", b"kill", answers=LEAK), resource=True)
        runner.run([ask("a", b"tire"), scenario, replace(ask("later"), resource=True)])
        x, later = (runner.results[f"76/5.3/{what}"] for what in ("x", "later"))
    assert (x.verdict, later.verdict) == (Verdict.UNDECIDED, Verdict.UNDECIDED)
    assert "before or during 76/5.3/x" in x.because


def test_what_did_not_answer_once_is_not_said_to_have_died() -> None:
    suspect = Outcome(Assessment(Case(ask("x"), Setting("h", 1)), Verdict.PASS, "came", ()))
    said = died_once(Death("why", dead=False), [suspect], 3)
    assert said == (
        "the target did not answer once (why) while 76/5.3/x was asked, and answered when asked 3 "
        "times more, alone"
    )
    assert "died once (why)" in died_once(Death("why"), [suspect], 3)


@pytest.mark.parametrize(
    ("dead", "which"), [(True, "that kills it"), (False, "after which it hangs")]
)
def test_the_one_to_look_for_is_named_for_what_it_does(dead: bool, which: str) -> None:
    suspects = [
        Outcome(Assessment(Case(ask(n), Setting("h", 1)), Verdict.PASS, "", ())) for n in "ab"
    ]
    said = gone(Death("why", dead=dead), suspects, "did not come back", False, False)
    assert said.endswith(f"(--jobs 1), which shows the one {which}")


def test_a_costly_scenario_holds_its_twin_first() -> None:
    """A server that is still busy with many bytes answers no twin."""
    with Tiny(busy_for(PATIENCE * 3, b"work"), serial=True) as server:
        scenario = ask("x", b"work", level=Level.SHOULD, twin=talks("76"))
        results = run(server, replace(scenario, resource=True))
    assert results["x"].verdict in {Verdict.PASS, Verdict.WARN}


def test_a_target_that_is_dead_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.vigil.COMING_BACK", 0.1)
    with Tiny() as server:
        server.die()
        results = run(server, ask("a"), ask("b"))
    assert {result.verdict for result in results.values()} == {Verdict.UNDECIDED}
    assert "before the first scenario" in results["a"].observed


# --- order and number ---


def test_one_client_at_a_time() -> None:
    with Tiny(serial=True) as server:
        runner = make(server, 4, crowd=1)
        runner.run([ask(f"n{n}", twin=talks("76")) for n in range(6)])
        assert {r.verdict for r in runner.results.values()} == {Verdict.PASS}
        assert server.most == 1


def test_jobs_run_beside_each_other() -> None:
    gate = threading.Barrier(3)

    def together(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        gate.wait(5)
        return echo(server, sock, text)

    with Tiny(together) as server:
        runner = make(server, 3)
        runner.tempo = Tempo(0.001, 5.0)
        runner.run([ask(f"n{n}") for n in range(3)])
        assert {r.verdict for r in runner.results.values()} == {Verdict.PASS}


@pytest.mark.parametrize("why", ["resource", "alone"])
def test_what_goes_by_itself_comes_last_and_alone(why: str) -> None:
    with Tiny() as server:
        made = [ask(f"big{n}", b"big") for n in range(3)]
        costly = [replace(s, resource=why == "resource", alone=why == "alone") for s in made]
        small = [ask(f"small{n}", b"small") for n in range(3)]
        results = run(server, *costly, *small, jobs=3)
    assert server.texts[-6::2] == [b"big"] * 3  # between two of them an end mark
    assert server.texts.count(b"small") == 3
    assert {r.verdict for r in results.values()} == {Verdict.PASS}


def test_every_connection_is_read() -> None:
    def steps(setting: Setting) -> Steps:
        first = hello(plain("76"))(setting)
        return (*first, Connect(), Send(wire.opening76(setting).whole), Await(closing("76")))

    def both(setting: Setting) -> tuple[Answer, ...]:
        del setting
        return (passes(Check("two", lambda rs: Look("" if len(rs) == 2 else "not two"))),)

    scenario = replace(ask("two", steps=steps), answers=both)
    assert one(echo, scenario).verdict is Verdict.PASS


def test_an_interrupt_leaves_what_was_kept() -> None:
    with Tiny() as server:
        runner = make(server)

        def interrupt(_: Result) -> None:
            raise KeyboardInterrupt

        runner.on_result = interrupt
        with pytest.raises(KeyboardInterrupt):
            runner.run([ask(f"n{n}") for n in range(20)])
        assert 1 <= len(runner.results) < 20


def test_an_ended_run_has_results_of_what_it_did_not_confirm_and_did_not_ask() -> None:
    """A text that is never answered waits to be asked again, and the run is ended before."""

    silenced: set[socket.socket] = set()

    def reply(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        silenced.update({sock} if text == b"silent" else ())
        return b"" if sock in silenced else echo(server, sock, text)

    asked = [ask("a", b"silent"), ask("b", needs=("75",)), ask("c"), ask("d"), ask("e")]
    with Tiny(reply) as server:
        runner = make(server, drafts=("76",))

        def interrupt(result: Result) -> None:
            if result.id.endswith("c"):
                raise KeyboardInterrupt

        runner.on_result = interrupt
        with pytest.raises(KeyboardInterrupt):
            runner.run(asked)
        runner.leave(asked)
    first, lacks, sure, *rest = (runner.results[scenario.id] for scenario in asked)
    assert first.verdict is Verdict.UNDECIDED
    assert first.because.startswith(f"{ENDED} before a first FAIL was asked again; ")
    assert first.transcript
    assert (lacks.verdict, sure.verdict) == (Verdict.SKIP, Verdict.PASS)
    assert {(r.verdict, r.because, r.transcript) for r in rest[1:]} == {
        (Verdict.UNDECIDED, UNASKED, ())
    }


def test_what_rests_on_wrong_bytes_stands_when_the_run_is_ended() -> None:
    found = Assessment(Case(ask("x"), Setting("h", 1)), Verdict.FAIL, "came", ())
    assert unconfirmed(Outcome(found)).found is found
    for verdict, doubt in ((Verdict.PASS, None), (Verdict.FAIL, Basis.END)):
        left = unconfirmed(Outcome(replace(found, verdict=verdict, doubt=doubt))).found
        assert left.verdict is Verdict.UNDECIDED
        assert f"before a first {verdict.name} was" in left.because

"""A scenario explained: its question in words, and every byte that it sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.assessment import LIVES_ON
from conformance.explain import Context, Passage, Stream, explain_stream
from conformance.scenario import (
    NEEDS,
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    On,
    Pause,
    Reset,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from conformance.trace import Side
from reports.model import Level, Requirement, Verdict

_UNMET = {Level.MUST: "FAIL", Level.SHOULD: "WARN"}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that the client of a scenario does; with passages where it sends."""

    verb: str
    words: str
    passages: tuple[Passage, ...] = ()


_PLAIN: dict[type[Step], Act] = {
    Await: Act("read", "until the answer to this has come, or patience runs out"),
    AwaitEnd: Act("read", "until the target ends the connection, or patience runs out"),
    HalfClose: Act("end", "our own direction (FIN), and go on reading"),
    Close: Act("close", "the connection (FIN)"),
    Reset: Act("reset", "the connection (RST)"),
    Connect: Act("connect", "once more; what follows goes there"),
}


def facts(scenario: Scenario, setting: Setting) -> list[tuple[str, str]]:
    """All that a scenario is, but its bytes: labels and texts."""
    required = scenario.requirement
    answers = scenario.answers(setting)
    out = [("demands", required.text), ("sent", scenario.does)]
    for verdict, label in ((Verdict.PASS, "allowed"), (Verdict.INFO, "open")):
        out += [(label, a.check.text) for a in answers if a.verdict is verdict]
    for answer in answers:
        if answer.verdict in {Verdict.FAIL, Verdict.WARN}:
            sentence = (answer.check.rule or {}).get(scenario.draft) or required
            out.append((answer.verdict.name, f"{answer.check.text} ({cited(sentence)})"))
    needs = sorted({scenario.draft, *scenario.needs})
    unmet = _UNMET.get(required.level, "")
    out += [
        ("otherwise", f"{unmet} ({cited(required)})" if unmet else "INFO: what came is recorded"),
        ("always", LIVES_ON),
        ("can mean", scenario.means),
        ("needs", "a target that " + ", ".join(NEEDS[need] for need in needs)),
    ]
    if scenario.resource:
        out.append(("costs", "much time or memory: asked only with --all or by --select"))
    return out


def cited(sentence: Requirement) -> str:
    """How strongly a sentence asks, and where it stands, as the first line of a finding has it."""
    return f"{sentence.level.value} · {sentence.cite}"


def conversations(scenario: Scenario, setting: Setting) -> list[tuple[str, tuple[Act, ...]]]:
    """What is done, in a sample setting, under a title; and the same for the twin, if there is one."""
    draft = scenario.draft
    title = "the conversation, in a sample setting"
    out = [(title, tuple(_acts(scenario.steps(setting), draft)))]
    if scenario.twin is not None:
        counts = scenario.twin.answers(setting)[0].check.text
        title = f"its valid twin, which has to work too; it counts if there comes: {counts}"
        out.append((title, tuple(_acts(scenario.twin.steps(setting), draft))))
    return out


def _placed(steps: Steps) -> Iterator[tuple[int, Step]]:
    """Each step with the connection that it goes to."""
    at = opened = 0
    for step in steps:
        if isinstance(step, Connect):
            opened += 1
            at = opened
        elif isinstance(step, On):
            at = step.connection
        yield at, step


def _acts(steps: Steps, draft: str) -> Iterator[Act]:
    """Sends with nothing but pauses between them are one act of several segments, and reads are one."""
    placed = list(_placed(steps))
    sent: dict[int, bytearray] = {}
    for connection, step in placed:
        if isinstance(step, Send):
            sent.setdefault(connection, bytearray()).extend(step.data)
    streams = {
        connection: Stream(iter(explain_stream(bytes(data), Side.CLIENT, draft, Context())))
        for connection, data in sent.items()
    }
    held: list[Step] = []
    last: Act | None = None
    for number, (connection, step) in enumerate(placed):
        if isinstance(step, Send | Pause):
            held.append(step)
            if number + 1 < len(placed) and isinstance(placed[number + 1][1], Send | Pause):
                continue
            yield from _sending(held, streams.get(connection))
            held, last = [], None
        elif (act := _plain(step)) != last or act.verb != "read":  # who goes on does the same
            yield (last := act)


def _sending(held: list[Step], stream: Stream | None) -> Iterator[Act]:
    segments = [step.data for step in held if isinstance(step, Send)]
    if segments and stream is not None:
        size = sum(map(len, segments))
        words = f"{size} byte{'' if size == 1 else 's'}"
        if len(segments) > 1:
            words += f" in {len(segments)} segments"
            words += ", apart from each other" if len(held) > len(segments) else ""
        passages = stream.came(size)
        if sum(len(p.data) for p in passages) != size:
            words += "; a passage stands where its last byte is sent"
        yield Act("send", words, passages)
    if held and isinstance(held[-1], Pause):
        trips = held[-1].trips
        yield Act("pause", f"{trips:g} round trip{'' if trips == 1 else 's'}")


def _plain(step: Step) -> Act:
    if isinstance(step, On):
        return Act("turn to", f"connection {step.connection + 1}")
    return _PLAIN[type(step)]

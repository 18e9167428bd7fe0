"""What is found out about targets that are honest, odd, slow, or no servers of the drafts."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter

import pytest

from conformance import capabilities, keeping
from conformance.capabilities import FLOOR, Capabilities, UnreachedError, explore
from conformance.extras import closing_answer, cut_short, rfc6455
from conformance.probe import Address, Tempo
from conformance.scenario import NEEDS, Setting
from conformance.selftest.faults import make_peer
from conformance.targets import serving
from tests.conformance import peers
from tests.conformance.tiny import Tiny, echo, refused_port


def look(server: Tiny, **options: object) -> Capabilities:
    address = Address(server.host, server.port)
    return explore(address, Setting(server.host, server.port), **options)  # type: ignore[arg-type]


def test_an_honest_server_offers_everything() -> None:
    with Tiny() as server:
        found = look(server)
    assert found.drafts == ("75", "76")
    assert found.echo == {"75", "76"}
    assert found.crowd > 1
    assert found.tempo.patience >= FLOOR
    assert 0 < found.tempo.round_trip < found.tempo.patience
    assert dict(found.words)["draft 76"] == "yes"
    assert dict(found.words)["RFC 6455"] == "no"
    lacking = [need for need in NEEDS if found.lacks(need, "76")]
    assert lacking == ["tls"]
    assert found.lacks("tls", "76") == "needs a target that is reached over TLS"


def test_one_client_after_the_other() -> None:
    with Tiny(serial=True) as server:
        found = look(server, patience=0.3)
        assert found.crowd == 1
        assert found.jobs == 1
        assert found.drafts == ("75", "76")
        assert "more than one client" in found.lacks("parallel", "76")
        assert server.most == 1


@pytest.mark.parametrize("draft", ["75", "76"])
def test_one_draft_alone(draft: str) -> None:
    with Tiny(drafts=draft) as server:
        found = look(server)
    assert found.drafts == (draft,)
    other = "75" if draft == "76" else "76"
    assert dict(found.words)[f"draft {other}"] == 'no: "HTTP/1.0 400 No"'
    assert found.lacks(other, other) == f"needs a target that speaks draft {other}"


def test_a_server_of_75_that_answers_everybody_does_not_speak_76() -> None:
    def hello75(answer: bytes) -> bytes:
        return answer.replace(b"Sec-", b"").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"

    with Tiny(spoil=hello75) as server:
        assert look(server, patience=0.3).drafts == ("75",)


@pytest.mark.parametrize(
    ("name", "draft", "how"),
    [
        ("75-key3-awaited", "75", "it answers when eight bytes more have come"),
        ("76-keys-last-refused", "76", "to a client that sends its keys first, and not to others"),
    ],
)
def test_who_speaks_a_draft_wrongly_speaks_it(name: str, draft: str, how: str) -> None:
    with serving(make_peer(name)) as port:
        found = explore(Address("127.0.0.1", port), Setting("127.0.0.1", port), patience=0.3)
    assert found.drafts == ("75", "76")
    assert dict(found.words)[f"draft {draft}"] == f"yes, but wrongly: {how}"


def test_a_greeting_is_no_trouble() -> None:
    with Tiny(greeting=b"\x00welcome\xff") as server:
        found = look(server)
    assert found.drafts == ("75", "76")
    assert found.echo == {"75", "76"}


def test_a_late_server_is_given_time_and_its_segments_are_not_kept_apart_for_ever() -> None:
    with Tiny(late=0.15) as server:
        found = look(server)
    assert found.echo == {"75", "76"}
    assert found.tempo.patience > 20 * 0.15
    assert found.tempo.round_trip < 0.1
    assert found.jobs == found.crowd


def test_no_echo() -> None:
    with Tiny(lambda *_: b"") as server:
        found = look(server, patience=0.1)
    assert found.drafts == ("75", "76")
    assert found.echo == frozenset()
    assert found.lacks("echo", "75") == "needs a target that sends each text message back"


def test_a_no_is_asked_again() -> None:
    ends: list[bytes] = []

    def twice(_: Tiny, __: object, text: bytes) -> bytes | None:
        ends.append(text)
        return None if len(ends) < 3 else b"\x00" + text + b"\xff"

    with Tiny(twice) as server:
        assert "76" in look(server).echo


def test_a_wrong_digest_still_speaks_76() -> None:
    with Tiny(spoil=lambda answer: answer[:-1] + b"?") as server:
        found = look(server, drafts=("76",))
    assert found.drafts == ("76",)
    assert "wrong digest" in dict(found.words)["draft 76"]


def test_rfc_6455_is_noticed() -> None:
    with Tiny(rfc6455=True) as server:
        assert dict(look(server).words)["RFC 6455"] == "yes"


@pytest.mark.parametrize("line", [b"A: b\r\n", b"a"])
def test_a_head_without_end_is_not_read_for_ever(line: bytes) -> None:
    def endless(sock: socket.socket, over: threading.Event) -> None:
        sock.sendall(b"HTTP/1.1 101 x\r\n")
        while not over.is_set():
            sock.sendall(line * 1000)

    began = time.monotonic()
    with peers.serving(endless) as port:
        assert rfc6455(Address("127.0.0.1", port), Setting("127.0.0.1", port), 0.3) == "no"
    assert time.monotonic() - began < 10


def test_patience_can_be_given() -> None:
    with Tiny() as server:
        assert look(server, patience=7.0).tempo.patience == 7.0


@pytest.mark.parametrize("draft", ["75", "76"])
def test_the_answer_to_ff_00(draft: str) -> None:
    """A server of draft 75 alone knows no closing frame."""
    with Tiny(drafts=draft) as server:
        setting = Setting(server.host, server.port)
        said = closing_answer(Address(server.host, server.port), setting, Tempo(0.01, 2.0))
    assert said.startswith("yes" if draft == "76" else 'no: "HTTP/1.0 400 No"')


@pytest.mark.parametrize("draft", ["75", "76"])
@pytest.mark.parametrize(("most", "said"), [(1, "1st"), (3, "3"), (8, ""), (0, "")])
def test_an_echo_that_is_cut_short(draft: str, most: int, said: str) -> None:
    heard: Counter[socket.socket] = Counter()

    def reply(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        heard[sock] += 1
        return echo(server, sock, text) if heard[sock] <= most else None

    with Tiny(reply) as server:
        setting = Setting(server.host, server.port)
        words = cut_short(Address(server.host, server.port), setting, draft, Tempo(0.01, 2.0))
    plural = f"{most} messages of a connection come"
    wanted = "message of a connection comes" if most == 1 else plural
    assert words == (f"only the first {wanted} back, and many scenarios need more" if said else "")


def test_an_echo_that_is_cut_short_at_different_places_is_not_told() -> None:
    heard: Counter[socket.socket] = Counter()

    def reply(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        heard[sock] += 1
        return echo(server, sock, text) if heard[sock] <= 1 + len(heard) else None

    with Tiny(reply) as server:
        setting = Setting(server.host, server.port)
        assert not cut_short(Address(server.host, server.port), setting, "76", Tempo(0.01, 2.0))


@pytest.mark.parametrize(("behind", "lost"), [(b"\r\n\r\nHTTP/1.1 200 OK", 1), (b"\x80\x14", 2)])
def test_the_first_echoes_that_bytes_behind_the_answer_swallow(behind: bytes, lost: int) -> None:
    """cyclone 1.1 sends a whole HTTP answer behind the digest, and echoes every text."""
    with Tiny(greeting=behind) as server:
        setting = Setting(server.host, server.port)
        words = cut_short(Address(server.host, server.port), setting, "76", Tempo(0.01, 2.0))
    first = "the first message" if lost == 1 else f"the first {lost} messages"
    assert (
        words == f"all but {first} of a connection: bytes that end no frame stand before the echo"
    )


def test_nobody_listens() -> None:
    port = refused_port()
    with pytest.raises(UnreachedError, match=rf"nobody listens on 127\.0\.0\.1:{port}"):
        explore(Address("127.0.0.1", port), Setting(port=port))


def test_neither_draft_says_what_came_and_escapes_it() -> None:
    with (
        Tiny(drafts="", refusal=b"HTTP/1.0 200 \x1b[31mOK\r\n\r\n") as server,
        pytest.raises(UnreachedError) as caught,
    ):
        look(server)
    said = str(caught.value)
    assert "speaks neither draft" in said
    assert r"to draft 75 it said \"HTTP/1.0 200 \x1b[31mOK\"".replace('\\"', '"') in said
    assert "to draft 76" in said
    assert "\x1b" not in said


def test_silence_to_both_has_a_bound() -> None:
    with (
        Tiny(spoil=lambda _: b"") as server,
        pytest.raises(UnreachedError, match="nothing, then"),
    ):
        look(server, patience=0.1)


def test_a_long_silence_is_told_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "FIRST_BOUNDS", (0.05, 0.1, 0.2))
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(UnreachedError):
            explore(Address("127.0.0.1", port), Setting(port=port), waiting=told.append)
    remedy = "waiting for up to 0.6 s more; --patience S sets how long"
    assert told == [f"127.0.0.1:{port} has said nothing yet; {remedy}"]


def test_a_flood_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What sends more than is kept has said what it has to say; more time changes nothing."""
    monkeypatch.setattr(capabilities, "FIRST_BOUNDS", (10.0, 10.0, 10.0))
    monkeypatch.setattr(keeping, "MOST_DROPPED", 65536)
    told: list[str] = []
    flood = b"abcdefgh" * 65536
    with (
        Tiny(spoil=lambda _: flood) as server,
        pytest.raises(UnreachedError, match=r"speaks neither draft.*more than is kept"),
    ):
        look(server, waiting=told.append)
    assert told == []
    assert server.handshakes == 2


def test_half_an_answer_is_no_silence_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "FIRST_BOUNDS", (0.05, 0.1))
    told: list[str] = []
    with (
        Tiny(spoil=lambda _: b"HTTP/1.1 101 ") as server,
        pytest.raises(UnreachedError, match="speaks neither draft"),
    ):
        look(server, waiting=told.append)
    remedy = "waiting for up to 0.2 s more; --patience S sets how long"
    assert told == [f"127.0.0.1:{server.port} has sent no whole answer yet; {remedy}"]


def test_who_answers_at_once_is_not_waited_for() -> None:
    told: list[str] = []
    with Tiny() as server:
        look(server, waiting=told.append)
    assert told == []


def test_a_refusal_names_all_that_can_have_been_the_reason() -> None:
    with (
        Tiny(drafts="", refusal=b"HTTP/1.1 403 Forbidden\r\n\r\n") as server,
        pytest.raises(UnreachedError) as caught,
    ):
        look(server)
    for remedy in ("the port", "--path", "--origin", "--host", "--subprotocol"):
        assert remedy in str(caught.value)


def test_a_host_that_is_none() -> None:
    with pytest.raises(UnreachedError, match=r"cannot reach no\.such\.host\.invalid:80"):
        explore(Address("no.such.host.invalid", 80), Setting())

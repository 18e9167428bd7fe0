"""How opening handshakes are drawn: what a client is free to choose, and what damage does to it.

Keys are made by the recipe of 76 §4.1 steps 16-22 (:func:`conformance.wire.make_key`), so their numbers
are known. A key that hides no number is made on purpose, and then it is known that it hides none. Only
where bytes are damaged at random nothing is known of the keys, unless the damage left them alone.

Sizes stay small: a head below 4 KiB, as every server has a limit somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from conformance import wire
from conformance.fuzz_conversation import Conversation, Keys
from conformance.fuzz_strategies import MARK, cut
from conformance.scenario import CRLF, Opening, Setting

_NAMES = ("Cookie", "User-Agent", "Accept", "X-Forwarded-For", "Pragma", "x-a", "Referer")
_WORD = st.lists(st.integers(0x61, 0x7A), min_size=1, max_size=12).map(bytes)
_VALUE = st.lists(st.integers(0x21, 0x7E), min_size=1, max_size=30).map(bytes)
_PATHS = ("/", "/?", "/a?b=c&d=", "//", "/a:b%20c", "/%41", "/a%0d%0aX-Inj:%20yes", "/.", "/../x")


def _extras() -> st.SearchStrategy[list[bytes]]:
    """Fields that mean nothing here, each with a name of its own."""
    some = st.dictionaries(st.sampled_from(_NAMES), _VALUE, max_size=4)
    return some.map(lambda d: [name.encode() + b": " + value for name, value in d.items()])


def _resources() -> st.SearchStrategy[str]:
    drawn = st.lists(st.integers(0x21, 0x7E), max_size=60).map(lambda c: "/" + bytes(c).decode())
    return st.one_of(st.sampled_from(_PATHS), drawn)


def _origins() -> st.SearchStrategy[str]:
    port = st.sampled_from(("", ":81", ":65535"))
    web = st.builds(
        lambda s, h, p: f"{s}://{h.decode()}{p}", st.sampled_from(("http", "https")), _WORD, port
    )
    return st.one_of(web, st.sampled_from(("null", "file://", "http://[::1]:81")))


def _protocols() -> st.SearchStrategy[str]:
    return st.one_of(_WORD.map(bytes.decode), st.sampled_from(("a, b", "a b", "x;y=z", "*")))


def _seldom(draw: st.DrawFn, strategy: st.SearchStrategy[str]) -> str | None:
    """Once in four times what a server may refuse: it must not hide the rest."""
    return draw(strategy) if draw(st.integers(0, 3)) == 3 else None


def _opened76(draw: st.DrawFn, setting: Setting) -> Opening:
    rng = draw(st.randoms(use_true_random=False))
    opening = wire.opening76(
        setting,
        resource=_seldom(draw, _resources()),
        key1=_key(draw, rng),
        key2=_key(draw, rng),
        key3=draw(st.binary(min_size=8, max_size=8)),
        origin=_seldom(draw, _origins()),
        subprotocol=_seldom(draw, _protocols()),
    )
    fields = draw(st.permutations([*opening.fields, *draw(_extras())]))  # 76 §4.1 step 24
    return replace(opening, fields=tuple(_named(field, draw(_CASES)) for field in fields))


_CASES: st.SearchStrategy[Callable[[bytes], bytes]] = st.sampled_from(
    (bytes, bytes.lower, bytes.upper, bytes.swapcase)
)


def _named(field: bytes, case: Callable[[bytes], bytes]) -> bytes:
    name, colon, value = field.partition(b":")
    return case(name) + colon + value


def _key(draw: st.DrawFn, rng: Random) -> wire.Key:
    spaces = draw(st.integers(1, 12))
    return wire.make_key(rng, spaces, draw(st.integers(0, wire.LARGEST // spaces)))


def _opened75(draw: st.DrawFn, setting: Setting) -> Opening:
    opening = wire.opening75(
        setting,
        resource=_seldom(draw, _resources()),
        origin=_seldom(draw, _origins()),
        subprotocol=_seldom(draw, _protocols()),
    )
    return opening.plus(*draw(_extras()))  # 75 §4.1 fixes the order of the others


def _opened(draw: st.DrawFn, draft: str, setting: Setting) -> Opening:
    return _opened75(draw, setting) if draft == "75" else _opened76(draw, setting)


def _lines(opening: Opening) -> list[bytes]:
    """The handshake in its lines, and key3."""
    return [line + CRLF for line in (opening.line, *opening.fields, b"")] + [opening.key3]


def _saying(conversation: Conversation, opening: Opening) -> Conversation:
    return replace(conversation, keys=Keys.VALID, numbers=(opening.number1, opening.number2))


def handshake(draft: str, setting: Setting) -> st.SearchStrategy[Conversation]:
    """A handshake that a client can send, in all that it is free to choose, and one text."""

    @st.composite
    def conversations(draw: st.DrawFn) -> Conversation:
        opening = _opened(draw, draft, setting)
        text = wire.text(MARK)
        parts = cut(draw, _lines(opening))
        return _saying(Conversation(draft, "handshake", parts, (text,)), opening)

    return conversations()


def keys(draft: str, setting: Setting) -> st.SearchStrategy[Conversation]:
    """Keys without a space, or whose digits do not divide by their spaces."""

    @st.composite
    def conversations(draw: st.DrawFn) -> Conversation:
        rng = draw(st.randoms(use_true_random=False))
        made = [_key(draw, rng), draw(_void(rng))]
        key1, key2 = made if draw(st.booleans()) else made[::-1]
        opening = wire.opening76(setting, key1=key1, key2=key2)
        return Conversation(draft, "keys", cut(draw, _lines(opening)), keys=Keys.VOID)

    return conversations()


def _void(rng: Random) -> st.SearchStrategy[wire.Key]:
    """A key that no client makes: 76 §5.2 steps 5 and 6 end the connection for it."""

    @st.composite
    def made(draw: st.DrawFn) -> wire.Key:
        if draw(st.booleans()):
            whole = wire.make_key(rng, 1, draw(st.integers(0, 99999)))
            return wire.Key(whole.value.replace(b" ", b""), 0)
        spaces = draw(st.integers(2, 12))
        number = draw(st.integers(0, 99999)) * spaces + draw(st.integers(1, spaces - 1))
        pieces = b"%d" % number + b"x" + b" " * spaces + b"y"
        return wire.Key(pieces, 0)

    return made()


# --- damage ---

_BYTES = (b"\n", b"\r", b"\0", b" ", b":", b"\r\n", b"\r\n\r\n", b"\xff", b"\x80", b"%", b"a")


def damaged_handshake(draft: str, setting: Setting) -> st.SearchStrategy[Conversation]:
    """A handshake with one to three wounds: bytes cut out, doubled, put in, or put in their place."""

    @st.composite
    def conversations(draw: st.DrawFn) -> Conversation:
        opening = wire.opening(draft, setting)
        data = opening.whole
        for _ in range(draw(st.integers(1, 3))):
            data = _wounded(draw, data)
        intact = draft == "76" and _intact(data, opening)
        out = Conversation(draft, "damaged-handshake", cut(draw, [data]))
        return _saying(out, opening) if intact else out

    return conversations()


def _wounded(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    stop = min(len(data), start + draw(st.integers(0, 40)))
    put = draw(st.one_of(st.sampled_from((b"", *_BYTES)), st.just(data[start:stop] * 2)))
    return data[:start] + put + data[stop:]


def _intact(data: bytes, opening: Opening) -> bool:
    """The keys and key3 are where they were, each once, whatever was done to the rest."""
    head, blank, key3 = data.partition(CRLF + CRLF)
    lines = head.split(CRLF)
    folded = any(line[:1] in {b" ", b"\t"} for line in lines)
    own = [field for field in opening.fields if field.lower().startswith(b"sec-websocket-key")]
    once = all(lines[1:].count(field) == 1 for field in own)
    others = head.lower().count(b"sec-websocket-key") == len(own)
    lines_are_plain = b"\n" not in _bare(head) and not folded
    return bool(blank) and key3 == opening.key3 and once and others and lines_are_plain


def _bare(head: bytes) -> bytes:
    """``head`` without its line ends; what is left of CR and LF may end a line for some server."""
    return head.replace(CRLF, b"").replace(b"\r", b"\n")

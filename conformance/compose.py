"""Building blocks that scenarios are put together from.

Most scenarios are one of three conversations: a handshake alone; a handshake, some bytes, and the end
mark; a handshake that must not succeed. They stand here once. What a section asks stands in the
section's own file under ``scenarios``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance import wire
from conformance.checks import Answer, passes
from conformance.expect import echoes, opened
from conformance.expect_frames import none_lost, skipped
from conformance.reading import answered, closing, echoed, first_of
from conformance.scenario import (
    Await,
    Close,
    Connect,
    Opening,
    Pause,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
    Twin,
)
from reports.model import Level, Requirement

Bytes = bytes | Callable[[Setting], bytes]
"""Bytes of a conversation: the same always, or made of the setting."""
Opener = Callable[[Setting], Opening]
Answers = tuple[Answer, ...] | Callable[[Setting], tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a draft, as the maker of its scenarios."""

    draft: str
    number: str

    def asks(
        self,
        what: str,
        level: Level,
        step: str,
        text: str,
        *,
        does: str,
        means: str,
        steps: Callable[[Setting], Steps],
        answers: Answers,
        twin: Twin | None = None,
        needs: tuple[str, ...] = (),
        resource: bool = False,
        alone: bool = False,
        version: int = 1,
    ) -> Scenario:
        """One scenario of this section; its id is ``draft/section/what``."""
        fixed = (lambda _: answers) if isinstance(answers, tuple) else answers
        return Scenario(
            id=f"{self.draft}/{self.number}/{what}",
            requirement=Requirement(self.draft, self.number, step, level, text),
            does=does,
            means=means,
            steps=steps,
            answers=fixed,
            twin=twin,
            needs=frozenset(needs),
            resource=resource,
            alone=alone,
            version=version,
        )


def plain(draft: str) -> Opener:
    """The opening handshake of ``draft`` without a fault."""
    return lambda setting: wire.opening(draft, setting)


def hello(make: Opener) -> Callable[[Setting], Steps]:
    """Steps: send the opening handshake in one segment, read the answer, without which all ends."""

    def steps(setting: Setting) -> Steps:
        opening = make(setting)
        return (Send(opening.whole), Await(answered(opening.draft), vital=True))

    return steps


def talk(make: Opener, *segments: Bytes, mark: bool = True) -> Callable[[Setting], Steps]:
    """Steps: the opening handshake, then each of ``segments`` in a segment of its own.

    With ``mark`` the end mark follows in the last of the segments, and its echo is awaited.
    """

    def steps(setting: Setting) -> Steps:
        parts = [s if isinstance(s, bytes) else s(setting) for s in segments]
        if mark:
            last = parts.pop() if parts else b""
            parts.append(last + wire.text(setting.mark))
        out: list[Step] = list(hello(make)(setting))
        for n, part in enumerate(parts):
            out += [Pause(), Send(part)] if n else [Send(part)]
        if mark:
            out.append(Await(echoed(setting.mark)))
        return tuple(out)

    return steps


def in_turn(*conversations: Callable[[Setting], Steps]) -> Callable[[Setting], Steps]:
    """Steps: each conversation on a connection of its own, after the one before it was closed."""

    def steps(setting: Setting) -> Steps:
        out: list[Step] = []
        for conversation in conversations:
            out += [Close(), Connect()] if out else []
            out += conversation(setting)
        return tuple(out)

    return steps


def opens(draft: str) -> Twin:
    """The twin of a questionable handshake: the same without the fault, and it is accepted."""
    return Twin(hello(plain(draft)), lambda _: (passes(opened(draft)),))


def talks(draft: str, *segments: Bytes) -> Twin:
    """The twin of a questionable frame: a handshake, valid ``segments``, and the end mark's echo."""
    return Twin(
        talk(plain(draft), *segments),
        lambda setting: (passes(echoes(setting.mark)),),
    )


def in_batches(texts: Callable[[Setting], tuple[bytes, ...]], size: int) -> Twin:
    """The twin of many texts at once: the same texts, never more than ``size`` unanswered.

    A server that closes after so many texts, as it may (76 §6.3), does so here as well.
    """

    def steps(setting: Setting) -> Steps:
        out: list[Step] = [*hello(plain("76"))(setting)]
        every = texts(setting)
        for at in range(0, len(every), size):
            batch = every[at : at + size]
            out.append(Send(b"".join(map(wire.text, batch))))
            out.append(Await(echoed(batch[-1]), vital=True))
        return tuple(out)

    return Twin(steps, lambda setting: (passes(none_lost(*texts(setting))),))


# --- a strange frame between two texts ---


def first(setting: Setting) -> bytes:
    """The text before a strange frame; the end mark is the one behind it."""
    return setting.text("first")


def behind(setting: Setting) -> bytes:
    """The text that follows a strange frame at once."""
    return setting.text("behind")


def strange(*segments: Bytes, draft: str = "76", filler: bytes = b"") -> Callable[[Setting], Steps]:
    """Steps: handshake, the first text and its echo, then ``segments``, two texts behind them.

    The text behind stands in the segment of the last of ``segments``, the end mark in a further one: a
    server that looks at what it has only when more comes is late, and has skipped the frame all the
    same. :func:`stalled` asks about that. Heard enough is when the echo of the end mark has come, or a
    closing frame. After the text behind may stand ``filler``, a long text: a length that is read too
    long ends in it, and not behind the end mark.
    """

    def steps(setting: Setting) -> Steps:
        parts = [s if isinstance(s, bytes) else s(setting) for s in segments]
        parts[-1] += wire.text(behind(setting)) + (wire.text(filler) if filler else b"")
        out: list[Step] = [*hello(plain(draft))(setting), Send(wire.text(first(setting)))]
        out.append(Await(echoed(first(setting))))
        over = closing("76") if draft == "76" else None  # a client that has read FF 00 is done
        for part in parts:
            out += [Send(part), Pause()]
        out[-1] = Await(_heard(behind(setting), over), patience=0.1)
        mark = wire.text(setting.mark)
        return (*out, Send(mark, unless=over), Await(_heard(setting.mark, over)))

    return steps


def _heard(text: bytes, over: Callable[[bytes], bool] | None) -> Callable[[bytes], bool]:
    """A condition: the echo of ``text`` has come, or what ends the conversation."""
    return first_of(echoed(text), over) if over else echoed(text)


def stalled(frame: bytes, draft: str) -> Callable[[Setting], Steps]:
    """Steps: handshake, ``frame`` and the text behind in one segment; after its echo the end mark."""

    def steps(setting: Setting) -> Steps:
        out: list[Step] = [*hello(plain(draft))(setting)]
        over = closing(draft)
        for data, text in ((frame, behind(setting)), (b"", setting.mark)):
            out += [Send(data + wire.text(text), unless=over), Await(_heard(text, over))]
        return tuple(out)

    return steps


def skipped_or_gone(setting: Setting) -> tuple[Answer, ...]:
    """The answers to :func:`strange`, in draft 76."""
    return skipped(first(setting), behind(setting), setting.mark)


def unstrange(draft: str = "76", instead: Callable[[Setting], bytes] | None = None) -> Twin:
    """The twin of :func:`strange`: the texts without the frame between them.

    Or a valid text ``instead`` of the frame, in the same segment: some servers run texts of one segment
    together, whatever they hold.
    """

    def answers(setting: Setting) -> tuple[Answer, ...]:
        between = (instead(setting),) if instead else ()
        return (passes(echoes(first(setting), *between, behind(setting), setting.mark)),)

    frame: Bytes = (lambda setting: wire.text(instead(setting))) if instead else b""
    return Twin(strange(frame, draft=draft), answers)


# --- a client that goes wrong, and another after it ---


def then_served(
    bad: Callable[[Setting], Steps], *, close: bool = True
) -> Callable[[Setting], Steps]:
    """Steps: what a bad client does, and a fresh client's opening handshake on a connection of its own.

    With ``close`` the bad client closes first, for the sake of servers of one client. The fresh one
    comes in any case: no wait of the bad one is vital.
    """

    def steps(setting: Setting) -> Steps:
        leave: Steps = (Close(),) if close else ()
        patient = (replace(s, vital=False) if isinstance(s, Await) else s for s in bad(setting))
        return (*patient, *leave, Connect(), *hello(plain("76"))(setting))

    return steps

"""Faults of layers that look at what a text says, or count texts, 5.3 of both drafts."""

# ruff: noqa: ARG002 - a step done wrong may well ignore what it is given

from __future__ import annotations

from collections.abc import Callable

from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


def answering(name: str, what: str, answer: Callable[[str], str | None]) -> None:
    """Enter the fault of a server that answers a text by another; by None: not at all."""

    def on_message(self: Miniature, text: str) -> None:
        other = answer(text)
        if other is not None:
            Miniature.on_message(self, other)

    peer = type("Answering", (Miniature,), {"__doc__": what, "on_message": on_message})
    fault(name, TEXT, "both", "5.3")(peer)


answering(
    "text-taken-for-false",
    "Answers an empty text where the text is 0, null or false.",
    lambda t: "" if t in {"0", "null", "false"} else t,
)
answering("ping-answered-by-pong", "Answers ping by pong.", lambda t: "pong" if t == "ping" else t)
answering("quit-swallowed", "Answers no quit.", lambda t: None if t == "quit" else t)
answering("quotes-stripped", "Strips quotation marks off a text.", lambda t: t.strip('"'))
answering(
    "one-character-swallowed",
    "Answers no text of one character that is not ASCII.",
    lambda t: None if len(t) == 1 and not t.isascii() else t,
)
answering("separators-end-lines", "Makes LF of U+2028.", lambda t: t.replace("\u2028", "\n"))


@fault("latin-1-where-it-fits", "field bug 95", "both", "5.3, sending step 2")
class Latin1WhereItFits(Miniature):
    """Sends ISO-8859-1 where it has all characters of the text, else UTF-8."""

    def encode(self, text: str) -> bytes:
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            return super().encode(text)


class Counting(Miniature):
    """A server that knows how many texts came on the connection, and the last of them."""

    number = 0
    last: str | None = None

    def on_message(self, text: str) -> None:
        self.number += 1
        if not self.ignores(text):
            super().on_message(text)
        self.last = text

    def ignores(self, text: str) -> bool:
        """Whether this text is not answered."""
        raise NotImplementedError


@fault("same-text-ignored", TEXT, "both", "5.3")
class SameTextIgnored(Counting):
    """Does not answer a text that is like the one before."""

    def ignores(self, text: str) -> bool:
        return text == self.last


@fault("later-empty-text-swallowed", "field bug 67", "both", "5.3")
class LaterEmptyTextSwallowed(Counting):
    """Does not answer an empty text that is not the first of all."""

    def ignores(self, text: str) -> bool:
        return not text and self.number > 1


@fault("hundredth-text-lost", TEXT, "both", "5.3")
class HundredthTextLost(Counting):
    """Does not answer the hundredth text of a connection."""

    def ignores(self, text: str) -> bool:
        return self.number == 100


@fault("silent-from-the-thousandth", TEXT, "both", "5.3")
class SilentFromTheThousandth(Counting):
    """Answers no text any more from the thousandth of a connection on."""

    def ignores(self, text: str) -> bool:
        return self.number >= 1000

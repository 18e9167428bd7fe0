"""Generated conversations: held, judged, and believed by the rules that hold for a scenario.

The rules are those of the runner (:mod:`conformance.runner`), made small, since there is one
conversation at a time:

* Wrong bytes are believed at once.
* What is missing because of an *end* is asked for again, and believed when it is missing each time and
  the twin gets all that it asked for: a plain handshake, and as many plain texts of the same lengths. A
  server that ends there as well has limits or habits of its own, and the conversation is undecided.
* What is missing in *silence* is asked for again with three times the patience, and then with its twin.
* After whatever was not plainly right the target has to give a sign of life. A target that died is
  brought back and the conversation held again; who kills it twice has killed it.

A sign of life that stays out on a target that nobody can bring back ends everything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance import wire
from conformance.capabilities import Capabilities
from conformance.causes import likely_cause
from conformance.checks import Basis
from conformance.describe import show
from conformance.fuzz_conversation import DOUBTFUL, Conversation, Ending
from conformance.fuzz_items import items
from conformance.fuzz_oracle import Judged, Norm, heard, judge
from conformance.probe import Address, Tempo, play
from conformance.reading import Reading, read
from conformance.scenario import Setting
from conformance.vigil import Death, Vigil
from reports.model import Transcript

AGAIN = 2
"""How often an end is asked for again before it is believed."""
DIED = "death"
DOUBTED = {Basis.END: 4, Basis.SILENCE: 12, Basis.BYTES: 1}
"""The price of a step of shrinking (:mod:`conformance.fuzz_search`), by what its verdict rests on."""
PRICE_OF_DEATH = 8
LONGEST_SHOWN = 600
"""Characters of what was sent that words of a report show; the saved file has all of it."""


class GoneError(Exception):
    """The target died and nobody can bring it back. ``found`` is what killed it."""

    def __init__(self, found: Found) -> None:
        super().__init__(found.judged.why)
        self.found = found


@dataclass(frozen=True, slots=True)
class Found:
    """What a conversation came to."""

    conversation: Conversation
    judged: Judged
    transcript: Transcript = ()
    attempts: int = 1
    undecided: str = ""
    """Why nothing was shown, although something was wrong; empty otherwise."""

    @property
    def kind(self) -> str:
        """The kind of fault, empty for none."""
        return "" if self.undecided else self.judged.kind

    @property
    def price(self) -> int:
        """What it cost to know this."""
        return PRICE_OF_DEATH if self.judged.kind == DIED else DOUBTED[self.judged.basis]


class Examiner:
    """Holds conversations with one target."""

    def __init__(
        self, address: Address, setting: Setting, found: Capabilities, vigil: Vigil
    ) -> None:
        self.address = address
        self.setting = setting
        self.tempo = found.tempo
        self.echo = found.echo
        self.vigil = vigil
        self._norms: dict[str, Norm] = {}

    def norm(self, draft: str) -> Norm:
        """What the target answers to a plain client of this draft; looked at once."""
        if draft not in self._norms:
            self._norms[draft] = self._look(draft)
        return self._norms[draft]

    def examine(self, conversation: Conversation, thorough: bool = True) -> Found:
        """Hold a conversation; ``thorough``: until the verdict is to be believed. Raises GoneError."""
        if conversation.draft not in self.echo:
            conversation = replace(conversation, frames=())
        found = self._hold(conversation, self.tempo)
        if found.judged.kind == DIED:
            return self._twice(found) if thorough else found
        if not thorough or found.judged.basis is Basis.BYTES or not found.judged.kind:
            return found
        return self._doubtful(found)

    def cause(self, found: Found) -> str:
        """The likely cause of this kind of fault, and of no other that is in the recording."""
        draft = found.conversation.draft
        reading, norm = read(found.transcript, draft), self.norm(draft)
        return likely_cause(
            found.transcript,
            draft,
            lambda mended: judge(found.conversation, mended.get(0, reading), norm).kind,
            self.setting.secure,
        )

    # --- one asking ---

    def _hold(self, conversation: Conversation, tempo: Tempo) -> Found:
        norm = self.norm(conversation.draft)
        steps = conversation.steps(heard(conversation, norm))
        transcript = play(self.address, steps, tempo)
        reading = read(transcript, conversation.draft)
        found = Found(conversation, judge(conversation, reading, norm), transcript)
        if not found.judged.kind and _plainly_right(conversation, reading):
            return found
        # The first sign may be read together with the end of the conversation; the second is not.
        death = self.vigil.sign_of_life() or self.vigil.sign_of_life()
        return found if death is None else self._dead(found, death)

    def _dead(self, found: Found, death: Death) -> Found:
        start = found.transcript[-1].t if found.transcript else 0.0
        sign = tuple(replace(e, t=start + e.t, connection=1) for e in death.sign)
        why = f"the target died: {death.how}"
        judged = Judged(DIED, f"{found.judged.why}, and then {why}" if found.judged.why else why)
        dead = replace(found, judged=judged, transcript=(*found.transcript, *sign))
        if not self.vigil.revive():
            raise GoneError(dead)
        return dead

    # --- believing ---

    def _twice(self, found: Found) -> Found:
        again = self._hold(found.conversation, self.tempo)
        if again.judged.kind == DIED:
            return replace(again, attempts=2)
        why = f"it came once and not again: {found.judged.why}"
        return replace(found, attempts=2, undecided=why)

    def _doubtful(self, found: Found) -> Found:
        """Something is missing: ask again, then ask the twin."""
        silent = found.judged.basis is Basis.SILENCE
        tempo = self.tempo.slower(3.0) if silent else self.tempo
        held = 1
        for _ in range(1 if silent else AGAIN):
            again = self._hold(found.conversation, tempo)
            held += 1
            if not again.judged.kind or again.judged.basis is Basis.BYTES:
                return replace(
                    again, attempts=held
                )  # all came, or something that is wrong for good
            found = again
        twin = self._hold(self.twin(found.conversation), tempo)
        if twin.judged.kind:
            why = f"a plain client gets no more: {twin.judged.why}"
            return replace(found, attempts=held, undecided=f"{found.judged.why}; {why}")
        return replace(found, attempts=held)

    def twin(self, conversation: Conversation) -> Conversation:
        """A plain client with as many plain texts, as long, each in a segment of its own."""
        texts = [item.text or b"" for item in items(conversation) if item.what == "must"]
        plain = [
            (b"%d" % n).ljust(len(text), b".")[: len(text) or 1] for n, text in enumerate(texts)
        ]
        opening = wire.opening(conversation.draft, self.setting.for_scenario("twin", 0))
        frames = tuple(wire.text(text) for text in plain)
        return Conversation(conversation.draft, "framing", (opening.whole,), frames)

    def _look(self, draft: str) -> Norm:
        """Two plain clients: what they are told, and whether anything comes that answers nothing."""
        norm = Norm(self.setting)
        for number in range(2):
            setting = self.setting.for_scenario("norm", number)
            opening = wire.opening(draft, setting)
            frames = (wire.text(setting.mark),) if draft in self.echo else ()
            conversation = Conversation(draft, "framing", (opening.whole,), frames)
            said = heard(conversation, replace(norm, greets=True))
            reading = read(
                play(self.address, conversation.steps(said), self.tempo.slower(3.0)), draft
            )
            right = draft == "75" or reading.digest == opening.digest
            norm = replace(self._learned(norm, reading, setting.mark), digest=norm.digest and right)
        return norm

    def _learned(self, norm: Norm, reading: Reading, mark: bytes) -> Norm:
        sec = "Sec-" if reading.draft == "76" else ""
        values: list[bytes] = []
        for name in (f"{sec}WebSocket-Location", f"{sec}WebSocket-Origin"):
            came = reading.response.values(name) if reading.response else ()
            values.append(came[0] if len(came) == 1 else b"")
        greets = norm.greets or any(message != mark for message in reading.messages)
        return replace(norm, location=values[0], origin=values[1], greets=greets)


def _plainly_right(conversation: Conversation, reading: Reading) -> bool:
    """The last text came back, so the target lived behind all that was sent."""
    stays = conversation.ending is Ending.STAY and conversation.area not in DOUBTFUL
    return stays and bool(conversation.frames) and not (reading.ended or reading.timed_out)


def sent_words(conversation: Conversation) -> str:
    """What is sent, in words: a handshake as text, frames in hexadecimal; ``|`` between segments."""
    if conversation.area in {*DOUBTFUL, "handshake"}:
        return _shortened(" | ".join(show(part, LONGEST_SHOWN) for part in conversation.hello))
    words = " | ".join(part.hex(" ").upper() for part in conversation.frames)
    if conversation.tail:
        words += f" | {conversation.tail.hex(' ').upper()}"
    words = _shortened(words)
    return (
        f"after the handshake: {words}"
        + {
            Ending.STAY: "",
            Ending.FIN: ", then FIN",
            Ending.RESET: ", then RST",
        }[conversation.ending]
    )


def _shortened(words: str) -> str:
    return f"{words[:LONGEST_SHOWN]} …" if len(words) > LONGEST_SHOWN else words

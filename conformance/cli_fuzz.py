"""``run --fuzz N`` and ``run --replay FILE``: generated conversations instead of the scenarios.

The generator is Hypothesis, which nobody needs who only runs scenarios or replays a finding. So it is
an extra of the package, asked for before anything is started.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import importlib
import importlib.util
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance import fuzz_saving, interrupts
from conformance.assessment import LIVES_ON
from conformance.cli_target import Place, again_of
from conformance.cli_values import UsageError
from conformance.describe import spans
from conformance.fuzz import DIED, Examiner, Found, GoneError, sent_words
from conformance.fuzz_areas import AREAS, SURVIVES, Area, shares
from conformance.fuzz_file import Saved
from conformance.offline import options_of
from conformance.reading import read
from conformance.scenario import Setting
from conformance.vigil import Vigil
from reports.model import ENDED, Result, Target, Verdict

if TYPE_CHECKING:
    from conformance.capabilities import Capabilities
    from conformance.fuzz_search import Search

EXTRA = "pip install '.[fuzz]' in the clone, or pip install hypothesis"


def check_options(options: argparse.Namespace) -> Saved | None:
    """The conversation to replay, if one is asked for. Raises UsageError; asks no target."""
    if options.fuzz is not None and options.replay is not None:
        raise UsageError("--fuzz and --replay exclude each other; give one of them")
    word = "--replay" if options.fuzz is None else "--fuzz"
    for name in ("select", "exclude", "all", "failed_from"):
        if getattr(options, name):
            option = name.replace("_", "-")
            raise UsageError(f"{word} runs no scenarios; leave --{option} away")
    if options.replay is not None:
        return fuzz_saving.load(options.replay)
    if importlib.util.find_spec("hypothesis") is None:
        raise UsageError(f"--fuzz needs Hypothesis, which is not installed: {EXTRA}")
    return None


class Fuzzing:
    """All results of one run of ``--fuzz`` or ``--replay``. ``results`` grow as it goes."""

    def __init__(self, options: argparse.Namespace, place: Place, found: Capabilities) -> None:
        self.options = options
        self.found = found
        self.setting = place.setting
        vigil = Vigil(place.address, place.setting, max(found.drafts), found.tempo, place.target)
        self.examiner = Examiner(place.address, place.setting, found, vigil)
        self.again = again_of(options)
        self.results: list[Result] = []
        self.on_result: Callable[[Result], None] = lambda _: None
        self.held = 0
        self._gone = ""

    def replay(self, saved: Saved) -> None:
        """Play one saved conversation again."""
        said = saved.conversation.moved(saved.hostport, self.setting.hostport)
        area = AREAS[said.draft, said.area]
        if reason := self._lacks(area):
            return self._keep(
                _result(area, Verdict.SKIP, reason, self._replay(self.options.replay))
            )
        try:
            found = self.examiner.examine(said)
        except GoneError as gone:
            found = gone.found
        self.held = 1
        self._keep(self._found(area, found, self._replay(self.options.replay), "replayed"))
        return None

    def areas(self) -> list[Area]:
        """The areas of the drafts that the target speaks, or was asked for."""
        return [area for area in AREAS.values() if area.draft in self.found.drafts]

    def shares(self) -> dict[str, int]:
        """How many conversations each area gets; areas that the target cannot be asked get none."""
        return shares([area for area in self.areas() if not self._lacks(area)], self.options.fuzz)

    def fuzz(self) -> None:
        """Search every area."""
        number = self.shares()
        for area in self.areas():
            if reason := self._lacks(area):
                self._keep(_result(area, Verdict.SKIP, reason, self._repeat()))
            elif self._gone:
                self._keep(_result(area, Verdict.UNDECIDED, self._gone, self._repeat()))
            elif number[area.id]:
                self._search(area, number[area.id])

    def leave(self) -> None:
        """After an interrupt: the areas that were not begun are UNDECIDED by that name."""
        self.on_result = lambda _: None
        done = {result.id for result in self.results}
        for area in self.areas():
            if self.shares().get(area.id) and area.id not in done:
                left = _result(area, Verdict.UNDECIDED, ENDED, self._repeat())
                self._keep(replace(left, because=ENDED))

    # --- one area ---

    def _search(self, area: Area, number: int) -> None:
        from conformance.fuzz_search import Search, Step  # noqa: PLC0415 - needs the extra

        kept: dict[Any, Found] = {}
        doubts: list[Found] = []

        def ask(conversation: Any, thorough: bool) -> Step:
            found = self.examiner.examine(conversation, thorough)
            if found.kind:
                kept[conversation] = found
            doubts.extend([found] if found.undecided else [])
            return Step(found.kind, found.price)

        search = Search(ask)
        setting = self.setting.for_scenario(area.id, self.options.seed)
        try:
            search.run(_strategy(area, setting), number, _seed(area, self.options.seed))
            self._concluded(area, search, kept, doubts)
        except GoneError as gone:
            self._gone = f"not asked: {gone.found.judged.why}, and {self.examiner.vigil.why_gone}"
            search.held += 1
            self._finding(area, gone.found, search.held, "not shrunk: the target is gone")
        except KeyboardInterrupt:
            if any(result.id == area.id for result in self.results):
                pass  # it came while the result was shown
            elif search.found is not None:
                self._finding(area, kept[search.found[1]], search.held, "not shrunk, interrupted")
            elif search.held:
                self._concluded(area, search, kept, doubts, f", until {ENDED},")
            raise
        finally:
            self.held += search.held

    def _concluded(
        self,
        area: Area,
        search: Search,
        kept: dict[Any, Found],
        doubts: list[Found],
        short: str = "",
    ) -> None:
        """The result of what was held; ``short`` says why it is not all."""
        if search.found is not None:
            small, first = search.found
            found = kept[first] if small is first else self.examiner.examine(small)
            if found.kind == kept[first].kind:
                self._finding(area, found, search.held)
            else:  # a step of shrinking is held once only, and may have been an accident
                self._finding(area, kept[first], search.held, "not shrunk: less did not repeat")
        elif doubts:
            why = f"{len(doubts)} of {search.held} conversations{short} showed nothing: "
            result = _result(area, Verdict.UNDECIDED, why + doubts[0].undecided, self._repeat())
            self._keep(replace(result, transcript=doubts[0].transcript))
        else:
            came = f"{search.held} conversations{short or ','} and nothing wrong"
            self._keep(_result(area, Verdict.PASS, came, self._repeat()))

    def _finding(self, area: Area, found: Found, number: int, how: str = "shrunk") -> None:
        seed = self.options.seed
        saved = Saved(found.conversation, seed, self.setting.hostport, found.judged.why)
        try:
            file = fuzz_saving.save(saved)
        except OSError as error:
            kept, again = f"not saved: {error.strerror}", self._repeat()
        else:
            kept, again = f"saved as {file}", self._replay(file)
        self._keep(
            self._found(area, found, again, f"conversation {number} of this area, {how}; {kept}")
        )

    # --- results ---

    def _found(self, area: Area, found: Found, again: str, words: str) -> Result:
        verdict = Verdict.FAIL if found.kind else Verdict.PASS
        verdict = Verdict.UNDECIDED if found.undecided else verdict
        why = found.undecided or found.judged.why or "nothing wrong"
        died = found.judged.kind == DIED
        broken = SURVIVES if died else (found.judged.rule or {}).get(area.draft)
        return replace(
            _result(area, verdict, why, again),
            expected=(*area.expected, LIVES_ON) if died else area.expected,
            breaks=broken if verdict is Verdict.FAIL else None,
            does=f"{sent_words(found.conversation)} ({words})",
            transcript=found.transcript,
            spans=spans(found.transcript, read(found.transcript, area.draft)),
            cause=self.examiner.cause(found) if verdict is Verdict.FAIL and not died else "",
            attempts=found.attempts,
        )

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        self.on_result(result)

    def _lacks(self, area: Area) -> str:
        needs = (area.draft, "echo") if area.echo else (area.draft,)
        reasons = (self.found.lacks(need, area.draft) for need in needs)
        return next((reason for reason in reasons if reason), "")

    def _replay(self, file: str) -> str:
        return f"{self.again} --replay {shlex.quote(file)}"

    def _repeat(self) -> str:
        return f"{self.again} --fuzz {self.options.fuzz}"


def _strategy(area: Area, setting: Setting) -> Any:
    module = (
        "fuzz_handshakes" if area.name in {"handshake", "keys", "damaged-handshake"} else
        "fuzz_strategies"
    )  # fmt: skip
    makers = importlib.import_module(f"conformance.{module}")
    return getattr(makers, area.name.replace("-", "_"))(area.draft, setting)


def _seed(area: Area, seed: int) -> int:
    """A seed for this area alone, so that its conversations depend on no other area."""
    return int.from_bytes(hashlib.sha256(f"{seed} {area.id}".encode()).digest()[:8], "big")


def _result(area: Area, verdict: Verdict, observed: str, again: str) -> Result:
    return Result(
        id=area.id,
        version=1,
        requirement=area.requirement,
        verdict=verdict,
        does=area.does,
        means=area.means,
        expected=area.expected,
        observed=observed,
        reproduce=again,
    )


# --- the command ---

Asked = tuple[tuple[Result, ...], Target, bool]


def asking(
    options: argparse.Namespace,
) -> Callable[[argparse.Namespace, Place, Capabilities], Asked]:
    """What to do once the target is known. Raises UsageError before anything is started."""
    saved = check_options(options)
    return functools.partial(_asked, saved)


def _asked(
    saved: Saved | None, options: argparse.Namespace, place: Place, found: Capabilities
) -> Asked:
    """All results, the target, and whether the run ended by itself."""
    fuzzing = Fuzzing(options, place, found)
    finished = interrupts.ended(functools.partial(_watched, fuzzing, saved))
    if not finished and saved is None:
        fuzzing.leave()
    words = dict(found.words)
    words["generated conversations"] = f"{fuzzing.held} held, seed {options.seed}"
    if saved is not None:
        words["generated conversations"] = f"1 replayed, found with seed {saved.seed}"
    target = Target(place.name, place.setting.path, found.drafts, words, options_of(place.setting))
    return tuple(fuzzing.results), target, finished


def _watched(fuzzing: Fuzzing, saved: Saved | None) -> None:
    """Ask to the end, with a progress line where somebody can see it."""
    from reports.terminal import Progress, make_console  # noqa: PLC0415 - costs a tenth of a second

    ask = fuzzing.fuzz if saved is None else functools.partial(fuzzing.replay, saved)
    with Progress(make_console(sys.stderr)) as progress:
        progress.begin(len(fuzzing.areas()) if saved is None else 1)
        fuzzing.on_result = progress.result
        ask()

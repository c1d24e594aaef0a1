"""The letterheads that handouts need, each made once, and what spoils them.

A letterhead that would print something wrong is not handed out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from handoutpress.content import Clinic
from handoutpress.errors import Problem, has_errors
from handoutpress.model import Letterhead
from handoutpress.validate.characters import find_undrawable_in_clinic
from handoutpress.validate.clinic_desk import ClinicDesk
from handoutpress.validate.contexts import check_in_context
from handoutpress.validate.glossaries import GlossaryDesk
from handoutpress.validate.letterheads import make_letterhead
from handoutpress.validate.readings import Part
from handoutpress.validate.references import Catalog, check_links
from handoutpress.validate.rewriting import rename_links


@dataclass(slots=True)
class LetterheadDesk:
    """Makes letterheads, and keeps them; `problems` is what was found wrong on the way."""

    desk: ClinicDesk
    glossary: GlossaryDesk
    catalog: Catalog
    characters: Collection[int] = ()
    problems: set[Problem] = field(default_factory=set)
    _made: dict[tuple[str | None, str], Letterhead | None] = field(default_factory=dict)

    def get(self, department: str | None, language: str) -> Letterhead | None:
        """Return the letterhead of a department, or of the clinic; None when it cannot be used."""
        clinic = self.desk.clinic
        if clinic is None or (department is not None and department not in clinic.departments):
            return None
        key = (department, language)
        if key not in self._made:
            self._made[key] = self._make(clinic, department, language)
        return self._made[key]

    def list_made(self, language: str) -> tuple[Letterhead, ...]:
        """Return the letterheads of a language that handouts needed so far."""
        return tuple(made for key, made in self._made.items() if made and key[1] == language)

    def _make(self, clinic: Clinic, department: str | None, language: str) -> Letterhead | None:
        result = make_letterhead(
            self.desk.file, clinic, department=department, language=language, logo=self.desk.logo
        )
        found = set(result.problems)
        if result.letterhead:
            found.update(self._check_notices(result.letterhead, language))
            found.update(self._check_glossary(result.letterhead, language))
            found.update(self._check_characters(clinic, department, language))
        self.problems |= found
        if result.letterhead is None or has_errors(found):
            return None
        notices = rename_links(result.letterhead.notices, self.catalog.former_ids)
        return replace(result.letterhead, notices=notices)

    def _check_notices(self, letterhead: Letterhead, language: str) -> Iterator[Problem]:
        is_map = isinstance(self.desk.clinic and self.desk.clinic.notices, dict)
        steps = ("notices", language) if is_map else ("notices",)
        parts: tuple[Part, ...] = ((steps, letterhead.notices),) if letterhead.notices else ()
        file = replace(self.desk.file, language=language)
        yield from check_in_context(file, parts, letterhead)
        yield from check_links(file, parts, self.catalog, language)

    def _check_characters(
        self, clinic: Clinic, department: str | None, language: str
    ) -> Iterator[Problem]:
        yield from find_undrawable_in_clinic(
            self.desk.file,
            clinic,
            self.characters,
            department=department,
            language=language,
        )

    def _check_glossary(self, letterhead: Letterhead, language: str) -> Iterator[Problem]:
        if self.glossary.reading:
            parts = self.glossary.get_parts(language)
            yield from check_in_context(self.glossary.reading.file, parts, letterhead)

"""The clinic, or one of its departments, in one language: what stands on every page.

English never stands in: a text that a language lacks leaves that language without a letterhead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from handoutpress.content import Clinic, Phone
from handoutpress.errors import Problem
from handoutpress.model import Letterhead, PhoneLine
from handoutpress.text import Flow, Line, plain_text
from handoutpress.validate.clinic_rules import check_phones, follow_stand_ins
from handoutpress.validate.content_files import ContentFile, Steps
from handoutpress.validate.language_names import name_language
from handoutpress.validate.model_problems import name_value

_Words = TypeVar("_Words", Line, Flow)


@dataclass(frozen=True, slots=True)
class LetterheadResult:
    """A letterhead, or what it lacks."""

    letterhead: Letterhead | None
    problems: tuple[Problem, ...]


def make_letterhead(
    file: ContentFile, clinic: Clinic, *, department: str | None, language: str, logo: str | None
) -> LetterheadResult:
    """Return the letterhead of a department, or of the whole clinic.

    `department` is a key of the clinic's departments; `logo` the path of a picture, relative to
    the root.
    """
    maker = _Maker(file, clinic, language, department)
    problems = tuple(maker.check_phones())
    if problems:
        return LetterheadResult(None, problems)
    letterhead = maker.make(logo)
    return LetterheadResult(None if maker.problems else letterhead, tuple(maker.problems))


@dataclass(slots=True)
class _Maker:
    """Picks the texts of one language, and notes those that are not there."""

    file: ContentFile
    clinic: Clinic
    language: str
    department: str | None
    problems: list[Problem] = field(default_factory=list)

    def check_phones(self) -> Iterator[Problem]:
        """Yield what is wrong with the stand-ins of the department's own phones."""
        if self.department is not None:
            own = self.clinic.departments[self.department].phones
            steps = ("departments", self.department, "phones")
            yield from check_phones(self.file, steps, own, {**self.clinic.phones, **own})

    def make(self, logo: str | None) -> Letterhead:
        clinic, colors = self.clinic, self.clinic.colors
        phones = self._make_phones()
        name = self._say(("name",), clinic.name)
        department = self._say_department()
        values = _list_values(clinic, name=name, department=department, phones=phones)
        return Letterhead(
            name=name,
            department=department,
            address=self._say_address(),
            phones=phones,
            emergency=clinic.emergency,
            website=clinic.website,
            public_url=clinic.public_url,
            logo=logo,
            primary_color=colors.primary,
            accent_color=colors.accent,
            paper=clinic.paper,
            notices=self._pick(("notices",), clinic.notices),
            placeholders=MappingProxyType(values),
        )

    def _pick(self, steps: Steps, words: _Words | dict[str, _Words] | None) -> _Words | None:
        """Return a text in the language."""
        if not isinstance(words, dict):
            return words
        if self.language not in words:
            what = f"{name_value(steps)} has no text in {name_language(self.language)}"
            problem = self.file.tell(steps, what, f"add '{self.language}: …'")
            self.problems.append(replace(problem, language=self.language))
        return words.get(self.language)

    def _say(self, steps: Steps, words: Line | dict[str, Line] | None) -> str:
        line = self._pick(steps, words)
        return plain_text(line, lambda name: name) if line else ""

    def _say_department(self) -> str | None:
        if self.department is not None:
            steps = ("departments", self.department, "name")
            return self._say(steps, self.clinic.departments[self.department].name)
        return self._say(("department",), self.clinic.department) or None

    def _say_address(self) -> tuple[str, ...]:
        own = self.clinic.departments[self.department].address if self.department else None
        steps: Steps = ("departments", self.department or "", "address") if own else ("address",)
        lines = self.clinic.address if own is None else own
        return tuple(self._say((*steps, index), line) for index, line in enumerate(lines))

    def _make_phones(self) -> tuple[PhoneLine, ...]:
        """Return the department's phones, then the clinic's that it does not have itself."""
        own = self.clinic.departments[self.department].phones if self.department else {}
        above: Steps = ("departments", self.department or "", "phones")
        lines = {key: self._make_line((*above, key), key, phone) for key, phone in own.items()}
        for key, phone in self.clinic.phones.items():
            if key not in lines:
                lines[key] = self._make_line(("phones", key), key, phone)
        return tuple(_join_lines(lines, {**self.clinic.phones, **own}))

    def _make_line(self, steps: Steps, key: str, phone: Phone) -> PhoneLine:
        return PhoneLine(
            key=key,
            label=self._say((*steps, "label"), phone.label),
            number=phone.number,
            hours=self._say((*steps, "hours"), phone.hours) or None,
            is_always_open=phone.always,
        )


def _join_lines(lines: Mapping[str, PhoneLine], phones: Mapping[str, Phone]) -> Iterator[PhoneLine]:
    """Give each line the one that stands in for it; there is no circle among them."""
    for key in lines:
        joined: PhoneLine | None = None
        for each in reversed(follow_stand_ins(key, phones)):
            joined = replace(lines[each], when_closed=joined)
        if joined:
            yield joined


def _list_values(
    clinic: Clinic, *, name: str, department: str | None, phones: tuple[PhoneLine, ...]
) -> dict[str, str]:
    """Return the values of placeholders by their names; what is not set has none."""
    values = {
        "clinic.name": name,
        "clinic.department": department,
        "clinic.emergency": clinic.emergency,
        "clinic.website": clinic.website,
        "clinic.public_url": clinic.public_url,
    }
    for line in phones:
        values[f"clinic.phones.{line.key}.label"] = line.label
        values[f"clinic.phones.{line.key}.number"] = line.number
        values[f"clinic.phones.{line.key}.hours"] = line.hours
    return {key: value for key, value in values.items() if value}

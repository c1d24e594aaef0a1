"""Open `clinic.yaml`: languages, editions, and what makes it unusable.

Prints no letterhead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from handoutpress.content import Clinic
from handoutpress.errors import Problem, Severity
from handoutpress.sources import Picture, Sources
from handoutpress.validate.clinic_rules import check_clinic, check_lists, usable_editions
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.figures import find_picture
from handoutpress.validate.file_names import Tongues
from handoutpress.validate.readings import Reading, read_model

CLINIC_PATH = "handouts/clinic.yaml"


@dataclass(frozen=True, slots=True)
class ClinicDesk:
    """What the clinic says of itself; `clinic` is None when that cannot be used."""

    file: ContentFile
    clinic: Clinic | None
    tongues: Tongues
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    logo: str | None
    problems: tuple[Problem, ...]

    def scope(self, problem: Problem) -> Problem:
        """Make a problem in a language that the clinic does not have everybody's."""
        return problem if problem.language in self.languages else replace(problem, language="")


def open_clinic(
    sources: Sources,
    pictures: Mapping[str, Picture],
    *,
    theme_editions: Collection[str],
    faulty_paths: Collection[str],
) -> ClinicDesk:
    """Read the clinic's own file."""
    source = next((file for file in sources.files if file.path == CLINIC_PATH), None)
    node = source.node if source else None
    is_faulty = source is None or node is None or CLINIC_PATH in faulty_paths
    file = ContentFile(CLINIC_PATH, FileKind.CLINIC, "", "clinic", "", node, is_faulty)
    reading = read_model(file)
    problems = {*reading.problems, *check_clinic(reading, pictures)}
    if source is None:
        remedy = "write it; it needs no more than a line 'name: …'"
        problems.add(file.tell((), "the clinic's own file is missing", remedy))
    is_usable = not is_faulty and not any(map(_is_error, problems))
    editions = tuple(dict.fromkeys(reading.get_part("editions") or ("standard",)))
    tongues = _list_tongues(reading)
    known = usable_editions(theme_editions)
    return ClinicDesk(
        file=file,
        clinic=reading.value if is_usable else None,
        tongues=tongues,
        languages=tongues.known or (tongues.default,),
        editions=tuple(name for name in editions if name in known),
        logo=_find_logo(reading, pictures),
        problems=tuple(sorted({*problems, *check_lists(reading, theme_editions=known)})),
    )


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _list_tongues(reading: Reading) -> Tongues:
    """Return the languages; none are known when the clinic's list of them is broken."""
    node = reading.file.node
    default = (
        reading.get_part("default_language") or Clinic.model_fields["default_language"].default
    )
    languages = reading.get_part("languages")
    is_broken = node is None or (languages is None and node.get_pair("languages") is not None)
    if is_broken:
        return Tongues(default, None)
    return Tongues(default, tuple(dict.fromkeys((*(languages or ()), default))))


def _find_logo(reading: Reading, pictures: Mapping[str, Picture]) -> str | None:
    logo = reading.get_part("logo")
    found = find_picture(logo, reading.file.path, pictures) if logo else None
    return found.path if isinstance(found, Picture) else None

"""Topics: their titles, the order of their handouts, the department that they belong to.

Knows of handouts only their names and languages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from handoutpress.content import Topic
from handoutpress.errors import Problem, Severity
from handoutpress.text import parse_plain
from handoutpress.validate.characters import find_undrawable
from handoutpress.validate.content_files import limit_told, shorten, suggest
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import Catalog, check_links
from handoutpress.validate.text_problems import find_text_faults

# What the default language's file says for the others as well.
_INHERITED = ("order", "department", "booklet")


@dataclass(frozen=True, slots=True)
class TopicDesk:
    """One topic in one language.

    `topic` is None when its handouts cannot be made, because of the file at `path`.
    """

    topic: Topic | None
    path: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicFile:
    """A topic's file and what is wrong with it; when it `is_spoilt`, no handout can be made."""

    reading: Reading
    is_spoilt: bool
    problems: tuple[Problem, ...]


def check_topic(
    reading: Reading,
    *,
    departments: Collection[str] | None,
    catalog: Catalog,
    characters: Collection[int] = (),
) -> TopicFile:
    """Check a topic's file; `departments` is None when the clinic does not say which it has."""
    serious = [*reading.problems, *_check_department(reading, departments)]
    harmless = [*limit_told(reading.file, _check_order(reading, catalog))]
    harmless += check_links(reading.file, reading.parts, catalog, reading.file.language)
    for part in reading.parts:
        faults = serious if part[0][0] == "title" else harmless
        faults += find_text_faults(reading.file, (part,))
    titles = tuple(part for part in reading.parts if part[0][0] == "title")
    serious += find_undrawable(reading.file, titles, characters)
    undrawable = find_undrawable(reading.file, reading.parts, characters)
    harmless += [each for each in undrawable if each not in serious]
    is_spoilt = reading.value is None or reading.file.is_faulty or any(map(_is_error, serious))
    return TopicFile(reading, is_spoilt, tuple(serious + harmless))


def open_topic(
    files: Mapping[tuple[str, str], TopicFile],
    *,
    topic: str,
    language: str,
    default_language: str,
) -> TopicDesk:
    """Return a topic in a language; what its file leaves out is said in the default language's."""
    source, own = files.get((topic, default_language)), files.get((topic, language))
    if own is None:
        return _open_without_file(source, topic, language)
    spoilt = next((file for file in (own, source) if file and file.is_spoilt), None)
    if spoilt:
        return TopicDesk(None, spoilt.reading.file.path)
    value: Topic = own.reading.value
    if source:
        said = source.reading.value
        left_out = [name for name in _INHERITED if name not in value.model_fields_set]
        value = value.model_copy(update={name: getattr(said, name) for name in left_out})
    return TopicDesk(value, own.reading.file.path)


def _open_without_file(source: TopicFile | None, topic: str, language: str) -> TopicDesk:
    """Leave the title empty, for a folder's name is not written for readers.

    But not where the topic has a title in the default language.
    """
    if source is None:
        path = f"handouts/{topic}/topic.yaml"
        what = "the topic has no file, and its pages name no topic"
        remedy = "write the file, with a line 'title: …'"
        warning = Problem(path, 1, 1, what, remedy, Severity.WARNING)
        return TopicDesk(Topic.model_construct(title=parse_plain("")), path, (warning,))
    path = f"handouts/{topic}/topic.{language}.yaml"
    what = f"the topic has no title in {name_language(language)}"
    problem = Problem(path, 1, 1, what, "write the file, with a line 'title: …'", language=language)
    return TopicDesk(None, path, (problem,))


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _check_department(reading: Reading, departments: Collection[str] | None) -> Iterator[Problem]:
    name = reading.get_part("department")
    if name is not None and departments is not None and name not in departments:
        what = f"the clinic has no department '{shorten(name)}'"
        remedy = suggest(name, departments, otherwise="add it to 'departments' in clinic.yaml")
        yield reading.file.tell(("department",), what, remedy)


def _check_order(reading: Reading, catalog: Catalog) -> Iterator[Problem]:
    file, order = reading.file, reading.get_part("order") or ()
    ids = catalog.languages if order else ()
    known = {each.split("/")[1] for each in ids if each.startswith(f"{file.topic}/")}
    seen: set[str] = set()
    for index, name in enumerate(order):
        if name not in known:
            what = f"there is no handout '{shorten(name)}' in this topic"
            remedy = suggest(name, known, otherwise="name one that lies in this folder")
            yield file.tell(("order", index), what, remedy)
        elif name in seen:
            yield file.warn(("order", index), f"'{shorten(name)}' stands there twice", "remove one")
        seen.add(name)


def rank_name(topic: Topic | None, name: str) -> int:
    """Return a name's place in the order of a topic; those that it does not name come last."""
    order = topic.order if topic else ()
    return order.index(name) if name in order else len(order)

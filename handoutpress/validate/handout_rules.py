"""All that can be wrong in a handout by itself, or with what it refers to.

Knows no letterhead: numbers and placeholders are checked in their context.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from handoutpress.content import Snippet
from handoutpress.errors import Problem
from handoutpress.sources import Picture
from handoutpress.validate.block_rules import check_blocks
from handoutpress.validate.characters import find_undrawable
from handoutpress.validate.content_files import limit_told
from handoutpress.validate.figures import check_figures
from handoutpress.validate.inheritance import inherit, inherit_snippet
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import Catalog, check_links, check_see_also
from handoutpress.validate.snippets import Key, check_snippet_names
from handoutpress.validate.text_problems import find_text_faults
from handoutpress.validate.translations import (
    check_completeness,
    check_inherited,
    check_translation,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a handout can refer to, and the characters that can be drawn; none means any."""

    default_language: str
    catalog: Catalog
    pictures: Mapping[str, Picture]
    snippets: Collection[Key]
    characters: Collection[int] = ()


def check_handout(
    reading: Reading, source: Reading | None, around: Surroundings
) -> Iterator[Problem]:
    """Yield what is wrong in a handout; `source` is what it translates, if anything."""
    yield from limit_told(reading.file, check_see_also(reading, around.catalog))
    yield from check_translation(reading, source.file if source else None, around.default_language)
    yield from check_body(reading, source, around)


def check_body(reading: Reading, source: Reading | None, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong in the texts and blocks of a handout or snippet."""
    file, parts = reading.file, reading.parts
    yield from reading.problems
    for found in (
        find_text_faults(file, parts),
        check_blocks(file),
        check_figures(file, around.pictures),
        check_snippet_names(file, around.snippets),
        check_links(file, parts, around.catalog, file.language),
        _check_completeness(reading, source),
    ):
        yield from limit_told(file, found)
    yield from find_undrawable(file, parts, around.characters)


def _check_completeness(reading: Reading, source: Reading | None) -> Iterator[Problem]:
    if source is None:
        yield from check_completeness(reading.file)
    elif reading.value is not None:
        whole = take_over(reading, source).value
        yield from check_inherited(reading.file, whole, source)


def take_over(reading: Reading, source: Reading | None) -> Reading:
    """Return a file with what it leaves out and its source has, if both are in order."""
    if source is None or source.value is None or reading.value is None:
        return reading
    if isinstance(reading.value, Snippet):
        return replace(reading, value=inherit_snippet(reading.value, source.value))
    return replace(reading, value=inherit(reading.value, source.value))

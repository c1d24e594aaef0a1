"""The words of a handout as its reader reads them: in order, counted, and as a digest.

Knows no labels and no letterhead: those may change without anybody approving the words again.
A placeholder therefore counts by its name, not by what the clinic puts in its place.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from handoutpress.content import (
    BlockModel,
    Figure,
    GlossaryEntry,
    Manuscript,
    Section,
    TextBlock,
    block_kind,
)
from handoutpress.glossary import FirstUses
from handoutpress.text import Flow, Line, plain_text

# What a handout holds that is not printed, or that is another handout's.
UNREAD_FIELDS = frozenset({"id", "phone", "image"})


def _as_typed(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _strings(value: object) -> Iterator[str]:
    """Yield the texts inside a value, in the order of its fields."""
    if isinstance(value, Line | Flow):
        yield plain_text(value, _as_typed)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in UNREAD_FIELDS:
                yield from _strings(getattr(value, name))


def _meanings(block: BlockModel, first_uses: FirstUses) -> Iterator[str]:
    """Yield the meanings that are printed in a text because it uses their words first."""
    if isinstance(block, TextBlock):
        for _, entry in first_uses.split(plain_text(block.text, _as_typed)):
            if entry is not None:
                yield from _strings(entry.meaning)


def _section_parts(section: Section, first_uses: FirstUses) -> Iterator[tuple[str, ...]]:
    yield "heading", *_strings(section.heading)
    for block in section.all_blocks():
        kind = block_kind(block) or ""
        yield kind, *_strings(block), *_meanings(block, first_uses)


def reading_parts(
    manuscript: Manuscript, glossary: Iterable[GlossaryEntry]
) -> Iterator[tuple[str, ...]]:
    """Yield each part of a handout in reading order: its kind, then its strings.

    Snippets must have been put in their places.
    """
    first_uses = FirstUses(glossary)
    yield "title", *_strings(manuscript.title)
    yield "summary", *_strings(manuscript.summary)
    yield "do", *_strings(manuscript.do)
    for section in manuscript.sections:
        yield from _section_parts(section, first_uses)
    yield "sources", *_strings(manuscript.sources)


def count_words(manuscript: Manuscript) -> int:
    """Return the number of words that the reader reads, glossary aside."""
    return sum(len(text.split()) for _, *texts in reading_parts(manuscript, ()) for text in texts)


def digest_words(
    manuscript: Manuscript,
    glossary: Iterable[GlossaryEntry],
    picture_digests: Mapping[str, str],
) -> str:
    """Return the SHA-256 of what the reader reads, as 64 hexadecimal digits.

    Args:
        manuscript: with its snippets in their places.
        glossary: the entries of its language.
        picture_digests: the SHA-256 of each picture, by the path that its figure names.
    """
    parts = [list(part) for part in reading_parts(manuscript, glossary)]
    parts += [["picture", picture_digests.get(path, "")] for path in picture_paths(manuscript)]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def picture_paths(manuscript: Manuscript) -> tuple[str, ...]:
    """Return the paths of the pictures, in reading order."""
    blocks = (block for section in manuscript.sections for block in section.all_blocks())
    figures = (getattr(block, "figure", None) for block in blocks)
    return tuple(figure.image for figure in figures if isinstance(figure, Figure) and figure.image)

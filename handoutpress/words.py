"""The words of a handout as its reader reads them: in order, counted, and as a digest.

Knows no labels and no letterhead: those may change without anybody approving the words again.
A placeholder therefore counts by its name, and a phone by its key, not by what the clinic puts in
its place; a link to another handout counts by its words, for that handout has its own approval.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from handoutpress.content import (
    Figure,
    GlossaryEntry,
    Manuscript,
    TextBlock,
    block_kind,
)
from handoutpress.glossary import FirstUses
from handoutpress.text import Block, Flow, ItemList, Line, iter_links, plain_text

# What a block holds that is not printed; pictures count by their bytes.
UNREAD_FIELDS = frozenset({"id", "image"})
HANDOUT_SCHEME = "handout:"
_as_typed = "{{{{ {} }}}}".format


def iter_parts(manuscript: Manuscript) -> Iterator[tuple[str, Any]]:
    """Yield what is read, in reading order, each part with its kind.

    A section starts with its heading; its blocks follow, each a part of its own.
    """
    yield "title", manuscript.title
    yield "summary", manuscript.summary
    yield "do", manuscript.do
    for section in manuscript.sections:
        yield "heading", section.heading
        for block in section.all_blocks():
            yield block_kind(block) or "", block
    yield "sources", manuscript.sources


def _iter_read_fields(model: BaseModel) -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        if name not in UNREAD_FIELDS:
            yield name, getattr(model, name)


def count_words(manuscript: Manuscript) -> int:
    """Return the number of words that the reader reads, glossary and addresses aside.

    Snippets must have been put in their places.
    """
    texts = (text for _, part in iter_parts(manuscript) for text in _iter_texts(part))
    return sum(len(plain_text(text, _as_typed).split()) for text in texts)


def _iter_texts(value: Any) -> Iterator[Line | Flow]:
    if isinstance(value, Line | Flow):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _iter_texts(item)
    elif isinstance(value, BaseModel):
        for _, item in _iter_read_fields(value):
            yield from _iter_texts(item)


def digest_words(
    manuscript: Manuscript,
    glossary: Iterable[GlossaryEntry],
    picture_digests: Mapping[str, str],
) -> str:
    """Return the SHA-256 of what the reader reads, as 64 hexadecimal digits.

    Args:
        manuscript: with its snippets in their places, and its placeholders as typed.
        glossary: the entries of its language.
        picture_digests: the SHA-256 of each picture, by the path that its figure names.
    """
    first_uses = FirstUses(glossary)
    parts = [
        [kind, _list_strings(part), _list_strings(tuple(_iter_meanings(part, first_uses)))]
        for kind, part in iter_parts(manuscript)
    ]
    parts += [["picture", picture_digests.get(path, "")] for path in picture_paths(manuscript)]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _list_strings(value: Any) -> Any:
    """Return the strings inside a value in its own shape, so that none can change places.

    A key that a file leaves out leaves nothing: new keys do not change old digests.
    """
    match value:
        case Flow():
            return [*map(_list_block, value.blocks), *_iter_targets(value)]
        case Line():
            return [_normalize(plain_text(value, _as_typed)), *_iter_targets(value)]
        case str():
            return _normalize(value)
        case tuple():
            return [_list_strings(item) for item in value]
        case BaseModel():
            fields = ((name, _list_strings(item)) for name, item in _iter_read_fields(value))
            return {name: strings for name, strings in fields if strings}
    return None


def _list_block(block: Block) -> Any:
    """Return the words of a paragraph; of a list its kind, and what stands in each item."""
    if isinstance(block, ItemList):
        items = [list(map(_list_block, item.blocks)) for item in block.items]
        return {"numbered" if block.ordered else "list": items}
    return _normalize(plain_text((block,), _as_typed))


def _normalize(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _iter_targets(text: Line | Flow) -> Iterator[str]:
    """Yield the addresses and numbers that are printed behind links."""
    for link in iter_links(text):
        target = plain_text(link.target, _as_typed)
        if not target.startswith(HANDOUT_SCHEME):
            yield _normalize(target)


def list_mentioned(texts: Iterable[Line | Flow]) -> tuple[str, ...]:
    """Return the ids of the handouts to which texts lead, each once."""
    targets = (plain_text(link.target, _as_typed) for text in texts for link in iter_links(text))
    found = (each for each in targets if each.startswith(HANDOUT_SCHEME))
    return tuple(dict.fromkeys(each.removeprefix(HANDOUT_SCHEME) for each in found))


def _iter_meanings(part: Any, first_uses: FirstUses) -> Iterator[Line]:
    """Yield the meanings that are printed in a text because it uses their words first."""
    if isinstance(part, TextBlock):
        yield from (entry.meaning for entry in _iter_entries(part, first_uses))


def _iter_entries(block: TextBlock, first_uses: FirstUses) -> Iterator[GlossaryEntry]:
    for pieces in first_uses.explain(block.text).values():
        yield from (entry for _, entry in pieces if entry is not None)


def list_explained(
    manuscript: Manuscript, glossary: Iterable[GlossaryEntry]
) -> tuple[GlossaryEntry, ...]:
    """Return the hard words that a handout explains, in the order in which it does."""
    first_uses = FirstUses(glossary)
    blocks = (part for _, part in iter_parts(manuscript) if isinstance(part, TextBlock))
    return tuple(entry for block in blocks for entry in _iter_entries(block, first_uses))


def picture_paths(manuscript: Manuscript) -> tuple[str, ...]:
    """Return the paths of the pictures, in reading order."""
    blocks = (block for section in manuscript.sections for block in section.all_blocks())
    figures = (getattr(block, "figure", None) for block in blocks)
    return tuple(figure.image for figure in figures if isinstance(figure, Figure) and figure.image)

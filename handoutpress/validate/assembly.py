"""Put a handout together from its file and all that it shares with others.

Judges nothing by itself: what is not in order was found before, and is handed in as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from handoutpress.content import (
    Approval,
    BlockModel,
    FigureBlock,
    GlossaryEntry,
    Manuscript,
    Section,
    Topic,
)
from handoutpress.model import Handout, Letterhead, Review
from handoutpress.sources import Picture
from handoutpress.text import Line, plain_text
from handoutpress.validate.figures import find_picture
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import Catalog, find_links
from handoutpress.validate.reviews import find_review
from handoutpress.validate.rewriting import fill_addresses, rename_links
from handoutpress.validate.snippets import PlacedBlock, Shelf
from handoutpress.words import digest_words, picture_paths


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What one handout is made of; everything is in order."""

    reading: Reading
    letterhead: Letterhead
    glossary: tuple[GlossaryEntry, ...]
    topic: Topic
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What all handouts are made from; `titles` are theirs, by id and language."""

    shelf: Shelf
    pictures: Mapping[str, Picture]
    catalog: Catalog
    titles: Mapping[tuple[str, str], str]


def assemble(parts: Ingredients, stock: Stock) -> Handout:
    """Return a handout with snippets, pictures, references and review in their places."""
    file, former_ids = parts.reading.file, stock.catalog.former_ids
    filled = _fill_sections(parts.reading, stock)
    glossary = rename_links(parts.glossary, former_ids)
    manuscript = fill_addresses(rename_links(filled, former_ids), parts.letterhead.placeholders)
    see_also = dict.fromkeys(map(stock.catalog.get_present_id, manuscript.see_also))
    manuscript = manuscript.model_copy(update={"see_also": tuple(see_also)})
    texts = (manuscript, glossary, parts.letterhead.notices)
    mentioned = {*see_also, *(each.id for each in find_links(file, (((), texts),)))}
    return Handout(
        id=file.handout_id,
        language=file.language,
        path=file.path,
        manuscript=manuscript,
        letterhead=parts.letterhead,
        glossary=glossary,
        reference_titles=MappingProxyType(
            {each: stock.titles[each, file.language] for each in sorted(mentioned)}
        ),
        review=_review(filled, parts, stock.pictures),
        topic_title=say(parts.topic.title, parts.letterhead),
    )


def say(line: Line, letterhead: Letterhead | None) -> str:
    """Return a line's words, its placeholders filled in as far as they are known."""
    values = letterhead.placeholders if letterhead else {}
    return plain_text(line, lambda name: values.get(name, ""))


def _fill_sections(reading: Reading, stock: Stock) -> Manuscript:
    """Return a handout whose sections hold blocks only, and no snippet."""
    manuscript: Manuscript = reading.value
    sections = tuple(
        section.model_copy(update={"text": None, "blocks": _fill_blocks(section, reading, stock)})
        for section in manuscript.sections
    )
    return manuscript.model_copy(update={"sections": sections})


def _fill_blocks(section: Section, reading: Reading, stock: Stock) -> tuple[BlockModel, ...]:
    placed = stock.shelf.place(section.all_blocks(), reading.file) or ()
    return tuple(_name_picture(each, stock.pictures) for each in placed)


def _name_picture(placed: PlacedBlock, pictures: Mapping[str, Picture]) -> BlockModel:
    """Return a block whose picture is named from the root, not from its file."""
    block = placed.block
    if not isinstance(block, FigureBlock) or block.figure.image is None:
        return block
    found = find_picture(block.figure.image, placed.file.path, pictures)
    image = found.path if isinstance(found, Picture) else None
    return block.model_copy(update={"figure": block.figure.model_copy(update={"image": image})})


def _review(manuscript: Manuscript, parts: Ingredients, pictures: Mapping[str, Picture]) -> Review:
    shown = (path for path in picture_paths(manuscript) if path in pictures)
    digests = {path: pictures[path].digest for path in shown}
    words = digest_words(manuscript, parts.glossary, digests)
    return replace(find_review(parts.approvals, words), words=words)

"""Put a handout together from its file and all that it shares with others.

Judges nothing by itself: what is not in order was found before, and is handed in as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from handoutpress.passages import Origin, Origins
from handoutpress.sources import Picture
from handoutpress.text import Flow, Line, plain_text
from handoutpress.validate.content_files import Steps
from handoutpress.validate.figures import find_picture
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import Catalog, find_links, is_left_out
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
    _common: dict[tuple[int, int], _CommonTexts] = field(default_factory=dict, repr=False)

    def find_common_texts(self, parts: Ingredients) -> _CommonTexts:
        """Return the texts that a handout has in common with others, each looked through once."""
        glossary, notices = parts.glossary, parts.letterhead.notices
        key = (id(glossary), id(notices))
        if key not in self._common:
            renamed = rename_links(glossary, self.catalog.former_ids)
            links = find_links(parts.reading.file, (((), (renamed, notices)),))
            mentioned = frozenset(each.id for each in links)
            self._common[key] = _CommonTexts(glossary, notices, renamed, mentioned)
        return self._common[key]


@dataclass(frozen=True, slots=True)
class _CommonTexts:
    """A glossary and notices as they were handed in, which keeps their identities theirs.

    `renamed` is the glossary with links to present ids, `mentioned` are the ids in both.
    """

    glossary: tuple[GlossaryEntry, ...]
    notices: Flow | None
    renamed: tuple[GlossaryEntry, ...]
    mentioned: frozenset[str]


def assemble(parts: Ingredients, stock: Stock) -> Handout:
    """Return a handout with snippets, pictures, references and review in their places."""
    file, former_ids = parts.reading.file, stock.catalog.former_ids
    filled = _fill_sections(parts.reading, stock)
    common = stock.find_common_texts(parts)
    manuscript = fill_addresses(rename_links(filled, former_ids), parts.letterhead.placeholders)
    kept = (each for each in manuscript.see_also if not is_left_out(each, file, stock.catalog))
    see_also = dict.fromkeys(map(stock.catalog.get_present_id, kept))
    manuscript = manuscript.model_copy(update={"see_also": tuple(see_also)})
    links = find_links(file, (((), manuscript),))
    mentioned = {*see_also, *common.mentioned, *(each.id for each in links)}
    return Handout(
        id=file.handout_id,
        language=file.language,
        path=file.path,
        manuscript=manuscript,
        letterhead=parts.letterhead,
        glossary=common.renamed,
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
        section.model_copy(update={"text": None, "blocks": _name_pictures(placed, stock)})
        for section, placed in zip(manuscript.sections, _place_all(reading, stock), strict=True)
    )
    return manuscript.model_copy(update={"sections": sections})


def _name_pictures(placed: Iterable[PlacedBlock], stock: Stock) -> tuple[BlockModel, ...]:
    return tuple(_name_picture(each, stock.pictures) for each in placed)


def _place_all(reading: Reading, stock: Stock) -> Iterator[tuple[PlacedBlock, ...]]:
    """Yield the blocks of each section, those of snippets in their places."""
    for index, section in enumerate(reading.value.sections):
        yield stock.shelf.place(_name_places(index, section), reading.file) or ()


def _name_places(index: int, section: Section) -> Iterator[tuple[Steps, BlockModel]]:
    """Yield the blocks of a section with the steps to each."""
    steps: Steps = ("sections", index)
    for place, block in enumerate(section.all_blocks()):
        yield steps if section.text is not None else (*steps, "blocks", place), block


def find_origins(reading: Reading, stock: Stock, glossary: Reading | None) -> Origins:
    """Return where each block of a handout was typed: in its own file, or in a snippet.

    `glossary` is the reading of the file that explains its hard words.
    """
    file = reading.file
    blocks = (
        tuple(Origin(each.file.path, each.file.node, each.steps) for each in placed)
        for placed in _place_all(reading, stock)
    )
    explained = glossary and Origin(glossary.file.path, glossary.file.node, (file.language,))
    return Origins(Origin(file.path, file.node), tuple(blocks), explained or None)


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

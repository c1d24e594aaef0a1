"""What a translation takes over from the handout that it translates: codes, pictures, medicines.

Takes over nothing by guess: where the two do not match, what is missing stays missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from handoutpress.content import (
    BlockModel,
    Figure,
    FigureBlock,
    Manuscript,
    Medicine,
    MedicinesBlock,
    Section,
    Snippet,
)
from handoutpress.text import plain_text

_Block = TypeVar("_Block", bound=BlockModel)


def inherit_snippet(translation: Snippet, source: Snippet) -> Snippet:
    """Return a snippet with what it leaves out and its source has."""
    blocks = _inherit_blocks(translation.blocks, source.blocks)
    return translation.model_copy(update={"blocks": blocks})


def inherit(translation: Manuscript, source: Manuscript) -> Manuscript:
    """Return a translation with what it leaves out and its source has."""
    sections = tuple(
        _inherit_section(section, pair_section(index, translation.sections, source.sections))
        for index, section in enumerate(translation.sections)
    )
    codes = translation.codes or source.codes
    return translation.model_copy(update={"sections": sections, "codes": codes})


def pair_section(
    index: int, sections: tuple[Section, ...], others: tuple[Section, ...]
) -> Section | None:
    """Return the section of another language that says the same: by id, else by position.

    A position says something only when both have as many sections.
    """
    own_id = sections[index].id
    same = next((other for other in others if own_id and other.id == own_id), None)
    if same or len(sections) != len(others):
        return same
    return others[index] if own_id is None else None


def _inherit_section(section: Section, source: Section | None) -> Section:
    if source is None or not section.blocks:
        return section
    return section.model_copy(
        update={"blocks": _inherit_blocks(section.blocks, source.blocks or ())}
    )


def _inherit_blocks(
    blocks: tuple[BlockModel, ...], source: tuple[BlockModel, ...]
) -> tuple[BlockModel, ...]:
    """Return blocks whose figures and medicines have what the source's have at their places."""
    figures = _pair(blocks, source, FigureBlock)
    medicines = _pair(blocks, source, MedicinesBlock)
    return tuple(
        _inherit_block(block, figures.get(id(block)), medicines.get(id(block))) for block in blocks
    )


def _pair(
    blocks: Iterable[BlockModel], source: Iterable[BlockModel], model: type[_Block]
) -> dict[int, _Block]:
    """Return for each block of a kind the one in the same place, if there are as many."""
    own = [block for block in blocks if isinstance(block, model)]
    others = [block for block in source if isinstance(block, model)]
    if len(own) != len(others):
        return {}
    return {id(block): other for block, other in zip(own, others, strict=True)}


def _inherit_block(
    block: BlockModel, figure: FigureBlock | None, medicines: MedicinesBlock | None
) -> BlockModel:
    if isinstance(block, FigureBlock) and figure:
        return block.model_copy(update={"figure": _inherit_image(block.figure, figure.figure)})
    if isinstance(block, MedicinesBlock) and medicines:
        rows = tuple(_inherit_generics(block.medicines, medicines.medicines))
        return block.model_copy(update={"medicines": rows})
    return block


def _inherit_image(figure: Figure, source: Figure) -> Figure:
    return figure.model_copy(update={"image": figure.image or source.image})


def _inherit_generics(
    rows: tuple[Medicine, ...], source: tuple[Medicine, ...]
) -> Iterator[Medicine]:
    """Yield the rows, named by the source's where both are surely of the same medicine."""
    for index, row in enumerate(rows):
        other = source[index] if len(rows) == len(source) else None
        if other and row.generic is None and _can_be_same(row, other):
            yield row.model_copy(update={"generic": other.generic})
        else:
            yield row


def _can_be_same(row: Medicine, other: Medicine) -> bool:
    """Tell whether two rows share a brand, or one of them names none."""
    brands, others = _list_brands(row), _list_brands(other)
    return not brands or not others or not brands.isdisjoint(others)


def _list_brands(medicine: Medicine) -> set[str]:
    return {plain_text(brand, lambda name: name).casefold() for brand in medicine.brands}

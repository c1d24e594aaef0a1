"""The blocks of a section: what each may hold.

Says nothing about where files lie, how they refer to each other, or how they look.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field

from handoutpress.content.values import (
    FileModel,
    Inline,
    Items,
    Name,
    Plain,
    Rich,
    Token,
    WebAddress,
    tag_alternative,
    whole_number,
)


class BlockModel(FileModel):
    """What every block may have besides its one key."""

    id: Name | None = None


class TextBlock(BlockModel):
    """Running text."""

    text: Rich


class StepsBlock(BlockModel):
    """Numbered steps."""

    steps: Items


class ChecklistBlock(BlockModel):
    """Things to tick off, each with a box."""

    checklist: Items


class Table(FileModel):
    """A table; every row has as many cells as there are columns."""

    caption: Plain
    columns: Items
    rows: tuple[Items, ...] = Field(min_length=1)


class TableBlock(BlockModel):
    """A table with its caption."""

    table: Table


class Medicine(FileModel):
    """A medicine; a translation may leave out the generic name and inherits it."""

    generic: Plain | None = None
    brands: tuple[Plain, ...] = ()


class MedicinesBlock(BlockModel):
    """Medicines with their generic and brand names."""

    medicines: tuple[Medicine, ...] = Field(min_length=1)


class Term(FileModel):
    """A word and what it means."""

    word: Plain
    meaning: Inline


class TermsBlock(BlockModel):
    """Words and their meanings."""

    terms: tuple[Term, ...] = Field(min_length=1)


class Figure(FileModel):
    """A picture; a translation may leave out the image and inherits it."""

    image: Token | None = None
    alt: Plain
    caption: Plain | None = None


class FigureBlock(BlockModel):
    """A picture with its caption."""

    figure: Figure


CalloutKind: TypeAlias = Literal["emergency", "call-now", "call-us", "tip", "note"]


class Callout(FileModel):
    """A box that stands out; it has a text or items."""

    kind: CalloutKind
    phone: Name | None = None
    title: Plain | None = None
    text: Inline | None = None
    items: Items | None = None


class CalloutBlock(BlockModel):
    """A box that stands out."""

    callout: Callout


class QuestionsBlock(BlockModel):
    """Questions to ask at the visit, with lines to write on."""

    questions: Items


class WriteIn(FileModel):
    """Empty lines to write on."""

    label: Plain
    lines: Annotated[int, Field(ge=1, le=20), whole_number(1, 20)] = 2


class WriteInBlock(BlockModel):
    """Empty lines to write on."""

    write_in: WriteIn


class WebLink(FileModel):
    """An address, printed with a QR code."""

    url: WebAddress
    label: Plain


class LinkBlock(BlockModel):
    """An address, printed with a QR code."""

    link: WebLink


class SnippetBlock(BlockModel):
    """Blocks shared by many handouts."""

    snippet: Name


BLOCK_MODELS: dict[str, type[BlockModel]] = {
    "text": TextBlock,
    "steps": StepsBlock,
    "checklist": ChecklistBlock,
    "table": TableBlock,
    "medicines": MedicinesBlock,
    "terms": TermsBlock,
    "figure": FigureBlock,
    "callout": CalloutBlock,
    "questions": QuestionsBlock,
    "write_in": WriteInBlock,
    "link": LinkBlock,
    "snippet": SnippetBlock,
}


def block_kind(value: object) -> str | None:
    """Return the key that says which block a mapping or a block is; None where no key does."""
    if isinstance(value, dict):
        return next((key for key in value if key in BLOCK_MODELS), None)
    return next((key for key, model in BLOCK_MODELS.items() if type(value) is model), None)


def _tag_block(value: object) -> str | None:
    kind = block_kind(value)
    return kind and f"({kind})"


Block: TypeAlias = Annotated[
    Annotated[TextBlock, tag_alternative("text")]
    | Annotated[StepsBlock, tag_alternative("steps")]
    | Annotated[ChecklistBlock, tag_alternative("checklist")]
    | Annotated[TableBlock, tag_alternative("table")]
    | Annotated[MedicinesBlock, tag_alternative("medicines")]
    | Annotated[TermsBlock, tag_alternative("terms")]
    | Annotated[FigureBlock, tag_alternative("figure")]
    | Annotated[CalloutBlock, tag_alternative("callout")]
    | Annotated[QuestionsBlock, tag_alternative("questions")]
    | Annotated[WriteInBlock, tag_alternative("write_in")]
    | Annotated[LinkBlock, tag_alternative("link")]
    | Annotated[SnippetBlock, tag_alternative("snippet")],
    Discriminator(_tag_block),
]
Blocks: TypeAlias = Annotated[tuple[Block, ...], Field(min_length=1)]

"""What each content file may hold: one definition for validation and for editors' JSON Schema.

Says nothing about where files lie, how they refer to each other, or how they look. The values are
defined in `values`, the blocks in `blocks`; both can be imported from here.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field

from handoutpress.content.blocks import (
    BLOCK_MODELS,
    Block,
    BlockModel,
    Blocks,
    Callout,
    CalloutBlock,
    Figure,
    FigureBlock,
    Medicine,
    MedicinesBlock,
    SnippetBlock,
    TextBlock,
    WebLink,
    block_kind,
)
from handoutpress.content.checks import ApprovalSettings, CheckSettings
from handoutpress.content.values import (
    ID_PATTERN,
    LANGUAGE_PATTERN,
    NAME_PATTERN,
    Color,
    Day,
    Digest,
    FileModel,
    Flip,
    HandoutId,
    Inline,
    Items,
    Language,
    LocalPlain,
    LocalRich,
    Name,
    Number,
    Plain,
    Rich,
    Token,
    WebAddress,
    decimal_number,
    is_tag,
    tag_alternative,
    whole_number,
)

__all__ = [
    "BLOCK_MODELS",
    "ID_PATTERN",
    "LANGUAGE_PATTERN",
    "NAME_PATTERN",
    "TAKEN_EDITIONS",
    "TAKEN_NAMES",
    "TAKEN_TOPICS",
    "Approval",
    "ApprovalSettings",
    "Approvals",
    "Block",
    "BlockModel",
    "Blocks",
    "Booklet",
    "Callout",
    "CalloutBlock",
    "CheckSettings",
    "Clinic",
    "Codes",
    "Colors",
    "Department",
    "Figure",
    "FigureBlock",
    "FileModel",
    "Flip",
    "Fold",
    "Glossary",
    "GlossaryEntry",
    "Language",
    "LocalPlain",
    "LocalRich",
    "Manuscript",
    "Medicine",
    "MedicinesBlock",
    "PacketSet",
    "Phone",
    "Section",
    "Snippet",
    "SnippetBlock",
    "SourceReference",
    "TextBlock",
    "Topic",
    "Translation",
    "WebLink",
    "block_kind",
    "is_tag",
]

TAKEN_TOPICS = ("snippets", "sets", "approvals")
TAKEN_NAMES = ("topic", "booklet")
TAKEN_EDITIONS = ("print", "common", "web", "review")
# Source: prepressure.com, "Caliper": writing paper of 80 g/m² is 0.004 inches thick.
PAPER_MM = 0.1


# --- clinic.yaml --------------------------------------------------------------------------------


class Phone(FileModel):
    """A number to dial, and what stands in when nobody answers it."""

    label: LocalPlain
    number: Number
    hours: LocalPlain | None = None
    when_closed: Name | None = None
    always: bool = False


class Department(FileModel):
    """A department that a topic may name; its phones stand before the clinic's."""

    name: LocalPlain
    address: tuple[LocalPlain, ...] | None = None
    phones: dict[Name, Phone] = Field(default_factory=dict)


class Colors(FileModel):
    """The two colours that a clinic sets."""

    primary: Color = "#17406d"
    accent: Color = "#7a2e1d"


class Clinic(FileModel):
    """`clinic.yaml`: letterhead, phones, languages, editions, policies."""

    format: Literal["1"] = "1"
    name: LocalPlain
    department: LocalPlain | None = None
    address: tuple[LocalPlain, ...] = ()
    phones: dict[Name, Phone] = Field(default_factory=dict)
    emergency: Number | None = None
    departments: dict[Name, Department] = Field(default_factory=dict)
    website: WebAddress | None = None
    public_url: WebAddress | None = None
    logo: Token | None = None
    colors: Colors = Colors()
    paper: Literal["letter", "a4"] = "letter"
    default_language: Language = "en"
    languages: tuple[Language, ...] = ()
    editions: tuple[Name, ...] = Field(default=("standard",), min_length=1)
    give_out: Literal["marked", "approved"] = "marked"
    notices: LocalRich | None = None
    check: CheckSettings = CheckSettings()
    approvals: ApprovalSettings = ApprovalSettings()


# --- a handout ----------------------------------------------------------------------------------


class Section(FileModel):
    """A heading with a text, or with blocks where text is not enough."""

    heading: Plain
    id: Name | None = None
    text: Rich | None = None
    blocks: Blocks | None = None

    def all_blocks(self) -> tuple[BlockModel, ...]:
        """Return the blocks, a plain text as one text block."""
        if self.text is not None:
            return (TextBlock.model_construct(text=self.text),)
        return self.blocks or ()


class SourceReference(FileModel):
    """Where the facts come from."""

    title: Plain
    publisher: Plain | None = None
    url: WebAddress | None = None


class Codes(FileModel):
    """Codes by which record systems find a handout."""

    icd10cm: tuple[Token, ...] = ()
    rxnorm: tuple[Token, ...] = ()


class Translation(FileModel):
    """How a translation came about, and from which words of the source language."""

    method: Literal["human", "machine"]
    by: Token
    reviewed_by: Token | None = None
    sections: dict[Token, Token] = Field(default_factory=dict)


HandoutKind: TypeAlias = Literal["topic", "medicine", "procedure", "aftercare"]


class Manuscript(FileModel):
    """A handout as it stands in its file."""

    title: Plain
    summary: Plain
    kind: HandoutKind = "topic"
    do: Items = ()
    audience: Plain | None = None
    owner: Plain | None = None
    sources: tuple[SourceReference, ...] = ()
    codes: Codes | None = None
    keywords: tuple[Plain, ...] = ()
    see_also: tuple[HandoutId, ...] = ()
    former_ids: tuple[HandoutId, ...] = ()
    translation: Translation | None = None
    sections: tuple[Section, ...] = Field(min_length=1)


# --- the other files ----------------------------------------------------------------------------


class GlossaryEntry(FileModel):
    """A hard word, the forms that it takes, and what it means in plain words."""

    word: Plain
    forms: tuple[Plain, ...] = ()
    meaning: Inline


# `glossary.yaml`: the hard words of each language.
Glossary: TypeAlias = dict[Language, tuple[GlossaryEntry, ...]]


class Fold(FileModel):
    """How the small booklet is folded; creep is the thickness of its paper in millimetres."""

    flip: Flip = "short-edge"
    sheets_per_signature: Annotated[int, Field(ge=0, le=20), whole_number(0, 20)] = 0
    creep: Annotated[float, Field(ge=0, le=1), decimal_number(0, 1, "0.1")] = PAPER_MM


def _tag_switch(value: object) -> str:
    return "(map)" if isinstance(value, dict | FileModel) else "(switch)"


class Booklet(FileModel):
    """Which booklets a topic gets."""

    read: bool = True
    fold: Annotated[
        Annotated[Fold, tag_alternative("map")] | Annotated[bool, tag_alternative("switch")],
        Discriminator(_tag_switch),
    ] = False


class Topic(FileModel):
    """`topic.yaml`: what holds a topic's handouts together."""

    title: Plain
    order: tuple[Name, ...] = ()
    introduction: Rich | None = None
    department: Name | None = None
    booklet: Annotated[
        Annotated[Booklet, tag_alternative("map")] | Annotated[bool, tag_alternative("switch")],
        Discriminator(_tag_switch),
    ] = False


class Snippet(FileModel):
    """`snippets/<name>.yaml`: blocks shared by many handouts."""

    blocks: Blocks


class PacketSet(FileModel):
    """`sets/<name>.yaml`: a named packet."""

    title: Plain
    handouts: Annotated[tuple[HandoutId, ...], Field(min_length=1)]


class Approval(FileModel):
    """One entry of `approvals/`: who approved which words, when, and until when.

    `text` is the SHA-256 of the file that keeps these words; `seal` shows that neither this entry
    nor one before it was changed by hand.
    """

    version: Annotated[int, Field(ge=1), whole_number(1, 999_999_999)]
    words: Digest
    state: Literal["approved", "under-review", "withdrawn"]
    by: tuple[Token, ...] = ()
    on: Day
    due: Day | None = None
    reason: Token | None = None
    replaced_by: HandoutId | None = None
    text: Digest | None = None
    seal: Digest | None = None


# `approvals/<topic>/<name>.yaml`: only ever added to, so the newest entry is the last.
Approvals: TypeAlias = tuple[Approval, ...]

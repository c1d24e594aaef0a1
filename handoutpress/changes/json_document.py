"""What a run changed as one JSON document, and the JSON Schema of that document.

Compares nothing and writes no file.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeAlias

from handoutpress.changes.values import (
    Changes,
    HandoutChange,
    HandoutKind,
    Row,
    SectionChange,
    SectionKind,
    Side,
    Standing,
    Words,
)
from handoutpress.texts import Part

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# A program that reads the document may rely on this: another shape has another number.
FORMAT = 1

Document: TypeAlias = dict[str, Any]


def changes_document(changes: Changes) -> Document:
    """Return `changes.json`; `changes_schema` says what it holds."""
    return {
        "format": FORMAT,
        "made_on": changes.made_on.isoformat() if changes.made_on else None,
        "counts": _count(changes),
        "handouts": [_tell_handout(change) for change in changes.handouts],
    }


def _count(changes: Changes) -> Document:
    kinds = Counter(change.kind for change in changes.handouts)
    stayed = Counter(
        change.words for change in changes.handouts if change.kind is HandoutKind.CHANGED
    )
    return {
        "changed": stayed[Words.SHOWN],
        "added": kinds[HandoutKind.ADDED],
        "removed": kinds[HandoutKind.REMOVED],
        "same_words": stayed[Words.SAME],
        "not_compared": stayed[Words.UNKNOWN],
    }


def _tell_handout(change: HandoutChange) -> Document:
    return {
        "id": change.id,
        "language": change.language,
        "title": change.title,
        "change": str(change.kind),
        "words": str(change.words),
        "reasons": list(change.reasons),
        "old": _tell_standing(change.old),
        "new": _tell_standing(change.new),
        "sections": [_tell_section(section) for section in change.sections],
    }


def _tell_standing(standing: Standing | None) -> Document | None:
    if standing is None:
        return None
    return {
        "state": standing.state,
        "version": standing.version,
        "words": standing.words,
        "pages": dict(standing.pages),
    }


def _tell_section(section: SectionChange) -> Document:
    return {
        "part": str(section.part),
        "change": str(section.kind),
        "is_renamed": section.is_renamed,
        "is_moved": section.is_moved,
        "heading": section.heading and _tell_row(section.heading),
        "lines": [_tell_row(row) for row in section.rows],
    }


def _tell_row(row: Row) -> Document:
    """Return a line before and now, or once where it is the same."""
    if row.new and not row.is_changed:
        return {"same": {"kind": row.new.kind, "text": row.new.text}}
    return {"old": _tell_side(row.old), "new": _tell_side(row.new)}


def _tell_side(side: Side | None) -> Document | None:
    if side is None:
        return None
    pieces = [{"text": piece.text, "changed": piece.is_changed} for piece in side.pieces]
    return {"kind": side.kind, "pieces": pieces}


def changes_schema() -> Document:
    """Return the JSON Schema of `changes.json`."""
    return {
        "$schema": DIALECT,
        "title": "Handout Press: changes",
        "description": "What the last run that changed anything changed.",
        **_object(
            format={"const": FORMAT},
            made_on={"type": ["string", "null"], "format": "date"},
            counts=_object(**dict.fromkeys(_COUNTS, _COUNT)),
            handouts={"type": "array", "items": {"$ref": "#/$defs/handout"}},
        ),
        "$defs": {
            "handout": _handout_schema(),
            "standing": _standing_schema(),
            "section": _section_schema(),
            "line": _line_schema(),
            "side": _side_schema(),
        },
    }


_COUNTS = ("changed", "added", "removed", "same_words", "not_compared")
_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
_ANSWER = {"type": "boolean"}


def _object(**properties: Any) -> Document:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _described(schema: Document, description: str) -> Document:
    return schema | {"description": description}


def _or_null(name: str) -> Document:
    return {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "null"}]}


def _handout_schema() -> Document:
    told = (
        "shown: in sections; same: the PDF was made anew for another reason; left out: too many "
        "handouts came or went at once; unknown: how the words were before was not kept"
    )
    return _object(
        id=_described(_TEXT, "topic/name"),
        language=_TEXT,
        title=_TEXT,
        change={"enum": [str(kind) for kind in HandoutKind]},
        words=_described({"enum": [str(words) for words in Words]}, told),
        reasons=_described({"type": "array", "items": _TEXT}, "why its PDFs were made anew"),
        old=_or_null("standing"),
        new=_or_null("standing"),
        sections={"type": "array", "items": {"$ref": "#/$defs/section"}},
    )


def _standing_schema() -> Document:
    return _object(
        state=_TEXT,
        version={"type": ["integer", "null"], "minimum": 1},
        words=_described(_TEXT, "the digest of the words, as approvals name them"),
        pages=_described(
            {"type": "object", "additionalProperties": _COUNT}, "how many, by edition"
        ),
    )


def _section_schema() -> Document:
    return _object(
        part=_described(
            {"enum": [str(part) for part in Part]},
            "front: title, summary and what to do; these and the sources have no heading",
        ),
        change={"enum": [str(kind) for kind in SectionKind]},
        is_renamed=_ANSWER,
        is_moved=_ANSWER,
        heading=_or_null("line"),
        lines={"type": "array", "items": {"$ref": "#/$defs/line"}},
    )


def _line_schema() -> Document:
    same = _object(same=_object(kind=_TEXT, text=_TEXT))
    return {"oneOf": [same, _object(old=_or_null("side"), new=_or_null("side"))]}


def _side_schema() -> Document:
    return _object(
        kind=_described(_TEXT, "text, item, step, row, call-now, link and the like"),
        pieces={"type": "array", "items": _object(text=_TEXT, changed=_ANSWER)},
    )

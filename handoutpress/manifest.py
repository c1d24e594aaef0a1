"""The manifest: every PDF that is there, for programs and for a tool that lost its own notes.

Pure: text in, values out, and back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from handoutpress.outcome import Target
from handoutpress.records import OutputRecord

NAME = "manifest.json"
FORMAT = 1
NO_LANGUAGES = ("packets", "index", ".press")  # folders of out/ that hold no handouts


def format_manifest(records: Iterable[OutputRecord], stale: Mapping[str, str]) -> bytes:
    """Return the manifest of PDFs that are in their places; `stale` are reasons by path."""
    entries = [
        json.dumps(_describe(record, stale.get(record.target.path)), ensure_ascii=False)
        for record in sorted(records, key=lambda record: record.target)
    ]
    # A line for each PDF: easy to compare by eye and by tools.
    lines = ",\n".join(entries)
    return f'{{"format": {FORMAT}, "pdfs": [\n{lines}\n]}}\n'.encode()


def _describe(record: OutputRecord, reason: str | None) -> dict[str, Any]:
    target = record.target
    entry = {
        "path": target.path,
        "id": target.handout_id,
        "language": target.language,
        "edition": target.edition,
        "title": record.title,
        "version": record.version,
        "state": record.state,
        "due": record.due.isoformat() if record.due else None,
        "pages": record.page_count,
        "bytes": record.byte_count,
        "sha256": record.sha256,
        "status": "stale" if reason else "built",
    }
    return {**entry, "reason": reason} if reason else entry


def read_manifest(content: bytes) -> tuple[OutputRecord, ...]:
    """Return what a manifest says is ours, without what it was made from.

    One that cannot be read says nothing.
    """
    try:
        return tuple(_read_entries(json.loads(content)["pdfs"]))
    except (ValueError, KeyError, TypeError):
        return ()


def _read_entries(entries: list[dict[str, Any]]) -> Iterator[OutputRecord]:
    for entry in entries:
        target = Target(*(str(entry[key]) for key in ("path", "id", "language", "edition")))
        if not _is_inside(target.path):
            continue
        yield OutputRecord(
            *(target, {}, "", str(entry["sha256"]), int(entry["pages"]), int(entry["bytes"])),
            *(str(entry["state"]), entry["version"]),
            due=date.fromisoformat(entry["due"]) if entry["due"] else None,
            title=str(entry["title"]),
        )


def _is_inside(path: str) -> bool:
    """Tell whether a path is one that we would make; somebody may have edited the manifest."""
    parts = path.split("/")
    is_place = len(parts) == 3 and path.endswith(".pdf") and not {"", ".", ".."} & set(parts)
    return is_place and parts[0] not in NO_LANGUAGES

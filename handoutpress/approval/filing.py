"""[reads, writes] The files of approvals: read as they stand, and only ever added to.

Decides nothing. Whoever adds holds the lock of the output folder, so that no two do at once.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pydantic import TypeAdapter

from handoutpress.approvals import find_broken, format_entry
from handoutpress.content import Approval, Approvals
from handoutpress.errors import HandoutError
from handoutpress.load import parse_file
from handoutpress.model import Handout
from handoutpress.publish import publish_file
from handoutpress.slips import slip_path
from handoutpress.sources import RawFile
from handoutpress.texts import read_text

_ADAPTER: TypeAdapter[Approvals] = TypeAdapter(Approvals)


def find_path(root: Path, handout_id: str, language: str, *, is_default: bool) -> str:
    """Return where the approvals of a handout lie, or would lie, from the root."""
    named = f"handouts/approvals/{handout_id}.{language}.yaml"
    if not is_default or (root / named).exists():
        return named
    return f"handouts/approvals/{handout_id}.yaml"


def read_entries(root: Path, path: str) -> Approvals:
    """Return the entries of a file in their order; none where there is no file.

    Raises:
        HandoutError: it cannot be read, or somebody changed what was written.
    """
    entries = _parse(path, _read(root, path))
    if find_broken(entries) is not None:
        raise HandoutError(
            f"{path} was changed by hand, and nothing can be added to it; put it back as it was, "
            "from git or a backup"
        )
    return entries


def _read(root: Path, path: str) -> bytes:
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise HandoutError(f"{path} cannot be read ({error.strerror})") from error


def _parse(path: str, content: bytes) -> Approvals:
    if not content.strip():
        return ()
    raw = RawFile(path, content, hashlib.sha256(content).hexdigest())
    file, problems = parse_file(raw)
    try:
        if problems:
            raise ValueError(problems[0].what)
        typed = file.node.plain() if file.node else None
        return _ADAPTER.validate_python(typed or ())
    except ValueError as error:
        raise HandoutError(f"{path} is wrong, and nothing can be added to it; mend it") from error


def add_entry(root: Path, path: str, entry: Approval) -> None:
    """Add an entry at the end of a file; all that stands there stays as it is.

    Raises:
        HandoutError: it cannot be written, or the file is in no form to which one can add.
    """
    before = _read(root, path)
    entries = _parse(path, before)
    head = before if entries else b""
    gap = b"" if head.endswith(b"\n") or not head else b"\n"
    content = head + gap + format_entry(entry).encode()
    if list(map(format_entry, _parse(path, content))) != list(map(format_entry, (*entries, entry))):
        raise HandoutError(f"{path} is no list with each entry on lines of its own; write it so")
    _write(root, path, content)


def put_slip(root: Path, key: tuple[str, str], entry: Approval, content: bytes) -> None:
    """Put the slip of an entry beside its file, before the entry is added.

    Raises:
        HandoutError: it cannot be written.
    """
    _write(root, slip_path(*key, entry.seal or ""), content)


def print_words(handout: Handout) -> bytes:
    """Return the words of a handout as they are kept: JSON, a text on each line."""
    document = json.loads(read_text(handout).to_json())
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _write(root: Path, path: str, content: bytes) -> None:
    try:
        publish_file(root, path, content)
    except OSError as error:
        raise HandoutError(f"{path} cannot be written ({error.strerror})") from error

"""Find the handout that was just saved among the files that changed.

Opens no file; looks only which are there, and which is the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handoutpress.content import NAME_PATTERN, TAKEN_NAMES, TAKEN_TOPICS
from handoutpress.outcome import Target

_FILE = re.compile(
    rf"(?P<topic>{NAME_PATTERN})/(?P<name>{NAME_PATTERN})(?:\.(?P<language>[A-Za-z0-9-]+))?\.yaml"
)


@dataclass(frozen=True, slots=True)
class SavedHandout:
    """A handout in a language; "" where no PDF tells which one the file is in."""

    handout_id: str
    language: str
    path: str


def find_saved(
    paths: Iterable[Path], root: Path, targets: Iterable[Target], *, shown: str = ""
) -> SavedHandout | None:
    """Return the handout that was saved last; where many were, the one at `shown` stays.

    Args:
        paths: what changed; pictures, shared text, templates and what was removed count for none.
        root: the folder that holds handouts/.
        targets: every known PDF.
        shown: the path of the file of the handout that is shown now.
    """
    saved = {path: found for path in paths if (found := _find_handout(path, root, targets))}
    if not saved:
        return None
    newest = max(saved, key=lambda path: (saved[path].path == shown, _modified(path), str(path)))
    return saved[newest]


def _find_handout(path: Path, root: Path, targets: Iterable[Target]) -> SavedHandout | None:
    if not path.is_relative_to(root / "handouts") or not path.is_file():
        return None
    match = _FILE.fullmatch(path.relative_to(root / "handouts").as_posix())
    if match is None or match["topic"] in TAKEN_TOPICS or match["name"] in TAKEN_NAMES:
        return None
    handout_id = f"{match['topic']}/{match['name']}"
    language = match["language"] or _find_own_language(path, handout_id, targets)
    return SavedHandout(handout_id, language, path.relative_to(root).as_posix())


def _find_own_language(path: Path, handout_id: str, targets: Iterable[Target]) -> str:
    """Return the language without a file that is named for it: the clinic's own."""
    languages = sorted({each.language for each in targets if each.handout_id == handout_id})
    without = (each for each in languages if not path.with_suffix(f".{each}.yaml").exists())
    return next(without, "")


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

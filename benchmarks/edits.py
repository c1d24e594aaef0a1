"""[writes] Edits as people make them, each of one file, by a rename, as editors save.

Builds nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.library import OWN_STYLE
from benchmarks.vocabulary import RARE_MEANING

MINUTES = re.compile(r"about (\d+) minutes")
PRIMARY = re.compile(r'(primary: ["\']?#)([0-9a-f]{6})')
BLUE, GREEN = "123a5c", "0f4657"  # both dark enough for text


def change_word(path: Path) -> None:
    """Change one word that is printed in a handout: the minutes go up by one."""
    _edit(path, lambda text: MINUTES.sub(_add_minute, text))


def _add_minute(match: re.Match[str]) -> str:
    return f"about {int(match[1]) + 1} minutes"


def add_comment(path: Path) -> None:
    """Add a comment, which nobody reads on paper, to a YAML file."""
    _edit(path, lambda text: f"{text}# Look at this again next year.\n")


def change_rare_meaning(root: Path) -> None:
    """Change the meaning of a hard word that a single handout uses."""
    longer = f"{RARE_MEANING} well"
    _edit(root / "handouts/glossary.yaml", lambda text: text.replace(RARE_MEANING, longer))


def change_clinic_color(root: Path) -> None:
    """Change the clinic's first colour, which every edition prints."""
    _edit(root / "handouts/clinic.yaml", lambda text: PRIMARY.sub(_other_color, text))


def _other_color(match: re.Match[str]) -> str:
    before, color = match[1], match[2]
    return f"{before}{BLUE if color != BLUE else GREEN}"


def change_edition_color(root: Path) -> None:
    """Change the colour of the headings in the large-print edition alone."""
    _edit(root / OWN_STYLE, lambda text: f"{text}\nh2 {{ color: #{BLUE}; }}\n")


def _edit(path: Path, change: Callable[[str], str]) -> None:
    """Put a changed file in the place of the old one.

    Raises:
        ValueError: the edit finds nothing to change.
    """
    before = path.read_text("utf-8")
    after = change(before)
    if after == before:
        raise ValueError(f"{path}: the edit found nothing to change")
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(after, "utf-8")
    os.replace(beside, path)

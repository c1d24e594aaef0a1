"""What a person at a terminal sees: how far a build is, and what went wrong above it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.rebuilding import FILES, replace_in, write_files

CHECKOUT = Path(__file__).parents[1]


def build_at_terminal(root: Path, *arguments: str) -> tuple[int, str]:
    """Build as a person does, at a terminal of 100 columns; return the exit code and the screen."""
    master, terminal = pty.openpty()
    command = [sys.executable, str(CHECKOUT / "make_handouts.py"), "build", "--jobs", "1"]
    process = subprocess.Popen(
        [*command, "--root", str(root), *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the terminal is closed when the process is gone
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode()).replace("\r", "\n")
    return process.wait(), text


def test_a_person_sees_how_far_it_is_and_then_a_summary(tmp_path: Path) -> None:
    write_files(tmp_path, dict(FILES))

    code, screen = build_at_terminal(tmp_path)
    assert code == 0
    assert "8/8" in screen
    assert re.search(r"\d+ pages?", screen)
    assert "care/fever (en)" in screen
    assert "8 PDFs built (new 8)" in screen
    assert "en/care/fever.pdf: 1 page" not in screen


def test_with_nothing_to_do_only_the_summary_is_shown(tmp_path: Path) -> None:
    write_files(tmp_path, dict(FILES))
    build_at_terminal(tmp_path)

    code, screen = build_at_terminal(tmp_path)
    assert code == 0
    assert "/8" not in screen
    assert "0 PDFs built, 8 up to date" in screen


def test_what_goes_wrong_is_shown_in_full_while_the_line_moves(tmp_path: Path) -> None:
    write_files(tmp_path, dict(FILES))
    high = "".join(f"            - Thing {number}\n" for number in range(60))
    box = f"      - callout:\n          kind: tip\n          items:\n{high}"
    replace_in(tmp_path, "handouts/care/chills.yaml", "      - figure:", f"{box}      - figure:")

    code, screen = build_at_terminal(tmp_path, "--verbose")
    assert code == 1
    assert screen.count("en/care/chills.pdf: not built: ") == 1
    assert "en/skin/rash.pdf: 1 page, " in screen

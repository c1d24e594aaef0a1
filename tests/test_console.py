"""Printing never stops the work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.workspace import GOOD, write_workspace

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, str(ROOT / "make_handouts.py")]


def test_a_build_goes_on_when_nobody_reads_what_it_says(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    root = write_workspace(tmp_path, {f"care/{name}.yaml": GOOD for name in names})
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([*COMMAND, "--root", str(root)], stdout=write_end, check=False)
    os.close(write_end)
    assert done.returncode == 0
    assert all((root / f"out/en/care/{name}.pdf").exists() for name in (*names, "good"))


def test_wrong_content_is_told_by_the_exit_code_when_nobody_reads(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"care/bad.yaml": "title: Bad\n"})
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [*COMMAND, "check", "--root", str(root)]
    done = subprocess.run(command, stdout=write_end, stderr=write_end, check=False)
    os.close(write_end)
    assert done.returncode == 3


def test_a_terminal_that_shows_only_ascii_gets_the_numbers_of_other_signs(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"care/accent.yaml": GOOD.replace("A good", "Médico")})
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*COMMAND, "list", "--root", str(root)],
        capture_output=True,
        env=environment,
        check=True,
    )
    assert b"M\\xe9dico one" in done.stdout

"""A process that has loaded everything, and forks children that are to be killed; for tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


class Nursery:
    """Runs code that answers each line it reads with a number on a line."""

    def __init__(self, code: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )

    def ask(self, line: str = "") -> int:
        """Return what the code answers to a line."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate("")

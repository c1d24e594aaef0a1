#!/usr/bin/env python3
"""Make the handouts: hands the command line to handoutpress.cli."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OWN_PYTHON = ROOT / ".venv/bin/python"


def run() -> int:
    """Run the command, on the Python that `make` set up where this one lacks the packages."""
    if importlib.util.find_spec("weasyprint") is None:
        if OWN_PYTHON.exists() and Path(sys.prefix) != OWN_PYTHON.parents[1]:
            os.execv(OWN_PYTHON, [str(OWN_PYTHON), __file__, *sys.argv[1:]])
        print("error: the Python packages are not installed; run: make setup", file=sys.stderr)
        return 1

    from handoutpress.cli import main

    return main(sys.argv[1:], default_root=ROOT)


if __name__ == "__main__":
    sys.exit(run())

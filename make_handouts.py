#!/usr/bin/env python3
"""Make the handouts: hands the command line to handoutpress.cli."""

import sys
from pathlib import Path

from handoutpress.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], default_root=Path(__file__).resolve().parent))

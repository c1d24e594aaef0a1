#!/bin/sh
# Finds a Python, then makes sure of the system libraries and of .venv. A second run only checks.
#   PYTHON=...   the interpreter to use      SYSTEM=skip   never look at or touch the system
#   LOCK=...     the lock file to install
set -eu
CDPATH='' cd "$(dirname "$0")/.."

# Inside an active .venv, or behind a shim, this is the interpreter underneath.
probe='import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys._base_executable)'
[ -z "${PYTHON:-}" ] || set -- "$PYTHON"
[ -n "${PYTHON:-}" ] || set -- python3 python3.14 python3.13 python3.12 python3.11
python=
for candidate; do
  python=$("$candidate" -c "$probe" 2>/dev/null) && break
done

if [ -z "$python" ]; then
  cat >&2 <<EOF
Handout Press needs Python 3.11 or newer, and found none under these names: $*.
Install it with the line for your system, then run make again:
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Fedora:          sudo dnf install python3
  macOS:           brew install python
  Windows:         install WSL (wsl --install), and use the line for Ubuntu in there
Or name one that is elsewhere: make PYTHON=/path/to/python3
EOF
  exit 1
fi

[ "${SYSTEM:-}" = skip ] || "$python" scripts/system.py
exec "$python" scripts/environment.py .venv "${LOCK:-requirements-dev.lock}"

"""Make .venv hold what a lock file says; where it does already, do nothing.

    environment.py VENV LOCK

Needs nothing but Python itself, and must not run on the Python inside VENV, which it may replace.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

FAILED = """\
The Python packages could not be installed; see above.
Without a network: see "Offline install" in README.md."""


def main(venv: Path, lock: Path) -> int:
    """Bring the environment up to date, unless its stamp tells that it is; return the status."""
    stamp = venv / "stamp"
    found = read_stamp(stamp)
    wanted = [digest(place_of(venv)), digest(lock.read_bytes())]
    if found == wanted:
        return 0
    print(f"Setting up {venv} from {lock}; this can take some minutes", flush=True)
    # With the same Python in the same place pip changes nothing before all is downloaded, so a
    # failed download leaves an environment that works.
    if (found[:1] != wanted[:1] and create(venv)) or install(venv, lock):
        print(FAILED, file=sys.stderr)
        return 1
    stamp.write_text("\n".join(wanted))  # last, so that an interrupted set-up is done again
    return 0


def read_stamp(stamp: Path) -> list[str]:
    """Return what the environment was made from; nothing where it, or its Python, is gone."""
    is_whole = stamp.exists() and (stamp.parent / "bin/python").exists()
    return stamp.read_text().splitlines() if is_whole else []


def place_of(venv: Path) -> bytes:
    """Name the Python and the folder, neither of which an environment survives a change of."""
    return "\0".join((sys.version, sys.base_prefix, str(venv.resolve()))).encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def create(venv: Path) -> int:
    """Make an empty environment, with nothing left of an older one; return the exit status."""
    return subprocess.call([sys.executable, "-m", "venv", "--clear", venv])


def install(venv: Path, lock: Path) -> int:
    """Install the lock file's packages; pip's own settings say from where. Return the status."""
    pip = [str(venv / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    return subprocess.call([*pip, "install", "--require-hashes", "-r", str(lock)])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

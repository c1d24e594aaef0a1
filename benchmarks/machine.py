"""On what was measured, with which versions, and how much others used the machine meanwhile.

Knows nothing of handouts.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import time
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

PACKAGES = ("weasyprint", "typst", "distributed")
# Where a library says its own version.
LIBRARIES = (
    ("Pango", "pango-1.0", "pango_version_string"),
    ("HarfBuzz", "harfbuzz", "hb_version_string"),
)
GIB = 1024**3


def describe_machine() -> str:
    """Return the machine, the versions and the day, in one line."""
    memory_gib = psutil.virtual_memory().total / GIB
    parts = [f"{os.cpu_count()} cores", _read_cpu_model(), f"{memory_gib:.0f} GiB of memory"]
    parts += [platform.system(), f"Python {platform.python_version()}", *_list_versions()]
    return ", ".join([*parts, date.today().isoformat()])


def _read_cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or platform.machine())


def _list_versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"no {package}"
    for name, library, function in LIBRARIES:
        yield f"{name} {_ask_library(library, function)}"


def _ask_library(library: str, function: str) -> str:
    found = ctypes.util.find_library(library)
    if found is None:
        return "unknown"
    ask = getattr(ctypes.CDLL(found), function)
    ask.restype = ctypes.c_char_p
    return bytes(ask()).decode()


class Neighbours:
    """How much of the cores others use, from the moment it is made."""

    def __init__(self) -> None:
        self._start, self._own, self._all = time.monotonic(), _own_seconds(), _busy_seconds()

    def share(self) -> float:
        """Return what others used: 1 is one whole core all the time."""
        elapsed = time.monotonic() - self._start
        others = (_busy_seconds() - self._all) - (_own_seconds() - self._own)
        return max(0.0, others / elapsed) if elapsed else 0.0


def _own_seconds() -> float:
    """Return the seconds of computing of this process and of all children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _busy_seconds() -> float:
    """Return the seconds of computing of the whole machine."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))

"""Tell the folders whose changes the system does not report, so that they must be looked through.

Decides by the kind of file system only; watches nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# The variable of watchfiles, so that what IT may know from elsewhere works here, too.
POLLING_VARIABLE = "WATCHFILES_FORCE_POLLING"
_NO = frozenset({"0", "no", "false", "disable", "disabled"})
# What another computer, or Windows under WSL (9p, drvfs), changes without inotify being told.
# Source: inotify(7), "Limitations and caveats": remote changes on a network file system.
_REMOTE = (
    *("9p", "afs", "ceph", "cifs", "drvfs", "fuse.sshfs", "fuse.rclone", "glusterfs"),
    *("ncpfs", "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs"),
)
_MOUNTS = Path("/proc/self/mounts")  # Source: proc(5); only Linux has it


def needs_polling(folder: Path, environment: Mapping[str, str], mounts: str | None = None) -> bool:
    """Tell whether a folder must be looked through again and again to see what was saved.

    Args:
        folder: an absolute path.
        environment: may order or forbid it by `WATCHFILES_FORCE_POLLING`.
        mounts: the text of /proc/self/mounts; read when it is not given.
    """
    wish = environment.get(POLLING_VARIABLE, "")
    if wish:
        return wish.lower() not in _NO
    return _find_kind(folder, _read_mounts() if mounts is None else mounts) in _REMOTE


def _read_mounts() -> str:
    try:
        return _MOUNTS.read_text("utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _find_kind(folder: Path, mounts: str) -> str:
    """Return the kind of the file system that holds the folder: that of the nearest mount."""
    place = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.splitlines():
        _, mount, each_kind, *_ = [*line.split(" "), "", "", ""]
        mount = mount.replace("\\040", " ")  # Source: fstab(5): a space is written \040
        if len(mount) >= len(best) and _is_below(place, mount):
            best, kind = mount, each_kind
    return kind


def _is_below(place: str, mount: str) -> bool:
    return bool(mount) and (place == mount or place.startswith(mount.rstrip("/") + "/"))

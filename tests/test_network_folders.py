from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.watch.network_folders import needs_polling

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/share nfs4 rw 0 0
C:\\134 /mnt/c 9p rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
//nas/team /mnt/team\\040files cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "is_polled"),
    [
        ("/srv/handouts", False),
        ("/mnt/share/handouts", True),
        ("/mnt/share", True),
        ("/mnt/shared/handouts", False),
        ("/mnt/share/local/handouts", False),
        ("/mnt/c/Users/nurse/handouts", True),
        ("/mnt/team files/handouts", True),
    ],
)
def test_a_network_folder_is_polled(folder: str, is_polled: bool) -> None:
    assert needs_polling(Path(folder), {}, MOUNTS) is is_polled


@pytest.mark.parametrize(("wish", "is_polled"), [("1", True), ("true", True), ("false", False)])
def test_the_environment_decides_where_it_says_so(wish: str, is_polled: bool) -> None:
    environment = {"WATCHFILES_FORCE_POLLING": wish}
    assert needs_polling(Path("/mnt/c"), environment, MOUNTS) is is_polled


def test_a_system_that_tells_no_mounts_is_not_polled() -> None:
    assert needs_polling(Path("/mnt/c"), {}, "") is False


def test_a_folder_of_this_computer_is_not_polled(tmp_path: Path) -> None:
    assert needs_polling(tmp_path, {}) is False

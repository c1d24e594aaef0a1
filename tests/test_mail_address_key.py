import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handoutpress.deliver.mail.address_key import NAME, AddressKey, read_key
from handoutpress.deliver.mail.outbox import Outbox
from handoutpress.errors import HandoutError

KEY, OTHER = AddressKey(b"k" * 32), AddressKey(b"o" * 32)


def test_hash_is_the_same_for_each_way_to_write_an_address() -> None:
    assert KEY.hash_address("A@Example.org") == KEY.hash_address("a@example.org")
    assert len(KEY.hash_address("a@example.org")) == 64


def test_hash_depends_on_the_address_the_key_and_what_it_is_for() -> None:
    hashes = {
        KEY.hash_address("a@example.org"),
        KEY.hash_address("b@example.org"),
        OTHER.hash_address("a@example.org"),
        KEY.hash_intent("a@example.org"),
        KEY.hash_intent("a@example.org", "x", "y"),
        KEY.hash_intent("a@example.org", "xy"),
    }
    assert len(hashes) == 6


def test_key_is_made_once_for_its_owner_alone_and_not_shown(tmp_path: Path) -> None:
    first, second = read_key(tmp_path / "state"), read_key(tmp_path / "state")

    assert first == second
    assert repr(first) == "AddressKey()"
    assert stat.S_IMODE((tmp_path / "state" / NAME).stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "state").iterdir()] == [NAME]


def test_many_that_come_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(read_key, [tmp_path] * 40))

    assert len({each.secret for each in keys}) == 1


def test_key_that_others_may_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    read_key(tmp_path)
    (tmp_path / NAME).chmod(0o640)
    with pytest.raises(HandoutError, match="others may read"):
        read_key(tmp_path)
    (tmp_path / NAME).chmod(0o600)
    (tmp_path / NAME).write_bytes(b"short")
    with pytest.raises(HandoutError, match="is damaged"):
        read_key(tmp_path)


def test_key_that_was_lost_is_not_made_anew(tmp_path: Path) -> None:
    read_key(tmp_path)
    Outbox(tmp_path).close()
    (tmp_path / NAME).unlink()

    with pytest.raises(HandoutError, match="is lost: without it nobody knows who wants no e-mail"):
        read_key(tmp_path)
    assert not (tmp_path / NAME).exists()

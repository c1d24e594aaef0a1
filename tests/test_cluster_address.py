"""Where a cluster may be, and which certificates it needs; nothing is connected to."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.errors import UsageError
from handoutpress.worker.cluster_address import (
    Certificates,
    check_address,
    check_files,
    is_private,
)


@pytest.mark.parametrize(
    "address",
    [
        "tls://press.example.org:8786",
        "tls://192.0.2.7:8786",
        "tls://[2001:db8::7]:8786",
        "tcp://127.0.0.1:8786",
        "tcp://127.8.9.10:8786",
        "tcp://[::1]:8786",
        "tcp://localhost:8786",
    ],
)
def test_an_encrypted_address_or_one_on_this_computer_is_taken(address: str) -> None:
    check_address(address)

    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    [
        *("tcp://192.0.2.7:8786", "tcp://press.example.org:8786", "tcp://0.0.0.0:8786"),
        *("tcp://[2001:db8::7]:8786", "tcp://localhost.example.org:8786", "tcp://127.1:8786"),
    ],
)
def test_an_address_on_which_others_can_listen_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(address)

    assert str(caught.value) == (
        f"--cluster {address} is another computer, and tcp:// is not encrypted; write "
        "tls://HOST:PORT and give the certificates, as docs/cluster.md says"
    )
    assert not is_private(address)


@pytest.mark.parametrize(
    "address",
    [
        *("press.example.org", "press.example.org:8786", "tls://press.example.org", "tls://:8786"),
        *("ws://127.0.0.1:8786", "http://127.0.0.1:8786", "inproc://127.0.0.1/1", ""),
        *("tls://a@b:8786", "tls://b:8786/x", "tls://b:8786?x", "tls://b:99999", "tls://[b:1"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(address)

    assert str(caught.value) == (
        f"--cluster {address} is no address of a cluster; write tls://HOST:PORT, as in "
        "tls://press.example.org:8786"
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / f"{name}.pem" for name in ("ca", "certificate", "key")}
    for path in paths.values():
        path.touch()
    return paths


@pytest.mark.parametrize(
    ("name", "option"),
    [("ca", "--cluster-ca"), ("certificate", "--cluster-cert"), ("key", "--cluster-key")],
)
def test_all_three_files_are_needed(files: dict[str, Path], name: str, option: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_files(Certificates(**files | {name: None}))

    assert str(caught.value) == (
        f"a cluster at tls:// needs {option} FILE; docs/cluster.md says how to make it"
    )


def test_a_file_that_is_not_there_is_named(files: dict[str, Path]) -> None:
    files["key"].unlink()

    with pytest.raises(UsageError) as caught:
        check_files(Certificates(**files))

    assert (
        str(caught.value)
        == f"--cluster-key {files['key']} cannot be read: No such file or directory"
    )


def test_three_files_that_can_be_read_pass(files: dict[str, Path]) -> None:
    check_files(Certificates(**files))

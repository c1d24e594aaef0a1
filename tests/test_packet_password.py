"""Encrypted packets: where the password comes from, and that nothing is ever in the clear."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handoutpress.packet.reading import read_password
from tests.packets import NAME, NOTE, PATIENT, list_packets, open_clinic, run_packet, write_packet

PASSWORD = "Zürich 42 correct horse"
TYPED = f"handouts: [care/fever]\n{PATIENT}{NOTE}"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_clinic(tmp_path_factory.mktemp("clinic"))


def check_encrypted(pdf: bytes) -> None:
    """Check that a PDF opens with the password alone, and what may then be done with it."""
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(pdf))
    with pikepdf.open(BytesIO(pdf), password=PASSWORD) as document:
        how = document.encryption
        assert (how.R, how.V, how.bits) == (6, 5, 256)
        assert how.stream_method == how.string_method == pikepdf.models.EncryptionMethod.aesv3
        assert document.allow.accessibility
        assert document.allow.print_highres
        assert not document.allow.modify_other
        assert not document.allow.extract
        assert document.user_password_matched
        assert not document.owner_password_matched


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\nsecond line\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_password_from_a_file(tmp_path: Path, start: str, ending: str) -> None:
    path = tmp_path / "password"
    path.write_text(start + PASSWORD + ending, "utf-8", newline="")
    path.chmod(0o600)

    assert read_password(str(path), None) == PASSWORD


@pytest.mark.parametrize("source", ["file", "-", "env:PACKET_PASSWORD"])
def test_it_is_encrypted_and_can_be_read_aloud(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    (tmp_path / "password").chmod(0o600)
    monkeypatch.setenv("PACKET_PASSWORD", PASSWORD)
    where = str(tmp_path / "password") if source == "file" else source
    target, path = tmp_path / "made.pdf", write_packet(clinic, TYPED)
    told = run_packet(clinic, path, "--password-from", where, "-o", target, typed=PASSWORD + "\n")

    assert (told.code, PASSWORD in told.both) == (0, False)
    check_encrypted(target.read_bytes())


def test_name_and_password_come_one_after_the_other(clinic: Path, tmp_path: Path) -> None:
    target = tmp_path / "made.pdf"
    arguments = ("care/fever", "--for", "-", "--password-from", "-", "-o", target)
    told = run_packet(clinic, *arguments, typed=f"{NAME}\n{PASSWORD}\n")

    assert told.code == 0
    check_encrypted(target.read_bytes())


def test_every_packet_of_a_batch_is_encrypted(clinic: Path, tmp_path: Path) -> None:
    visits = tmp_path / "visits.csv"
    visits.write_text("name,handouts\nAda,care/fever\nBea,care/fever\n")
    before = set(list_packets(clinic))
    told = run_packet(clinic, "--batch", visits, "--password-from", "-", typed=PASSWORD)

    assert told.code == 0
    made = set(list_packets(clinic)) - before
    assert len(made) == 2
    for path in made:
        check_encrypted(path.read_bytes())


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("nowhere", "the file with the password cannot be read"),
        (".", "the file with the password cannot be read"),
        ("latin", "the file with the password cannot be read"),
        ("empty", "the password is empty; see --password-from"),
        ("open", "others may read the file with the password; take that away: chmod 600"),
        (
            "env:NOT_SET_ANYWHERE",
            "the variable 'NOT_SET_ANYWHERE' is not set; set it, then try again",
        ),
        ("-", "the password is empty; see --password-from"),
        ("", "the file with the password cannot be read"),
    ],
)
def test_a_wrong_source_is_told_and_nothing_is_made(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latin").write_bytes("Zürich".encode("latin-1"))
    Path("empty").write_text("\n")
    Path("empty").chmod(0o600)
    Path("open").write_text(PASSWORD)
    Path("open").chmod(0o640)
    before = list_packets(clinic)
    run = run_packet(clinic, "care/fever", "--password-from", source)

    assert (run.code, run.err) == (2, f"error: {told}\n")
    assert list_packets(clinic) == before


def test_what_is_written_was_encrypted_before(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Look at each file that is put in its place, and each that is opened to be written."""
    opened: list[str] = []
    written: list[bytes] = []
    open_file, move = os.open, Path.replace

    def note_open(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            opened.append(str(path))
        return open_file(path, flags, *rest, **named)

    def note_move(part: Path, target: Path) -> Path:
        written.append(part.read_bytes())
        return move(part, target)

    monkeypatch.setattr(os, "open", note_open)
    monkeypatch.setattr(Path, "replace", note_move)
    path = write_packet(clinic, TYPED)
    assert run_packet(clinic, path, "--password-from", "-", typed=PASSWORD).code == 0

    ours = [each for each in opened if "/.press/" not in each and "/state/" not in each]
    assert len(ours) == len(written) == 1
    assert Path(ours[0]).parent == clinic / "out/packets"
    check_encrypted(written[0])

"""A PDF of ours is recognised by its bytes, or by what it says of itself; others' PDFs are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.deliver.mail.password_slip import make_slip
from handoutpress.deliver.mail.stationery import open_stationery
from handoutpress.deliver.own_pdfs import names_us
from handoutpress.errors import HandoutError
from tests.approving import approve_words
from tests.packets import make_packet, make_pdf, open_clinic, run_packet
from tests.rebuilding import replace_in, run_pass
from tests.test_subjects import make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path / "root")


@pytest.mark.parametrize("path", ["en/care/fever.pdf", "en/sets/start.large-print.pdf"])
def test_published_pdfs_name_us(root: Path, path: str) -> None:
    assert names_us((root / "out" / path).read_bytes())


def test_a_packet_names_us(root: Path) -> None:
    assert names_us(make_packet(root, "care/fever"))


def test_the_page_with_a_password_may_be_printed_as_any_file(root: Path) -> None:
    assert not names_us(make_slip("abcdefgh2345", "en", "standard", open_stationery(root)))


def test_a_copy_of_an_earlier_version_is_refused(root: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy.pdf"
    make(root, "care/fever")
    assert run_packet(root, "care/fever", "skin/rash", "-o", copied).code == 0
    approve_words(root, "care/fever")
    with pytest.raises(HandoutError, match="'care/fever' is another version now"):
        make(root, str(copied))


@pytest.mark.parametrize("pdf", [make_pdf(), b"%PDF-1.7 damaged"])
def test_others_pdfs_do_not(pdf: bytes) -> None:
    assert not names_us(pdf)


def test_a_booklet_to_fold_is_recorded_with_its_handouts(root: Path) -> None:
    replace_in(root, "handouts/care/topic.yaml", "title: Care", "title: Care\nbooklet: true")
    assert run_pass(root).problems == ()
    subject = make(root, str(root / "out/en/care/booklet.print.pdf"))

    assert [part.handout_id for part in subject.parts] == ["care/fever", "care/chills"]
    assert all(part.sha256 for part in subject.parts)
    assert not subject.is_personal

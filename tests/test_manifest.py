"""The manifest: what it says of each PDF, and what is read back from it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from handoutpress.manifest import format_manifest, read_manifest
from handoutpress.outcome import Reason, Target
from handoutpress.records import OutputRecord

FEVER = OutputRecord(
    *(Target("en/care/fever.pdf", "care/fever", "en", "standard"), {Reason.CONTENT: "a"}),
    *("page", "0f", 2, 1000, "approved", 3),
    due=date(2027, 5, 1),
    title="Fever: “hot”",
)
CHILLS = OutputRecord(
    *(Target("en/care/chills.pdf", "care/chills", "en", "standard"), {}, "page", "1f", 1, 900),
    state="draft",
)


def test_it_has_an_entry_for_each_pdf_in_the_order_of_their_paths() -> None:
    document = json.loads(format_manifest([FEVER, CHILLS], {"en/care/chills.pdf": "too high"}))

    assert document == {
        "format": 1,
        "pdfs": [
            {
                "path": "en/care/chills.pdf",
                "id": "care/chills",
                "language": "en",
                "edition": "standard",
                "title": "",
                "version": None,
                "state": "draft",
                "due": None,
                "pages": 1,
                "bytes": 900,
                "sha256": "1f",
                "status": "stale",
                "reason": "too high",
            },
            {
                "path": "en/care/fever.pdf",
                "id": "care/fever",
                "language": "en",
                "edition": "standard",
                "title": "Fever: “hot”",
                "version": 3,
                "state": "approved",
                "due": "2027-05-01",
                "pages": 2,
                "bytes": 1000,
                "sha256": "0f",
                "status": "built",
            },
        ],
    }


def test_an_empty_one_is_valid_json() -> None:
    assert json.loads(format_manifest([], {}))["pdfs"] == []


def test_what_is_ours_is_read_back_without_what_it_was_made_from() -> None:
    (chills, fever) = read_manifest(format_manifest([FEVER, CHILLS], {}))

    assert fever.target == FEVER.target
    assert (fever.sha256, fever.version, fever.due) == ("0f", 3, date(2027, 5, 1))
    assert (fever.groups, fever.page) == ({}, "")
    assert chills.target == CHILLS.target


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pdfs": [{"path": 3}]}', b"\xff"])
def test_one_that_cannot_be_read_says_nothing(content: bytes) -> None:
    assert read_manifest(content) == ()


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "/en/care/fever.pdf", "en/../fever.pdf", "en/care/fever.txt", "x.pdf"],
)
def test_what_we_would_not_make_is_not_ours(path: str) -> None:
    content = format_manifest([FEVER], {}).replace(b"en/care/fever.pdf", path.encode())

    assert read_manifest(content) == ()

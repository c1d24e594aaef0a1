"""The slips beside approvals: named by handout and seal."""

from __future__ import annotations

import pytest

from handoutpress.slips import hash_slip, read_slip_name, slip_path

SEAL = "a" * 64


def test_a_slip_is_named_by_its_handout_and_its_seal() -> None:
    path = slip_path("care/fever", "zh-Hans", SEAL)

    assert path == "handouts/approvals/care/fever.zh-Hans.aaaaaaaaaaaa.txt"
    assert read_slip_name(path) == (("care/fever", "zh-Hans"), "aaaaaaaaaaaa")


@pytest.mark.parametrize(
    "path",
    [
        "handouts/approvals/care/fever.en.txt",
        "handouts/approvals/care/fever.en.aaaaaaaaaaaa.yaml",
        "handouts/approvals/care/notes.txt",
        "handouts/care/fever.en.aaaaaaaaaaaa.txt",
        "handouts/approvals/care/x/fever.en.aaaaaaaaaaaa.txt",
    ],
)
def test_other_files_are_no_slips(path: str) -> None:
    assert read_slip_name(path) is None


def test_a_slip_has_the_same_digest_with_other_line_ends() -> None:
    assert hash_slip(b"one\r\ntwo\r\n") == hash_slip(b"one\ntwo\n") != hash_slip(b"one two")

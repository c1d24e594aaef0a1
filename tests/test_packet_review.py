"""What may be given out: `give_out` of clinic.yaml, and what the approvals say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handoutpress.cli import main
from tests.approving import seal_entries
from tests.packets import CLINIC, list_packets, make_packet, open_clinic, run_packet
from tests.pdf_facts import page_texts
from tests.rebuilding import write_files

PAST, FUTURE = "2020-01-31", "2999-01-31"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path)


def give_out(root: Path, policy: str) -> None:
    write_files(root, {"clinic.yaml": CLINIC + f"give_out: {policy}\n"})


def review(root: Path, capsys: pytest.CaptureFixture[str], state: str, *more: str) -> None:
    """Write what the approvals say of the words of care/fever as they stand."""
    assert main(["list", "care/fever", "--json", "--root", str(root)]) == 0
    words = json.loads(capsys.readouterr().out)[0]["words"]["en"]
    entry = ", ".join([f"version: 1, words: {words}, state: {state}, on: 2020-01-01", *more])
    write_files(root, {"approvals/care/fever.yaml": seal_entries(f"- {{{entry}}}\n")})


APPROVED = ("approved", "by: [Nurse Educator]")


def test_a_draft_is_marked_on_its_pages_and_on_the_cover(root: Path) -> None:
    give_out(root, "marked")
    texts = page_texts(make_packet(root, "care/fever"))

    assert "Fever Pages: 1 Draft " in texts[0]
    assert "Draft, not reviewed" in texts[2]


def test_what_is_approved_is_not_marked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    give_out(root, "marked")
    review(root, capsys, *APPROVED, f"due: {FUTURE}")

    assert "Draft" not in " ".join(page_texts(make_packet(root, "care/fever")))


def test_marked_gives_out_what_is_overdue_or_under_review_and_its_page_says_so(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_out(root, "marked")
    review(root, capsys, *APPROVED, f"due: {PAST}")
    assert "January 31, 2020" in page_texts(make_packet(root, "care/fever"))[2]

    review(root, capsys, "under-review")
    assert "Under review" in page_texts(make_packet(root, "care/fever"))[2]


def test_approved_gives_out_what_is_approved_and_in_date(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_out(root, "approved")
    review(root, capsys, *APPROVED, f"due: {FUTURE}")

    assert "What a fever means." in page_texts(make_packet(root, "care/fever"))[2]


def test_approved_gives_out_what_has_no_date(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_out(root, "approved")
    review(root, capsys, *APPROVED)

    assert "What a fever means." in page_texts(make_packet(root, "care/fever"))[2]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([], "nobody approved 'care/fever' as it stands (draft), and clinic.yaml gives out only"),
        (["under-review"], "nobody approved 'care/fever' as it stands (under-review), and clinic"),
        ([*APPROVED, f"due: {PAST}"], "the review of 'care/fever' was due on 2020-01-31, and "),
        (
            ["withdrawn", "reason: Old"],
            "'care/fever' was withdrawn; it may not be given to anybody",
        ),
    ],
)
def test_approved_refuses_all_else(
    root: Path, capsys: pytest.CaptureFixture[str], said: list[str], told: str
) -> None:
    give_out(root, "approved")
    if said:
        review(root, capsys, *said)
    run = run_packet(root, "care/fever")

    assert (run.code, run.out) == (1, "")
    assert told in run.err
    assert list_packets(root) == []


@pytest.mark.parametrize("policy", ["marked", "approved"])
def test_withdrawn_is_refused_whatever_the_clinic_says(
    root: Path, capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    give_out(root, policy)
    review(root, capsys, "withdrawn", "reason: Old")
    run = run_packet(root, "care/fever", "--fallback")

    assert (run.code, list_packets(root)) == (1, [])


def test_a_set_leaves_out_what_was_withdrawn_as_the_build_does(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(root, capsys, "withdrawn", "reason: Old")
    run = run_packet(root, "sets/start", "--json")

    assert (run.code, run.document["packets"][0]["pages"]) == (0, 4)


def test_words_that_changed_since_are_a_draft_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_out(root, "approved")
    review(root, capsys, *APPROVED, f"due: {FUTURE}")
    path = root / "handouts/care/fever.yaml"
    path.write_text(path.read_text().replace("low", "very low"))

    assert "as it stands (draft)" in run_packet(root, "care/fever").err

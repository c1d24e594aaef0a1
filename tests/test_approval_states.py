"""In which state a handout is, before and after an edit, a command, or a day."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from handoutpress.build.loading import load_library
from handoutpress.errors import HandoutError, UsageError
from handoutpress.model import State
from handoutpress.plan import Request
from tests.approving import (
    TODAY,
    YEAR,
    approve_words,
    print_quickly,
    read_states,
    withdraw_words,
)
from tests.rebuilding import (
    FILES,
    SQUARE,
    copy_workspace,
    edit,
    list_built,
    run_pass,
    write,
    write_files,
)
from tests.stations import UNPRINTABLE

PAGE = "en/care/chills.pdf"
FILE = "approvals/care/chills.yaml"
DUE = TODAY + YEAR


@pytest.fixture(scope="module", autouse=True)
def quick_press() -> object:
    with pytest.MonkeyPatch.context() as patch:
        print_quickly(patch)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    write_files(root, dict(FILES))
    run_pass(root, today=TODAY)
    return root


@pytest.fixture
def draft(built: Path, tmp_path: Path) -> Path:
    return copy_workspace(built, tmp_path / "root")


@pytest.fixture
def root(draft: Path) -> Path:
    approve_words(draft, "care/chills")
    return draft


def find_state(root: Path, today: date = TODAY) -> tuple[str, int | None]:
    run_pass(root, today=today)
    return read_states(root)[PAGE]


def review_words(root: Path) -> None:
    approve_words(root, "care/chills", state=State.UNDER_REVIEW)


APPROVED, DRAFT = ("approved", 1), ("draft", None)
# What is done to an approved handout, and the state that it has then.
EDITS = [
    ("a word of a text", edit("care/chills.yaml", "may feel", "could feel"), DRAFT),
    ("its title", edit("care/chills.yaml", "title: Chills", "title: Shivers"), DRAFT),
    ("a heading", edit("care/chills.yaml", "heading: Why", "heading: How"), DRAFT),
    ("something to do", edit("care/chills.yaml", "sections:", "do: [Rest]\nsections:"), DRAFT),
    ("a picture", write("care/square.svg", SQUARE.format("M0 0H8V8H0Z")), DRAFT),
    ("what stands for it", edit("care/chills.yaml", "alt: A square", "alt: A box"), DRAFT),
    ("a meaning that it prints", edit("glossary.yaml", "a shiver", "a shaking"), DRAFT),
    ("a source", edit("care/chills.yaml", "sections:", "sources: [{title: A}]\nsections:"), DRAFT),
    ("a meaning of others", edit("glossary.yaml", "a horse", "an animal"), APPROVED),
    ("a comment", edit("care/chills.yaml", "title:", "# by the office\ntitle:"), APPROVED),
    ("its owner", edit("care/chills.yaml", "sections:", "owner: Nurses\nsections:"), APPROVED),
    ("its keywords", edit("care/chills.yaml", "sections:", "keywords: [ice]\nsections:"), APPROVED),
    ("a phone of the clinic", edit("clinic.yaml", "555-0100", "555-0199"), APPROVED),
    ("the topic's title", edit("care/topic.yaml", "title: Care", "title: Home"), APPROVED),
    ("another handout", edit("care/fever.yaml", "low", "too low"), APPROVED),
    ("a word, and back", lambda root: (
        edit("care/chills.yaml", "may", "can")(root), run_pass(root, today=TODAY),
        edit("care/chills.yaml", "can", "may")(root)), APPROVED),
    ("withdrawal, and approval again", lambda root: (
        withdraw_words(root, "care/chills"), review_words(root),
        approve_words(root, "care/chills")), APPROVED),
    ("new words, and approval", lambda root: (
        edit("care/chills.yaml", "may", "can")(root), approve_words(root, "care/chills")),
     ("approved", 2)),
    ("review of new words", lambda root: (
        edit("care/chills.yaml", "may", "can")(root), review_words(root)), ("under-review", 2)),
]  # fmt: skip


@pytest.mark.parametrize(("change", "after"), [row[1:] for row in EDITS],
                         ids=[row[0] for row in EDITS])  # fmt: skip
def test_an_edit_leaves_an_approval_standing_or_not(
    root: Path, change: Callable[[Path], object], after: tuple[str, int | None]
) -> None:
    assert find_state(root) == APPROVED
    change(root)
    assert find_state(root) == after


def test_what_was_withdrawn_is_reviewed_before_it_is_approved_again(root: Path) -> None:
    withdraw_words(root, "care/chills")
    with pytest.raises(HandoutError) as told:
        approve_words(root, "care/chills")

    assert str(told.value) == (
        "'care/chills' was withdrawn, so it has no pages to check; say first that it is under "
        "review, with approve --under-review, then look at it again"
    )


def test_what_cannot_be_printed_cannot_be_approved(draft: Path) -> None:
    edit("care/chills.yaml", "may feel", UNPRINTABLE)(draft)
    with pytest.raises(HandoutError) as told:
        approve_words(draft, "care/chills")

    assert str(told.value) == (
        "the pages of 'care/chills' could not be made; 'build care/chills' says why"
    )
    assert not (draft / "handouts" / FILE).exists()


def test_a_page_says_since_which_version_its_words_changed(root: Path) -> None:
    assert "Approved November 27, 2026" in (root / "out" / PAGE).read_text()
    edit("care/chills.yaml", "may feel", "could feel")(root)
    run_pass(root, today=TODAY)

    page = (root / "out" / PAGE).read_text()
    assert "Draft, not reviewed" in page
    assert "Changed since version 1" in page
    assert "Approved November" not in page


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, "approved"),
        (365 - 61, "approved"),
        (365 - 60, "due-soon"),
        (365, "due-soon"),
        (366, "overdue"),
        (3650, "overdue"),
    ],
)
def test_a_day_alone_changes_the_state(root: Path, days: int, state: str) -> None:
    assert find_state(root, TODAY + timedelta(days)) == (state, 1)


def test_a_day_makes_anew_only_what_prints_differently(root: Path) -> None:
    assert list_built(run_pass(root, today=DUE)) == {}
    assert read_states(root)[PAGE] == ("due-soon", 1)
    assert list_built(run_pass(root, today=DUE + timedelta(1))) == dict.fromkeys(
        ("en/care/chills.pdf", "en/care/chills.large-print.pdf"), ("review day",)
    )
    assert list_built(run_pass(root, today=DUE + timedelta(2))) == {}
    page = (root / "out" / PAGE).read_text()
    assert "Review overdue" in page
    assert "Review was due November 27, 2027" in page
    assert "Approved November" not in page


def test_the_clinic_says_when_a_review_is_due_soon(root: Path) -> None:
    edit("clinic.yaml", "editions:", "approvals: {due_soon: 7}\neditions:")(root)

    assert find_state(root, DUE - timedelta(8)) == APPROVED
    assert find_state(root, DUE - timedelta(7)) == ("due-soon", 1)


def test_a_renewal_ends_what_was_overdue(root: Path) -> None:
    late = DUE + timedelta(9)
    assert find_state(root, late) == ("overdue", 1)
    approve_words(root, "care/chills", on=late, today=late)

    assert find_state(root, late) == APPROVED


def test_an_approval_changed_by_hand_is_told_and_prints_no_page(root: Path) -> None:
    edit("care/chills.yaml", "may feel", "could feel")(root)
    text = (root / "handouts" / FILE).read_text()
    words = next(line for line in text.splitlines() if "words:" in line)
    write(FILE, text.replace(words, f"  words: {'0' * 64}"))(root)
    before = (root / "out" / PAGE).read_bytes()

    result = run_pass(root, today=TODAY)
    assert [str(problem) for problem in result.problems] == [
        f"handouts/{FILE}:1:3: this entry, or one above it, was changed, taken out or added by "
        "hand; put the file back as it was, from git or a backup; only 'approve' may add entries"
    ]
    assert result.exit_code == 3
    assert (root / "out" / PAGE).read_bytes() == before
    with pytest.raises(HandoutError, match="content is wrong"):
        approve_words(root, "care/chills")


def cut_last_entry(root: Path) -> None:
    path = root / "handouts" / FILE
    path.write_text(path.read_text().rpartition("- version")[0])


@pytest.mark.parametrize("is_fresh", [False, True])
def test_an_entry_that_is_gone_is_an_error_wherever_one_builds(root: Path, is_fresh: bool) -> None:
    withdraw_words(root, "care/chills")
    cut_last_entry(root)
    if is_fresh:
        shutil.rmtree(root / "out")
    result = run_pass(root, today=TODAY)

    (problem,) = result.problems
    assert problem.what.startswith("an entry is gone from this file, whose slip '")
    assert result.exit_code == 3
    assert not (root / "out" / PAGE).exists()
    with pytest.raises(HandoutError, match="content is wrong"):
        approve_words(root, "care/chills")


def test_approvals_that_are_gone_altogether_are_an_error(root: Path) -> None:
    withdraw_words(root, "care/chills")
    write(FILE, None)(root)
    result = run_pass(root, today=TODAY)

    assert [str(problem) for problem in result.problems] == [
        "handouts/care/chills.yaml:1:1: its approvals are gone, and the slips of their entries are "
        "still there; put the file back as it was, from git or a backup"
    ]
    assert not (root / "out" / PAGE).exists()


def test_an_approval_written_by_hand_approves_nothing(root: Path) -> None:
    path = root / "handouts" / FILE
    unsealed = [line for line in path.read_text().splitlines() if "seal:" not in line]
    for slip in path.parent.glob("*.txt"):
        slip.unlink()
    path.write_text("\n".join(unsealed) + "\n")

    assert find_state(root) == DRAFT
    told = [problem.what for problem in run_pass(root, today=TODAY).problems]
    assert "this was written by hand, and approves nothing" in told


@pytest.mark.parametrize("change", ["remove", "edit"])
def test_a_slip_that_is_gone_or_changed_is_told_and_made_again(root: Path, change: str) -> None:
    (slip,) = (root / "handouts/approvals/care").glob("*.txt")
    kept = slip.read_text()
    if change == "remove":
        slip.unlink()
    else:
        slip.write_text(kept.replace("feel", "fell"))
    (problem,) = run_pass(root, today=TODAY).problems
    assert problem.what.startswith("the slip that keeps these words ")
    approve_words(root, "care/chills")
    assert slip.read_text() == kept
    assert run_pass(root, today=TODAY).problems == ()


def test_words_that_a_later_version_replaced_are_a_draft(root: Path) -> None:
    edit("care/chills.yaml", "may feel", "can feel")(root)
    approve_words(root, "care/chills")
    edit("care/chills.yaml", "can feel", "may feel")(root)

    assert find_state(root) == DRAFT
    assert "Changed since version 2" in (root / "out" / PAGE).read_text()


def test_words_from_before_a_withdrawal_do_not_come_back(root: Path) -> None:
    edit("care/chills.yaml", "may feel", "can feel")(root)
    approve_words(root, "care/chills")
    withdraw_words(root, "care/chills")
    edit("care/chills.yaml", "can feel", "might feel")(root)
    review_words(root)
    for old in ("may feel", "can feel"):
        edit("care/chills.yaml", "might feel", old)(root)
        assert find_state(root) == DRAFT
        edit("care/chills.yaml", old, "might feel")(root)


def rename_chills(root: Path) -> None:
    text = (root / "handouts/care/chills.yaml").read_text()
    write_files(root, {"care/chills.yaml": None, "care/shivers.yaml": text.replace(
        "sections:", "former_ids: [care/chills]\nsections:")})  # fmt: skip


def test_a_handout_that_is_renamed_takes_its_approvals_along(root: Path) -> None:
    withdraw_words(root, "care/chills")
    rename_chills(root)
    told = [problem.what for problem in run_pass(root, today=TODAY).problems]
    assert f"its approvals still lie under a former id, in 'handouts/{FILE}'" in told
    assert not (root / "out/en/care/shivers.pdf").exists()

    folder = root / "handouts/approvals/care"
    for path in list(folder.iterdir()):
        path.rename(folder / path.name.replace("chills", "shivers"))
    run_pass(root, today=TODAY)
    assert not (root / "out/en/care/shivers.pdf").exists()
    approve_words(root, "care/shivers", state=State.UNDER_REVIEW)
    assert approve_words(root, "care/shivers").signed[0].entry is not None


# --- what is handed out ---------------------------------------------------------------------------

START = "en/sets/start.pdf"
SET = {"sets/start.yaml": "title: Start\nhandouts: [care/chills]\n"}


def give_out(root: Path, policy: str) -> None:
    write_files(root, {**SET, "clinic.yaml": FILES["clinic.yaml"] + f"give_out: {policy}\n"})


@pytest.mark.parametrize(
    ("policy", "days", "is_made"),
    [
        ("marked", 0, True),
        ("marked", 366, True),
        ("approved", 0, True),
        ("approved", 365, True),
        ("approved", 366, False),
    ],
)
def test_overdue_words_are_withheld_or_marked_as_the_clinic_says(
    root: Path, policy: str, days: int, is_made: bool
) -> None:
    give_out(root, policy)
    run_pass(root, today=TODAY + timedelta(days))

    assert (START in read_states(root)) is is_made


def test_a_set_says_the_state_of_what_it_holds(root: Path) -> None:
    give_out(root, "marked")
    run_pass(root, today=TODAY)
    assert read_states(root)[START][0] == "approved"
    run_pass(root, today=DUE + timedelta(1))
    assert read_states(root)[START][0] == "overdue"


def test_a_set_that_was_in_date_goes_on_the_day_after(root: Path) -> None:
    give_out(root, "approved")
    run_pass(root, today=DUE)
    assert (root / "out" / START).exists()
    run_pass(root, today=DUE + timedelta(1))
    assert not (root / "out" / START).exists()


def test_the_catalogue_tells_what_is_overdue_and_what_is_due_soon(root: Path) -> None:
    run_pass(root, today=DUE)
    assert "Approved, review due soon" in (root / "out/index.html").read_text()
    run_pass(root, today=DUE + timedelta(1))
    assert "<strong>Review overdue</strong>" in (root / "out/index.html").read_text()


def test_what_is_withdrawn_goes_from_sets_booklets_and_the_catalogue(root: Path) -> None:
    write_files(root, {
        "sets/start.yaml": "title: Start\nhandouts: [care/chills, care/fever]\n",
        "care/topic.yaml": "title: Care\norder: [fever]\nbooklet: true\n",
    })  # fmt: skip
    run_pass(root, today=TODAY)
    outcome = withdraw_words(root, "care/chills", replaced_by="care/fever")

    held = ("en/care/booklet.large-print.pdf", "en/care/booklet.pdf", "en/care/booklet.print.pdf",
            "en/sets/start.large-print.pdf", "en/sets/start.pdf")  # fmt: skip
    assert outcome.holders == held
    assert {built.target.path for built in outcome.result.built} >= set(held)
    assert set(outcome.result.removed) >= {"en/care/chills.pdf", "en/care/chills.large-print.pdf"}
    assert not any("chills" in path for path in read_states(root))
    page = (root / "out/index.html").read_text()
    assert "Withdrawn, do not hand out" in page
    assert "care/chills.pdf" not in page


def test_what_is_withdrawn_goes_though_other_content_is_wrong(root: Path) -> None:
    give_out(root, "marked")
    run_pass(root, today=TODAY)
    write_files(root, {
        "skin/bad.yaml": "title: [\n",
        "care/fever.yaml": FILES["care/fever.yaml"].replace("low.", "[low](handout:care/chills)."),
    })  # fmt: skip
    outcome = withdraw_words(root, "care/chills")

    assert outcome.result.exit_code == 3
    assert {PAGE, START} <= set(outcome.result.removed)
    assert not (root / "out" / PAGE).exists()
    assert not (root / "out" / START).exists()
    assert (root / "out/en/care/fever.pdf").exists()


@pytest.mark.parametrize("content", ["title: [\n", FILES["care/chills.yaml"] + "summary: again\n"])
def test_what_cannot_be_read_can_be_withdrawn(root: Path, content: str) -> None:
    write_files(root, {"care/chills.yaml": content})
    withdraw_words(root, "care/chills")

    assert not (root / "out" / PAGE).exists()
    assert "state: withdrawn" in (root / "handouts" / FILE).read_text()


def test_a_draft_that_nobody_ever_approved_can_be_withdrawn(draft: Path) -> None:
    withdraw_words(draft, "skin/rash")

    assert not (draft / "out/en/skin/rash.pdf").exists()
    assert run_pass(draft, today=TODAY).problems == ()


def test_a_replacement_that_there_is_not_is_refused(root: Path) -> None:
    with pytest.raises(UsageError) as told:
        withdraw_words(root, "care/chills", replaced_by="care/fevr")
    assert str(told.value) == (
        "there is no handout 'care/fevr' for --replaced-by; did you mean 'care/fever'?"
    )


def test_what_has_broken_approvals_is_taken_away_and_told(root: Path) -> None:
    path = root / "handouts" / FILE
    path.write_text(path.read_text().replace("due: 2027", "due: 2030"))
    outcome = withdraw_words(root, "care/chills")

    assert not (root / "out" / PAGE).exists()
    (signed,) = outcome.signed
    assert signed.entry is None
    assert signed.fault.startswith(f"handouts/{FILE} was changed by hand, and nothing can be added")
    run_pass(root, today=TODAY)
    assert not (root / "out" / PAGE).exists()


def test_after_a_withdrawal_the_words_that_were_approved_are_still_compared(root: Path) -> None:
    withdraw_words(root, "care/chills")
    edit("care/chills.yaml", "may feel", "can feel")(root)
    review_words(root)

    (handout,) = [
        each for each in load_library(root, Request()).library.handouts if each.id == "care/chills"
    ]
    assert handout.review.changed_from is not None
    assert handout.review.changed_from.version == 1

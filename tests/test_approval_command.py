"""The commands `approve`, `withdraw` and `list --due`, as staff give them."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest

from handoutpress.cli import main
from handoutpress.output_schemas import signed_schema
from tests.approving import approve_words
from tests.pdf_facts import page_texts
from tests.workspace import CLINIC, GOOD, write_workspace

TODAY = date.today()
ON = ("--on", TODAY.isoformat())
DUE = ("--due", (TODAY + timedelta(365)).isoformat())
NURSE = ("--by", "Nurse Educator")
FILE = "handouts/approvals/care/good.yaml"
SPANISH: dict[str, str | bytes] = {
    "clinic.yaml": CLINIC + "languages: [en, es]\n",
    "care/topic.es.yaml": "title: Cuidados\n",
    "care/good.es.yaml": GOOD.replace("A good one", "Uno bueno"),
}


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(root)])


def approve(root: Path, *more: str) -> int:
    return run(root, "approve", "care/good", *NURSE, *ON, *DUE, *more)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {})


def test_approve_names_version_roles_and_the_review_pdf_that_it_rests_on(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approve(root, "--by", "Pharmacist") == 0
    first, second = capsys.readouterr().out.splitlines()

    pdf = root / "out/en/care/good.review.pdf"
    due = TODAY + timedelta(365)
    assert first == (
        f"care/good (en): version 1 approved on {TODAY} by Nurse Educator, Pharmacist; "
        f"next review {due}"
    )
    digest = hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert second == f"  it rests on {pdf}, SHA-256 {digest}"
    assert "Version 1" in page_texts((root / "out/en/care/good.pdf").read_bytes())[0]


def test_a_program_gets_one_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert approve(root, "--json") == 0
    approved = json.loads(capsys.readouterr().out)
    jsonschema.validate(approved, signed_schema())
    assert approved["signed"][0]["entry"]["state"] == "approved"
    assert approved["signed"][0]["review_pdf"] == "en/care/good.review.pdf"

    assert run(root, "withdraw", "care/good", "--reason", "Old facts", "--json") == 0
    withdrawn = json.loads(capsys.readouterr().out)
    jsonschema.validate(withdrawn, signed_schema())
    assert withdrawn["signed"][0]["entry"]["reason"] == "Old facts"
    assert "en/care/good.pdf" in withdrawn["build"]["removed"]


def test_words_with_an_error_are_not_approved(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"care/good.yaml": GOOD.replace("Nothing", "10mg")})
    assert approve(root) == 3

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("handouts/care/good.yaml:5:11: '10mg'")
    assert "[unsafe-dose]" in told.err
    assert "error: the check finds errors in 'care/good'; nothing was approved" in told.err
    assert not (root / FILE).exists()


def test_pages_with_an_error_are_not_approved(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    style = root / "styles/standard/type.css"
    style.parent.mkdir(parents=True)
    shipped = Path(__file__).parents[1] / "styles/standard/type.css"
    style.write_text(shipped.read_text() + "\n.text p { color: #ccc }\n")
    assert approve(root) == 3

    assert "en/care/good.pdf, page 1: " in capsys.readouterr().err
    assert not (root / FILE).exists()


def test_as_many_roles_sign_as_the_clinic_asks_for(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"clinic.yaml": CLINIC + "approvals: {needed: 2}\n"})
    assert approve(root) == 2
    assert capsys.readouterr().err == (
        "error: clinic.yaml asks for 2 roles to approve, and --by names 1; "
        "name each with a --by of its own\n"
    )
    assert not (root / FILE).exists()
    assert approve(root, "--by", "Pharmacist") == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("approve", "care/good", *NURSE, *ON), "--due is missing: the day of the next review"),
        (("approve", "care/good", *ON, *DUE), "the following arguments are required: --by"),
        (("approve", "care/good", *NURSE, *DUE), "the following arguments are required: --on"),
        (("approve", *NURSE, *ON, *DUE), "the following arguments are required: ID"),
        (("approve", "care/good", *NURSE, *DUE, "--on", "May 1"), "'May 1' is no day such as"),
        (("approve", "care/good", *NURSE, *ON, "--due", "2020-01-01"), "--due 2020-01-01 is not"),
        (("approve", "care/good", *NURSE, *DUE, "--on", "2999-01-01"), "--on 2999-01-01 is after"),
        (("approve", "care/good", "--by", " ", *ON, *DUE), "it is empty, or holds what cannot"),
        (("approve", "care/god", *NURSE, *ON, *DUE), "there is no handout or topic 'care/god'"),
        (("approve", "care/good", *NURSE, *ON, *DUE, "--edition", "standard"), "in all editions"),
        (("approve", "care/good", *NURSE, *ON, *DUE, "--version", "0"), "'0' is no version"),
        (("withdraw", "care/good"), "the following arguments are required: --reason"),
        (("withdraw", "care/good", "--reason", "Old", "--on", "2999-01-01"), "is after today"),
        (("list", "--due", "soon"), "'soon' is no number of days such as 60d"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong_and_writes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert run(root, *arguments) == 2
    assert message in capsys.readouterr().err
    assert not (root / "handouts/approvals").exists()


def test_a_language_is_approved_by_itself(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_workspace(root, SPANISH)
    assert approve(root, "--lang", "es") == 0
    assert capsys.readouterr().out.startswith("care/good (es): version 1 approved")
    approvals = sorted(path.name for path in (root / "handouts/approvals/care").glob("*.yaml"))
    assert approvals == ["good.es.yaml"]
    run(root, "list", "--lang", "en", "--json")
    assert json.loads(capsys.readouterr().out)[0]["state"] == "draft"


def test_a_topic_is_approved_as_a_whole_or_not_at_all(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"care/other.yaml": GOOD.replace("Nothing", "10mg")})
    arguments = ("approve", "care", *NURSE, *ON, *DUE)
    assert run(root, *arguments) == 3
    assert not (root / "handouts/approvals").exists()
    write_workspace(root, {"care/other.yaml": GOOD})
    assert run(root, *arguments) == 0
    assert len(list((root / "handouts/approvals/care").glob("*.yaml"))) == 2


def test_the_same_signature_twice_adds_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approve(root)
    before = (root / FILE).read_bytes()
    capsys.readouterr()
    assert approve(root) == 0
    assert "the last entry says so already; nothing was added" in capsys.readouterr().out
    assert (root / FILE).read_bytes() == before


def test_words_can_be_sent_to_review_by_one_role(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"clinic.yaml": CLINIC + "approvals: {needed: 2}\n"})
    assert run(root, "approve", "care/good", *NURSE, *ON, "--under-review") == 0
    assert "version 1 under review" in capsys.readouterr().out
    assert "Under review" in page_texts((root / "out/en/care/good.pdf").read_bytes())[0]


def test_changed_words_are_told_with_the_version_that_was_approved(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approve(root)
    write_workspace(root, {"care/good.yaml": GOOD.replace("Nothing", "Something")})
    capsys.readouterr()
    run(root, "list", "--json")
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["state"], entry["changed_since"]) == ("draft", {"en": 1})
    run(root, "list")
    assert "draft, changed since version 1" in capsys.readouterr().out
    run(root, "check", "--quiet")
    run(root, "check")
    assert (
        "handouts/care/good.yaml: changed since approval of version 1: in 1 section, "
        "marked in its report"
    ) in capsys.readouterr().out
    report = (root / "out/check/en/care/good.html").read_text()
    assert re.search(r"<del>(<span[^>]*>removed: </span>)?Nothing<", report)
    assert re.search(r"<ins>(<span[^>]*>added: </span>)?Something<", report)


def test_list_tells_what_is_due_the_first_first(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"care/late.yaml": GOOD, "care/draft.yaml": GOOD})
    early, late, soon = (TODAY + timedelta(days) for days in (-400, -1, 59))
    approve_words(root, "care/good", on=early, due=soon, today=early)
    approve_words(root, "care/late", on=early, due=late, today=early)
    run(root, "list", "--due", "60d", "--csv")
    rows = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], row[4], row[5]) for row in rows[1:]] == [
        ("care/late", "overdue", late.isoformat()),
        ("care/good", "due-soon", soon.isoformat()),
    ]
    run(root, "list", "--due", "58", "--csv")
    assert [line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "care/late"
    ]


def test_withdraw_tells_what_held_it_and_what_became_of_that(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {
        "care/other.yaml": GOOD.replace("A good one", "Another"),
        "sets/start.yaml": "title: Start\nhandouts: [care/good, care/other]\n",
    })  # fmt: skip
    run(root, "build", "--quiet")
    capsys.readouterr()
    assert run(root, "withdraw", "care/good", "--reason", "Old", "--replaced-by", "care/other") == 0

    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "care/good (en): withdrawn",
        "it was held by: en/sets/start.pdf",
        "en/care/good.pdf: removed",
        "en/sets/start.pdf: made again without it",
    ]
    assert "'care/good' was withdrawn, and is left out; name 'care/other' instead" in told.err
    assert run(root, "packet", "care/good") == 1
    assert "withdrawn" in capsys.readouterr().err


def test_list_tells_the_state_of_each_language(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, SPANISH)
    run(root, "approve", "care/good", *NURSE, *ON, *DUE)
    run(root, "withdraw", "care/good", "--lang", "es", "--reason", "Old")
    capsys.readouterr()
    run(root, "list")
    assert "approved; es withdrawn" in capsys.readouterr().out
    run(root, "list", "--json")
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["state"] == "approved"
    assert entry["states"] == {"en": "approved", "es": "withdrawn"}


def test_words_are_bound_to_what_was_signed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root, "list", "--json")
    digest = json.loads(capsys.readouterr().out)[0]["words"]["en"]
    write_workspace(root, {"care/good.yaml": GOOD.replace("Nothing", "Something")})
    signed = f"{digest[:4]} {digest[4:8]} {digest[8:12]}"
    assert approve(root, "--words", signed) == 1
    assert "the words are not those that were signed" in capsys.readouterr().err
    assert not (root / FILE).exists()
    write_workspace(root, {})
    assert approve(root, "--words", signed) == 0


def test_content_that_is_wrong_leaves_the_other_handouts_as_they_are(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"care/bad.yaml": "title: Bad\n"})
    run(root, "build", "--quiet")
    before = (root / "out/manifest.json").read_bytes()
    capsys.readouterr()
    assert run(root, "approve", "care/bad", *NURSE, *ON, *DUE) == 3
    told = capsys.readouterr().err
    assert told.startswith("handouts/care/bad.yaml:1:1: the key 'sections' is missing")
    assert "error: content is wrong; nothing was approved" in told
    assert (root / "out/manifest.json").read_bytes() == before

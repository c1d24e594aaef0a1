"""Whatever is edited, signed and spoilt, in any order: an approved page prints approved words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handoutpress.errors import HandoutError
from handoutpress.model import State
from tests.approving import TODAY, approve_words, print_quickly, withdraw_words
from tests.rebuilding import FILES, run_pass, write_files

IDS = ("care/chills", "care/fever")
# What others are called is none of a handout's words.
FEVER = FILES["care/fever.yaml"].replace("see_also: [care/chills]\n", "")
CHILLS = FILES["care/chills.yaml"]
# What stands in a file, one state after the other.
STATES = {
    "care/chills.yaml": (
        CHILLS,
        CHILLS.replace("may feel", "can feel"),
        CHILLS.replace("may feel", "do not feel"),
        CHILLS.replace("summary:", "sumary:"),
    ),
    "care/fever.yaml": (FEVER, FEVER.replace("low", "high"), "title: [\n"),
    "glossary.yaml": (
        FILES["glossary.yaml"],
        FILES["glossary.yaml"].replace("a shiver", "a shaking"),
        "en: 3\n",
    ),
    "snippets/hours.yaml": (
        FILES["snippets/hours.yaml"],
        "blocks: [{text: We are closed.}]\n",
    ),
    "clinic.yaml": (FILES["clinic.yaml"], FILES["clinic.yaml"].replace("0100", "0199")),
}
# What a hand can do to a file of approvals.
SLIPS = ("cut the last entry", "drop the seals", "swap the digest", "say approved", "remove it")

EDITS = st.sampled_from(sorted(STATES)).flatmap(
    lambda name: st.tuples(st.just(name), st.integers(0, len(STATES[name]) - 1))
)
COMMANDS = st.tuples(
    st.sampled_from(("approve", "review", "withdraw", *SLIPS)), st.sampled_from(IDS)
)
STEPS = st.lists(
    st.tuples(st.one_of(EDITS, COMMANDS, COMMANDS), st.sampled_from((0, 0, 0, 1, 400))),
    min_size=2,
    max_size=9,
)


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    print_quickly(monkeypatch)


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


class Office:
    """A workspace in which things are done, and the pages that were approved in it."""

    def __init__(self, root: Path) -> None:
        self.root, self.today = root, TODAY
        self.approved: dict[str, set[str]] = {handout_id: set() for handout_id in IDS}

    def do(self, deed: str, what: object) -> None:
        """Do one thing; a command that is refused does nothing."""
        if isinstance(what, int):
            write_files(self.root, {deed: STATES[deed][what]})
            return
        with suppress(HandoutError):
            handout_id = str(what)
            if deed == "withdraw":
                withdraw_words(self.root, handout_id, today=self.today)
                self.approved[handout_id].clear()
            elif deed in ("approve", "review"):
                state = State.APPROVED if deed == "approve" else State.UNDER_REVIEW
                approve_words(self.root, handout_id, on=self.today, today=self.today, state=state)
                if deed == "approve":  # what was approved before is replaced
                    self.approved[handout_id] = {split_page(self.read_page(handout_id))[1]}
            else:
                self.slip(deed, self.root / f"handouts/approvals/{handout_id}.yaml")

    def slip(self, deed: str, path: Path) -> None:
        """Do by hand what nobody should."""
        if not path.exists():
            return
        text = path.read_text()
        spoilt = {
            "cut the last entry": text.rpartition("- version")[0],
            "drop the seals": "\n".join(line for line in text.split("\n") if "seal:" not in line),
            "swap the digest": text.replace("words: ", "words: 0000", 1),
            "say approved": text.replace("under-review", "approved"),
        }
        if deed == "remove it":
            path.unlink()
        else:
            path.write_text(spoilt[deed])

    def read_page(self, handout_id: str) -> str:
        path = self.root / f"out/en/{handout_id}.pdf"
        return path.read_text() if path.exists() else ""


def split_page(html: str) -> tuple[str, str]:
    """Return what stands before the title, the foot among it, and the words.

    What is printed of the clinic's own counts as no words.
    """
    foot, _, words = html.partition("<h1")
    return foot, words.replace("555-0199", "555-0100")


def is_told_approved(foot: str) -> bool:
    """Tell whether a page says that somebody approved its words, in date or not."""
    is_other = "Draft, not reviewed" in foot or "Under review" in foot
    return not is_other and "Version " in foot


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=[(("approve", "care/chills"), 0), (("care/chills.yaml", 1), 0)])
@example(steps=[(("approve", "care/fever"), 0), (("snippets/hours.yaml", 1), 0)])
@example(steps=[(("approve", "care/chills"), 0), (("withdraw", "care/chills"), 400)])
@example(
    steps=[
        (("approve", "care/chills"), 0),
        (("withdraw", "care/chills"), 0),
        (("cut the last entry", "care/chills"), 0),
        (("clinic.yaml", 1), 0),
    ]
)
@given(steps=STEPS)
def test_an_approved_page_prints_words_that_were_approved(
    folder: Path, steps: list[tuple[tuple[str, object], int]]
) -> None:
    root = folder / "root"
    shutil.rmtree(root, ignore_errors=True)
    write_files(root, {**FILES, "care/fever.yaml": FEVER})
    office = Office(root)
    run_pass(root, today=TODAY)
    for (deed, what), days in steps:
        office.today += timedelta(days)
        office.do(deed, what)
        with suppress(HandoutError):
            run_pass(root, today=office.today)
        for handout_id in IDS:
            foot, words = split_page(office.read_page(handout_id))
            assert not is_told_approved(foot) or words in office.approved[handout_id]
            if deed == "withdraw" and what == handout_id and not office.approved[handout_id]:
                assert not is_told_approved(foot)

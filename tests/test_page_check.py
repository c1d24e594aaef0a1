"""All rules together on our own pages: samples, gallery, booklets, both editions, both papers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handoutpress.build import build
from handoutpress.model import is_collection
from handoutpress.page_check import Expected, PageFault, check_page
from handoutpress.plan import Request
from handoutpress.rules import PAGE_RULES, Level
from handoutpress.tag_check import check_tags
from tests.checked_pages import FULL_PAGE, STANDARD, P, find, find_keys
from tests.makers import SilentListener
from tests.tag_breakages import BROKEN, STILL_SOUND
from tests.tagged_pdf import build_sound_pdf, change

ROOT = Path(__file__).parents[1]
SOUND = build_sound_pdf()
GALLERY = ROOT / "tests/gallery"


def check_all(root: Path, out: Path, paper: str = "letter") -> dict[str, tuple[PageFault, ...]]:
    """Build a workspace, and return what is found on each PDF in which anything is."""
    result = build(root, out, Request(), SilentListener())
    assert (result.problems, result.failed) == ((), ())
    assert len(result.built) > 10
    found = {
        built.target.path: check_pdf(built.target.path, out, paper, built.target.handout_id)
        for built in result.built
    }
    return {path: faults for path, faults in found.items() if faults}


def check_pdf(path: str, out: Path, paper: str, handout_id: str) -> tuple[PageFault, ...]:
    pdf = (out / path).read_bytes()
    is_folded = path.endswith(".print.pdf")
    edition = "large-print" if ".large-print." in path else "fold" if is_folded else "standard"
    tag_faults = () if is_folded else tuple(map(str, check_tags(pdf)))
    expected = Expected(
        edition, paper, is_collection=is_collection(handout_id), tag_faults=tag_faults
    )
    return check_page(pdf, expected)


def test_nothing_is_found_on_the_samples(tmp_path: Path) -> None:
    assert check_all(ROOT, tmp_path) == {}


def test_nothing_is_found_on_the_gallery(tmp_path: Path) -> None:
    assert check_all(GALLERY, tmp_path) == {}


def test_nothing_is_found_on_the_gallery_on_a4(tmp_path: Path) -> None:
    shutil.copytree(GALLERY / "handouts", tmp_path / "handouts")
    clinic = tmp_path / "handouts/clinic.yaml"
    clinic.write_text(clinic.read_text("utf-8").replace("paper: letter", "paper: a4"), "utf-8")

    assert check_all(tmp_path, tmp_path / "out", "a4") == {}


def test_faults_are_told_page_by_page() -> None:
    faults = find(
        f'{P}<p style="color: #999">Pale</p>{FULL_PAGE}<p style="font-size: 8pt">Small</p>'
    )

    assert [(each.rule.key, each.page_number) for each in faults] == [
        *(("contrast", 1), ("text-size", 2))
    ]


def test_sheets_to_fold_are_judged_by_what_is_drawn() -> None:
    folded = Expected("fold", "letter")
    css = "@page { size: 279.4mm 215.9mm } p { text-align: justify }"

    assert find_keys(f'{P}<p style="color: #999">Pale</p>', css, folded) == ["contrast"]


@pytest.mark.parametrize("rule", PAGE_RULES, ids=lambda rule: rule.key)
def test_rule_says_who_says_so(rule: object) -> None:
    assert rule.source


def test_what_a_clinic_may_weigh_is_advice_and_the_rest_is_not() -> None:
    advice = {rule.key for rule in PAGE_RULES if rule.level is Level.ADVICE}

    assert advice == {
        *("all-capitals", "italics", "leading", "line-length", "alignment", "near-empty-page"),
        *("heading-at-foot", "caption-apart", "email-size"),
    }
    assert len({rule.key for rule in PAGE_RULES}) == len(PAGE_RULES)


MUTATIONS = {**{name: mutate for name, (mutate, _) in BROKEN.items()}, **STILL_SOUND}


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_is_broken_is_judged_and_stops_nothing(name: str) -> None:
    faults = check_page(change(SOUND, MUTATIONS[name]), STANDARD)

    assert faults
    assert {fault.rule for fault in faults} <= set(PAGE_RULES)


def test_right_page_has_no_fault() -> None:
    assert find(P, "", STANDARD) == []

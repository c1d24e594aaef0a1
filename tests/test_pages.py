"""The pages themselves: the samples and the gallery, in both editions and on both papers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import yaml

from handoutpress.build import build
from handoutpress.build.loading import load_library
from handoutpress.cli import main
from handoutpress.model import is_collection
from handoutpress.plan import Request
from tests.approving import seal_entries
from tests.makers import SilentListener
from tests.page_layout import find_fills, find_gaps
from tests.pdf_facts import (
    Element,
    artifacts,
    elements,
    find_faults,
    fonts,
    links,
    metadata,
    outline,
    page_sizes_mm,
    page_texts,
    text_sizes,
)
from tests.workspace import CLINIC, GOOD, with_blocks, write_workspace

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "tests/gallery"
MM_PER_POINT = 25.4 / 72

PAPERS = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}
SIDE_MARGIN = 15.0
# Office printers leave about 4.2 mm (1/6 inch) of each edge white.
SAFE_EDGE_MM = 5.0

CONTACT_HEADINGS = ("Whom to call", "A quién llamar")
CALLOUT_WORDS = ("Emergency", "Call now", "Call us", "Tip", "Good to know")
FONT_NAMES = {"Handout-Sans", "Handout-Zero"}
# Source: UKAAF G003; foot and letterhead may be 10 pt or more in the standard edition.
SMALLEST_PT = {"standard": 10.0, "large-print": 18.0}

Pdfs = dict[str, bytes]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Pdfs:
    return _build(ROOT, tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Pdfs:
    return _build(GALLERY, tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="module")
def gallery_on_a4(tmp_path_factory: pytest.TempPathFactory) -> Pdfs:
    root = tmp_path_factory.mktemp("a4")
    shutil.copytree(GALLERY / "handouts", root / "handouts")
    clinic = root / "handouts/clinic.yaml"
    clinic.write_text(clinic.read_text("utf-8").replace("paper: letter", "paper: a4"), "utf-8")
    return _build(root, root / "out")


@pytest.fixture(scope="module")
def all_pdfs(samples: Pdfs, gallery: Pdfs, gallery_on_a4: Pdfs) -> Pdfs:
    on_a4 = {f"a4/{path}": pdf for path, pdf in gallery_on_a4.items()}
    return {**samples, **gallery, **on_a4}


def _build(root: Path, out: Path) -> Pdfs:
    result = build(root, out, Request(), SilentListener())
    assert (result.problems, result.failed) == ((), ())
    return {
        built.target.path: (out / built.target.path).read_bytes()
        for built in result.built
        if not is_collection(built.target.handout_id)
    }


def _violations(pdfs: Pdfs, find: Callable[[str, bytes], list[str]]) -> list[str]:
    return [f"{path}: {what}" for path, pdf in pdfs.items() for what in find(path, pdf)]


def test_each_sample_has_a_pdf_in_each_edition(samples: Pdfs) -> None:
    names = ("overview", "anti-estrogen-therapies", "anti-her2-therapies", "chemotherapy")
    assert set(samples) == {
        f"en/systemic-therapies/{name}{suffix}.pdf"
        for name in names
        for suffix in ("", ".large-print")
    }


def test_every_pdf_passes_pdf_ua_and_the_tag_check(all_pdfs: Pdfs) -> None:
    assert _violations(all_pdfs, lambda _, pdf: find_faults(pdf)) == []


def test_paper_is_letter_or_a4(gallery: Pdfs, gallery_on_a4: Pdfs) -> None:
    assert {size for pdf in gallery.values() for size in page_sizes_mm(pdf)} == {PAPERS["letter"]}
    assert {size for pdf in gallery_on_a4.values() for size in page_sizes_mm(pdf)} == {PAPERS["a4"]}


def test_nothing_is_drawn_in_the_side_margins(all_pdfs: Pdfs) -> None:
    assert _violations(all_pdfs, _find_ink_in_margins) == []


def _find_ink_in_margins(_: str, pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            f"page {number} has ink in its margin"
            for number, page in enumerate(document, start=1)
            if _left_and_right_mm(page) < SIDE_MARGIN
        ]


def _left_and_right_mm(page: pypdfium2.PdfPage) -> float:
    """Return the narrower of the two empty margins."""
    picture = page.render(scale=1).to_pil().convert("L").point(lambda value: value < 200 and 255)
    left, _, right, _ = picture.getbbox()
    return min(left, picture.width - right) * MM_PER_POINT


def test_no_page_before_the_last_is_a_third_empty(samples: Pdfs, gallery: Pdfs) -> None:
    pdfs = {**samples, **gallery}
    assert _violations(pdfs, find_gaps) == []


def test_no_last_page_holds_only_a_line_or_two(all_pdfs: Pdfs) -> None:
    assert {
        path: fill for path, pdf in all_pdfs.items() if (fill := find_fills(path, pdf)[-1]) < 0.2
    } == {}


def test_no_heading_stands_at_the_foot_of_a_page(all_pdfs: Pdfs) -> None:
    assert _violations(all_pdfs, _find_lonely_headings) == []


BLOCK_TYPES = ("TOCI", "P", "H1", "H2", "H3", "Lbl", "LBody", "Caption", "TH", "TD")


def _find_lonely_headings(_: str, pdf: bytes) -> list[str]:
    """Compare the page of each heading, and of each caption, with that of what follows it."""
    blocks = [block for block in elements(pdf, *BLOCK_TYPES) if block.pages]
    return [
        f"'{block.text}' stands alone on page {block.pages[-1]}"
        for block, follower in pairwise(blocks)
        if _announces(block, follower) and block.pages[-1] != follower.pages[0]
    ]


def _announces(block: Element, follower: Element) -> bool:
    """Tell whether a block belongs to the next one: a heading, or the caption of a table."""
    is_table_caption = block.type == "Caption" and follower.type == "TH"
    return block.type in ("H1", "H2", "H3") or is_table_caption


def test_no_row_callout_or_contact_block_is_cut_in_two(all_pdfs: Pdfs) -> None:
    assert _violations(all_pdfs, _find_cut_blocks) == []


def _find_cut_blocks(_: str, pdf: bytes) -> list[str]:
    rows = [row for row in elements(pdf, "TR") if len(row.pages) > 1]
    contact = [part for part in elements(pdf, "Sect") if part.text.startswith(CONTACT_HEADINGS)]
    callouts = [part for part in elements(pdf, "Sect") if part.text.startswith(CALLOUT_WORDS)]
    cut = [part for part in (*rows, *contact, *callouts) if len(part.pages) > 1]
    assert contact
    return [f"'{part.text[:40]}' is on pages {part.pages}" for part in cut]


def test_only_the_themes_fonts_are_embedded_as_subsets(all_pdfs: Pdfs) -> None:
    used = {font for pdf in all_pdfs.values() for font in fonts(pdf)}
    assert all(font.is_embedded and font.is_subset for font in used)
    assert {font.name.removesuffix("-Bold") for font in used} == FONT_NAMES


def test_title_language_author_and_subject_are_set(samples: Pdfs) -> None:
    facts = metadata(samples["en/systemic-therapies/chemotherapy.pdf"])
    assert facts.title == "Chemotherapy"
    assert facts.author == "Sample Cancer Center"
    assert facts.subject.startswith("Chemotherapy uses medicines that target cells")
    assert facts.language == "en"
    assert facts.pdfua_part == "1"
    assert facts.shows_title


def test_the_outline_holds_the_headings(samples: Pdfs) -> None:
    found = outline(samples["en/systemic-therapies/chemotherapy.pdf"])
    path = ROOT / "handouts/systemic-therapies/chemotherapy.yaml"
    headings = [
        section["heading"] for section in yaml.safe_load(path.read_text("utf-8"))["sections"]
    ]
    assert found[0] == (0, "Chemotherapy", 1)
    titles = [title for _, title, _ in found]
    assert [title for title in titles if title in headings] == headings


def test_every_sample_page_says_that_it_is_a_draft(samples: Pdfs) -> None:
    texts = [text for pdf in samples.values() for text in page_texts(pdf)]
    assert [text for text in texts if "Draft, not reviewed" not in text] == []


def test_page_numbers_are_artifacts_of_their_own(samples: Pdfs) -> None:
    pdf = samples["en/systemic-therapies/chemotherapy.pdf"]
    numbers: dict[int, str] = {}
    for artifact in artifacts(pdf):
        if artifact.subtype == "PageNum":
            numbers[artifact.page] = numbers.get(artifact.page, "") + artifact.text
    count = len(page_texts(pdf))
    assert numbers == {page: f"Page {page} of {count}" for page in range(1, count + 1)}


def test_title_and_phone_stand_on_every_page_from_the_second_on(samples: Pdfs) -> None:
    pdf = samples["en/systemic-therapies/chemotherapy.pdf"]
    heads = [artifact for artifact in artifacts(pdf) if artifact.subtype == "Header"]
    pages = {artifact.page for artifact in heads}
    assert pages == set(range(2, len(page_texts(pdf)) + 1))
    assert {artifact.text for artifact in heads} >= {"Chemotherapy"}


def test_numbers_can_be_dialled_with_a_finger(gallery: Pdfs) -> None:
    found = links(gallery["en/gallery/every-block.pdf"])
    calls = {link.contents: link.target for link in found if link.target.startswith("tel:")}
    assert calls["Call 911"] == "tel:911"
    assert calls["Call 555-0100"] == "tel:555-0100"


def test_a_spanish_handout_is_spanish_throughout(gallery: Pdfs) -> None:
    pdf = gallery["es/gallery/short.pdf"]
    text = " ".join(page_texts(pdf))
    assert metadata(pdf).language == "es"
    assert "Borrador, sin revisar" in text
    assert "Página 1 de" in text
    assert "A quién llamar" in text


@pytest.mark.parametrize("edition", ["standard", "large-print"])
def test_no_type_is_smaller_than_the_edition_allows(gallery: Pdfs, edition: str) -> None:
    suffix = "" if edition == "standard" else f".{edition}"
    assert min(text_sizes(gallery[f"en/gallery/every-block{suffix}.pdf"])) >= SMALLEST_PT[edition]


def test_a_long_title_stays_on_one_line_of_head_and_foot(tmp_path: Path) -> None:
    title = "A title that says more than a title should, and goes on saying it to the very end"
    root = write_workspace(tmp_path, {"care/good.yaml": GOOD.replace("A good one", title)})
    (root / "handouts/clinic.yaml").write_text(CLINIC + "editions: [standard, large-print]\n")
    for pdf in _build(root, root / "out").values():
        (status,) = [each for each in artifacts(pdf) if "Draft" in each.text]
        assert status.subtype == "Footer"
        assert _lowest_ink_mm(pdf) > SAFE_EDGE_MM


def _lowest_ink_mm(pdf: bytes) -> float:
    """Return how near the ink comes to the foot of the first sheet."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=1).to_pil().convert("L")
    *_, bottom = picture.point(lambda value: value < 200 and 255).getbbox()
    return (picture.height - bottom) * MM_PER_POINT


def test_a_box_higher_than_a_page_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = "".join(f"            - Thing number {number}\n" for number in range(60))
    box = f"      - callout:\n          kind: tip\n          items:\n{items}"
    root = write_workspace(tmp_path, {"care/bad.yaml": with_blocks(box)})
    assert main(["build", "--root", str(root)]) == 1
    assert 'en/care/bad.pdf: not built: <aside> "Tip' in capsys.readouterr().err
    assert (root / "out/en/care/good.pdf").exists()


def test_version_and_both_dates_fit_on_the_sheet_in_large_print(tmp_path: Path) -> None:
    clinic = CLINIC + "languages: [es]\ndefault_language: es\neditions: [large-print]\n"
    root = write_workspace(tmp_path, {"clinic.yaml": clinic})
    (handout,) = load_library(root, Request()).library.handouts
    approval = (
        f"- {{version: 12, words: {handout.review.words}, state: approved, by: [Nurse Educator], "
        "on: 2026-09-28, due: 2027-09-28}\n"
    )
    write_workspace(
        root, {"clinic.yaml": clinic, "approvals/care/good.yaml": seal_entries(approval)}
    )
    (pdf,) = _build(root, root / "out").values()
    text = page_texts(pdf)[0]
    assert "Versión 12" in text
    assert "Aprobada: 28 de septiembre de 2026" in text
    assert "Próxima revisión: 28 de septiembre de 2027" in text
    assert _lowest_ink_mm(pdf) > SAFE_EDGE_MM

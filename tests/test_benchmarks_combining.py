"""What the benchmarks count in combined PDFs, and with whom ours is compared. No times."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from benchmarks.combiners import (
    OURS,
    PDFUNITE,
    PIKEPDF,
    PYPDF,
    combine_with_ours,
    combine_with_pikepdf,
    combine_with_pypdf,
    list_combiners,
    render_as_one,
)
from benchmarks.kept import count_kept, count_parts
from benchmarks.library import write_library
from benchmarks.stages import read_workspace
from handoutpress.combine import Part
from tests.pdf_facts import page_texts
from tests.small_press import print_page

SECTION = '<h2 id="same">{0}</h2><p>{0} <a href="#same">up</a> <a href="{1}">over</a></p>'


@pytest.fixture(scope="module")
def parts() -> tuple[Part, ...]:
    return (
        Part(print_page(SECTION.format("One", "two.pdf")), "One", "en", "en/one.pdf"),
        Part(print_page(SECTION.format("Two", "one.pdf")), "Two", "en", "en/two.pdf"),
        Part(print_page(SECTION.format("Three", "none.pdf")), "Three", "en", "en/three.pdf"),
    )


def test_the_parts_have_what_is_counted(parts: tuple[Part, ...]) -> None:
    whole = count_parts(parts)

    assert (whole.links, whole.outline_items) == (5, 6)  # that to none.pdf leads out of the file
    assert (whole.claims, whole.faults, whole.broken_rules) == (True, 0, 0)
    assert whole.tags > 15
    assert whole.marks > 15


def test_ours_keeps_everything(parts: tuple[Part, ...]) -> None:
    whole, kept = count_parts(parts), count_kept(combine_with_ours(parts), parts)

    assert (kept.tags, kept.marks, kept.links) == (whole.tags + 1, whole.marks, whole.links)
    assert kept.outline_items == whole.outline_items + len(parts)
    assert (kept.claims, kept.faults, kept.broken_rules) == (True, 0, 0)


def test_others_lose_the_tags_and_it_is_told(parts: tuple[Part, ...]) -> None:
    whole = count_parts(parts)
    appended = count_kept(combine_with_pypdf(parts), parts)
    copied = count_kept(combine_with_pikepdf(parts), parts)

    assert (appended.tags, appended.marks, appended.claims) == (0, 0, False)
    assert (copied.tags, copied.marks, copied.claims) == (0, 0, False)
    assert min(appended.faults, copied.faults) > 0
    assert f"of {whole.tags} tags 0 are in its tree" in appended.describe(whole)
    assert "claims no PDF/UA" in copied.describe(whole)


def test_a_link_into_another_part_is_not_counted(parts: tuple[Part, ...]) -> None:
    astray = BytesIO()
    with pikepdf.open(BytesIO(combine_with_ours(parts))) as pdf:
        pdf.pages[1].Annots[0].Dest[0] = pdf.pages[0].obj
        pdf.save(astray)

    assert count_kept(astray.getvalue(), parts).links == count_parts(parts).links - 1


def test_a_mark_that_leads_to_another_tag_is_not_counted(parts: tuple[Part, ...]) -> None:
    astray = BytesIO()
    with pikepdf.open(BytesIO(combine_with_ours(parts))) as pdf:
        slots = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        slots[0] = slots[1]
        pdf.save(astray)

    assert count_kept(astray.getvalue(), parts).marks == count_parts(parts).marks - 1


def test_a_damaged_file_is_mended_and_it_is_told(parts: tuple[Part, ...]) -> None:
    damaged = count_kept(combine_with_pypdf(parts)[:-20], parts)

    assert damaged.is_damaged
    assert damaged.describe(damaged).startswith("damaged, and mended to be read; ")


def test_a_command_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    combiners = list_combiners(tmp_path)

    assert list(combiners) == [OURS, PYPDF, PIKEPDF, PDFUNITE]
    assert combiners[PDFUNITE] is None


def test_one_render_of_all_has_the_pages_of_all(tmp_path: Path) -> None:
    write_library(tmp_path, 2)
    workspace = read_workspace(tmp_path)
    pieces = list(workspace.pieces())

    one = render_as_one(workspace, pieces)

    assert len(pypdf.PdfReader(BytesIO(one)).pages) == 4
    titles = [piece.job.html.partition("<h1>")[2].partition("</h1>")[0] for piece in pieces]
    assert [titles[0] in page_texts(one)[0], titles[1] in page_texts(one)[2]] == [True, True]

"""What the benchmarks measure with: the generated library, the edits, the arithmetic. No times."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.baselines import write_site
from benchmarks.edits import (
    add_comment,
    change_clinic_color,
    change_edition_color,
    change_rare_meaning,
    change_word,
)
from benchmarks.engine import Made, read_made
from benchmarks.figures import (
    Figure,
    Limit,
    Verdict,
    exactly,
    format_line,
    format_table,
    pair_differences,
    pair_ratios,
    per_thousand,
    scale_seconds,
)
from benchmarks.library import (
    MOST_HANDOUTS,
    OWN_STYLE,
    TWO_EDITIONS,
    name_handout,
    write_library,
)
from benchmarks.loops import read_site
from benchmarks.machine import describe_machine
from benchmarks.run import CLOSING, OPENING, write_document
from benchmarks.stages import Workspace, read_workspace
from benchmarks.typst_pages import write_page
from benchmarks.unchanged import count_files
from benchmarks.vocabulary import RARE_WORD
from handoutpress.render import Press

# --- the library ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sixty")
    write_library(root, 60, TWO_EDITIONS)
    return root


@pytest.fixture(scope="module")
def workspace(sixty: Path) -> Workspace:
    return read_workspace(sixty)


def read_tree(root: Path) -> dict[str, bytes]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_a_library_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    write_library(tmp_path / "one", 5)
    write_library(tmp_path / "two", 5)
    assert read_tree(tmp_path / "one") == read_tree(tmp_path / "two")


def test_another_seed_makes_other_handouts_of_the_same_names(tmp_path: Path) -> None:
    write_library(tmp_path / "one", 5)
    write_library(tmp_path / "two", 5, seed=1)
    one, two = read_tree(tmp_path / "one"), read_tree(tmp_path / "two")
    assert list(one) == list(two)
    assert one != two


def test_the_largest_library_has_as_many_ids_as_handouts() -> None:
    assert len({name_handout(index) for index in range(MOST_HANDOUTS)}) == MOST_HANDOUTS == 2000


@pytest.mark.parametrize("count", [0, MOST_HANDOUTS + 1])
def test_a_library_that_cannot_be_made_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(ValueError, match="a library has 1 to 2000 handouts"):
        write_library(tmp_path, count)


def test_sixty_handouts_are_valid_without_a_warning(workspace: Workspace) -> None:
    assert workspace.problems == ()
    assert len(workspace.library.handouts) == 60
    assert workspace.library.editions == TWO_EDITIONS
    assert len({handout.topic for handout in workspace.library.handouts}) == 20


def test_every_handout_leads_to_two_others(workspace: Workspace) -> None:
    counts = {len(handout.manuscript.see_also) for handout in workspace.library.handouts}
    assert counts == {2}


def test_one_handout_alone_uses_the_rare_word(sixty: Path) -> None:
    users = [
        path for path in (sixty / "handouts").glob("*/*.yaml") if RARE_WORD in path.read_text()
    ]
    assert users == [sixty / f"handouts/{name_handout(0)}.yaml"]


def test_a_generated_handout_has_two_pages(workspace: Workspace) -> None:
    longest = max(workspace.pieces(), key=lambda piece: len(piece.job.html))
    rendered = Press(workspace.theme, workspace.fonts).render(longest.job)
    assert rendered.page_count == 2


# --- the edits ------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    write_library(tmp_path, 2, TWO_EDITIONS)
    return tmp_path


def list_changes(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    assert list(before) == list(after)
    return [name for name in before if before[name] != after[name]]


def test_a_word_of_one_handout_changes_each_time(small: Path) -> None:
    name = f"handouts/{name_handout(1)}.yaml"
    before = read_tree(small)
    change_word(small / name)
    once = read_tree(small)
    change_word(small / name)
    assert list_changes(before, once) == [name]
    assert list_changes(once, read_tree(small)) == [name]


def test_a_comment_changes_a_file_and_no_handout(small: Path) -> None:
    before, library = read_tree(small), read_workspace(small).library
    add_comment(small / "handouts/clinic.yaml")
    assert list_changes(before, read_tree(small)) == ["handouts/clinic.yaml"]
    assert read_workspace(small).library == library


def test_a_rare_meaning_changes_the_page_of_one_handout(small: Path) -> None:
    before = [piece.job.html for piece in read_workspace(small).pieces()]
    change_rare_meaning(small)
    after = [piece.job.html for piece in read_workspace(small).pieces()]
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_a_colour_of_the_clinic_changes_every_page_each_time(small: Path) -> None:
    pages = [{piece.job.html for piece in read_workspace(small).pieces()}]
    for _ in range(2):
        change_clinic_color(small)
        pages.append({piece.job.html for piece in read_workspace(small).pieces()})
    assert pages[0].isdisjoint(pages[1])
    assert pages[0] == pages[2]
    assert read_workspace(small).problems == ()


def test_a_colour_of_one_edition_changes_its_style_alone(small: Path) -> None:
    before = read_tree(small)
    change_edition_color(small)
    assert list_changes(before, read_tree(small)) == [OWN_STYLE]


def test_an_edit_that_finds_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("title: Nothing here\n")
    with pytest.raises(ValueError, match=r"empty\.yaml: the edit found nothing to change"):
        change_word(path)


def test_files_of_content_and_pdfs_are_counted(small: Path) -> None:
    pdf = small / "out/en/topic/name.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(b"")
    # clinic, glossary, logo, 2 snippets, 2 topics, 2 handouts, 1 PDF
    assert count_files(small) == 10


# --- what is compared -----------------------------------------------------------------------------


def test_a_site_holds_every_page_and_leads_to_its_own_files(small: Path, tmp_path: Path) -> None:
    site = write_site(small, tmp_path / "site")
    pages = [(site.folder / page.source(".html")).read_text() for page in site.pages]
    assert read_site(site.folder) == site
    assert [page.path for page in site.pages] == [f"en/{name_handout(n)}.pdf" for n in range(2)]
    assert all(Path(sheet).is_file() for page in site.pages for sheet in site.sheets(page))
    assert all("file:///press/" not in page and site.folder.as_uri() in page for page in pages)


def test_a_typst_page_has_the_words_and_the_structure_of_the_html() -> None:
    html = (
        '<body><div class="running-head">Head</div><h1>A "title"</h1>'
        '<p class="summary">Read  this.</p><section class="do"><h2>What</h2><ul><li>One</li></ul>'
        '</section><p>Call <a href="tel:5">5</a> <strong>now</strong>.</p>'
        "<table><caption>Days</caption><thead><tr><th>Day</th></tr></thead>"
        "<tbody><tr><td>Monday</td></tr></tbody></table></body>"
    )
    assert write_page(html, "555").splitlines() == [
        '#import "page.typ": *',
        '#show: sheet.with("A \\"title\\"", "555")',
        '#heading(level: 1)[#"A \\"title\\"";]',
        '#summary[#"Read this.";]',
        '#boxed[#heading(level: 2)[#"What";]',
        '#list([#"One";])',
        "]",
        '#par[#"Call ";#link("tel:5")[#"5";]#" ";#strong[#"now";]#".";]',
        '#strong[#"Days";]',
        '#table(columns: (1fr,) * 1, table.header([#"Day";]), [#"Monday";])',
    ]


@pytest.mark.parametrize("html", ["<body><hr></body>", "<body><p><i>x</i></p></body>"])
def test_what_typst_would_lose_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="no Typst for <"):
        write_page(f"{html}<h1>A</h1>", "")


def test_the_report_of_a_build_names_what_was_made() -> None:
    printed = (
        '{"built": [{"id": "a/b", "language": "en", "edition": "standard", "path": "en/a/b.pdf",'
        ' "pages": 2, "bytes": 9, "reasons": ["new"]}], "failed": []}'
    )
    assert read_made(printed) == (Made("a/b", "standard", "en/a/b.pdf", 2),)


# --- the arithmetic -------------------------------------------------------------------------------


def test_only_times_of_the_same_round_are_compared() -> None:
    assert pair_ratios((6.0, 20.0), (3.0, 4.0)) == (2.0, 5.0)
    assert pair_differences((6.0, 20.0), (3.0, 4.0)) == (3.0, 16.0)


def test_rounds_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        pair_ratios((1.0, 2.0), (1.0,))


def test_a_sample_is_scaled_but_its_start_is_paid_once() -> None:
    assert scale_seconds(5.0, 3.0, measured=60, wanted=600) == 32.0


def test_a_whole_library_is_not_scaled() -> None:
    assert scale_seconds(5.0, 3.0, measured=60, wanted=60) == 5.0


def test_seconds_are_told_for_each_thousand_files() -> None:
    assert per_thousand((0.5, 1.0), 2000) == (0.25, 0.5)


@pytest.mark.parametrize(
    ("values", "limit", "verdict", "is_fault"),
    [
        ((1.0, 2.0, 9.0), Limit(least=2.0), Verdict.KEPT, False),
        ((1.0, 1.9, 9.0), Limit(least=2.0), Verdict.MISSED, True),
        ((0.3,), Limit(most=0.3), Verdict.KEPT, False),
        ((0.31,), Limit(most=0.3), Verdict.MISSED, True),
        ((0.0,), exactly(0), Verdict.KEPT, False),
        ((1.0,), exactly(0), Verdict.MISSED, True),
        ((7.0,), None, Verdict.FREE, False),
        ((), Limit(most=0.3), Verdict.UNMEASURED, True),
    ],
)
def test_the_median_of_the_rounds_is_judged(
    values: tuple[float, ...], limit: Limit | None, verdict: Verdict, is_fault: bool
) -> None:
    figure = Figure("full", "what", "times", values, limit)
    assert (figure.verdict, figure.is_fault) == (verdict, is_fault)


def test_what_may_be_left_out_is_no_fault() -> None:
    figure = Figure("corpus", "what", "s", note="no corpus beside the checkout", is_optional=True)
    assert figure.verdict is Verdict.ABSENT
    assert not figure.is_fault


def test_a_line_tells_the_median_the_spread_the_limit_and_the_verdict() -> None:
    figure = Figure("full", "(a) over ours", "times", (6.5, 6.0, 7.25), Limit(least=6.0), "on 60")
    line = "pass          (a) over ours: 6.50 times (6 to 7.25, 3 rounds)"
    assert format_line(figure) == f"{line}  [at least 6.00 times]  on 60"


def test_a_table_has_a_row_for_each_figure() -> None:
    figures = [
        Figure("edits", "a comment: built", "PDFs", (0.0,), exactly(0)),
        Figure("watch", "an edit", "s", note="'a|b' ended"),
    ]
    assert format_table(figures).splitlines()[2:] == [
        "| a comment: built | 0 PDFs | exactly 0 PDFs | pass |  |",
        "| an edit | - |  | not measured | 'a\\|b' ended |",
    ]


# --- the document ---------------------------------------------------------------------------------


def test_figures_take_the_place_of_earlier_ones_in_a_document(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text(f"# Speed\n{OPENING}old\n{CLOSING}The end.\n")
    write_document(path, "new")
    assert path.read_text() == f"# Speed\n{OPENING}\nnew\n{CLOSING}The end.\n"


def test_a_document_without_a_place_for_figures_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text("# Speed\n")
    with pytest.raises(SystemExit, match="no place for figures"):
        write_document(path, "new")
    assert path.read_text() == "# Speed\n"


def test_the_shipped_document_has_a_place_for_figures() -> None:
    text = (Path(__file__).parents[1] / "docs/performance.md").read_text("utf-8")
    assert text.index(OPENING) < text.index(CLOSING)


def test_the_machine_is_described_with_the_versions_that_count() -> None:
    description = describe_machine()
    for part in ("cores", "GiB of memory", "Python 3", "weasyprint 7", "Pango 1", "HarfBuzz "):
        assert part in description

"""What becomes of booklets and sets when a handout cannot be made, or nobody asks for them more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handoutpress.cli import main
from handoutpress.output_schemas import manifest_schema, report_schema
from handoutpress.plan import Request
from tests.approving import seal_entries
from tests.rebuilding import (
    CHILLS,
    FEVER,
    FILES,
    NONE,
    Edit,
    copy_workspace,
    edit,
    list_built,
    replace_in,
    run_pass,
    write,
    write_files,
)
from tests.stations import UNPRINTABLE
from tests.volumes import (
    CARE,
    CARE_TO_FOLD,
    CUIDADOS,
    EVERYTHING,
    INICIO,
    START,
    VOLUME_FILES,
    build_everything,
    digests_printed,
    pick_volumes,
)

KEPT = "it is removed when no problem is left in any file ('check' names them)"
NOT_APPROVED = (
    f"it holds what nobody approved, and clinic.yaml gives out only what is approved; {KEPT}"
)
UNWANTED = f"nothing asks for it, or nothing would be in it; {KEPT}"
SPOILT = "the file that asks for it is wrong; the problems say where"
DROPPED = f"clinic.yaml names its edition no longer; {KEPT}"
HOLDS_WITHDRAWN = "it holds words that were withdrawn: do not hand it out; {}"
CHILLS_MISSING = "its handout 'care/chills' is out of date or could not be made"
WITHDRAWAL = seal_entries(
    f"- {{version: 2, words: '{'0' * 64}', state: withdrawn, on: 2026-01-31}}\n"
)
BROKEN = edit("care/chills.yaml", "summary:", "sumary:")
FAILING = edit("care/chills.yaml", "may feel", UNPRINTABLE)


@pytest.fixture(scope="module", autouse=True)
def quick_press() -> Iterator[None]:
    with digests_printed():
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, quick_press: None) -> Path:
    return build_everything(tmp_path_factory.mktemp("built"))


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copy_workspace(built, tmp_path / "root")


def read_manifest(root: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((root / "out/manifest.json").read_bytes())
    jsonschema.validate(document, manifest_schema())
    return {entry["path"]: entry for entry in document["pdfs"]}


def read_stale(root: Path) -> dict[str, str]:
    """Return the reason of each booklet and set that the manifest calls stale."""
    entries = read_manifest(root).items()
    reasons = {path: entry.get("reason") for path, entry in entries if entry["status"] == "stale"}
    return pick_volumes(reasons)


def read_report(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main(["build", "--json", "--jobs", "1", "--root", str(root), *arguments])
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, report_schema())
    return report


def read_pdfs(root: Path) -> dict[str, bytes]:
    out = root / "out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.pdf")}


# --- what is made -------------------------------------------------------------------------------


def test_the_manifest_names_booklets_and_sets(root: Path) -> None:
    told = {
        path: (entry["id"], entry["language"], entry["edition"], entry["title"], entry["state"])
        for path, entry in pick_volumes(read_manifest(root)).items()
    }

    assert told.keys() == CARE | CUIDADOS | START | INICIO
    assert told["en/care/booklet.pdf"] == ("care/booklet", "en", "standard", "Care", "draft")
    assert told["es/care/booklet.large-print.pdf"] == (
        *("care/booklet", "es", "large-print"),
        *("Cuidados", "draft"),
    )
    assert told["en/care/booklet.print.pdf"] == ("care/booklet", "en", "print", "Care", "draft")
    assert told["es/sets/start.pdf"] == ("sets/start", "es", "standard", "Inicio", "draft")


def test_the_report_names_booklets_and_sets(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace_in(root, "handouts/care/chills.yaml", "may feel", "feel")
    report = read_report(root, capsys)

    built = {entry["path"]: entry for entry in report["built"]}
    assert built.keys() == CHILLS | CARE
    booklet = built["en/care/booklet.print.pdf"]
    assert (booklet["id"], booklet["edition"]) == ("care/booklet", "print")
    assert (booklet["reasons"], booklet["pages"]) == (["members"], 1)
    assert {entry["path"] for entry in report["fresh"]} == EVERYTHING - CHILLS - CARE


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ("true", CARE),
        ("{}", CARE - CARE_TO_FOLD),
        ("{read: true}", CARE - CARE_TO_FOLD),
        ("{fold: true}", CARE),
        ("{read: false, fold: {}}", CARE_TO_FOLD),
        ("false", NONE),
        ("{read: false}", NONE),
    ],
)
def test_a_topic_gets_the_booklets_that_it_asks_for(
    root: Path, asked: str, made: frozenset[str]
) -> None:
    replace_in(root, "handouts/care/topic.yaml", "booklet: true", f"booklet: {asked}")

    result = run_pass(root)
    assert CARE - made == {path for path in result.removed if path.startswith("en/")}
    assert result.exit_code == 0
    assert {path for path in read_manifest(root) if "booklet" in path and "en/" in path} == made


def test_withdrawn_handouts_are_left_out(root: Path) -> None:
    write_files(root, {"approvals/skin/rash.yaml": WITHDRAWAL})

    result = run_pass(root)
    assert pick_volumes(list_built(result)) == dict.fromkeys(START, ("members",))
    assert (result.stale, result.exit_code) == ((), 0)


@pytest.mark.parametrize("topic", ["diet", "care"])
def test_without_any_handout_there_is_no_booklet_and_no_set(root: Path, topic: str) -> None:
    replace_in(root, "handouts/diet/topic.yaml", "Diet", "Diet\nbooklet: true")
    write_files(root, {"sets/soup.yaml": "title: Soup\nhandouts: [diet/soup]\n"})
    replace_in(root, "handouts/care/topic.yaml", "Start with [soup](handout:diet/soup).", "Hello.")
    run_pass(root)
    write_files(root, {"approvals/diet/soup.yaml": WITHDRAWAL})

    result = run_pass(root)
    gone = {path for path in result.removed if path.startswith("en/")}
    names = ("diet/soup", "diet/booklet", "sets/soup")
    assert gone == {
        *(f"en/{name}{edition}.pdf" for name in names for edition in ("", ".large-print")),
        "en/diet/booklet.print.pdf",
    }
    assert (result.failed, result.stale, result.exit_code) == ((), (), 0)


# --- a handout that cannot be made --------------------------------------------------------------


@pytest.mark.parametrize(("fault", "code"), [(BROKEN, 3), (FAILING, 1)])
def test_while_a_handout_cannot_be_made_its_booklets_stay_and_are_told(
    root: Path, capsys: pytest.CaptureFixture[str], fault: Edit, code: int
) -> None:
    before = read_pdfs(root)
    fault(root)

    for _ in range(2):  # what stays wrong is told again
        report = read_report(root, capsys)
        assert report["exit_code"] == code
        told = {entry["path"]: entry["reason"] for entry in report["stale"]}
        assert told.keys() == CHILLS | CARE
        assert pick_volumes(told) == read_stale(root) == dict.fromkeys(CARE, CHILLS_MISSING)
        assert read_pdfs(root) == before
    page = (root / "out/index.html").read_text()
    assert page.count("Out of date") > 1
    write_files(root, {"care/chills.yaml": FILES["care/chills.yaml"]})
    assert pick_volumes(list_built(run_pass(root))) == {}
    assert read_stale(root) == {}


def test_the_reason_of_a_booklet_that_is_out_of_date_stands_in_the_catalogue(root: Path) -> None:
    page = (root / "out/index.html").read_text()
    assert page.index("sets/start.pdf") < page.index("care/fever.pdf")
    BROKEN(root)
    run_pass(root)

    page = (root / "out/index.html").read_text()
    booklet = page[page.index("care/booklet.pdf") :][:300]
    assert "Out of date" in booklet
    assert "Out of date" not in page[page.index("sets/start.pdf") :][:300]


@pytest.mark.parametrize(("fault", "code"), [(BROKEN, 3), (FAILING, 1)])
def test_a_first_build_with_a_broken_handout_makes_all_but_its_booklets(
    tmp_path: Path, fault: Edit, code: int
) -> None:
    write_files(tmp_path, dict(VOLUME_FILES))
    fault(tmp_path)

    result = run_pass(tmp_path)
    assert list_built(result).keys() == EVERYTHING - CHILLS - CARE
    assert (result.stale, result.exit_code) == ((), code)
    write_files(tmp_path, {"care/chills.yaml": FILES["care/chills.yaml"]})
    mended = run_pass(tmp_path)
    assert list_built(mended).keys() == CHILLS | CARE
    assert mended.exit_code == 0


def test_a_booklet_that_cannot_be_printed_stops_nothing_and_is_tried_again(root: Path) -> None:
    before = read_pdfs(root)
    replace_in(root, "handouts/care/topic.yaml", "Start with", f"It {UNPRINTABLE}. See")

    result = run_pass(root)
    assert {failed.target.path for failed in result.failed} == CARE
    assert {each.target.path: each.reason for each in result.stale} == read_stale(root)
    assert read_stale(root) == dict.fromkeys(CARE, f"it {UNPRINTABLE}")
    assert (result.exit_code, read_pdfs(root)) == (1, before)
    assert {failed.target.path for failed in run_pass(root).failed} == CARE
    replace_in(root, "handouts/care/topic.yaml", f"It {UNPRINTABLE}. See", "Start with")
    assert pick_volumes(list_built(run_pass(root))) == dict.fromkeys(CARE, ("failed before",))
    assert read_stale(root) == {}


def test_in_a_run_for_a_topic_its_booklet_that_cannot_be_printed_is_told_as_stale(
    root: Path,
) -> None:
    replace_in(root, "handouts/care/topic.yaml", "Start with", f"It {UNPRINTABLE}. See")

    result = run_pass(root, Request(ids=("care",)))
    assert {failed.target.path for failed in result.failed} == CARE
    assert {each.target.path for each in result.stale} == CARE
    assert run_pass(root, Request(ids=("skin",))).stale == ()


def test_a_clinic_that_is_wrong_makes_booklets_and_sets_stale_too(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "name:", "nam:")

    assert main(["build", "--quiet", "--jobs", "1", "--root", str(root)]) == 3
    reasons = read_stale(root)
    assert reasons == dict.fromkeys(
        CARE | CUIDADOS | START | INICIO, "handouts/clinic.yaml is wrong"
    )


# --- nobody asks for them any more --------------------------------------------------------------

TURNED_OFF = edit("care/topic.yaml", "booklet: true", "booklet: false")
BAD = write("skin/bad.yaml", "title: [\n")
MENDED = write("skin/bad.yaml", None)


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (TURNED_OFF, CARE | CUIDADOS),
        (write("sets/start.yaml", None), START),
        (edit("care/topic.yaml", "booklet: true", "booklet: {fold: false}"),
         CARE_TO_FOLD | {"es/care/booklet.print.pdf"}),
    ],
)  # fmt: skip
def test_what_nobody_asks_for_is_removed_but_not_while_anything_is_wrong(
    root: Path, change: Edit, gone: frozenset[str]
) -> None:
    change(root)
    BAD(root)

    result = run_pass(root)
    assert (result.removed, result.exit_code) == ((), 3)
    assert read_stale(root) == dict.fromkeys(gone, UNWANTED)
    assert {target.path for target in run_pass(root, is_dry=True).fresh}.isdisjoint(gone)
    MENDED(root)
    assert set(run_pass(root).removed) == gone
    assert read_stale(root) == {}


def test_a_limited_run_removes_no_booklet(root: Path) -> None:
    TURNED_OFF(root)

    assert run_pass(root, Request(ids=("skin",))).removed == ()
    assert run_pass(root, Request(ids=("care",))).removed == ()
    assert read_stale(root) == dict.fromkeys(CARE | CUIDADOS, UNWANTED)
    assert set(run_pass(root).removed) == CARE | CUIDADOS


def test_what_somebody_dropped_into_the_folder_of_sets_stays(root: Path) -> None:
    mine = root / "out/en/sets/mine.pdf"
    mine.write_bytes(b"not the tool's")
    write_files(root, {"sets/start.yaml": None})

    assert set(run_pass(root).removed) == START
    assert mine.exists()


def test_booklets_and_sets_of_an_edition_that_the_clinic_dropped_are_told_so(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "editions: [standard, large-print]\n", "")
    BAD(root)

    run_pass(root)
    large = {path for path in CARE | CUIDADOS | START | INICIO if "large-print" in path}
    assert read_stale(root) == dict.fromkeys(large, DROPPED)
    MENDED(root)
    assert set(pick_volumes(dict.fromkeys(run_pass(root).removed, ()))) == large


@pytest.mark.parametrize(
    ("change", "stale", "reason"),
    [
        (write("sets/start.yaml", "title: Start\nhandouts: [care/nobody]\n"), START, SPOILT),
        (write("sets/start.yaml", "title: [\n"), START, SPOILT),
        (write("sets/start.es.yaml", "title: Inicio\nhandouts: [skin/rash]\n"), INICIO, SPOILT),
        (edit("care/topic.yaml", "[fever]", "[nobody]"), CARE, SPOILT),
        (edit("care/topic.es.yaml", "title: Cuidados", "title: Cuidados\norder: [nobody]"),
         CUIDADOS, SPOILT),
    ],
)  # fmt: skip
def test_while_its_own_file_is_wrong_a_booklet_or_set_stays_and_the_reason_is_told(
    root: Path, change: Edit, stale: frozenset[str], reason: str
) -> None:
    before = read_pdfs(root)
    change(root)

    for _ in range(2):
        result = run_pass(root)
        assert (result.exit_code, result.removed) == (3, ())
        told = read_stale(root)
        assert {path: said for path, said in told.items() if path in stale} == dict.fromkeys(
            stale, reason
        )
        assert {path: read_pdfs(root)[path] for path in stale} == {
            path: before[path] for path in stale
        }


# --- withdrawn words ----------------------------------------------------------------------------


def test_a_booklet_that_still_holds_withdrawn_words_is_marked_and_not_offered(root: Path) -> None:
    write_files(root, {"care/itch.yaml": FILES["skin/rash.yaml"].replace("Rash", "Itch")})
    run_pass(root)
    BROKEN(root)
    write_files(root, {"approvals/care/itch.yaml": WITHDRAWAL})

    run_pass(root)
    assert read_stale(root) == dict.fromkeys(CARE, HOLDS_WITHDRAWN.format(CHILLS_MISSING))
    entries = read_manifest(root)
    assert {path for path in CARE if entries[path]["state"] == "withdrawn"} == CARE
    assert "care/booklet" not in (root / "out/index.html").read_text()
    write_files(root, {"care/chills.yaml": FILES["care/chills.yaml"]})
    assert pick_volumes(list_built(run_pass(root))).keys() == CARE
    assert {read_manifest(root)[path]["state"] for path in CARE} == {"draft"}
    assert "care/booklet.pdf" in (root / "out/index.html").read_text()


def test_a_set_of_withdrawn_words_that_cannot_be_removed_yet_is_marked(root: Path) -> None:
    write_files(root, {"sets/soup.yaml": "title: Soup\nhandouts: [skin/rash]\n"})
    run_pass(root)
    write_files(root, {"approvals/skin/rash.yaml": WITHDRAWAL})
    BAD(root)

    run_pass(root)
    soup = frozenset({"en/sets/soup.pdf", "en/sets/soup.large-print.pdf"})
    assert read_stale(root) == dict.fromkeys(soup, HOLDS_WITHDRAWN.format(UNWANTED))
    assert {read_manifest(root)[path]["state"] for path in soup} == {"withdrawn"}
    assert "sets/soup" not in (root / "out/index.html").read_text()


def test_a_limited_run_that_leaves_withdrawn_words_in_a_set_says_so(root: Path) -> None:
    write_files(root, {"approvals/skin/rash.yaml": WITHDRAWAL})

    run_pass(root, Request(ids=("diet",)))
    behind = "a handout in it changed since; build without limits"
    assert read_stale(root) == dict.fromkeys(START, HOLDS_WITHDRAWN.format(behind))
    assert {target.path for target in run_pass(root).fresh} >= FEVER
    assert read_stale(root) == {}


def test_where_only_what_is_approved_is_given_out_no_set_holds_a_draft(root: Path) -> None:
    add = "editions: [standard, large-print]\ngive_out: approved"
    replace_in(root, "handouts/clinic.yaml", "editions: [standard, large-print]", add)

    result = run_pass(root)
    assert set(result.removed) == START | INICIO
    assert pick_volumes(list_built(result)).keys() <= CARE | CUIDADOS
    assert not read_manifest(root).keys() & (START | INICIO)
    assert run_pass(root).exit_code == 0


def test_a_set_of_drafts_that_cannot_be_removed_yet_is_told(root: Path) -> None:
    add = "editions: [standard, large-print]\ngive_out: approved"
    replace_in(root, "handouts/clinic.yaml", "editions: [standard, large-print]", add)
    write_files(root, {"skin/broken.yaml": "title: Broken\n"})

    assert run_pass(root).removed == ()
    assert {path: reason for path, reason in read_stale(root).items() if path in START} == (
        dict.fromkeys(START, NOT_APPROVED)
    )

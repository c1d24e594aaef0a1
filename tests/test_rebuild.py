"""What is made anew after which edit, and why: the rules of rebuilding, in one table."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.errors import ContentError, HandoutError
from handoutpress.load import look_at
from handoutpress.plan import Request
from handoutpress.sources import Picture, RawPicture
from tests.approving import seal_entries
from tests.rebuilding import (
    ALL,
    CHILLS,
    FEVER,
    FIEBRE,
    FILES,
    NONE,
    RASH,
    SQUARE,
    Edit,
    copy_workspace,
    edit,
    list_built,
    own_style,
    own_template,
    replace_in,
    run_pass,
    spoil,
    write,
    write_files,
)

STANDARD = frozenset(path for path in ALL if "large-print" not in path)
LARGE = ALL - STANDARD


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    write_files(root, dict(FILES))
    result = run_pass(root)
    assert result.problems == ()
    assert dict.fromkeys(ALL, ("new",)) == list_built(result)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copy_workspace(built, tmp_path / "root")


def approve(state: str) -> Edit:
    def put(root: Path) -> None:
        words = dict.fromkeys(["0" * 64]).popitem()[0]
        entry = f"- {{version: 1, words: '{words}', state: {state}, by: [Nurse], on: 2026-01-31}}\n"
        write_files(root, {"approvals/care/fever.yaml": seal_entries(entry)})

    return put


SPANISH_RASH = """\
title: Sarpullido
summary: Lo que significa.
translation: {method: human, by: A translator}
sections: [{heading: Por qué, text: Su piel está seca.}]
"""
TABLE: list[tuple[str, Edit, frozenset[str], tuple[str, ...]]] = [
    ("nothing", lambda root: None, NONE, ()),
    ("a word", edit("care/fever.yaml", "blood counts", "counts"), FEVER, ("content",)),
    ("a title that others print", edit("care/chills.yaml", "title: Chills", "title: Shivers"),
     CHILLS | FEVER, ("content", "references")),
    ("a title that nobody prints", edit("skin/rash.yaml", "title: Rash", "title: A rash"), RASH,
     ("content",)),
    ("a translation", edit("care/fever.es.yaml", "bajas", "muy bajas"), FIEBRE, ("content",)),
    ("a comment", edit("care/fever.yaml", "title:", "# a note\ntitle:"), NONE, ()),
    ("a comment in the clinic's file", edit("clinic.yaml", "name:", "# a note\nname:"), NONE, ()),
    ("a key that no page prints", edit("skin/rash.yaml", "title:", "owner: Nurses\ntitle:"), NONE,
     ()),
    ("a picture", write("care/square.svg", SQUARE.format("M1 1H9V9H0Z")), CHILLS, ("picture",)),
    ("a picture that nobody shows", write("care/other.svg", SQUARE.format("M1 1H9Z")), NONE, ()),
    ("a phone that every page prints", edit("clinic.yaml", "555-0100", "555-0199"), ALL,
     ("shared text",)),
    ("a glossary word that one uses", edit("glossary.yaml", "a shiver", "shaking"), CHILLS,
     ("shared text",)),
    ("a glossary word that none uses", edit("glossary.yaml", "a horse", "an animal"), NONE, ()),
    ("a snippet", edit("snippets/hours.yaml", "open", "closed"), FEVER, ("shared text",)),
    ("a snippet in a language", edit("snippets/hours.es.yaml", "Abrimos", "Cerramos"), FIEBRE,
     ("shared text",)),
    ("a snippet that nobody prints", edit("snippets/unused.yaml", "prints", "reads"), NONE, ()),
    ("a topic's title", edit("skin/topic.yaml", "Skin", "Your skin"), RASH, ("shared text",)),
    ("an approval of other words", approve("approved"), FEVER, ("approval",)),
    ("other words under review", approve("under-review"), NONE, ()),
    ("a new handout", write("skin/itch.yaml", FILES["skin/rash.yaml"].replace("Rash", "Itch")),
     frozenset({"en/skin/itch.pdf", "en/skin/itch.large-print.pdf"}), ("new",)),
    ("a new translation", lambda root: write_files(root, {"skin/rash.es.yaml": SPANISH_RASH,
     "skin/topic.es.yaml": "title: Piel\n"}),
     frozenset({"es/skin/rash.pdf", "es/skin/rash.large-print.pdf"}), ("new",)),
    ("a style of one edition", own_style("large-print/type.css", "\nh1 { color: #222 }\n"), LARGE,
     ("theme",)),
    ("a style of all editions", own_style("common/text.css", "\nh1 { color: #222 }\n"), ALL,
     ("theme",)),
    ("a template that prints the same", own_template("handout.html", "{# a note #}"), NONE, ()),
    ("a template", own_template("parts/section.html", "<!-- a note -->"), ALL, ("theme",)),
    ("the style of a page for a browser", own_style("web/catalogue.css", "/* a note */"), NONE, ()),
    ("a logo", lambda root: (write("logo.svg", SQUARE.format("M0 0H9Z"))(root),
     edit("clinic.yaml", "languages:", "logo: logo.svg\nlanguages:")(root)), ALL,
     ("picture", "shared text")),
    ("a deleted PDF", spoil("en/skin/rash.pdf", None), frozenset({"en/skin/rash.pdf"}),
     ("missing output",)),
    ("a PDF cut off", spoil("en/skin/rash.pdf", b"%PDF-1.7"), frozenset({"en/skin/rash.pdf"}),
     ("changed output",)),
]  # fmt: skip


@pytest.mark.parametrize(("change", "paths", "reasons"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_an_edit_makes_anew_only_what_shows_it(
    root: Path, change: Edit, paths: frozenset[str], reasons: tuple[str, ...]
) -> None:
    change(root)
    result = run_pass(root)

    told = list_built(result)
    assert set(told) == paths
    assert {reason for reason_group in told.values() for reason in reason_group} == set(reasons)
    assert (result.failed, result.exit_code) == ((), 0)
    again = run_pass(root)
    assert (list_built(again), again.problems) == ({}, result.problems)
    assert len(again.fresh) == len(list((root / "out").rglob("*.pdf")))


def test_an_approval_of_these_words_changes_the_page(root: Path) -> None:
    words = run_list(root)["care/fever"]["en"]
    write_files(root, {
        "approvals/care/fever.yaml": seal_entries(
            f"- {{version: 1, words: {words}, state: approved, by: [Nurse], on: 2026-01-31}}\n"
        )
    })  # fmt: skip

    assert list_built(run_pass(root)) == dict.fromkeys(FEVER, ("approval",))
    (entry,) = [each for each in read_manifest(root) if each["path"] == "en/care/fever.pdf"]
    assert (entry["state"], entry["version"]) == ("approved", 1)


def run_list(root: Path) -> dict[str, dict[str, str]]:
    from handoutpress.build.loading import load_library

    library = load_library(root, Request()).library
    words: dict[str, dict[str, str]] = {}
    for handout in library.handouts:
        words.setdefault(handout.id, {})[handout.language] = handout.review.words
    return words


def read_manifest(root: Path) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = json.loads((root / "out/manifest.json").read_text())["pdfs"]
    return entries


def test_the_source_language_counts_for_a_translation_that_inherits(root: Path) -> None:
    medicines = "      - medicines: [{generic: GENERIC, brands: [Brand]}]\n"
    replace_in(root, "handouts/care/fever.yaml", "      - snippet: hours\n",
               medicines.replace("GENERIC", "onedrug"))  # fmt: skip
    replace_in(root, "handouts/care/fever.es.yaml", "      - snippet: hours\n",
               medicines.replace("generic: GENERIC, ", ""))  # fmt: skip
    run_pass(root)

    replace_in(root, "handouts/care/fever.yaml", "onedrug", "otherdrug")
    assert list_built(run_pass(root)) == {
        **dict.fromkeys(FEVER, ("content",)),
        **dict.fromkeys(FIEBRE, ("source language",)),
    }


def test_another_program_makes_all_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoutpress.build.survey.digest_program", lambda: "another")

    assert list_built(run_pass(root)) == dict.fromkeys(ALL, ("program",))


def test_forced_makes_anew_what_was_asked_for(root: Path) -> None:
    result = run_pass(root, Request(ids=("skin",)), is_forced=True)

    assert list_built(result) == dict.fromkeys(RASH, ("forced",))


def test_a_dry_run_tells_and_writes_nothing(root: Path) -> None:
    replace_in(root, "handouts/care/fever.yaml", "blood counts", "counts")
    before = {path: path.read_bytes() for path in (root / "out").rglob("*") if path.is_file()}
    result = run_pass(root, is_dry=True)

    assert {target.path: reasons for target, reasons in result.planned} == dict.fromkeys(
        FEVER, ("content",)
    )
    assert (result.built, len(result.fresh)) == ((), len(ALL) - len(FEVER))
    after = {path: path.read_bytes() for path in (root / "out").rglob("*") if path.is_file()}
    after.pop(root / "out/.press/lock")
    before.pop(root / "out/.press/lock")
    assert after == before
    assert list_built(run_pass(root)) == dict.fromkeys(FEVER, ("content",))


def test_a_limited_run_leaves_the_rest_for_the_next(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "555-0100", "555-0199")

    limited = run_pass(root, Request(ids=("skin",), editions=("standard",)))
    assert set(list_built(limited)) == {"en/skin/rash.pdf"}
    rest = run_pass(root)
    assert list_built(rest) == dict.fromkeys(ALL - {"en/skin/rash.pdf"}, ("shared text",))


def test_a_handout_that_is_gone_takes_its_pdfs_along(root: Path) -> None:
    mine = root / "out/en/skin/mine.pdf"
    mine.write_bytes(b"not the tool's")
    write_files(root, {"skin/rash.yaml": None})

    assert set(run_pass(root).removed) == RASH
    assert mine.read_bytes() == b"not the tool's"
    assert {entry["path"] for entry in read_manifest(root)} == ALL - RASH
    assert run_pass(root).removed == ()


def test_an_edition_that_is_gone_takes_its_pdfs_along(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "[standard, large-print]", "[standard]")

    result = run_pass(root)
    assert set(result.removed) == LARGE
    assert list_built(result) == {}


@pytest.mark.parametrize(
    ("request_", "removed"),
    [
        (Request(), RASH),
        (Request(languages=("es",)), NONE),
        (Request(languages=("en",)), RASH),
        (Request(editions=("standard",)), frozenset({"en/skin/rash.pdf"})),
        (Request(ids=("care",)), NONE),
    ],
)
def test_nothing_is_removed_outside_what_the_run_was_limited_to(
    root: Path, request_: Request, removed: frozenset[str]
) -> None:
    write_files(root, {"skin/rash.yaml": None, "skin/topic.yaml": None})

    assert set(run_pass(root, request_).removed) == removed


@pytest.mark.parametrize("request_", [Request(), Request(languages=("en",))])
def test_nothing_is_removed_while_anything_is_wrong(root: Path, request_: Request) -> None:
    write_files(root, {"skin/rash.yaml": None, "care/bad.yaml": "title: [\n"})

    result = run_pass(root, request_)
    assert result.removed == ()
    assert {stale.target.path for stale in result.stale} == RASH
    reasons = {entry["path"]: entry.get("reason", "") for entry in read_manifest(root)}
    assert {str(reasons[path]) for path in RASH} == {
        "its handout is gone; it is removed when no problem is left in any file "
        "('check' names them)"
    }
    write_files(root, {"care/bad.yaml": None})
    assert set(run_pass(root, request_).removed) == RASH


@pytest.mark.parametrize(
    ("stray", "told"),
    [
        ("skin/rash.yaml.txt", "the name ends in '.txt', and the file is not read"),
        ("skin/rash.docx", "is not read"),
    ],
)
def test_nothing_is_removed_while_a_file_lies_there_that_is_not_read(
    root: Path, stray: str, told: str
) -> None:
    content = (root / "handouts/skin/rash.yaml").read_text()
    write_files(root, {"skin/rash.yaml": None, stray: content})

    result = run_pass(root)
    assert any(told in problem.what for problem in result.problems)
    assert (result.removed, {each.target.path for each in result.stale}) == ((), RASH)
    write_files(root, {stray: None})
    assert set(run_pass(root).removed) == RASH


def test_a_picture_that_is_saved_again_while_it_is_looked_at_is_looked_at_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = root / "handouts/care/square.svg"
    picture.write_text(SQUARE.format("M0 0H5V5H0Z"))
    content = picture.read_text()

    def look_when_empty(root: Path, raw: RawPicture) -> Picture:
        picture.write_text("")
        seen = look_at(root, raw)
        picture.write_text(content)
        return seen

    looks = iter([look_when_empty])
    monkeypatch.setattr(
        "handoutpress.build.opening.look_at", lambda *seen: next(looks, look_at)(*seen)
    )
    assert run_pass(root).exit_code == 0


def test_notes_that_are_damaged_but_can_be_read_are_made_anew(root: Path) -> None:
    with closing(sqlite3.connect(root / "out/.press/ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE settings SET value = replace(value, 'withdrawn', 'withdrown')")

    result = run_pass(root)
    assert list_built(result).keys() == ALL
    assert any("is damaged" in note for note in result.notes)


def test_a_page_for_a_browser_that_cannot_be_written_stops_nothing(root: Path) -> None:
    (root / "out/index.html").unlink()
    (root / "out/index.html").mkdir()
    replace_in(root, "handouts/care/fever.yaml", "sections:", "keywords: [heat]\nsections:")
    write_files(root, {"care/bad.yaml": "title: [\n"})

    result = run_pass(root)
    assert list_built(result).keys() == {path for path in ALL if path.startswith("en/care/fever")}
    assert [
        (failed.target.path, "Is a directory" in failed.reason) for failed in result.failed
    ] == [("index.html", True)]
    assert result.exit_code == 3


def test_what_was_made_before_an_error_ends_the_run_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/out/x")

    replace_in(root, "handouts/care/fever.yaml", "summary: ", "summary: New ")
    with monkeypatch.context() as patch:
        patch.setattr("handoutpress.build.outlook.Outlook.collect_problems", break_off)
        with pytest.raises(HandoutError, match=r"\(No space left on device: /out/x\)"):
            run_pass(root)
    changes = json.loads((root / "out/changes.json").read_text())
    assert [each["id"] for each in changes["handouts"]] == ["care/fever"]


def test_what_is_wrong_keeps_its_last_good_pdf_marked_stale(root: Path) -> None:
    good = {path: (root / "out" / path).read_bytes() for path in FEVER}
    replace_in(root, "handouts/care/fever.yaml", "summary:", "sumary:")

    for _ in range(2):  # what stays wrong is told again
        result = run_pass(root)
        assert (result.exit_code, list_built(result)) == (3, {})
        assert {stale.target.path for stale in result.stale} == FEVER
        assert {path: (root / "out" / path).read_bytes() for path in FEVER} == good
        stale = {entry["path"] for entry in read_manifest(root) if entry["status"] == "stale"}
        assert stale == FEVER
    replace_in(root, "handouts/care/fever.yaml", "sumary:", "summary:")
    mended = run_pass(root)
    assert (mended.exit_code, list_built(mended), mended.stale) == (0, {}, ())
    assert {entry["status"] for entry in read_manifest(root)} == {"built"}


def test_what_failed_is_tried_again_and_keeps_its_last_good_pdf(root: Path) -> None:
    high = "".join(f"            - Thing {number}\n" for number in range(60))
    box = f"      - callout:\n          kind: tip\n          items:\n{high}"
    replace_in(root, "handouts/care/chills.yaml", "      - figure:", f"{box}      - figure:")

    first = run_pass(root)
    assert {failed.target.path for failed in first.failed} == CHILLS
    assert first.exit_code == 1
    second = run_pass(root, is_dry=True)
    assert {target.path: reasons for target, reasons in second.planned} == dict.fromkeys(
        CHILLS, ("content", "failed before")
    )
    replace_in(root, "handouts/care/chills.yaml", box, "")
    third = run_pass(root)
    assert list_built(third) == dict.fromkeys(CHILLS, ("failed before",))
    assert third.stale == ()


def test_a_clinic_that_is_wrong_makes_all_stale_and_the_manifest_agrees(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "name:", "nam:")
    (root / "out/en/skin/rash.pdf").unlink()

    with pytest.raises(ContentError):
        run_pass(root)
    entries = {entry["path"]: entry for entry in read_manifest(root)}
    assert entries.keys() == ALL - {"en/skin/rash.pdf"}
    assert {entry["reason"] for entry in entries.values()} == {"handouts/clinic.yaml is wrong"}
    replace_in(root, "handouts/clinic.yaml", "nam:", "name:")
    assert list_built(run_pass(root)) == {"en/skin/rash.pdf": ("missing output",)}
    assert {entry["status"] for entry in read_manifest(root)} == {"built"}


def test_a_former_id_that_comes_back_as_a_handout_is_told_by_a_build_too(root: Path) -> None:
    replace_in(root, "handouts/care/fever.yaml", "sections:", "former_ids: [care/hot]\nsections:")
    run_pass(root)
    write_files(root, {"care/hot.yaml": FILES["skin/rash.yaml"].replace("Rash", "Hot")})

    result = run_pass(root)
    assert [problem.path for problem in result.problems if problem.handout_id == "care/fever"]
    assert result.exit_code == 3


def test_a_second_file_of_the_same_handout_spoils_the_first_in_a_build_too(root: Path) -> None:
    content = (root / "handouts/skin/rash.yaml").read_text()
    write_files(root, {"skin/rash.en.yaml": content})

    result = run_pass(root)
    assert (result.exit_code, list_built(result)) == (3, {})
    fresh = {target.path for target in result.fresh}
    stale = {each.target.path for each in result.stale}
    assert fresh | stale == ALL
    assert not fresh & stale


WITHDRAWAL = seal_entries(
    f"- {{version: 2, words: {'0' * 64}, state: withdrawn, on: 2026-01-31, reason: Old}}\n"
)


def test_withdrawn_words_are_removed_and_while_anything_is_wrong_marked(root: Path) -> None:
    write_files(root, {"approvals/skin/rash.yaml": WITHDRAWAL, "care/bad.yaml": "title: [\n"})

    result = run_pass(root)
    assert {each.target.path: each.reason for each in result.stale} == dict.fromkeys(
        RASH,
        "its words were withdrawn: do not hand it out; it is removed when no problem is left in "
        "any file ('check' names them)",
    )
    states = {str(entry["path"]): entry["state"] for entry in read_manifest(root)}
    assert {path for path, state in states.items() if state == "withdrawn"} == RASH
    assert "Withdrawn, do not hand out" in (root / "out/index.html").read_text()
    write_files(root, {"care/bad.yaml": None})
    assert set(run_pass(root).removed) == RASH


def test_what_stays_because_other_files_are_wrong_is_no_success(root: Path) -> None:
    write_files(root, {"approvals/skin/rash.yaml": WITHDRAWAL, "care/bad.yaml": "title: [\n"})

    result = run_pass(root, Request(ids=("skin",)))
    assert (result.problems, result.exit_code) == ((), 1)
    assert {each.target.path for each in result.stale} == RASH


def test_pdfs_of_an_edition_that_the_clinic_dropped_are_told_and_removed(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "editions: [standard, large-print]\n", "")
    write_files(root, {"care/bad.yaml": "title: [\n"})

    assert {each.reason for each in run_pass(root).stale} == {
        "clinic.yaml names its edition no longer; it is removed when no problem is left in any "
        "file ('check' names them)"
    }
    write_files(root, {"care/bad.yaml": None})
    assert set(run_pass(root).removed) == ALL - STANDARD


def test_a_clinic_without_any_usable_edition_is_told_and_nothing_is_made(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "[standard, large-print]", "[standart]")

    with pytest.raises(ContentError, match=r"there is no edition 'standart'.*'standard'") as raised:
        run_pass(root)
    assert raised.value.effect == f"nothing was made; all PDFs in '{root / 'out'}' are out of date"
    assert {entry["status"] for entry in read_manifest(root)} == {"stale"}


def test_a_dry_run_tells_what_would_be_removed(root: Path) -> None:
    write_files(root, {"skin/rash.yaml": None})
    result = run_pass(root, is_dry=True)

    assert (result.removed, set(result.leaving), result.stale) == ((), RASH, ())
    assert (root / "out/en/skin/rash.pdf").exists()


def test_an_edition_may_not_lean_on_the_files_of_another(root: Path) -> None:
    own_style("large-print/type.css", "")(root)
    style = root / "styles/standard/type.css"
    style.parent.mkdir(parents=True)
    style.write_text('@import "../large-print/type.css";\n')

    result = run_pass(root)
    assert {failed.target.path for failed in result.failed} == STANDARD
    assert "large-print/type.css" in result.failed[0].reason


def test_what_an_older_program_saw_in_a_file_is_looked_at_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(root / "out/.press/ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE peeks SET peek = ?", (json.dumps('{"no_such_field": 1}'),))
    monkeypatch.setattr("handoutpress.build.survey.digest_program", lambda: "another")

    assert list_built(run_pass(root)) == dict.fromkeys(ALL, ("program",))


def test_one_pdf_that_cannot_be_removed_stops_nothing(root: Path) -> None:
    write_files(root, {"skin/rash.yaml": None})
    (root / "out/en/skin/rash.pdf").unlink()
    (root / "out/en/skin/rash.pdf").mkdir()

    result = run_pass(root)
    assert result.removed == ("en/skin/rash.large-print.pdf",)
    (failed,) = result.failed
    assert failed.target.path == "en/skin/rash.pdf"
    assert failed.reason.startswith("cannot be removed: ")


def test_warnings_are_told_again_in_a_run_that_reads_nothing(root: Path) -> None:
    write_files(root, {"approvals/care/nobody.yaml": "[]\n"})
    first = run_pass(root)

    assert [problem.path for problem in first.problems] == ["handouts/approvals/care/nobody.yaml"]
    assert run_pass(root).problems == first.problems


@pytest.mark.parametrize("damage", [b"no database", None])
def test_without_its_notes_all_is_made_anew_and_what_is_ours_is_known(
    root: Path, damage: bytes | None
) -> None:
    ledger = root / "out/.press/ledger.sqlite"
    if damage is None:
        shutil.rmtree(root / "out/.press")
    else:
        ledger.write_bytes(damage)
    write_files(root, {"skin/rash.yaml": None})

    result = run_pass(root)
    assert list_built(result) == dict.fromkeys(ALL - RASH, ("new",))
    assert set(result.removed) == RASH
    (note,) = result.notes
    assert note.startswith("the ledger in .press is ")
    assert note.endswith(": all is made anew")
    assert run_pass(root).notes == ()


def test_manifest_agrees_with_what_is_there_though_somebody_changed_a_pdf(root: Path) -> None:
    (root / "out/en/care/fever.pdf").write_bytes(b"edited")
    (root / "out/en/care/fever.large-print.pdf").unlink()
    run_pass(root, Request(ids=("skin",)))

    entries = {entry["path"]: entry for entry in read_manifest(root)}
    assert "en/care/fever.large-print.pdf" not in entries
    assert entries["en/care/fever.pdf"]["bytes"] == 6
    assert entries["en/care/fever.pdf"]["status"] == "stale"
    assert set(list_built(run_pass(root))) == FEVER

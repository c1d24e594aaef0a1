"""Which booklets and sets are made anew after which edit, and why; on a press that prints fast."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.build import Builder, Wish
from handoutpress.build.loading import load_library
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request
from tests.approving import seal_entries
from tests.rebuilding import (
    CHILLS,
    FEVER,
    FILES,
    NONE,
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
from tests.volumes import (
    CARE,
    CARE_TO_FOLD,
    CUIDADOS,
    CUIDADOS_TO_FOLD,
    EVERYTHING,
    INICIO,
    START,
    VOLUME_FILES,
    VOLUMES,
    build_everything,
    digests_printed,
    pick_volumes,
)

TO_FOLD = CARE_TO_FOLD | CUIDADOS_TO_FOLD
STANDARD = frozenset(path for path in VOLUMES - TO_FOLD if "large-print" not in path)
LARGE = VOLUMES - STANDARD - TO_FOLD
FOLD = "booklet: {fold: {flip: short-edge, creep: 0.1}}"  # what `true` means
APPROVAL = seal_entries(
    f"- {{version: 1, words: '{'0' * 64}', state: withdrawn, on: 2026-01-31}}\n"
)
CARE_TOPIC = VOLUME_FILES["care/topic.yaml"]


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


def rename_chills(root: Path) -> None:
    content = FILES["care/chills.yaml"].replace("sections:", "former_ids: [care/chills]\nsections:")
    write_files(root, {"care/chills.yaml": None, "care/shivers.yaml": content})
    replace_in(root, "handouts/care/fever.yaml", "[care/chills]", "[care/shivers]")


def remove_chills(root: Path) -> None:
    write_files(root, {"care/chills.yaml": None})
    replace_in(root, "handouts/care/fever.yaml", "see_also: [care/chills]\n", "")


TABLE: list[tuple[str, Edit, frozenset[str], tuple[str, ...]]] = [
    ("nothing", lambda root: None, NONE, ()),
    ("a word of a handout in a booklet", edit("care/chills.yaml", "may feel", "feel"), CARE,
     ("members",)),
    ("a word of a handout in both", edit("care/fever.yaml", "blood counts", "counts"),
     CARE | START, ("members",)),
    ("a word of a translation", edit("care/fever.es.yaml", "bajas", "muy bajas"),
     CUIDADOS | INICIO, ("members",)),
    ("a picture in a handout", write("care/square.svg", SQUARE.format("M1 1H9V9H0Z")), CARE,
     ("members",)),
    ("a snippet in a handout", edit("snippets/hours.yaml", "open", "closed"), CARE | START,
     ("members",)),
    ("a handout of another topic", edit("diet/soup.yaml", "Boil", "Cook"), NONE, ()),
    ("a title to which an introduction leads", edit("diet/soup.yaml", "Soup", "Broth"), CARE,
     ("references",)),
    ("the order of a topic", edit("care/topic.yaml", "[fever]", "[chills]"), CARE,
     ("content", "members")),
    ("an introduction", edit("care/topic.yaml", "Start with", "Begin with"), CARE, ("content",)),
    ("the title of a topic", edit("care/topic.yaml", "title: Care", "title: Your care"),
     CARE | START, ("content", "members")),
    ("a comment in a topic's file", edit("care/topic.yaml", "title:", "# a note\ntitle:"), NONE,
     ()),
    ("the title of a set", edit("sets/start.yaml", "Start", "Begin"), START, ("content",)),
    ("the order of a set", edit("sets/start.yaml", "care/fever, skin/rash",
     "skin/rash, care/fever"), START, ("content", "members")),
    ("a handout more in a set", edit("sets/start.es.yaml", "[care/fever]",
     "[care/fever, care/fever]"), NONE, ()),
    ("a comment in a set", edit("sets/start.yaml", "title:", "# a note\ntitle:"), NONE, ()),
    ("how sheets are turned", edit("care/topic.yaml", "booklet: true",
     FOLD.replace("short", "long")), TO_FOLD, ("content",)),
    ("the thickness of paper", edit("care/topic.yaml", "booklet: true",
     FOLD.replace("0.1", "0.2")), TO_FOLD, ("content",)),
    ("the same said in more words", edit("care/topic.yaml", "booklet: true", FOLD), NONE, ()),
    ("a booklet that is wanted now", edit("skin/topic.yaml", "Skin", "Skin\nbooklet: {}"),
     frozenset({"en/skin/booklet.pdf", "en/skin/booklet.large-print.pdf"}), ("new",)),
    ("a phone of the letterhead", edit("clinic.yaml", "555-0100", "555-0199"), VOLUMES,
     ("shared text", "members")),
    ("a comment in the clinic's file", edit("clinic.yaml", "name:", "# a note\nname:"), NONE, ()),
    ("a glossary word that one uses", edit("glossary.yaml", "a shiver", "shaking"), CARE,
     ("shared text", "members")),
    ("a glossary word that none uses", edit("glossary.yaml", "a horse", "an animal"), NONE, ()),
    ("a handout more in a topic", write("care/itch.yaml",
     FILES["skin/rash.yaml"].replace("Rash", "Itch")), CARE, ("members",)),
    ("a handout less in a topic", remove_chills, CARE | START, ("members",)),
    ("another name for a handout", rename_chills, CARE | START, ("members",)),
    ("a handout that was withdrawn", write("approvals/skin/rash.yaml", APPROVAL), START,
     ("members",)),
    ("a style of folded pages", own_style("fold/type.css", "\nh1 { color: #222 }\n"), TO_FOLD,
     ("theme",)),
    ("a style of standard pages", own_style("standard/type.css", "\nh1 { color: #222 }\n"),
     STANDARD, ("theme", "members")),
    ("a style of large print", own_style("large-print/type.css", "\nh1 { color: #222 }\n"), LARGE,
     ("theme", "members")),
    ("a template of handouts", own_template("parts/section.html", "<!-- a note -->"), VOLUMES,
     ("theme", "members")),
    ("a template of booklets and sets", own_template("collection/inside.html", "<!-- a note -->"),
     VOLUMES, ("theme",)),
    ("a deleted booklet", spoil("en/care/booklet.print.pdf", None), CARE_TO_FOLD,
     ("missing output",)),
    ("a set cut off", spoil("en/sets/start.pdf", b"%PDF"), frozenset({"en/sets/start.pdf"}),
     ("changed output",)),
    ("a deleted PDF of a handout", spoil("en/care/chills.pdf", None), NONE, ()),
]  # fmt: skip


@pytest.mark.parametrize(("change", "paths", "reasons"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_an_edit_makes_anew_only_the_booklets_and_sets_that_show_it(
    root: Path, change: Edit, paths: frozenset[str], reasons: tuple[str, ...]
) -> None:
    change(root)
    result = run_pass(root)

    told = pick_volumes(list_built(result))
    assert told.keys() == paths
    assert {reason for reason_group in told.values() for reason in reason_group} == set(reasons)
    assert (result.failed, result.stale, result.exit_code) == ((), (), 0)
    again = run_pass(root)
    assert (list_built(again), again.stale) == ({}, ())
    assert len(again.fresh) == len(list((root / "out").rglob("*.pdf")))


def test_an_approval_of_a_handout_makes_its_booklet_anew_with_its_state(root: Path) -> None:
    library = load_library(root, Request(languages=("en",))).library
    words = {each.id: each.review.words for each in library.handouts if each.language == "en"}
    states = {}
    for name, state in (("fever", "under-review"), ("chills", "approved")):
        entry = f"- {{version: 1, words: {words[f'care/{name}']}, state: {state}, by: [Nurse]"
        write_files(
            root, {f"approvals/care/{name}.yaml": seal_entries(f"{entry}, on: 2026-01-31}}\n")}
        )
        result = run_pass(root)
        assert pick_volumes(list_built(result)).keys() >= CARE
        states[name] = {each.state for each in result.built if each.target.path in CARE}

    assert states == {"fever": {"draft"}, "chills": {"under-review"}}


def test_another_program_makes_all_booklets_and_sets_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoutpress.build.survey.digest_program", lambda: "another")

    assert list_built(run_pass(root)) == dict.fromkeys(EVERYTHING, ("program",))


def test_forced_makes_anew_the_booklets_and_sets_of_what_was_asked_for(root: Path) -> None:
    result = run_pass(root, Request(ids=("care",)), is_forced=True)

    assert pick_volumes(list_built(result)) == dict.fromkeys(CARE | CUIDADOS | INICIO, ("forced",))


class Counter:
    """Hears how many PDFs there are to come, and how many came."""

    def __init__(self) -> None:
        self.expected = self.done = 0

    def expect(self, count: int) -> None:
        self.expected += count

    def start(self, target: object) -> None:
        """Take no note."""

    def skip(self, count: int) -> None:
        self.done += count

    def tell(self, event: object) -> None:
        self.done += 1


@pytest.mark.parametrize(
    "change",
    [
        edit("care/topic.yaml", "title:", "# a note\ntitle:"),
        edit("sets/start.yaml", "title:", "# a note\ntitle:"),
        edit("care/topic.yaml", "Start with", "Begin with"),
    ],
)
def test_as_many_are_done_as_were_expected(root: Path, change: Edit) -> None:
    change(root)
    counter = Counter()
    with closing(Builder(root, root / "out", jobs=1)) as builder:
        builder.run_pass(Wish(), counter)

    assert counter.expected == counter.done > 0


# --- a dry run ----------------------------------------------------------------------------------


def list_planned(result: BuildResult) -> dict[str, tuple[str, ...]]:
    return {target.path: tuple(map(str, reasons)) for target, reasons in result.planned}


# That a handout comes out as it was, or folded pages do, only a real run finds out.
SURPRISES = ("a style of standard pages", "a deleted PDF of a handout")
FORESEEN = [row for row in TABLE if row[0] not in SURPRISES]


@pytest.mark.parametrize("change", [row[1] for row in FORESEEN], ids=[row[0] for row in FORESEEN])
def test_a_dry_run_tells_what_the_next_run_makes(root: Path, change: Edit) -> None:
    change(root)
    planned = list_planned(run_pass(root, is_dry=True))

    assert planned == list_built(run_pass(root))


def test_a_dry_run_before_the_first_tells_of_all(tmp_path: Path) -> None:
    write_files(tmp_path, dict(VOLUME_FILES))

    assert list_planned(run_pass(tmp_path, is_dry=True)) == dict.fromkeys(EVERYTHING, ("new",))


# --- limited runs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "made", "stale"),
    [
        (Request(ids=("care/chills",)), NONE, CARE),
        (Request(ids=("care",)), CARE, START),
        (Request(ids=("care", "skin")), CARE | START, NONE),
        (Request(languages=("es",)), NONE, NONE),
        (Request(languages=("en",)), CARE | START, NONE),
        (Request(editions=("standard",)), frozenset({"en/care/booklet.pdf", "en/sets/start.pdf"}),
         CARE_TO_FOLD),
        (Request(editions=("large-print",)),
         frozenset({"en/care/booklet.large-print.pdf", "en/sets/start.large-print.pdf"}), NONE),
        (Request(), CARE | START, NONE),
    ],
)  # fmt: skip
def test_a_limited_run_makes_the_volumes_within_its_limits_and_tells_of_those_behind(
    root: Path, request_: Request, made: frozenset[str], stale: frozenset[str]
) -> None:
    replace_in(root, "handouts/care/chills.yaml", "may feel", "feel")
    replace_in(root, "handouts/care/fever.yaml", "blood counts", "counts")

    limited = run_pass(root, request_)
    assert pick_volumes(list_built(limited)).keys() == made
    assert limited.exit_code == 0
    assert read_stale(root) == dict.fromkeys(stale, BEHIND)
    rest = run_pass(root)
    assert pick_volumes(list_built(rest)).keys() == (CARE | START) - made
    assert (rest.exit_code, read_stale(root)) == (0, {})


def test_a_run_that_makes_no_booklets_and_sets_leaves_them_to_the_next(root: Path) -> None:
    replace_in(root, "handouts/care/chills.yaml", "may feel", "feel")
    with closing(Builder(root, root / "out", jobs=1)) as builder:
        result = builder.run_pass(Wish(with_volumes=False), Counter())

    assert list_built(result).keys() == CHILLS
    assert (result.stale, result.exit_code) == ((), 0)
    assert read_stale(root) == dict.fromkeys(CARE, BEHIND)
    assert list_built(run_pass(root)).keys() == CARE


BEHIND = "a handout in it changed since; build without limits"


def read_stale(root: Path) -> dict[str, str]:
    """Return the reason of each PDF that the manifest calls stale."""
    entries = json.loads((root / "out/manifest.json").read_bytes())["pdfs"]
    return {entry["path"]: entry["reason"] for entry in entries if entry["status"] == "stale"}


def test_the_handouts_of_booklets_that_stay_are_made_all_the_same(root: Path) -> None:
    replace_in(root, "handouts/care/chills.yaml", "may feel", "feel")

    result = run_pass(root, Request(ids=("care/chills",)))
    assert list_built(result).keys() == CHILLS
    assert FEVER.isdisjoint(list_built(run_pass(root)))
    assert {target.path for target in run_pass(root).fresh} == EVERYTHING

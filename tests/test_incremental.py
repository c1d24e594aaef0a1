"""After any edits, in any order, a build leaves what a build from nothing would have made."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoutpress.build import crews
from handoutpress.errors import Problem, UsageError
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request
from handoutpress.worker import open_crew
from tests.rebuilding import FILES, run_pass, write_files
from tests.stations import set_up_printer
from tests.volumes import VOLUME_FILES

APPROVAL = "- {{version: 1, words: '{}', state: {}, by: [Nurse], on: 2026-01-31{}}}\n"
ZEROS = "0" * 64
# What stands in each file, one state after the other; None is that there is no such file.
STATES: dict[str, tuple[str | None, ...]] = {
    "clinic.yaml": (
        FILES["clinic.yaml"],
        FILES["clinic.yaml"].replace("555-0100", "555-0199"),
        FILES["clinic.yaml"].replace("editions: [standard, large-print]\n", ""),
        FILES["clinic.yaml"].replace("languages: [en, es]", "languages: [en]"),
    ),
    "glossary.yaml": (
        FILES["glossary.yaml"],
        "en:\n  - {word: chill, meaning: 'see [this](handout:care/fever)'}\n",
        "en:\n  - {word: chill}\n",
        None,
    ),
    "snippets/hours.yaml": (
        FILES["snippets/hours.yaml"],
        "blocks: [{snippet: inner}]\n",
        "blocks: [{text: 'See [it](handout:skin/rash).'}]\n",
        "blocks: [{callout: {kind: call-now, phone: nobody, text: Call.}}]\n",
        None,
    ),
    "snippets/inner.yaml": (None, "blocks: [{text: From inside.}]\n", "blocks: 3\n"),
    "care/topic.yaml": (
        VOLUME_FILES["care/topic.yaml"],
        "title: Care at home\nintroduction: 'Not [this](handout:diet/soup).'\nbooklet: true\n",
        "title: Care\norder: [chills]\nbooklet: {fold: {flip: long-edge}}\n",
        FILES["care/topic.yaml"],
        "titel: Care\nbooklet: true\n",
        "title: Care\norder: [nobody]\nbooklet: true\n",
        None,
    ),
    "sets/start.yaml": (
        VOLUME_FILES["sets/start.yaml"],
        "title: Begin\nhandouts: [skin/rash, care/chills, care/hot]\n",
        "title: Start\n",
        None,
    ),
    "sets/start.es.yaml": (
        VOLUME_FILES["sets/start.es.yaml"],
        "title: Inicio\nhandouts: [skin/rash]\n",
        None,
    ),
    "diet/soup.yaml": (
        VOLUME_FILES["diet/soup.yaml"],
        VOLUME_FILES["diet/soup.yaml"].replace("title: Soup", "title: Broth"),
        None,
    ),
    "care/fever.yaml": (
        FILES["care/fever.yaml"],
        FILES["care/fever.yaml"].replace("title: Fever", "title: High fever"),
        FILES["care/fever.yaml"].replace("see_also: [care/chills]\n", "former_ids: [care/hot]\n"),
        FILES["care/fever.yaml"].replace("summary:", "sumary:"),
        "title: [\n",
        None,
    ),
    "care/fever.es.yaml": (FILES["care/fever.es.yaml"], None),
    "care/chills.yaml": (
        FILES["care/chills.yaml"],
        FILES["care/chills.yaml"].replace("title: Chills", "title: Shivers"),
        FILES["care/chills.yaml"].replace("sections:", "former_ids: [care/hot]\nsections:"),
        FILES["care/chills.yaml"].replace("sections:", "see_also: [care/hot]\nsections:"),
        FILES["care/chills.yaml"].replace("title: Chills", "title: ''"),
        None,
    ),
    "care/square.svg": (FILES["care/square.svg"], "<svg", None),
    "care/hot.yaml": (None, FILES["skin/rash.yaml"].replace("Rash", "Hot")),
    "skin/rash.yaml": (
        FILES["skin/rash.yaml"],
        FILES["skin/rash.yaml"].replace("title: Rash", "title: Red skin"),
        FILES["skin/rash.yaml"].replace("sections:", "see_also: [care/chills]\nsections:"),
        None,
    ),
    "skin/topic.yaml": (FILES["skin/topic.yaml"], "title: Skin\nbooklet: {read: false}\n", None),
    "approvals/care/chills.yaml": (
        None,
        APPROVAL.format(ZEROS, "withdrawn", ", replaced_by: skin/rash"),
        APPROVAL.format(ZEROS, "approved", ", replaced_by: care/hot"),
        "- {version: none}\n",
    ),
    "approvals/skin/nobody.yaml": (None, "[]\n"),
}
REQUESTS = (
    Request(),
    Request(ids=("care",)),
    Request(languages=("en",)),
    Request(editions=("standard",)),
    Request(ids=("skin",), languages=("en",)),
)
Change = tuple[str, int]


def change_file() -> st.SearchStrategy[Change]:
    """Draw a file, and which of its states it is to be in."""
    return st.sampled_from(sorted(STATES)).flatmap(
        lambda name: st.tuples(st.just(name), st.integers(0, len(STATES[name]) - 1))
    )


STEPS = st.lists(
    st.tuples(st.lists(change_file(), min_size=1, max_size=3), st.sampled_from(REQUESTS)),
    min_size=1,
    max_size=5,
)


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "open_crew", partial(open_crew, set_up=set_up_printer))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def put(root: Path, changes: list[Change]) -> None:
    for name, state in changes:
        content, path = STATES[name][state], root / "handouts" / name
        if content is not None or path.exists():
            write_files(root, {name: content})


def read_pdfs(root: Path, result: BuildResult) -> dict[str, bytes]:
    """Return the PDFs that are up to date, by path."""
    out, stale = root / "out", {each.target.path for each in result.stale}
    pdfs = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.pdf")}
    return {path: content for path, content in pdfs.items() if path not in stale}


def build_from_nothing(root: Path, folder: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root / "handouts", folder / "handouts")
    result = run_pass(folder)
    return read_pdfs(folder, result), result.problems


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_edits_in_any_order_lead_where_a_build_from_nothing_leads(
    folder: Path, steps: list[tuple[list[Change], Request]]
) -> None:
    root = folder / "root"
    shutil.rmtree(root, ignore_errors=True)
    write_files(root, dict(VOLUME_FILES))
    run_pass(root)
    for changes, request in steps:
        put(root, changes)
        with suppress(UsageError):  # a limited run may name what is no longer there
            run_pass(root, request)
        result = run_pass(root)

        pdfs, problems = build_from_nothing(root, folder / "fresh")
        assert (result.problems, result.failed) == (problems, ())
        assert read_pdfs(root, result) == pdfs
        again = run_pass(root)
        assert (again.built, again.problems, again.stale) == ((), problems, result.stale)


def test_a_title_that_comes_and_goes_during_limited_runs_is_not_left_behind(folder: Path) -> None:
    root = folder / "root"
    write_files(root, dict(VOLUME_FILES))
    run_pass(root)
    before = read_pdfs(root, run_pass(root))

    put(root, [("care/chills.yaml", 1)])
    run_pass(root, Request(ids=("care/fever",)))  # prints the title of another
    put(root, [("care/chills.yaml", 0)])
    assert read_pdfs(root, run_pass(root)) == before

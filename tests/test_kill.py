"""A build that is killed at any moment leaves whole PDFs, and the next one mends the rest.

The processes that are killed are real. They are forked from one that has loaded everything, so
that fifty of them take a minute and not five.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.ledger import NAME as LEDGER
from tests.nursery import Nursery
from tests.rebuilding import list_built, run_pass, write_files

MOMENTS = 50
IDS = tuple(f"care/page-{number}" for number in range(5))
PATHS = {f"en/{each}.pdf" for each in IDS}
VOLUMES = {
    "care/topic.yaml": "title: Care\nbooklet: true\n",
    "sets/all.yaml": f"title: All\nhandouts: [{', '.join(IDS)}]\n",
}

# Loads what a build loads, then forks a child for each line that it reads: "JOBS ROOT".
NURSERY = """
import os, sys
import handoutpress.build.checker, handoutpress.build.crews, handoutpress.build.telling
import handoutpress.compose.catalogue, handoutpress.compose.changes_page, handoutpress.first_page
import handoutpress.cli, handoutpress.report, handoutpress.tag_check, weasyprint
for line in sys.stdin:
    jobs, root = line.split()
    child = os.fork()
    if child == 0:
        code = handoutpress.cli.main(["build", "--quiet", "--jobs", jobs, "--root", root])
        os._exit(code)
    print(child, flush=True)
    sys.stdin.readline()  # until then a dead child keeps its process id
    status = os.waitpid(child, 0)[1]
    print(status, flush=True)
"""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with closing(Nursery(NURSERY)) as nursery:
        yield nursery


def write_words(root: Path, words: str, **others: str) -> None:
    """Write the whole workspace, and other files in place of its own; pages print the words."""
    pages = {
        f"{each}.yaml": f"title: {each}\nsummary: {words}\n"
        f"sections: [{{heading: Why, text: {words}}}]\n"
        for each in IDS
    }
    shared = {"clinic.yaml": "name: Clinic\n", "care/topic.yaml": "title: Care\n"}
    write_files(root, {**shared, **pages, **others})


def hash_pdfs(root: Path) -> dict[str, str]:
    out = root / "out"
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*.pdf")
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Return the digest of each PDF for each of the words: a render is the same every time."""
    digests = {}
    for words in ("Old words.", "New words."):
        root = tmp_path_factory.mktemp("expected")
        write_words(root, words)
        run_pass(root)
        digests[words] = hash_pdfs(root)
    assert set(digests["Old words."]) == PATHS
    return digests


def read_recorded(root: Path) -> dict[str, str]:
    """Return the digests that the ledger has, read by SQLite alone."""
    path = root / "out/.press" / LEDGER
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT record FROM outputs").fetchall()
    return {record[0]: record[6] for record in (json.loads(row[0]) for row in rows)}


def check_what_is_left(root: Path, allowed: tuple[dict[str, str], ...]) -> None:
    """Check what must hold right after the kill, before anything mends it."""
    there = hash_pdfs(root)
    for path, digest in there.items():
        assert digest in [each[path] for each in allowed], f"{path} is half written"
    assert set(read_recorded(root)) <= set(there), "a PDF is recorded that is not there"
    manifest = root / "out/manifest.json"
    if manifest.exists():
        json.loads(manifest.read_bytes())


def check_mended(root: Path, wanted: dict[str, str]) -> None:
    """Check what must hold after the next build."""
    assert hash_pdfs(root) == wanted
    assert read_recorded(root) == wanted
    entries = json.loads((root / "out/manifest.json").read_bytes())["pdfs"]
    assert {entry["path"]: entry["sha256"] for entry in entries} == wanted
    assert {entry["status"] for entry in entries} == {"built"}
    assert list((root / "out").rglob("*.part")) == []
    assert (root / "out/index.html").is_file()
    again = run_pass(root)
    assert (list_built(again), again.removed) == ({}, ())


def measure_s(nursery: Nursery, root: Path, **others: str) -> float:
    """Return how long a build takes that is not killed."""
    write_words(root, "Other words.", **others)
    start = time.monotonic()
    nursery.ask(f"1 {root}")
    assert nursery.ask() == 0
    return time.monotonic() - start


def test_killed_at_any_moment_it_loses_nothing(
    tmp_path: Path, nursery: Nursery, expected: dict[str, dict[str, str]]
) -> None:
    root = tmp_path / "root"
    whole_s = measure_s(nursery, root)
    write_words(root, "Old words.")
    run_pass(root)
    moments = random.Random(20260131)
    killed = number = 0
    while killed < MOMENTS:
        before, after = ("Old words.", "New words.")[:: 1 if number % 2 == 0 else -1]
        write_words(root, after)
        build = nursery.ask(f"1 {root}")
        time.sleep(moments.uniform(0, whole_s * 1.05))  # the moment is what is tested
        os.kill(build, signal.SIGKILL)
        if nursery.ask() == signal.SIGKILL:
            killed += 1
        else:
            whole_s *= 0.95  # it had ended before: this computer is faster than it was
        number += 1

        check_what_is_left(root, (expected[before], expected[after]))
        run_pass(root)
        check_mended(root, expected[after])


def test_killed_in_its_first_build_it_leaves_nothing_half_done(
    tmp_path: Path, nursery: Nursery, expected: dict[str, dict[str, str]]
) -> None:
    wanted = expected["New words."]
    whole_s = measure_s(nursery, tmp_path / "measured")
    for number in range(1, 6):
        root = tmp_path / str(number)
        write_words(root, "New words.")
        build = nursery.ask(f"1 {root}")
        time.sleep(whole_s * number / 6)
        os.kill(build, signal.SIGKILL)
        nursery.ask()

        check_what_is_left(root, (wanted,))
        run_pass(root)
        check_mended(root, wanted)


def test_killed_while_booklets_and_sets_are_made_it_loses_nothing(
    tmp_path: Path, nursery: Nursery
) -> None:
    expected = {}
    for words in ("Old words.", "New words."):
        root = tmp_path / words.split()[0]
        write_words(root, words, **VOLUMES)
        run_pass(root)
        expected[words] = hash_pdfs(root)
        assert len(expected[words]) == len(PATHS) + 3
    whole_s = measure_s(nursery, root, **VOLUMES)
    write_words(root, "New words.", **VOLUMES)
    run_pass(root)
    for number in range(8):
        before, after = ("New words.", "Old words.")[:: 1 if number % 2 == 0 else -1]
        write_words(root, after, **VOLUMES)
        build = nursery.ask(f"1 {root}")
        time.sleep(whole_s * (0.4 + 0.07 * number))
        os.kill(build, signal.SIGKILL)
        nursery.ask()

        check_what_is_left(root, (expected[before], expected[after]))
        run_pass(root)
        check_mended(root, expected[after])


def wait_for_pdf(root: Path, build: int) -> None:
    """Wait until a build has put a PDF in its place."""
    end = time.monotonic() + 60
    while not hash_pdfs(root):
        assert time.monotonic() < end, f"process {build} made no PDF in a minute"
        time.sleep(0.01)


def test_killed_with_workers_it_takes_them_along_and_loses_nothing(
    tmp_path: Path, nursery: Nursery, expected: dict[str, dict[str, str]]
) -> None:
    import psutil

    root = tmp_path / "root"
    write_words(root, "New words.")
    build = nursery.ask(f"2 {root}")
    wait_for_pdf(root, build)
    workers = psutil.Process(build).children(recursive=True)
    os.kill(build, signal.SIGKILL)
    nursery.ask()

    assert workers
    assert psutil.wait_procs(workers, timeout=30)[1] == []
    check_what_is_left(root, (expected["New words."],))
    run_pass(root)
    check_mended(root, expected["New words."])


def test_a_handout_that_is_gone_after_the_kill_leaves_no_pdf(
    tmp_path: Path, nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    write_words(root, "New words.")
    run_pass(root)
    lost = root / "out" / f"en/{IDS[0]}.pdf"
    with closing(sqlite3.connect(root / "out/.press" / LEDGER)) as connection, connection:
        # As if the kill had come between the PDF's move into place and its record.
        row = json.dumps([f"en/{IDS[0]}.pdf", IDS[0], "en", "standard"])
        connection.execute("INSERT INTO claims VALUES (?, ?)", (f"en/{IDS[0]}.pdf", row))
        connection.execute("DELETE FROM outputs WHERE path = ?", (f"en/{IDS[0]}.pdf",))
    assert lost.exists()
    (root / "handouts" / f"{IDS[0]}.yaml").unlink()

    assert run_pass(root).removed == (f"en/{IDS[0]}.pdf",)
    assert not lost.exists()


def test_interrupted_it_keeps_what_was_finished(tmp_path: Path, nursery: Nursery) -> None:
    root = tmp_path / "root"
    write_words(root, "New words.")
    build = nursery.ask(f"1 {root}")
    wait_for_pdf(root, build)
    os.kill(build, signal.SIGINT)
    status = nursery.ask()

    assert os.waitstatus_to_exitcode(status) in (130, 0)  # it may just have been done
    entries = json.loads((root / "out/manifest.json").read_bytes())["pdfs"]
    assert {entry["path"]: entry["sha256"] for entry in entries} == hash_pdfs(root)
    assert read_recorded(root) == hash_pdfs(root)
    run_pass(root)
    assert set(hash_pdfs(root)) == PATHS

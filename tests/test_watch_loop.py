"""Real files, real events: a test waits for a pass, and fails only when none comes."""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handoutpress.errors import HandoutError, LockedError, UsageError
from handoutpress.outcome import BuildResult
from handoutpress.watch import folder_watcher, polling
from handoutpress.watch.folder_watcher import FolderWatcher, watching
from handoutpress.watch.loop import Listener, watch_folders

LONG_S = 30  # fails a test in which nothing comes; no test waits for it to pass
Paths = frozenset[Path]


@dataclass
class Loop:
    """A loop in a thread; what it passes and tells can be waited for."""

    root: Path
    act: Callable[[Paths], BuildResult | None] = lambda paths: BuildResult()
    stop: threading.Event = field(default_factory=threading.Event)
    passes: queue.Queue[Paths] = field(default_factory=queue.Queue)
    told: queue.Queue[HandoutError] = field(default_factory=queue.Queue)
    notes: list[str] = field(default_factory=list)
    ended_with: BaseException | None = None
    is_polling: bool = False

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        folders = [self.root / name for name in ("handouts", "templates", "styles")]
        listener = Listener(
            begin=lambda paths: None,
            finish=lambda result, paths: self.passes.put(paths),
            fail=lambda error, paths: self.told.put(error),
        )
        watcher = FolderWatcher(
            folders, stop=self.stop, is_polling=self.is_polling, tell_note=self.notes.append
        )
        try:
            with watching(watcher):
                watch_folders(watcher, self.act, stop=self.stop, listener=listener)
        except HandoutError as error:
            self.ended_with = error

    def start(self) -> None:
        self.thread.start()

    def next_pass(self) -> Paths:
        return self.passes.get(timeout=LONG_S)

    def pass_with(self, path: Path) -> Paths:
        """Return the next pass that has the path; events of one save may come in two batches."""
        while path not in (paths := self.next_pass()):
            pass
        return paths

    def end(self) -> None:
        self.stop.set()
        self.thread.join(LONG_S)
        assert not self.thread.is_alive()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "handouts" / "care").mkdir(parents=True)
    (tmp_path / "handouts" / "care" / "good.yaml").write_text("title: Good\n")
    return tmp_path


@pytest.fixture
def loop(root: Path) -> Iterator[Loop]:
    loop = Loop(root)
    yield loop
    if loop.thread.ident is not None:
        loop.end()


def started(loop: Loop) -> Path:
    """Start a loop, take its first pass, and return the handout's path."""
    loop.start()
    assert loop.next_pass() == frozenset()
    return loop.root / "handouts" / "care" / "good.yaml"


def test_the_first_pass_comes_without_a_change(loop: Loop) -> None:
    loop.start()
    assert loop.next_pass() == frozenset()


def test_a_save_starts_a_pass_that_knows_the_file(loop: Loop) -> None:
    handout = started(loop)
    handout.write_text("title: Better\n")
    assert loop.next_pass() == {handout}


def test_a_save_by_renaming_is_one_pass(loop: Loop) -> None:
    handout = started(loop)
    beside = handout.with_name(".good.yaml.new")
    beside.write_text("title: Better\n")
    os.replace(beside, handout)
    assert loop.next_pass() == {handout}
    assert loop.passes.empty()


def test_touching_a_file_starts_a_pass(loop: Loop) -> None:
    handout = started(loop)
    handout.touch()
    assert loop.next_pass() == {handout}


def test_a_file_that_is_removed_and_written_anew_is_there_when_the_pass_begins(
    root: Path, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoutpress.watch.loop.COMES_BACK_MS", 1000 * LONG_S)
    monkeypatch.setattr("handoutpress.watch.loop.COMES_BACK_MOST_S", LONG_S)
    # Given a pass that notes whether the file is there
    was_there: list[bool] = []
    handout = root / "handouts" / "care" / "good.yaml"
    loop.act = lambda paths: was_there.append(handout.exists())  # type: ignore[func-returns-value]
    started(loop)
    # When an editor takes a moment between removing and writing
    handout.unlink()
    threading.Timer(0.1, handout.write_text, ["title: Better\n"]).start()
    loop.pass_with(handout)
    # Then no pass took it for withdrawn
    assert was_there == [True, True]


def test_a_file_that_stays_away_is_passed(loop: Loop) -> None:
    handout = started(loop)
    handout.unlink()
    assert handout in loop.next_pass()
    assert not handout.exists()


def test_what_is_saved_during_a_pass_is_seen_by_the_next(root: Path, loop: Loop) -> None:
    # Given a pass that saves a file, as an editor might in that moment
    other = root / "handouts" / "care" / "other.yaml"

    def act(paths: Paths) -> BuildResult:
        if not other.exists():
            other.write_text("title: Other\n")
        return BuildResult()

    loop.act = act
    # When the first pass runs
    loop.start()
    # Then another one follows it that knows the file
    assert loop.next_pass() == frozenset()
    assert other in loop.next_pass()


def test_a_folder_that_appears_is_watched(root: Path, loop: Loop) -> None:
    started(loop)
    styles = root / "styles"
    styles.mkdir()
    assert loop.next_pass() == {styles}
    sheet = styles / "clinic.css"
    sheet.write_text("p { color: red }")
    assert loop.pass_with(sheet)


def test_a_folder_that_is_replaced_is_still_watched(root: Path, loop: Loop) -> None:
    # When the whole folder is put anew, as by a checkout
    handout = started(loop)
    shutil.rmtree(root / "handouts")
    loop.next_pass()
    handout.parent.mkdir(parents=True)
    loop.pass_with(root / "handouts")
    # Then what is saved in it is seen
    handout.write_text("title: Anew\n")
    assert loop.pass_with(handout)


def test_a_new_topic_is_watched(root: Path, loop: Loop) -> None:
    started(loop)
    topic = root / "handouts" / "new-topic"
    topic.mkdir()
    loop.pass_with(topic)
    (topic / "first.yaml").write_text("title: First\n")
    assert loop.pass_with(topic / "first.yaml")


@pytest.mark.parametrize(
    "name", [".good.yaml.swp", "good.yaml~", "4913", "#good.yaml#", ".git/index", ".~lock.x#"]
)
def test_what_editors_leave_starts_no_pass(root: Path, loop: Loop, name: str) -> None:
    # When a left-over is written, and then a real file
    handout = started(loop)
    left_over = root / "handouts" / name
    left_over.parent.mkdir(exist_ok=True)
    left_over.write_text("x")
    handout.write_text("title: Better\n")
    # Then the real one alone is passed
    assert loop.next_pass() == {handout}


@pytest.mark.parametrize("name", ["out/en/care/good.pdf", "state/outbox", "notes.txt", "src/a.py"])
def test_what_is_written_outside_the_content_starts_no_pass(
    root: Path, loop: Loop, name: str
) -> None:
    handout = started(loop)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("x")
    handout.write_text("title: Better\n")
    assert loop.next_pass() == {handout}


def test_reading_in_a_pass_starts_no_other(root: Path, loop: Loop) -> None:
    # Given a pass that reads the handout
    handout = root / "handouts" / "care" / "good.yaml"

    def act(paths: Paths) -> BuildResult:
        handout.read_text()
        return BuildResult()

    loop.act = act
    started(loop)
    # When another file is saved
    other = handout.with_name("other.yaml")
    other.write_text("title: Other\n")
    # Then the next pass is that file's
    assert loop.next_pass() == {other}


def test_folders_may_be_reached_by_a_link(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("links") / "workspace"
    link.symlink_to(root)
    loop = Loop(link)
    handout = started(loop)
    handout.write_text("title: Better\n")
    assert loop.pass_with(handout)
    loop.end()


def test_a_pass_that_fails_is_told_and_the_next_one_runs(loop: Loop) -> None:
    # Given content that cannot be read
    errors = [HandoutError("clinic.yaml cannot be read; mend it")]
    handout = loop.root / "handouts" / "care" / "good.yaml"

    def act(paths: Paths) -> BuildResult:
        if errors:
            raise errors.pop()
        return BuildResult()

    loop.act = act
    loop.start()
    # When it is told, and a file is saved
    assert str(loop.told.get(timeout=LONG_S)) == "clinic.yaml cannot be read; mend it"
    handout.write_text("title: Mended\n")
    # Then the next pass runs
    assert loop.next_pass() == {handout}


def test_a_wrong_command_line_ends_the_watch_at_once(loop: Loop) -> None:
    def act(paths: Paths) -> BuildResult:
        raise UsageError("there is no handout 'x'")

    loop.act = act
    loop.start()
    loop.thread.join(LONG_S)
    assert isinstance(loop.ended_with, UsageError)


def test_while_another_build_holds_the_lock_it_is_told_once_and_tried_again(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a lock that is held for three tries, during which a file is saved
    monkeypatch.setattr("handoutpress.watch.loop.LOCK_MS", 1)
    tries: list[Paths] = []
    handout = loop.root / "handouts" / "care" / "good.yaml"

    def act(paths: Paths) -> BuildResult:
        tries.append(paths)
        if handout not in paths:
            handout.touch()
            raise LockedError("another build is at work")
        return BuildResult()

    loop.act = act
    loop.start()
    # Then the pass that comes through knows the file, and the lock was told of once
    assert handout in loop.next_pass()
    assert len(tries) > 1
    assert loop.told.get(timeout=LONG_S)
    assert loop.told.empty()


def test_where_the_system_reports_no_more_changes_the_folders_are_looked_through(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a system without a watch to spare
    def open_notify(folders: list[str]) -> object:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr(folder_watcher, "open_notify", open_notify)
    monkeypatch.setattr(polling, "LOOK_S", 0.02)
    # When the watch starts and a file is saved
    handout = started(loop)
    handout.write_text("title: A longer title\n")
    # Then it is seen all the same, and the remedy was named
    assert loop.pass_with(handout)
    assert len(loop.notes) == 1
    assert "OS file watch limit reached." in loop.notes[0]
    assert "sudo sysctl fs.inotify.max_user_watches=524288" in loop.notes[0]


def test_polling_sees_every_save_of_a_second(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given folders that are looked through often
    monkeypatch.setattr(polling, "LOOK_S", 0.01)
    monkeypatch.setattr(polling, "LOOK_AGAIN_S", 0.01)
    loop.is_polling = True
    handout = started(loop)
    # When a file is saved again and again, at the same length
    for number in range(5):
        handout.write_text(f"title: Title {number}\n")
        # Then each is seen
        assert loop.pass_with(handout)
    assert loop.notes == []


def test_polling_sees_what_is_added_and_removed(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOOK_S", 0.01)
    monkeypatch.setattr(polling, "LOOK_AGAIN_S", 0.01)
    loop.is_polling = True
    other = started(loop).with_name("other.yaml")
    other.write_text("title: Other\n")
    assert loop.pass_with(other)
    other.unlink()
    assert loop.pass_with(other)


def test_stopping_ends_the_loop(loop: Loop) -> None:
    started(loop)
    loop.stop.set()
    loop.thread.join(LONG_S)
    assert not loop.thread.is_alive()


def test_without_any_folder_it_waits_for_one(tmp_path: Path) -> None:
    loop = Loop(tmp_path)
    loop.start()
    loop.next_pass()
    (tmp_path / "handouts").mkdir()
    assert loop.next_pass() == {tmp_path / "handouts"}
    loop.end()


# --- what is made when it is quiet ----------------------------------------------------------------


@dataclass
class Quiet:
    """A loop that catches up; the order of what it did can be waited for."""

    root: Path
    did: queue.Queue[str] = field(default_factory=queue.Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    error: HandoutError | None = None

    def run(self) -> None:
        watcher = FolderWatcher([self.root / "handouts"], stop=self.stop, tell_note=self.did.put)
        listener = Listener(
            begin=lambda paths: None,
            finish=lambda result, paths: self.did.put("pass"),
            fail=lambda error, paths: self.did.put(f"failed: {error}"),
            rest=lambda result: self.did.put("rest"),
        )
        with watching(watcher):
            watch_folders(
                *(watcher, lambda paths: BuildResult()),
                stop=self.stop,
                listener=listener,
                catch_up=self.catch_up,
            )

    def catch_up(self) -> BuildResult:
        if self.error is not None:
            error, self.error = self.error, None
            self.did.put("tried")
            raise error
        return BuildResult()

    def next(self) -> str:
        return self.did.get(timeout=LONG_S)


@pytest.fixture
def quiet(root: Path) -> Iterator[Quiet]:
    made = Quiet(root)
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made
    made.stop.set()
    thread.join(LONG_S)
    assert not thread.is_alive()


def test_the_rest_is_made_once_when_nobody_saves(quiet: Quiet) -> None:
    assert [quiet.next(), quiet.next()] == ["pass", "rest"]
    (quiet.root / "handouts" / "care" / "good.yaml").write_text("title: Better\n")

    done = [quiet.next()]
    while done[-1] != "rest":
        done.append(quiet.next())
    assert set(done[:-1]) == {"pass"}


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_rest_that_cannot_be_made_ends_no_watch(root: Path, is_locked: bool) -> None:
    error = LockedError("another build") if is_locked else HandoutError("no room")
    quiet = Quiet(root, error=error)
    thread = threading.Thread(target=quiet.run)
    thread.start()
    try:
        assert [quiet.next(), quiet.next()] == ["pass", "tried"]
        assert quiet.next() == ("rest" if is_locked else "failed: no room")
        (root / "handouts" / "care" / "good.yaml").write_text("title: Better\n")
        assert quiet.next() == "pass"
    finally:
        quiet.stop.set()
        thread.join(LONG_S)

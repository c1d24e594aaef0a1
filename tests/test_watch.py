"""The whole watch: real files, real events, the real preview; only the pass is made up."""

from __future__ import annotations

import http.client
import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handoutpress.errors import ExitCode, HandoutError
from handoutpress.outcome import BuildResult
from handoutpress.watch import run_watch
from tests import board_makers as makers
from tests.board_makers import STANDARD, Shelf
from tests.small_press import print_page
from tests.workspace import write_workspace

LONG_S = 30
Act = Callable[[frozenset[Path]], BuildResult | None]


@dataclass
class Watch:
    """A watch in a thread; what it says can be waited for."""

    root: Path
    act: Act
    lines: queue.Queue[str] = field(default_factory=queue.Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    endings: list[object] = field(default_factory=list)

    def start(self, **options: object) -> None:
        self.thread = threading.Thread(target=self._run, kwargs=options)
        self.thread.start()

    def _run(self, **options: object) -> None:
        out = self.root / "out"
        try:
            code = run_watch(
                root=self.root, out=out, run_pass=self.act, say=self.say, stop=self.stop, **options
            )
            self.endings.append(code)
        except HandoutError as error:
            self.endings.append(error)

    def say(self, line: object, *, is_error: bool = False) -> None:
        self.lines.put(str(line))

    def hear(self, part: str) -> str:
        """Return the next line that has the words."""
        while part not in (line := self.lines.get(timeout=LONG_S)):
            pass
        return line

    def end(self) -> object:
        self.stop.set()
        self.thread.join(LONG_S)
        assert not self.thread.is_alive()
        return self.endings[0]


@pytest.fixture
def pdf() -> bytes:
    return print_page("<p>Words.</p>")


@pytest.fixture
def watch(tmp_path: Path, pdf: bytes) -> Iterator[Watch]:
    """A watch whose passes print the handout at each save."""
    root = write_workspace(tmp_path, {})

    def act(paths: frozenset[Path]) -> BuildResult:
        place = root / "out" / STANDARD.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pdf)
        return makers.result(STANDARD) if paths else BuildResult(fresh=(STANDARD,))

    watch = Watch(root, act)
    yield watch
    if watch.thread.is_alive():
        watch.end()


def read_state(address: str) -> dict[str, object]:
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=LONG_S)
    connection.request("GET", "/state.json")
    state = json.load(connection.getresponse())
    connection.close()
    return state


def wait_for_state(address: str) -> dict[str, object]:
    """Listen as the page does, until something is shown."""
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=LONG_S)
    connection.request("GET", "/events")
    events = connection.getresponse()
    while not (state := read_state(address))["title"]:
        while not events.readline().startswith(b"event: changed"):
            pass
    connection.close()
    return state


def test_a_save_is_built_and_told(watch: Watch) -> None:
    watch.start()
    watch.hear("Ctrl-C ends")
    watch.hear("nothing to build")
    (watch.root / "handouts/care/good.yaml").touch()
    assert watch.hear("en/care/good.pdf: 1 page, ").endswith(" s")
    assert watch.end() is ExitCode.OK


def test_the_preview_shows_what_was_saved(watch: Watch) -> None:
    # Given a watch with a preview
    watch.start(with_preview=True, port=0)
    address = watch.hear("preview: ").removeprefix("preview: ")
    watch.hear("nothing to build")
    # When a handout is saved
    (watch.root / "handouts/care/good.yaml").touch()
    # Then the page is told, and shows it
    shown = wait_for_state(address)
    assert (shown["title"], len(shown["pages"])) == ("care/good", 1)
    # And the preview ends with the watch
    assert watch.end() is ExitCode.OK
    with pytest.raises(ConnectionRefusedError):
        read_state(address)


def test_a_pass_that_cannot_be_run_is_told_and_the_watch_goes_on(watch: Watch) -> None:
    build = watch.act

    def act(paths: frozenset[Path]) -> BuildResult | None:
        if not paths:
            raise HandoutError("the disk is full")
        return build(paths)

    watch.act = act
    watch.start(with_preview=True, port=0)
    watch.hear("error: the disk is full")
    (watch.root / "handouts/care/good.yaml").touch()
    watch.hear("en/care/good.pdf: 1 page")


def test_interrupting_ends_it_with_the_exit_code_of_that(watch: Watch) -> None:
    def act(paths: frozenset[Path]) -> BuildResult:
        raise KeyboardInterrupt

    watch.act = act
    watch.start(with_preview=True, port=0)
    address = watch.hear("preview: ").removeprefix("preview: ")
    watch.thread.join(LONG_S)
    assert watch.endings == [ExitCode.INTERRUPTED]
    with pytest.raises(ConnectionRefusedError):
        read_state(address)


def test_a_port_that_is_taken_ends_it_before_anything_is_built(watch: Watch) -> None:
    with makers.served(Shelf().make_board()) as address:
        watch.start(with_preview=True, port=int(address.split(":")[-1].strip("/")))
        watch.thread.join(LONG_S)
    assert isinstance(watch.endings[0], HandoutError)
    assert not (watch.root / "out").exists()

"""The output folder and the notes on it: put in order after a crash, and in step at the end."""

from __future__ import annotations

import json
import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from handoutpress.build import place as module
from handoutpress.build.place import Place, open_place
from handoutpress.jobs import Rendered
from handoutpress.ledger import UnreadableLedgerError
from handoutpress.outcome import Reason, Target
from handoutpress.publish import publish_file
from handoutpress.records import OutputRecord

FEVER = Target("en/care/fever.pdf", "care/fever", "en", "standard")
LARGE = Target("en/care/fever.large-print.pdf", "care/fever", "en", "large-print")
PICTURE = "index/en/care/fever.png"


def make_place(out: Path) -> Place:
    (out / ".press").mkdir(parents=True, exist_ok=True)
    return open_place(out)


def publish(place: Place, target: Target, pdf: bytes = b"pdf", picture: bytes = b"") -> None:
    record = OutputRecord(target, {Reason.CONTENT: "a"}, "page", "", 0, 0)
    place.publish(record, Rendered(pdf, 2, (), picture), "words")


def read_manifest(out: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((out / "manifest.json").read_bytes())["pdfs"]
    return entries


def test_what_is_published_is_there_recorded_and_in_the_manifest(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER, picture=b"png")
        place.settle({})

    assert (tmp_path / FEVER.path).read_bytes() == b"pdf"
    assert (tmp_path / PICTURE).read_bytes() == b"png"
    with closing(open_place(tmp_path)) as place:
        record = place.outputs[FEVER.path]
        assert (record.page_count, record.byte_count) == (2, 3)
        assert place.found == {FEVER.path: record.sha256}
        assert place.find(FEVER.path) == record.sha256
    (entry,) = read_manifest(tmp_path)
    assert (entry["path"], entry["pages"], entry["status"]) == (FEVER.path, 2, "built")


def test_a_pdf_that_a_killed_run_put_in_its_place_is_ours_and_in_the_manifest(
    tmp_path: Path,
) -> None:
    with closing(make_place(tmp_path)) as place:
        place.claim(FEVER)
        place.claim(LARGE)
    (tmp_path / "en/care").mkdir(parents=True)
    (tmp_path / FEVER.path).write_bytes(b"pdf")
    (tmp_path / "en/care/.handout-press-x.part").write_bytes(b"half")
    (tmp_path / ".handout-press-y.part").write_bytes(b"half")
    (tmp_path / "en/care/mine.part").write_bytes(b"mine")

    with closing(open_place(tmp_path)) as place:
        assert set(place.outputs) == {FEVER.path}
        assert place.outputs[FEVER.path].groups == {}
    assert [entry["path"] for entry in read_manifest(tmp_path)] == [FEVER.path]
    assert [path.name for path in tmp_path.rglob("*.part")] == ["mine.part"]


def test_a_picture_stays_as_long_as_a_pdf_of_its_handout(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER, picture=b"png")
        publish(place, LARGE)
        assert place.remove(LARGE)
        assert (tmp_path / PICTURE).exists()
        assert place.remove(FEVER)
        assert not (tmp_path / PICTURE).exists()
        assert not place.remove(FEVER)
    assert not (tmp_path / "en").exists()


def test_what_failed_is_stale_in_the_manifest_and_keeps_its_pdf(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER)
        place.fail(FEVER, "too high")
        place.settle({})
    (entry,) = read_manifest(tmp_path)
    assert (entry["status"], entry["reason"]) == ("stale", "too high")


def test_a_manifest_that_would_be_the_same_is_left_alone(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER)
        place.settle({})
        before = (tmp_path / "manifest.json").stat().st_ino
        place.settle({})
        assert (tmp_path / "manifest.json").stat().st_ino == before
        place.settle({FEVER.path: "old"})
        assert (tmp_path / "manifest.json").stat().st_ino != before


def test_notes_that_are_damaged_are_told_or_dropped_as_asked(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER)
        place.settle({})
    (tmp_path / ".press/ledger.sqlite").write_bytes(b"damaged")

    with pytest.raises(UnreadableLedgerError):
        open_place(tmp_path)
    with closing(open_place(tmp_path, is_dry=True, reason="is damaged")) as place:
        assert place.outputs[FEVER.path].groups == {}
    assert (tmp_path / ".press/ledger.sqlite").read_bytes() == b"damaged"
    with closing(open_place(tmp_path, reason="is damaged")) as place:
        assert place.outputs[FEVER.path].groups == {}
        assert place.notes == ["the ledger in .press is damaged: all is made anew"]


def test_a_foreign_pdf_is_replaced_with_a_word_and_never_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "en/care").mkdir(parents=True)
    (tmp_path / FEVER.path).write_bytes(b"mine")
    with closing(make_place(tmp_path)) as place:
        place.claim(FEVER)  # and then the run is killed, or the page cannot be made
        assert place.notes == []
    with closing(open_place(tmp_path)) as place:
        assert place.outputs == {}
        place.claim(FEVER)
        publish(place, FEVER)
        assert place.notes == [
            "en/care/fever.pdf was there, but not made by this tool; it was replaced"
        ]


def test_a_removal_that_was_killed_is_in_the_manifest_of_the_next_run(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER)
        place.settle({})
    with closing(open_place(tmp_path)) as place:
        place.remove(FEVER)  # and then the run is killed
    assert len(read_manifest(tmp_path)) == 1

    with closing(open_place(tmp_path)) as place:
        place.settle({})
    assert read_manifest(tmp_path) == []


def test_a_picture_that_cannot_be_written_is_noted_and_stops_no_pdf(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        (tmp_path / "index").write_text("in the way")
        publish(place, FEVER, picture=b"png")
        assert place.notes == ["index/en/care/fever.png cannot be written (Not a directory)"]
        assert FEVER.path in place.outputs


def test_a_pdf_that_is_removed_is_forgotten_though_its_picture_stays(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER)
        (tmp_path / PICTURE).mkdir(parents=True)
        assert place.remove(FEVER)
        place.settle({})
        assert place.notes == ["index/en/care/fever.png cannot be removed (Is a directory)"]

    assert not (tmp_path / FEVER.path).exists()
    assert read_manifest(tmp_path) == []
    with closing(open_place(tmp_path)) as place:
        assert place.outputs == {}


def test_a_pdf_that_somebody_removes_during_a_pass_is_not_in_the_manifest(tmp_path: Path) -> None:
    with closing(make_place(tmp_path)) as place:
        publish(place, FEVER)
        publish(place, LARGE)
        (tmp_path / FEVER.path).unlink()
        place.settle({})

    assert [entry["path"] for entry in read_manifest(tmp_path)] == [LARGE.path]


def test_ctrl_c_waits_until_a_pdf_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(folder: Path, path: str, content: bytes) -> Path:
        signal.raise_signal(signal.SIGINT)
        return publish_file(folder, path, content)

    monkeypatch.setattr(module, "publish_file", interrupt)
    with closing(make_place(tmp_path)) as place:
        with pytest.raises(KeyboardInterrupt):
            publish(place, FEVER)
        assert place.ledger.read_outputs().keys() == {FEVER.path}

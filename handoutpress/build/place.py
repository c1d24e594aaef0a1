"""The output folder and the notes on it: what is there, what is ours, what goes in and out.

Decides nothing. Whoever opens it holds its lock.
"""

from __future__ import annotations

import hashlib
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from handoutpress.catalogue import picture_path
from handoutpress.jobs import Rendered
from handoutpress.ledger import Ledger, create_ledger, create_passing_ledger, open_ledger
from handoutpress.manifest import NAME as MANIFEST
from handoutpress.manifest import format_manifest, read_manifest
from handoutpress.model import State
from handoutpress.outcome import Target
from handoutpress.publish import hash_files, publish_file, remove_file, sweep_parts
from handoutpress.records import FailureRecord, OutputRecord

NOTES_FOLDER = ".press"
SETTLED = "settled"  # the setting that says which manifest was written, and what was stale then
CHANGED = "it is not the file that was made: somebody changed it, or a run was killed"


def open_place(out: Path, *, is_dry: bool = False, reason: str = "") -> Place:
    """Open an output folder; what a run that was killed left behind is put in order first.

    Args:
        out: the folder; `.press` is in it.
        is_dry: whether nothing may be written.
        reason: why the ledger cannot be used and is to be made anew; "" when it can.

    Raises:
        UnreadableLedgerError: the ledger is damaged, or of another version.
        HandoutError: the disk is full, or may not be written.
    """
    ledger = None if reason else open_ledger(out / NOTES_FOLDER)
    notes: list[str] = []
    if ledger is None:
        ours = read_manifest(_read_manifest_file(out))
        if reason or ours:
            notes.append(f"the ledger in {NOTES_FOLDER} {reason or 'is gone'}: all is made anew")
        folder = out / NOTES_FOLDER
        ledger = create_passing_ledger(ours) if is_dry else create_ledger(folder, ours)
    try:
        place = Place(out, ledger, notes)
        if not is_dry:
            place.mend()
    except BaseException:
        ledger.close()
        raise
    return place


def _read_manifest_file(out: Path) -> bytes:
    try:
        return (out / MANIFEST).read_bytes()
    except OSError:
        return b""


class Place:
    """An open output folder.

    `outputs` and `failures` are the records by path.
    """

    def __init__(self, out: Path, ledger: Ledger, notes: Iterable[str]) -> None:
        self.out, self.ledger, self.notes = out, ledger, list(notes)
        self.outputs = ledger.read_outputs()
        self.failures = ledger.read_failures()
        self._claims = ledger.read_claims()
        self._foreign: set[str] = set()  # files in the places of PDFs, not made by this tool
        self._found: dict[str, str] | None = None
        self._is_touched = bool(self._claims)  # whether anything may differ from the last pass

    @property
    def found(self) -> dict[str, str]:
        """The SHA-256 of each PDF of ours that is in its place; thousands take their time."""
        self.look_at_all()
        assert self._found is not None
        return self._found

    def look_at_all(self) -> None:
        """Hash all PDFs at once, which takes less time than one by one."""
        if self._found is None:
            self._found = hash_files(self.out, self.outputs)

    def find(self, path: str) -> str | None:
        """Return the SHA-256 of one PDF, None when there is none; before all are known, too."""
        found = hash_files(self.out, [path]) if self._found is None else self._found
        return found.get(path)

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def mend(self) -> None:
        """Make notes and manifest agree with the folder after a run that was killed."""
        sweep_parts(self.out, ("index.html", "index/en.html", *self._list_claimed_paths()))
        for target, before in self._claims:
            found = hash_files(self.out, [target.path]).get(target.path)
            # Put in its place, and killed before that was recorded; what lay there is nobody's.
            if target.path not in self.outputs and found not in (None, before):
                record = OutputRecord(target, {}, "", str(found), 0, 0)
                self.outputs[target.path] = record
                self.ledger.confirm_outputs([record])
        if self._claims:
            self._write_manifest({})

    def _list_claimed_paths(self) -> Iterator[str]:
        for target, _ in self._claims:
            yield target.path
            yield _picture_of(target)

    def read(self, record: OutputRecord) -> bytes | None:
        """Return a PDF that was made earlier; None when somebody has changed it since.

        Raises:
            OSError: it cannot be read.
        """
        pdf = (self.out / record.target.path).read_bytes()
        return pdf if hashlib.sha256(pdf).hexdigest() == record.sha256 else None

    def claim(self, target: Target) -> None:
        """Note that a PDF is about to come or go, so that the next run knows it after a crash."""
        self._is_touched = True
        before = hash_files(self.out, [target.path]).get(target.path)
        self.ledger.claim(target, before)
        if before is not None and target.path not in self.outputs:
            self._foreign.add(target.path)

    def publish(self, record: OutputRecord, rendered: Rendered, text: str | None) -> OutputRecord:
        """Put a PDF in its place, and its picture, then record it; return the record.

        Raises:
            OSError: it cannot be written; the old one stays.
        """
        self._is_touched = True
        path, pdf = record.target.path, rendered.pdf
        record = replace(
            record,
            sha256=hashlib.sha256(pdf).hexdigest(),
            page_count=rendered.page_count,
            byte_count=len(pdf),
        )
        with _uninterrupted():
            publish_file(self.out, path, pdf)
            self.found[path] = record.sha256
            if path in self._foreign:
                self._foreign.remove(path)
                self.notes.append(f"{path} was there, but not made by this tool; it was replaced")
            self._publish_picture(record.target, rendered.picture)
            self.ledger.record_output(record, text)
            self.outputs[path] = replace(record, groups={}, page="")  # the ledger has them
            self.failures.pop(path, None)
        return record

    def _publish_picture(self, target: Target, picture: bytes) -> None:
        """Put the picture of a first page in its place; a PDF without one is good all the same."""
        if picture:
            try:
                publish_file(self.out, _picture_of(target), picture)
            except OSError as error:
                self.notes.append(f"{_picture_of(target)} cannot be written ({error.strerror})")

    def confirm(self, records: list[OutputRecord]) -> None:
        """Record that PDFs stay as they are, made from what is there now."""
        self._is_touched = True
        self.ledger.confirm_outputs(records)
        for record in records:
            self.outputs[record.target.path] = record
            self.failures.pop(record.target.path, None)

    def fail(self, target: Target, reason: str) -> None:
        """Record that a PDF could not be made."""
        self._is_touched = True
        failure = FailureRecord(target, reason)
        self.failures[target.path] = failure
        self.ledger.record_failure(failure)

    def remove(self, target: Target) -> bool:
        """Remove a PDF, then forget it; tell whether it was there.

        Raises:
            OSError: it cannot be removed, and stays.
        """
        self.claim(target)
        was_there = remove_file(self.out, target.path)
        self.ledger.forget_outputs([target.path])
        self.outputs.pop(target.path, None)
        self.failures.pop(target.path, None)
        self.found.pop(target.path, None)
        if not self._has_other(target):
            self._remove_picture(target)
        return was_there

    def _remove_picture(self, target: Target) -> None:
        """Remove the picture of a PDF that is gone; one that stays harms nobody."""
        try:
            remove_file(self.out, _picture_of(target))
        except OSError as error:
            self.notes.append(f"{_picture_of(target)} cannot be removed ({error.strerror})")

    def settle(self, stale: Mapping[str, str], *, withdrawn: Set[str] = frozenset()) -> None:
        """End a pass: the manifest agrees with the folder, and nothing is about to come.

        `stale` are reasons by path; `withdrawn` those paths whose words nobody may be given.
        """
        if self._is_touched or not self._is_settled(stale):
            self._miss_removed()
            self._write_manifest(stale, withdrawn)
            self.ledger.write_settings({SETTLED: [self._hash_manifest(), dict(stale)]})
            self.ledger.release_claims()

    def _miss_removed(self) -> None:
        """Take note of PDFs that somebody removed while the pass ran."""
        for path in [path for path in self.found if not (self.out / path).exists()]:
            del self.found[path]

    def _is_settled(self, stale: Mapping[str, str]) -> bool:
        """Tell whether the manifest of the last pass still holds; to make one takes longer."""
        recorded = {path: record.sha256 for path, record in self.outputs.items()}
        settled = [self._hash_manifest(), dict(stale)]
        return recorded == self.found and self.ledger.read_setting(SETTLED) == settled

    def _hash_manifest(self) -> str:
        return hash_files(self.out, [MANIFEST]).get(MANIFEST, "")

    def _write_manifest(self, stale: Mapping[str, str], withdrawn: Set[str] = frozenset()) -> None:
        """Replace the manifest, unless it is the same."""
        failed = {path: failure.reason for path, failure in self.failures.items()}
        changed = {path: CHANGED for path, _ in self._list_changed()}
        records = [*self._list_unchanged(), *(record for _, record in self._list_changed())]
        records = [
            replace(each, state=State.WITHDRAWN) if each.target.path in withdrawn else each
            for each in records
        ]
        content = format_manifest(records, {**failed, **stale, **changed})
        if content != _read_manifest_file(self.out):
            publish_file(self.out, MANIFEST, content)

    def _has_other(self, target: Target) -> bool:
        """Tell whether the handout has another PDF, whose picture would be the same file."""
        key = (target.handout_id, target.language)
        others = (record.target for record in self.outputs.values())
        return any((each.handout_id, each.language) == key and each != target for each in others)

    def _list_unchanged(self) -> Iterator[OutputRecord]:
        for path, record in self.outputs.items():
            if self.found.get(path) == record.sha256:
                yield record

    def _list_changed(self) -> Iterator[tuple[str, OutputRecord]]:
        """Yield the PDFs that are not what was made, with what is known of the file itself."""
        for path, record in self.outputs.items():
            found = self.found.get(path)
            if found not in (None, record.sha256):
                size = (self.out / path).stat().st_size
                yield path, replace(record, sha256=str(found), page_count=0, byte_count=size)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until a PDF that is in its place is recorded, too.

    To block the signal in this thread is not enough: any other thread would take it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python tells only the main thread of signals
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


def _picture_of(target: Target) -> str:
    return picture_path(target.handout_id, target.language)

"""The commands `print` and `printers`, as staff give them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handoutpress.cli.print_command import (
    add_print_arguments,
    add_printers_arguments,
    run_print,
    run_printers,
)
from handoutpress.deliver.printing.faults import CannotPrintError
from handoutpress.deliver.printing.ipp_client import Operation
from handoutpress.deliver.record.again import Earlier
from handoutpress.deliver.values import Result
from handoutpress.errors import ExitCode, UsageError
from tests.fake_printer import FakePrinter, job, numbers, printer, start_fake, succeed, words
from tests.print_orders import PATIENT, Ledger, make_pdf, make_subject


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with start_fake() as started:
        yield started


@pytest.fixture
def root(tmp_path: Path, fake: FakePrinter) -> Path:
    settings = tmp_path / "delivery.yaml"
    uri = f"ipp://127.0.0.1:{fake.port}/ipp/print"
    settings.write_text(f"format: 1\nprinters: {{ward: {{uri: '{uri}'}}}}\n")
    settings.chmod(0o600)
    return tmp_path


def read_options(root: Path, *typed: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_print_arguments(parser)
    for name in ("--json", "--quiet"):
        parser.add_argument(name, action="store_true")
    parser.set_defaults(root=root)
    return parser.parse_args(typed)


def command(
    root: Path, ledger: Ledger, *typed: str, earlier: Earlier | None = None, **changes: Any
) -> ExitCode:
    """Give `print` for a packet of four pages; `earlier` is what the record knows of it."""
    return run_print(
        read_options(root, *typed),
        open_subject=lambda options: make_subject(**changes),
        open_recorder=lambda options: ledger,
        find_earlier=lambda sha256: earlier or Earlier(),
    )


def test_a_packet_is_printed_and_told(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = Ledger()
    assert command(root, ledger, "sets/start", "--ref", "E-17") is ExitCode.OK
    shown = capsys.readouterr()
    assert shown.out.startswith("ward: 4 pages on 2 sheets, both sides, letter, job 'Handouts ")
    assert shown.out.endswith("ward: done: printed\n")
    assert fake.documents == [make_pdf()]
    assert [line.reference for line in ledger.lines] == ["E-17", "E-17"]


def test_a_dry_run_tells_the_plan_and_sends_nothing(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = Ledger()
    assert command(root, ledger, "x/y", "--dry-run", "--copies", "3") is ExitCode.OK
    assert capsys.readouterr().out == ("ward: 12 pages on 6 sheets, 3 copies, both sides, letter\n")
    assert fake.operations == [Operation.GET_PRINTER_ATTRIBUTES]
    assert ledger.lines == []


def test_json_is_one_document(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, Ledger(), "x/y", "--json", "--pages", "3-") is ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    name = document.pop("job")
    assert name.startswith("Handouts ")
    assert document == {
        "format": 1,
        "exit_code": 0,
        "printer": "ward",
        "plan": {
            "pages": 2,
            "sheets": 1,
            "copies": 1,
            "sides": "long-edge",
            "paper": "na_letter_8.5x11in",
            "first_page": 3,
            "last_page": 4,
            "finishings": [],
            "held": False,
            "notes": [],
        },
        "result": "done",
        "detail": "printed",
        "line": 2,
        "reprint_of": None,
    }


def test_a_job_that_failed_leaves_with_the_code_of_deliveries(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.answers[Operation.GET_JOB_ATTRIBUTES] = lambda message: succeed(job(8, done=2))
    ledger = Ledger()
    assert command(root, ledger, "x/y") is ExitCode.DELIVERY
    assert capsys.readouterr().err == (
        "ward: failed: the printer gave it up; look at its display; pages 1 to 2 seem to be "
        "printed: look at them, then print the rest with --pages 3- --again 1\n"
    )
    assert ledger.lines[-1].result is Result.FAILED


def test_a_held_job_is_no_failure(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.answers[Operation.GET_JOB_ATTRIBUTES] = lambda message: succeed(job(4))
    assert command(root, Ledger(), "x/y", "--hold") is ExitCode.OK
    assert "queued: the job is held; release it at the printer" in capsys.readouterr().out


def test_what_the_printer_cannot_do_is_refused(root: Path, fake: FakePrinter) -> None:
    fake.group = printer(words("sides-supported", "one-sided"))
    ledger = Ledger()
    with pytest.raises(CannotPrintError, match="prints one side only"):
        command(root, ledger, "x/y", "--sides", "both")
    assert [line.result for line in ledger.lines] == [Result.REFUSED]


def test_ctrl_c_leaves_with_its_own_code(
    root: Path, fake: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    fake.answers[Operation.GET_JOB_ATTRIBUTES] = lambda message: succeed(job(5))
    monkeypatch.setattr("handoutpress.cli.print_command.time.sleep", interrupt)
    ledger = Ledger()
    assert command(root, ledger, "x/y") is ExitCode.INTERRUPTED
    assert fake.operations[-1] is Operation.CANCEL_JOB
    assert ledger.lines[-1].result is Result.CANCELLED


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ((), "name handouts, topics, a set, a packet's file or a PDF"),
        (("x/y", "--pages", ""), "--pages takes 17-"),
        (("x/y", "--printer", "wrd"), "no printer 'wrd' in delivery.yaml; did you mean 'ward'"),
    ],
)
def test_a_wrong_command_line_asks_no_printer(
    root: Path, fake: FakePrinter, typed: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        command(root, Ledger(), *typed)
    assert fake.asked == []


def test_no_line_shows_the_patient(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = Ledger()
    command(root, ledger, "packet.yaml")
    command(root, ledger, "packet.yaml", "--json")
    shown = capsys.readouterr()
    asked = repr(fake.asked)
    assert PATIENT not in shown.out + shown.err + asked + repr(ledger.lines)


def list_printers(root: Path, is_json: bool = False) -> ExitCode:
    parser = argparse.ArgumentParser()
    add_printers_arguments(parser)
    return run_printers(argparse.Namespace(root=root, json=is_json, quiet=False))


def test_printers_are_listed_with_what_they_can_do(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.group = printer(words("printer-state-reasons", "toner-low-report"))
    assert list_printers(root) is ExitCode.OK
    assert capsys.readouterr().out == (
        "ward: ready; the printer has little toner left; have a cartridge ready. It can do: both "
        "sides, holds jobs, paper: letter, A4\n"
    )


def test_printers_are_listed_for_programs(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.group = printer(numbers("finishings-supported", 4, 20, 22))
    assert list_printers(root, is_json=True) is ExitCode.OK
    (entry,) = json.loads(capsys.readouterr().out)["printers"]
    assert (entry["name"], entry["state"], entry["duplex"], entry["fault"]) == (
        "ward",
        "idle",
        True,
        None,
    )
    assert entry["finishings"] == ["staples"]


def test_a_printer_that_is_off_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "delivery.yaml"
    settings.write_text("format: 1\nprinters: {ward: {uri: 'ipp://127.0.0.1:9/ipp/print'}}\n")
    settings.chmod(0o600)
    assert list_printers(tmp_path) is ExitCode.DELIVERY
    assert capsys.readouterr().err.startswith("ward: the printer does not answer")


def test_without_a_printer_staff_are_told_whom_to_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_printers(tmp_path) is ExitCode.OK
    assert capsys.readouterr().err == (
        "no printer is set; ask IT to name one in delivery.yaml: printers\n"
    )


def test_pages_that_are_no_reprint_of_anything_are_told(
    root: Path, fake: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = Earlier(note="no print of this PDF for E-17 is in the record")
    typed = ("x.pdf", "--pages", "3-", "--ref", "E-17")
    assert command(root, Ledger(), *typed, "--quiet", earlier=earlier) is ExitCode.OK
    assert capsys.readouterr().err == f"note: {earlier.note}\n"
    command(root, Ledger(), *typed, "--json", earlier=earlier)
    assert json.loads(capsys.readouterr().out)["plan"]["notes"] == [earlier.note]

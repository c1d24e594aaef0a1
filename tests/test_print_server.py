"""Printing through a CUPS server: queues, held jobs, dead printers; and what stays behind."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from handoutpress.deliver.printing.addresses import Access, read_address
from handoutpress.deliver.printing.choosing import PageSpan
from handoutpress.deliver.printing.faults import AuthNeededError, JobGoneError, PrinterRefusesError
from handoutpress.deliver.printing.ipp_client import IppClient
from handoutpress.deliver.printing.run import print_subject
from handoutpress.deliver.printing.status_words import JobState
from handoutpress.deliver.values import Result
from tests.patients import iter_titles
from tests.print_orders import FOLDER, PATIENT, Ledger, make_order, make_pdf, read_pages
from tests.printers import (
    LONG_S,
    NEEDS_PRINTERS,
    WANTS_USER,
    Hall,
    RealPrinter,
    RealServer,
    hall,
    start_server,
    wait_until,
    ward,
)

__all__ = ["hall", "ward"]

pytestmark = NEEDS_PRINTERS
SECRETS = (PATIENT, PATIENT.split()[0], PATIENT.split()[1], FOLDER)


@pytest.fixture
def server(hall: Hall, ward: RealPrinter) -> Iterator[RealServer]:
    with start_server(hall, ward=ward.uri) as started:
        yield started


@pytest.fixture
def queue(server: RealServer) -> IppClient:
    return IppClient(Access(read_address(f"{server.uri}/printers/ward")))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def read_state(client: IppClient, job_id: int | None) -> int | None:
    assert job_id is not None
    return client.get_job(job_id).number("job-state")


def command(server: RealServer, hall: Hall, name: str, *arguments: str) -> None:
    address = f"127.0.0.1:{server.port}"
    run = (name, "-h", address, *arguments)
    subprocess.run(run, check=True, env=hall.env, timeout=LONG_S)


def test_a_packet_goes_duplex_through_a_queue(
    queue: IppClient, ward: RealPrinter, ledger: Ledger
) -> None:
    order = make_order()
    printed = print_subject(queue, order, ledger.open_desk())
    assert printed.ending.result is Result.DONE
    assert ward.wait_for_job()["IPP_SIDES"] == "two-sided-long-edge"
    # A server writes its own PDF: the same pages; the last first, for this printer's upper tray.
    assert sorted(read_pages(ward.spool[0])) == read_pages(order.subject.pdf)


def test_some_pages_go_through_a_queue_alone(
    queue: IppClient, ward: RealPrinter, ledger: Ledger
) -> None:
    order = make_order(make_pdf(20), pages=PageSpan(17))
    printed = print_subject(queue, order, ledger.open_desk())
    assert (printed.plan.page_count, printed.ending.result) == (4, Result.DONE)
    assert sorted(read_pages(ward.spool[0])) == read_pages(order.subject.pdf)[16:]


def test_a_job_is_held_and_released(queue: IppClient, ward: RealPrinter, ledger: Ledger) -> None:
    printed = print_subject(queue, make_order(is_held=True), ledger.open_desk())
    assert printed.ending.detail == "the job is held; release it at the printer"
    assert [line.result for line in ledger.lines] == [Result.QUEUED, Result.QUEUED]
    assert read_state(queue, printed.job_id) == JobState.HELD
    assert ward.spool == []
    assert printed.job_id is not None
    queue.release_job(printed.job_id)
    wait_until(lambda: read_state(queue, printed.job_id) == JobState.COMPLETED, "the job")
    assert len(ward.spool) == 1


def test_a_queue_that_takes_no_jobs_refuses(
    queue: IppClient, server: RealServer, hall: Hall, ledger: Ledger
) -> None:
    command(server, hall, "cupsreject", "ward")
    with pytest.raises(PrinterRefusesError, match="the printer takes no jobs now"):
        print_subject(queue, make_order(), ledger.open_desk())
    assert [line.result for line in ledger.lines] == [Result.REFUSED]


def test_a_queue_that_is_paused_says_so_and_the_job_is_taken_back(
    queue: IppClient, server: RealServer, hall: Hall, ledger: Ledger
) -> None:
    command(server, hall, "cupsdisable", "ward")
    printed = print_subject(queue, make_order(), ledger.open_desk(limit_s=0.5))
    assert ledger.told == ["the printer waits: the printer was paused; let it go on, or ask IT"]
    assert printed.ending.result is Result.FAILED
    assert "(the printer was paused), and was taken back" in printed.ending.detail
    assert read_state(queue, printed.job_id) == JobState.CANCELLED


def test_a_queue_whose_printer_is_gone_says_so(
    queue: IppClient, ward: RealPrinter, ledger: Ledger
) -> None:
    ward.server.terminate()
    ward.server.wait()

    def stop_when_it_is_told(line: str) -> None:
        ledger.told.append(line)
        if "unavailable" in line:
            raise KeyboardInterrupt

    printed = print_subject(queue, make_order(), ledger.open_desk(stop_when_it_is_told))
    assert printed.ending.detail == "it was cancelled here"  # and no page seems to be printed
    assert ledger.told[-1] == (
        "printing; the print server says: The printer may not exist or is unavailable at this time."
    )


def test_a_jam_behind_a_queue_is_said_in_plain_words(
    queue: IppClient, ward: RealPrinter, ledger: Ledger
) -> None:
    ward.stop_at_next()
    ward.say("STATE: +media-jam-error")
    ward.say_then("STATE: -media-jam-error")

    def tell(line: str) -> None:
        ledger.told.append(line)
        if "jammed" in line:
            ward.go_on()

    printed = print_subject(queue, make_order(), ledger.open_desk(tell))
    assert "the printer waits: paper is jammed in the printer; clear it" in ledger.told
    assert printed.ending.result is Result.DONE


WANTS_WHO = "the printer wants a user and a password; ask IT to set them"


def test_a_server_that_wants_a_user_is_told_in_plain_words(
    hall: Hall, ward: RealPrinter, ledger: Ledger
) -> None:
    with start_server(hall, limits=WANTS_USER, ward=ward.uri) as server:
        queue = IppClient(Access(read_address(f"{server.uri}/printers/ward")))
        with pytest.raises(AuthNeededError) as caught:
            print_subject(queue, make_order(), ledger.open_desk())
    assert str(caught.value) == f"{WANTS_WHO} in delivery.yaml"
    assert [line.result for line in ledger.lines] == [Result.FAILED]
    assert ward.spool == []


def test_a_queue_whose_printer_wants_a_user_is_told_and_the_job_is_taken_back(
    hall: Hall, ward: RealPrinter, ledger: Ledger
) -> None:
    with (
        start_server(hall, limits=WANTS_USER, ward=ward.uri) as strict,
        start_server(hall, ward=f"{strict.uri}/printers/ward") as server,
    ):
        queue = IppClient(Access(read_address(f"{server.uri}/printers/ward")))
        printed = print_subject(queue, make_order(), ledger.open_desk())
        state = read_state(queue, printed.job_id)
    assert printed.ending.detail == f"{WANTS_WHO} on the print server"
    assert (printed.ending.result, state) == (Result.FAILED, JobState.CANCELLED)
    assert ward.spool == []


def test_a_queue_that_is_not_there_is_told_with_the_key_to_look_at(server: RealServer) -> None:
    queue = IppClient(Access(read_address(f"{server.uri}/printers/wrad")))
    with pytest.raises(JobGoneError, match="leads to no printer or queue; ask IT to look at its u"):
        queue.get_printer()


def find_secrets(shown: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in shown.casefold()]


def read_all(folder: Path, is_wanted: Callable[[Path], bool]) -> str:
    shown = []
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # servers remove their own meanwhile
            if path.is_file() and is_wanted(path):
                shown.append(f"{path}\n{path.read_bytes().decode('latin-1')}")
    return "\n".join(shown)


def wait_for_empty_spool(server: RealServer) -> None:
    wait_until(lambda: not list((server.here / "spool").glob("d*")), "the server's cleaning up")


def test_nothing_but_the_paper_knows_the_patient(
    queue: IppClient, server: RealServer, ward: RealPrinter, hall: Hall, ledger: Ledger
) -> None:
    ward.stop_at_next()
    titles: list[str] = []

    def look(line: str) -> None:
        ledger.told.append(line)
        ward.wait_for_job()
        titles.extend(iter_titles())
        ward.go_on()

    order = make_order()
    assert PATIENT.encode() in order.subject.pdf
    printed = print_subject(queue, order, ledger.open_desk(look))
    assert printed.ending.result is Result.DONE
    assert "handouts_7kq-4mx" in ward.spool[0].name
    wait_for_empty_spool(server)
    # What the printer was told to keep for this test is the paper; all else is searched.
    everything = read_all(hall.folder, lambda path: path not in ward.spool)
    assert "Handouts 7KQ-4MX" in everything  # it is searched where job names stand
    shown = "\n".join((*titles, everything, *map(repr, ledger.lines), *ledger.told, repr(order)))
    assert find_secrets(shown) == []
    assert any("ippeveprinter" in title for title in titles)


def test_the_server_keeps_no_document(queue: IppClient, server: RealServer, ledger: Ledger) -> None:
    print_subject(queue, make_order(), ledger.open_desk())
    wait_for_empty_spool(server)
    assert find_secrets(read_all(server.here, lambda path: True)) == []

"""Printing from plan to end on real printers, each ending told to the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
import trustme

from handoutpress.deliver.printing.abilities import Finishing, Sides
from handoutpress.deliver.printing.addresses import Access, read_address
from handoutpress.deliver.printing.choosing import PageSpan, Plan
from handoutpress.deliver.printing.faults import (
    CannotPrintError,
    HandOverError,
    PrinterRefusesError,
    PrintError,
    UnreachableError,
)
from handoutpress.deliver.printing.ipp_client import IppClient, Operation
from handoutpress.deliver.printing.ipp_message import Group, GroupTag, Message
from handoutpress.deliver.printing.run import plan_print, print_subject
from handoutpress.deliver.printing.status_words import JobState
from handoutpress.deliver.record.given import Query, find_given
from handoutpress.deliver.values import Channel, Delivery, Result
from tests.fake_printer import CUT, FakePrinter, fail, job, printer, start_fake, words
from tests.print_orders import Ledger, make_order, make_pdf, make_subject
from tests.printers import (
    FINISHER,
    NEEDS_PRINTERS,
    Hall,
    RealPrinter,
    hall,
    start_printer,
    wait_until,
    ward,
)
from tests.records import opened

__all__ = ["hall", "ward"]


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with start_fake() as started:
        yield started


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def ask(printer: RealPrinter) -> IppClient:
    return IppClient(Access(read_address(printer.uri)))


def results(ledger: Ledger) -> list[Result]:
    return [line.result for line in ledger.lines]


def when(words: str, act: Callable[[], None], ledger: Ledger) -> Callable[[str], None]:
    """Return a listener that does something when staff are told these words."""

    def tell(line: str) -> None:
        ledger.told.append(line)
        if words in line:
            act()

    return tell


def interrupt() -> None:
    raise KeyboardInterrupt


# --- real printers --------------------------------------------------------------------------------


@NEEDS_PRINTERS
def test_a_packet_arrives_duplex_byte_for_byte(ward: RealPrinter, ledger: Ledger) -> None:
    order = make_order()
    printed = print_subject(ask(ward), order, ledger.open_desk())
    assert printed.ending.result is Result.DONE
    assert [path.read_bytes() for path in ward.spool] == [order.subject.pdf]
    asked = ward.wait_for_job()
    assert asked["IPP_SIDES"] == "two-sided-long-edge"
    assert asked["IPP_MEDIA"] == "na_letter_8.5x11in"


@NEEDS_PRINTERS
def test_a_packet_of_20_mb_arrives_byte_for_byte(ward: RealPrinter, ledger: Ledger) -> None:
    pdf = make_pdf(4, ballast=20_000_000)
    assert len(pdf) > 20_000_000
    print_subject(ask(ward), make_order(pdf), ledger.open_desk())
    assert [path.read_bytes() for path in ward.spool] == [pdf]


@NEEDS_PRINTERS
def test_the_record_is_told_before_and_how_it_ended(ward: RealPrinter, ledger: Ledger) -> None:
    order = make_order()
    printed = print_subject(ask(ward), order, ledger.open_desk())
    before, after = ledger.lines
    assert before == Delivery(
        channel=Channel.PRINT,
        result=Result.QUEUED,
        sha256=sha256(order.subject.pdf).hexdigest(),
        page_count=4,
        parts=order.subject.parts,
        detail="sent to the printer 'ward'",
        reference="E-17",
    )
    assert after == replace(before, result=Result.DONE, detail="printed", of_line=1)
    assert printed.line == 2


@NEEDS_PRINTERS
def test_pages_and_sheets_are_told_before_anything_is_sent(
    ward: RealPrinter, ledger: Ledger
) -> None:
    plan = plan_print(ask(ward), make_order(copies=2))
    assert (plan.page_count, plan.sheet_count, plan.sides) == (8, 4, Sides.LONG_EDGE)
    assert (ward.spool, ledger.lines) == ([], [])


@NEEDS_PRINTERS
def test_a_printer_without_duplex_prints_one_side_and_says_so(hall: Hall, ledger: Ledger) -> None:
    with start_printer(hall, "simplex", has_duplex=False) as simplex:
        printed = print_subject(ask(simplex), make_order(), ledger.open_desk())
        assert simplex.wait_for_job()["IPP_SIDES"] == "one-sided"
    assert (printed.plan.sheet_count, printed.ending.result) == (4, Result.DONE)
    assert printed.plan.notes == ("this printer prints one side only",)


@NEEDS_PRINTERS
def test_a_printer_without_duplex_refuses_both_sides(hall: Hall, ledger: Ledger) -> None:
    with start_printer(hall, "simplex", has_duplex=False) as simplex:
        with pytest.raises(CannotPrintError, match=r"prints one side only.*It can do: one side"):
            print_subject(ask(simplex), make_order(sides="both"), ledger.open_desk())
        assert simplex.spool == []
    assert results(ledger) == [Result.REFUSED]
    assert "It can do" in ledger.lines[0].detail


@NEEDS_PRINTERS
def test_a_printer_that_takes_no_pdf_is_refused(hall: Hall, ledger: Ledger) -> None:
    with (
        start_printer(hall, "photo", formats="image/jpeg") as photo,
        pytest.raises(CannotPrintError, match="takes no PDF"),
    ):
        print_subject(ask(photo), make_order(), ledger.open_desk())
    assert results(ledger) == [Result.REFUSED]


@NEEDS_PRINTERS
@pytest.mark.parametrize(
    ("keyword", "words"),
    [
        ("media-empty-report", "the printer waits: the printer has no paper; put paper in"),
        ("media-jam-error", "the printer waits: paper is jammed in the printer; clear it"),
        ("cover-open-error", "the printer waits: a cover of the printer is open; close it"),
    ],
)
def test_a_printer_that_stops_says_why_and_goes_on(
    ward: RealPrinter, ledger: Ledger, keyword: str, words: str
) -> None:
    ward.stop_at_next()
    ward.say(f"STATE: +{keyword}")
    ward.say_then(f"STATE: -{keyword}")
    desk = ledger.open_desk(when(words, ward.go_on, ledger))
    printed = print_subject(ask(ward), make_order(), desk)
    assert words in ledger.told
    assert printed.ending.detail == "printed"


@NEEDS_PRINTERS
def test_after_a_jam_the_rest_is_printed_as_a_reprint(ward: RealPrinter, ledger: Ledger) -> None:
    ward.stop_at_next()
    ward.say("STATE: +media-jam-error", "ATTR: job-impressions-completed=16")
    ward.say_then("STATE: -media-jam-error")
    desk = ledger.open_desk(when("jammed", lambda: ward.go_on(1), ledger))
    pdf = make_pdf(20)
    first = print_subject(ask(ward), make_order(pdf), desk)
    assert first.ending.result is Result.FAILED
    assert first.ending.detail.startswith("paper is jammed in the printer; clear it")
    assert first.ending.detail.endswith(
        "pages 1 to 16 seem to be printed: look at them, then print the rest with --pages 17- "
        "--again 1"
    )
    ward.say()
    ward.say_then()
    ward.go_on()
    again = replace(make_order(pdf, pages=PageSpan(17)), of_line=2)
    print_subject(ask(ward), again, ledger.open_desk())
    assert ward.wait_for_job()["IPP_PAGE_RANGES"] == "17-20"
    assert [(line.is_reprint, line.of_line, line.page_count) for line in ledger.lines] == [
        (False, None, 20),
        (False, 1, 20),
        (True, 2, 4),
        (False, 3, 4),
    ]


@NEEDS_PRINTERS
def test_ctrl_c_cancels_the_job_at_the_printer(ward: RealPrinter, ledger: Ledger) -> None:
    ward.stop_at_next()
    client = ask(ward)
    printed = print_subject(
        client, make_order(), ledger.open_desk(when("printing", interrupt, ledger))
    )
    assert printed.ending.was_interrupted
    assert results(ledger) == [Result.QUEUED, Result.CANCELLED]
    ward.go_on()
    assert printed.job_id is not None
    wait_until(
        lambda: client.get_job(printed.job_id or 0).number("job-state") == JobState.CANCELLED
    )


@NEEDS_PRINTERS
def test_a_job_that_somebody_else_cancels_is_cancelled(ward: RealPrinter, ledger: Ledger) -> None:
    ward.stop_at_next()

    def cancel() -> None:
        ask(ward).cancel_job(1)
        ward.go_on()

    printed = print_subject(
        ask(ward), make_order(), ledger.open_desk(when("printing", cancel, ledger))
    )
    assert printed.ending.result is Result.CANCELLED
    assert not printed.ending.was_interrupted


@NEEDS_PRINTERS
def test_a_printer_that_is_gone_is_told(ward: RealPrinter, ledger: Ledger) -> None:
    ward.server.terminate()
    ward.server.wait()
    with pytest.raises(UnreachableError, match="the printer does not answer"):
        print_subject(ask(ward), make_order(), ledger.open_desk())
    assert results(ledger) == [Result.FAILED]


@NEEDS_PRINTERS
def test_a_printer_that_goes_in_the_midst_leaves_it_unknown(
    ward: RealPrinter, ledger: Ledger
) -> None:
    ward.stop_at_next()
    desk = ledger.open_desk(when("printing", ward.server.kill, ledger), silence_s=0.5)
    printed = print_subject(ask(ward), make_order(), desk)
    ward.go_on()  # so that its command ends, too
    assert printed.ending.detail == (
        "the printer does not answer any more; look what lies in the printer before you print it "
        "again"
    )
    assert results(ledger) == [Result.QUEUED, Result.UNKNOWN]


@NEEDS_PRINTERS
def test_a_job_that_nobody_helps_is_taken_back(ward: RealPrinter, ledger: Ledger) -> None:
    ward.stop_at_next()
    ward.say("STATE: +media-empty-error")
    client = ask(ward)
    printed = print_subject(client, make_order(), ledger.open_desk(limit_s=1.0))
    ward.go_on()
    assert results(ledger) == [Result.QUEUED, Result.FAILED]
    assert "(the printer has no paper), and was taken back" in printed.ending.detail
    wait_until(
        lambda: client.get_job(printed.job_id or 0).number("job-state") == JobState.CANCELLED
    )


@NEEDS_PRINTERS
def test_a_finisher_folds_a_booklet_in_actual_size(hall: Hall, ledger: Ledger) -> None:
    attributes = hall.folder / "finisher.conf"
    attributes.write_text(FINISHER)
    lying = make_pdf(4, (792.0, 612.0), flip="ShortEdge")
    with start_printer(hall, "finisher", attributes=attributes) as finisher:
        order = make_order(lying, is_booklet=True)
        printed = print_subject(ask(finisher), order, ledger.open_desk())
        asked = finisher.wait_for_job()
    assert printed.plan.finishings == (Finishing.BOOKLET_MAKER,)
    assert printed.ending.result is Result.DONE
    assert (asked["IPP_SIDES"], asked["IPP_FINISHINGS"]) == (
        "two-sided-short-edge",
        "booklet-maker",
    )
    assert asked["IPP_PRINT_SCALING"] == "none"


@NEEDS_PRINTERS
def test_a_finisher_staples_arabic_at_the_right(hall: Hall, ledger: Ledger) -> None:
    attributes = hall.folder / "finisher.conf"
    attributes.write_text(FINISHER)
    with start_printer(hall, "finisher", attributes=attributes) as finisher:
        arabic = replace(make_order(is_stapled=True), subject=make_subject(language="ar"))
        print_subject(ask(finisher), arabic, ledger.open_desk())
        assert finisher.wait_for_job()["IPP_FINISHINGS"] == "staple-top-right"


@NEEDS_PRINTERS
def test_a_packet_goes_encrypted_to_a_printer_that_proves_itself(
    hall: Hall, ledger: Ledger, tmp_path: Path
) -> None:
    authority = trustme.CA()
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    certificate = authority.issue_cert("localhost")
    with start_printer(hall, "safe", certificate=certificate) as safe:
        address = read_address(safe.uri.replace("ipp:", "ipps:"))
        order = make_order()
        client = IppClient(Access(address, ca=path))
        assert print_subject(client, order, ledger.open_desk()).ending.result is Result.DONE
        assert [path.read_bytes() for path in safe.spool] == [order.subject.pdf]


# --- what real printers do not do when they are asked to ------------------------------------------


def test_a_line_stands_in_the_record_before_the_document_goes_over(
    fake: FakePrinter, ledger: Ledger
) -> None:
    seen: list[list[Result]] = []

    def answer(message: Message) -> int:
        seen.append(results(ledger))
        return CUT

    fake.answers[Operation.PRINT_JOB] = answer
    with pytest.raises(HandOverError):
        print_subject(fake.client, make_order(), ledger.open_desk())
    assert seen == [[Result.QUEUED]]
    assert results(ledger) == [Result.QUEUED, Result.UNKNOWN]
    assert ledger.lines[1].of_line == 1


@pytest.mark.parametrize(
    ("answer", "result"),
    [(401, Result.FAILED), (fail(0x0506), Result.REFUSED), (fail(0x0507), Result.REFUSED)],
)
def test_a_printer_that_refuses_gets_no_document(
    fake: FakePrinter, ledger: Ledger, answer: int | Message, result: Result
) -> None:
    fake.answers[Operation.VALIDATE_JOB] = lambda message: answer
    with pytest.raises(PrintError):
        print_subject(fake.client, make_order(), ledger.open_desk())
    assert (fake.documents, results(ledger)) == ([], [result])


def test_a_printer_that_would_leave_a_wish_away_gets_no_document(
    fake: FakePrinter, ledger: Ledger
) -> None:
    fake.answers[Operation.VALIDATE_JOB] = lambda message: fail(0x0001, "sides")
    with pytest.raises(CannotPrintError) as caught:
        print_subject(fake.client, make_order(), ledger.open_desk())
    assert str(caught.value) == (
        "the printer would leave away what was asked for (sides); choose another printer, or ask "
        "for less"
    )
    assert (fake.documents, results(ledger)) == ([], [Result.REFUSED])


def test_a_printer_that_refuses_after_all_is_told_as_refused(
    fake: FakePrinter, ledger: Ledger
) -> None:
    fake.answers[Operation.PRINT_JOB] = lambda message: fail(0x0408)
    with pytest.raises(PrinterRefusesError, match="the document is too large"):
        print_subject(fake.client, make_order(), ledger.open_desk())
    assert results(ledger) == [Result.QUEUED, Result.REFUSED]


def test_ctrl_c_while_it_goes_over_leaves_it_unknown(
    fake: FakePrinter, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fake.client
    monkeypatch.setattr(client, "print_job", lambda ticket, pdf: interrupt())
    with pytest.raises(KeyboardInterrupt):
        print_subject(client, make_order(), ledger.open_desk())
    assert results(ledger) == [Result.QUEUED, Result.UNKNOWN]


def test_a_second_ctrl_c_leaves_it_unknown(
    fake: FakePrinter, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.answers[Operation.GET_JOB_ATTRIBUTES] = lambda message: Message(0, 1, (job(5),))
    client = fake.client
    monkeypatch.setattr(client, "cancel_job", lambda job_id: interrupt())
    desk = ledger.open_desk(when("printing", interrupt, ledger))
    with pytest.raises(KeyboardInterrupt):
        print_subject(client, make_order(), desk)
    assert results(ledger) == [Result.QUEUED, Result.UNKNOWN]


def test_a_whole_packet_given_again_is_a_reprint(fake: FakePrinter, ledger: Ledger) -> None:
    again = replace(make_order(), is_reprint=True, of_line=40)
    print_subject(fake.client, again, ledger.open_desk())
    assert [(line.is_reprint, line.of_line) for line in ledger.lines] == [(True, 40), (False, 1)]


def test_the_title_of_a_patient_s_packet_stays_out_of_the_record(
    fake: FakePrinter, ledger: Ledger
) -> None:
    print_subject(fake.client, make_order(), ledger.open_desk())
    assert [line.title for line in ledger.lines] == ["", ""]


def test_a_job_that_goes_offline_in_the_midst_is_followed(
    fake: FakePrinter, ledger: Ledger
) -> None:
    states = iter([job(5), CUT, CUT, job(9, done=4)])

    def answer(message: Message) -> int | Message:
        state = next(states)
        return Message(0, 1, (state,)) if isinstance(state, Group) else state

    fake.answers[Operation.GET_JOB_ATTRIBUTES] = answer
    printed = print_subject(fake.client, make_order(), ledger.open_desk())
    assert printed.ending.result is Result.DONE
    assert ledger.told[0] == "printing"
    assert "no answer that can be understood" in ledger.told[1]


@dataclass(frozen=True, slots=True)
class FarPrinter:
    """A printer on the network, as far as its address tells."""

    access: Access

    def get_printer(self) -> Group:
        return printer()


@pytest.mark.parametrize(
    ("uri", "is_personal", "is_noted"),
    [
        ("ipp://p.example.org/ipp/print", True, True),
        ("ipp://p.example.org/ipp/print", False, False),
        ("ipps://p.example.org/ipp/print", True, False),
        ("ipp://localhost/ipp/print", True, False),
    ],
)
def test_a_patient_s_packet_that_goes_unencrypted_is_told(
    uri: str, is_personal: bool, is_noted: bool
) -> None:
    far = FarPrinter(Access(read_address(uri)))
    order = replace(make_order(), subject=make_subject(is_personal=is_personal))
    plan: Plan = plan_print(far, order)  # type: ignore[arg-type]
    note = "the packet goes to the printer without encryption; ask IT for ipps://"
    assert (note in plan.notes) is is_noted


@pytest.mark.parametrize(
    ("state", "ended"), [(9, [Result.DONE]), (8, []), (7, [])], ids=["done", "failed", "cancelled"]
)
def test_pages_again_are_told_once_and_as_they_ended(
    fake: FakePrinter, ledger: Ledger, tmp_path: Path, state: int, ended: list[Result]
) -> None:
    fake.answers[Operation.GET_JOB_ATTRIBUTES] = lambda message: Message(0, 1, (job(state),))
    with opened(tmp_path) as record:
        desk = replace(ledger.open_desk(), recorder=record)
        print_subject(fake.client, make_order(pages=PageSpan(3)), desk)

        found = find_given(record, Query("systemic-therapies/chemotherapy"))
    assert [each.ended for each in found] == ended


@pytest.mark.parametrize("operation", [Operation.VALIDATE_JOB, Operation.PRINT_JOB])
def test_what_a_printer_calls_unsupported_is_recorded_in_our_words(
    fake: FakePrinter, ledger: Ledger, operation: Operation
) -> None:
    named = Group(GroupTag.UNSUPPORTED, (words("jane-doe.pdf", "x"), words("sides", "x")))
    fake.answers[operation] = lambda message: Message(0x040B, 1, (named,))
    with pytest.raises(PrintError):
        print_subject(fake.client, make_order(), ledger.open_desk())
    assert ledger.lines[-1].detail.endswith("(something else, sides)")

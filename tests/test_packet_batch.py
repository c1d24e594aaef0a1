"""Many packets at once: a CSV or a folder; a bad row fails alone, and no line names anybody."""

from __future__ import annotations

import gc
import os
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handoutpress.errors import ContentError, UsageError
from handoutpress.packet.batch import read_batch
from handoutpress.packet.orders import Order
from handoutpress.rows import Broken
from tests.packets import (
    CLINICIAN,
    NAME,
    NOTE_WORD,
    SECRETS,
    list_packets,
    make_pdf,
    open_clinic,
    run_packet,
    write_packet,
)
from tests.pdf_facts import page_texts

HEAD = "name,visit,clinician,language,needs,set,handouts,note\n"
ROW = f"{NAME},2026-11-27,{CLINICIAN},es,large-print,start,,\n"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_clinic(tmp_path_factory.mktemp("clinic"))


def read(folder: Path, typed: str | bytes) -> list[Order | Broken]:
    path = folder / "visits.csv"
    path.write_bytes(typed if isinstance(typed, bytes) else typed.encode())
    return list(read_batch(path))


def read_orders(folder: Path, typed: str | bytes) -> list[Order]:
    found = read(folder, typed)
    assert [each for each in found if isinstance(each, Broken)] == []
    return [each for each in found if isinstance(each, Order)]


# --- reading a CSV ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        HEAD + ROW,
        "\ufeff" + HEAD + ROW,
        (HEAD + ROW).replace("\n", "\r\n"),
        (HEAD + ROW).replace("\n", "\r"),
        (HEAD + ROW).replace(",", ";"),
        (HEAD + ROW).rstrip("\n"),
        HEAD + ROW.replace(NAME, f'"{NAME}"').replace("start", " start "),
        HEAD.replace("name,", ' name ,"').replace(',"visit', ",visit") + ROW,
        HEAD + "\n,,,,,,,\n  , ,\n" + ROW + "\n\n",
        HEAD + ROW.rstrip("\n") + ",,\n",
    ],
)
def test_every_way_to_save_a_list_means_the_same(tmp_path: Path, typed: str) -> None:
    (order,) = read_orders(tmp_path, typed)

    assert (order.visit.name, order.visit.clinician) == (NAME, CLINICIAN)
    assert str(order.visit.day) == "2026-11-27"
    assert (order.language, order.needs, order.set_name) == ("es", ("large-print",), "start")
    assert order.note is None


def test_quoted_cells_hold_commas_quotes_and_lines(tmp_path: Path) -> None:
    typed = 'name,handouts,note\n"Example, Ana","care/fever skin/rash","Say ""no"".\n\n- Rest"\n'
    (order,) = read_orders(tmp_path, typed)

    assert order.visit.name == "Example, Ana"
    assert order.handout_ids == ("care/fever", "skin/rash")
    assert order.note is not None
    assert order.note.source == 'Say "no".\n\n- Rest'


def test_further_columns_are_options(tmp_path: Path) -> None:
    typed = "set,title,edition,max_sheets,numbering,duplex,talk_page\n"
    (order,) = read_orders(tmp_path, typed + "start,A title,large-print,7,each,false,true\n")

    assert (order.edition, order.max_sheets, order.is_numbered_through) == ("large-print", 7, False)
    assert (order.is_duplex, order.has_talk_page) == (False, True)


def test_rows_have_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    typed = 'note,handouts\n\n"One\ntwo\nthree",care/fever\n,care/fever\n'

    assert [order.name for order in read_orders(tmp_path, typed)] == ["row 3", "row 4"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{NAME},27.11.2026,,,,start,,\n", "'visit' is wrong; write a day as in 2026-01-31"),
        (f"{NAME},,,{NAME},,start,,\n", "'language' is wrong; write a language tag such as en, es"),
        (f"{NAME},,,,,{NAME},,\n", "'set' is wrong; write a name of small letters a to z, digits"),
        (f",,,,,,{NAME},\n", "'handouts' is wrong; write an id such as topic/name"),
        (f"{NAME},,,,,start,,a,b\n", "it has more cells than the first line; put texts with comm"),
        (f"{{{{ {NAME} }}}},,,,,start,,\n", "'name': write plain text and lists, without {{ }}"),
        (",,,,,start,,[x](handout:care/fever)\n", "'note': write plain text and lists, "),
        (f'"{NAME}\nBea",,,,,start,,\n', "'name' has more than one line; is a quote missing?"),
    ],
)
def test_a_wrong_row_is_told_by_its_column_alone(tmp_path: Path, row: str, told: str) -> None:
    first, broken, last = read(tmp_path, HEAD + ROW + row + ROW)

    assert isinstance(first, Order)
    assert isinstance(last, Order)
    assert isinstance(broken, Broken)
    assert (broken.name, broken.reason.startswith(told)) == ("row 3", True), broken.reason
    assert not [word for word in SECRETS if word in broken.reason]


@pytest.mark.parametrize(
    "row",
    [f'"{NAME},,,,,start,,\n', f'"{NAME}" x,,,,,start,,\n', f'{NAME},,,,,start,,"a "b" c"\n'],
)
def test_a_quote_that_is_wrong_takes_no_other_row_into_a_packet(tmp_path: Path, row: str) -> None:
    first, *rest = read(tmp_path, HEAD + ROW + row + ROW.replace(NAME, '"Bea"'))

    assert isinstance(first, Order)
    assert [each.name for each in rest if isinstance(each, Broken)] == ["row 3 and all below it"]
    assert len(rest) == 1


def test_a_cell_that_is_far_too_long_is_told(tmp_path: Path) -> None:
    (broken,) = read(tmp_path, HEAD + "x" * 200_000 + ",,,,,start,,\n")

    assert isinstance(broken, Broken)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (ROW + ROW, "a column has a name that is not known; "),
        ("name,sett\nx,y\n", "a column has a name that is not known; did you mean 'set'?"),
        ("name,visit\nx,\n", "no column names the handouts; let the first line name the columns"),
        ("name,name,set\na,b,start\n", "the column 'name' stands there twice; keep one"),
        (f"set,name\nstart,{NAME}é".encode("latin-1"), "this is not UTF-8; save it as 'CSV UTF-8'"),
        ("", "no column names the handouts; "),
    ],
)
def test_a_wrong_head_is_told_without_a_word_of_it(
    tmp_path: Path, typed: str | bytes, told: str
) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, typed)

    assert f"visits.csv:1:1: {told}" in str(caught.value)
    assert not [word for word in SECRETS if word in str(caught.value)]


def test_a_list_without_rows_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'visits.csv' has no rows; write one"):
        read(tmp_path, HEAD + "\n,,\n")


def test_a_folder_without_packets_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no packet in '.*'; put files"):
        list(read_batch(tmp_path))


# --- making packets -----------------------------------------------------------------------------

VISITS = f"""\
name,visit,clinician,language,needs,handouts,set,note
{NAME},2026-11-27,{CLINICIAN},es,large-print,care/fever,,{NOTE_WORD}
Beatrice,2026-02-30,,,,care/fever,,
Cornelia,,,,,skin/rash,,
Dorothea,,,es,,care/chills,,
Eleonora,,,,,care/gone,,
Florence,,,,,,start,
"""


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "visits.csv"
    path.write_text(VISITS)
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_row_fails_alone(clinic: Path, visits: Path, jobs: int) -> None:
    before = set(list_packets(clinic))
    told = run_packet(clinic, "--batch", visits, jobs=jobs)
    texts = [page_texts(path.read_bytes()) for path in set(list_packets(clinic)) - before]
    out = told.out.splitlines()

    assert told.code == 1
    assert sorted(line.split(": ")[0] for line in out[:-1]) == ["row 2", "row 4", "row 7"]
    assert out[-1] == "3 packets made, 3 not made"
    assert told.err.splitlines() == [
        "row 3: not made: 'visit' is wrong; write a day as in 2026-01-31",
        "row 5: not made: 'care/chills' is not there in the language 'es'; with --fallback a page "
        "in both languages says so, and the handout follows in the clinic's own",
        "row 6: not made: there is no handout or topic; did you mean 'care'?",
    ]
    assert not [word for word in (*SECRETS, "Cornelia", "Florence") if word in told.both]
    check_apart(texts)


def check_apart(packets: list[list[str]]) -> None:
    """Check that each packet is for one patient, and has what its row asks for."""
    wanted = {NAME: "Fiebre", "Cornelia": "Rash", "Florence": "Chills"}
    for name, title in wanted.items():
        (texts,) = [texts for texts in packets if name in " ".join(texts)]
        assert title in " ".join(texts)
        others = set(wanted) - {name}
        assert not [other for other in others if other in " ".join(texts)]
    assert len(packets) == len(wanted)


def test_json_tells_every_row_by_its_number(clinic: Path, visits: Path) -> None:
    told = run_packet(clinic, "--batch", visits, "--json")
    document = told.document

    assert document["exit_code"] == told.code == 1
    assert sorted(packet["order"] for packet in document["packets"]) == ["row 2", "row 4", "row 7"]
    assert [each["order"] for each in document["refused"]] == ["row 3", "row 5", "row 6"]
    assert not [word for word in SECRETS if word in told.both]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("x,gone\n", "row 2: not made: there is no set; use one of: inicio, start\n"),
        (
            "x,gone\nx,gone\n",
            "row 2: not made: there is no set; use one of: inicio, start\nrow 3: ",
        ),
        ("x,Gone\n", "row 2: not made: 'set' is wrong; "),
    ],
)
def test_a_batch_of_which_nothing_can_be_made_tells_each_row(
    clinic: Path, tmp_path: Path, rows: str, told: str
) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("name,set\n" + rows)
    run = run_packet(clinic, "--batch", path)

    assert (run.code, run.err.startswith(told)) == (1, True), run.err
    assert run.out == f"0 packets made, {len(rows.splitlines())} not made\n"


def test_a_folder_makes_a_packet_of_each_file(clinic: Path, tmp_path: Path) -> None:
    write_packet(tmp_path, f"handouts: [care/fever]\npatient: {{name: {NAME}}}\n", "a.yaml")
    write_packet(tmp_path, "handouts: [skin/rash]\n", "b.yml")
    write_packet(tmp_path, f"handouts: [{NAME}]\n", "c.yaml")
    write_packet(tmp_path, "not read", ".d.yaml")
    write_packet(tmp_path, "handouts: [skin/rash]\nappend: [gone.pdf]\n", "e.yaml")
    told = run_packet(clinic, "--batch", tmp_path, "--quiet")

    assert (told.code, told.out) == (1, "")
    assert told.err.splitlines() == [
        "c.yaml: not made: c.yaml:1:12: item 1 of 'handouts' is '…'; write an id "
        "such as topic/name, a topic, or a set such as sets/name",
        "e.yaml: not made: a PDF to append cannot be read (No such file or directory)",
    ]


def test_a_bug_in_one_packet_stops_no_other_and_tells_no_name(
    clinic: Path, visits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handoutpress.worker import binding

    combine = binding.combine

    def break_off(*arguments: object, **named: object) -> object:
        if str(named["language"]) == "es":
            raise ValueError(f"no such thing as {NAME}")
        return combine(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(binding, "combine", break_off)
    told = run_packet(clinic, "--batch", visits)

    assert "row 2: not made: a bug of Handout Press, please report it: ValueError" in told.err
    assert "2 packets made, 4 not made" in told.out
    assert not [word for word in SECRETS if word in told.both]


def test_a_library_that_changed_meanwhile_is_read_again_and_nothing_told_twice(
    clinic: Path, visits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handoutpress.build import driver

    runs: list[int] = []
    one_pass = driver.OnePass.run

    def change(run: driver.OnePass, changed: Any) -> Any:
        runs.append(1)
        result = one_pass(run, changed)
        if len(runs) == 1:
            raise driver.UnsteadyError
        return result

    monkeypatch.setattr(driver.OnePass, "run", change)
    told = run_packet(clinic, "--batch", visits)

    assert len(runs) == 2
    assert [line.split(":")[0] for line in told.err.splitlines()] == ["row 3", "row 5", "row 6"]
    assert "3 packets made, 3 not made" in told.out


def test_too_many_sheets_are_asked_about_nowhere_in_a_batch(clinic: Path, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("name,handouts,max_sheets\nx,care/fever,1\ny,care/fever,2\n")
    told = run_packet(clinic, "--batch", path)

    assert told.err == (
        "row 2: not made: it takes 2 sheets, more than the 1 of max_sheets; "
        "--yes makes it all the same\n"
    )
    assert run_packet(clinic, "--batch", path, "--yes").code == 0


APPENDED_BYTES = 3_000_000
PACKETS = 10


def test_memory_does_not_grow_with_the_number_of_packets(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pikepdf.open(BytesIO(make_pdf())) as document:
        page = document.pages[0].obj
        page.Resources.Extra = document.make_stream(os.urandom(APPENDED_BYTES))
        document.save(tmp_path / "form.pdf")
    for number in range(PACKETS):
        options = "options: {cover: false, contents: false}\n"
        typed = f"handouts: [care/fever]\nappend: [form.pdf]\n{options}"
        write_packet(tmp_path, typed, f"{number:02}.yaml")
    kept: list[int] = []

    def note(folder: Path, target: Path, pdf: bytes) -> None:
        assert len(pdf) > APPENDED_BYTES
        gc.collect()  # as workers do after each job
        kept.append(tracemalloc.get_traced_memory()[0])

    monkeypatch.setattr("handoutpress.packet.run.place_packet", note)
    tracemalloc.start()
    try:
        assert run_packet(clinic, "--batch", tmp_path).code == 0
    finally:
        tracemalloc.stop()

    assert len(kept) == PACKETS
    # Three are made in advance, one is being made, one is written.
    assert kept[-1] < 7 * APPENDED_BYTES

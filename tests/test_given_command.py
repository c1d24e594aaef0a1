"""`given`: who got what, whether the record is whole, and what was given, once more."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import socket
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handoutpress.cli.given_command import add_given_arguments
from handoutpress.deliver.record.archive import PDF
from handoutpress.deliver.values import Channel, Result
from tests.packets import (
    CHECKOUT,
    NAME,
    NOTE,
    PATIENT,
    SECRETS,
    list_packets,
    make_pdf,
    open_clinic,
    run_packet,
    write_packet,
)
from tests.records import DELIVERY, Clock, make_delivery, make_part, opened, tamper
from tests.records import run_given_command as given
from tests.test_packet_privacy import find_words, search

TYPED = f"handouts: [care/fever]\nappend: [visit.pdf]\n{PATIENT}{NOTE}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder whose record knows two visits and a refusal."""
    with opened(tmp_path / "state") as record:
        record.note(make_delivery(reference="V-1", parts=(make_part(version=2),)))
        record.note(make_delivery(reference="V-2", channel=Channel.PRINT))
        record.note(make_delivery(reference="V-3", result=Result.REFUSED, detail="no consent"))
    return tmp_path


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic that made a packet for a patient, whose name is planted in it."""
    root = open_clinic(tmp_path / "clinic")
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "visit.pdf").write_bytes(make_pdf(text=f"For {NAME}"))
    assert run_packet(root, write_packet(desk, TYPED), "--ref", "V-9").code == 0
    return root


# --- who got what -------------------------------------------------------------------------------


def test_it_tells_who_got_a_handout_by_reference(root: Path) -> None:
    code, out, err = given(root, "--handout", "care/fever")

    assert (code, err) == (0, "")
    assert out == (
        "LINE  DAY         REFERENCE  HOW    ENDED  HANDOUT     VERSION  LANGUAGE\n"
        "1     2026-03-01  V-1        mail   done   care/fever  2        en\n"
        "2     2026-03-01  V-2        print  done   care/fever  3        en\n"
    )


@pytest.mark.parametrize(
    ("arguments", "references"),
    [
        (("--handout", "care/fever", "--version", "2"), ["V-1"]),
        (("--ref", "V-2"), ["V-2"]),
        (("--since", "2026-03-02"), []),
        (("--handout", "care/fever", "--lang", "es"), []),
        ((), ["V-1", "V-2", "V-3"]),
    ],
)
def test_json_tells_all_lines_of_it(
    root: Path, arguments: tuple[str, ...], references: list[str]
) -> None:
    code, out, _ = given(root, "--json", *arguments)

    assert code == 0
    assert [line["reference"] for line in json.loads(out)["lines"]] == references


def test_nothing_is_told_as_such(root: Path) -> None:
    assert given(root, "--ref", "V-9") == (0, "", "the record has nothing of it\n")


# --- exports ------------------------------------------------------------------------------------


def test_csv_and_json_lines_tell_refusals_too(root: Path) -> None:
    _, table, _ = given(root, "--csv")
    _, lines, _ = given(root, "--jsonl")

    assert [row["result"] for row in csv.DictReader(io.StringIO(table))] == [
        *("done", "done", "refused"),
    ]
    assert [json.loads(line)["reference"] for line in lines.splitlines()] == ["V-1", "V-2", "V-3"]


def test_fhir_tells_where_the_same_bytes_are_served(clinic: Path) -> None:
    path = clinic / "handouts/clinic.yaml"
    path.write_text(f"{path.read_text()}public_url: https://example.org/h\n")
    _, out, _ = given(clinic, "--fhir", "--encounter-system", "urn:example")
    resources = [entry["resource"] for entry in json.loads(out)["entry"]]
    (document,) = [each for each in resources if each["resourceType"] == "DocumentReference"]
    attachment = document["content"][0]["attachment"]

    assert attachment["url"] == "https://example.org/h/en/care/fever.pdf"
    assert attachment["size"] == (clinic / "out/en/care/fever.pdf").stat().st_size
    assert document["context"]["encounter"][0]["identifier"]["value"] == "V-9"


def test_fhir_names_no_address_where_other_bytes_are_served(clinic: Path) -> None:
    path = clinic / "handouts/clinic.yaml"
    path.write_text(f"{path.read_text()}public_url: https://example.org/h\n")
    (clinic / "out/en/care/fever.pdf").write_bytes(b"%PDF-1.7 a new version")
    _, out, _ = given(clinic, "--fhir")

    assert "https://example.org/h" not in out


def test_a_log_host_is_told_once_more(root: Path) -> None:
    code, _, err = given(root, "--syslog")
    assert (code, err) == (
        2,
        "delivery.yaml names no log host; write it as 'record: {syslog: …}'",
    )

    settings = root / "delivery.yaml"
    settings.write_text(f"record: {{syslog: {root / 'nowhere'}}}\n")
    settings.chmod(0o600)
    code, out, err = given(root, "--syslog")
    assert (code, out) == (5, "")
    assert err == (
        "told 0 of 3; the log host was not told of line 1 (No such file or directory): "
        "tell the rest with --since 2026-03-01\n"
    )
    code, out, _ = given(root, "--syslog", "--json")
    assert json.loads(out) == {"format": 1, "exit_code": 5, "lines": 3, "told": 0}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(root / "nowhere"))
        assert given(root, "--syslog") == (0, "3 of 3 lines were told\n", "")


@pytest.mark.parametrize("form", ["--csv", "--jsonl", "--fhir", "--json", "--handout=care/fever"])
def test_nothing_that_is_printed_names_the_patient(clinic: Path, form: str) -> None:
    code, out, err = given(clinic, form)

    assert code == 0
    assert "care/fever" in out
    assert find_words(f"{out}{err}".encode()) == set()


# --- whether it is whole ------------------------------------------------------------------------


def test_a_whole_record_is_told_with_its_head(root: Path) -> None:
    code, out, err = given(root, "--verify")
    with opened(root / "state") as record:
        head = record.head()

    assert (code, err) == (0, "")
    assert out == (
        "the record is whole: 3 lines; so is the archive\n"
        f"keep this elsewhere, for --verify --head: 3:{head.hash}\n"
    )
    assert given(root, "--verify", "--head", f"3:{head.hash}")[0] == 0


def test_a_broken_line_is_named(root: Path) -> None:
    tamper(root / "state", "UPDATE lines SET fields = replace(fields, 'V-2', 'V-8')")
    code, out, err = given(root, "--verify")

    assert (code, out) == (1, "")
    assert err.startswith("line 2 of the record: it was changed\n")


def test_a_damaged_archive_is_named(root: Path) -> None:
    with opened(root / "state") as record:
        place = record.archive.place_of(record.archive.put(b"%PDF-", PDF))
    place.chmod(0o644)
    place.write_bytes(b"spoilt")
    code, _, err = given(root, "--verify")

    assert code == 1
    assert err == f"'{place}' is damaged; restore it from a backup\n"


# --- once more ----------------------------------------------------------------------------------


def test_a_reprint_lies_among_the_packets_for_this_user_alone(clinic: Path) -> None:
    (packet,) = list_packets(clinic)
    code, out, err = given(clinic, "--reprint", 1)
    (made,) = set(list_packets(clinic)) - {packet}

    assert code == 0
    assert out.startswith(
        f"{made}: 3 pages, SHA-256 {hashlib.sha256(made.read_bytes()).hexdigest()}"
    )
    assert "without what the record never keeps: the name" in err
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert find_words(made.name.encode()) == set()


def test_with_the_packets_file_a_reprint_is_proven(clinic: Path, tmp_path: Path) -> None:
    (packet,) = list_packets(clinic)
    target = tmp_path / "made.pdf"
    code, out, _ = given(
        clinic, "--reprint", 1, "--packet", tmp_path / "desk/packet.yaml", "-o", target, "--json"
    )

    assert (code, json.loads(out)["proven"]) == (0, True)
    assert target.read_bytes() == packet.read_bytes()


def test_what_is_disproved_fails(clinic: Path, tmp_path: Path) -> None:
    path = tmp_path / "desk/packet.yaml"
    path.write_text(TYPED.replace("Bring", "Leave"))
    code, _, err = given(clinic, "--reprint", 1, "--packet", path)

    assert code == 1
    assert "note: its bytes are not those that were given: what was typed differs" in err


def test_a_name_can_be_typed_for_a_reprint(clinic: Path) -> None:
    assert run_packet(clinic, "skin/rash", "--for", "-", typed=f"{NAME}\n").code == 0
    code, _, err = given(clinic, "--reprint", 2, "--for", "-", typed=f"{NAME}\n")

    assert code == 0
    assert err.endswith("note: its bytes are those that were given: the SHA-256 is the same\n")


def test_a_reprint_is_recorded_and_counts_as_given_to_nobody(clinic: Path) -> None:
    given(clinic, "--reprint", 1)
    _, told, _ = given(clinic, "--ref", "V-9")
    _, lines, _ = given(clinic, "--ref", "V-9", "--jsonl")

    assert told.count("care/fever") == 1
    assert [json.loads(line)["channel"] for line in lines.splitlines()] == ["packet", "record"]


def test_a_reprint_goes_nowhere_where_everybody_may_read_it(clinic: Path) -> None:
    code, out, err = given(clinic, "--reprint", 1, "-o", clinic / "out/made.pdf")

    assert (code, out) == (2, "")
    assert "is for everybody, and may be served" in err


def test_a_folder_without_a_record_is_told_and_gets_none(tmp_path: Path) -> None:
    code, _, err = given(tmp_path, "--verify")

    assert code == 1
    assert err == (
        f"there is no record in '{tmp_path / 'state'}': nothing was given yet, or --state names "
        "another folder"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [".json", ".pdf", ".bin"])
def test_a_line_whose_parts_are_gone_is_named(clinic: Path, kind: str) -> None:
    for path in (clinic / "state/archive").glob(f"*/*{kind}"):
        path.unlink()
    code, out, err = given(clinic, "--verify")

    assert (code, out) == (1, "")
    assert err == (
        "line 1: the archive lacks what it takes to make it again; restore the archive from a "
        "backup\n"
    )
    assert json.loads(given(clinic, "--verify", "--json")[1])["lacking"] == [1]


# --- retention ----------------------------------------------------------------------------------


def test_what_is_kept_long_enough_goes_with_all_that_only_it_needed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened(state, clock=Clock(datetime(2016, 1, 1, tzinfo=UTC))) as record:
        gone, kept = (record.archive.put(each) for each in (b"%PDF-gone", b"%PDF-kept"))
        record.note(make_delivery(sha256=gone))
        record.note(make_delivery(sha256=kept))
        places = [record.archive.place_of(each) for each in (gone, kept)]
    with opened(state, clock=Clock(datetime.now(UTC))) as record:
        record.note(make_delivery(sha256=kept))
    for place in places:
        os.utime(place, (0, 0))
    code, out, _ = given(tmp_path, "--purge")

    assert (code, out) == (
        0,
        "older than 2192 days: 2 lines emptied, 1 files removed from the archive\n",
    )
    assert [place.exists() for place in places] == [False, True]
    with opened(state) as record:
        assert record.verify() is None
        assert [line.number for line in record.iter_lines()] == [3, 4]


def test_what_was_published_stays_as_long_as_lines_do(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with opened(tmp_path / "state", clock=Clock(now)) as record:
        record.note(DELIVERY)
        old, new = (record.archive.put(each) for each in (b"%PDF-old", b"%PDF-new"))
        for sha256, days in ((old, 2193), (new, 2191)):
            then = (now - timedelta(days=days)).timestamp()
            os.utime(record.archive.place_of(sha256), (then, then))
    assert given(tmp_path, "--purge")[0] == 0

    with opened(tmp_path / "state") as record:
        assert (record.archive.holds(old), record.archive.holds(new)) == (False, True)


def test_a_recipe_keeps_what_it_names(clinic: Path) -> None:
    for path in (clinic / "state/archive").glob("*/*"):
        os.utime(path, (0, 0))
    code, out, _ = given(clinic, "--purge")

    assert (code, out.partition(",")[0]) == (0, "older than 2192 days: 0 lines emptied")
    assert given(clinic, "--verify")[0] == 0
    assert given(clinic, "--reprint", 1)[0] == 0


# --- the document -------------------------------------------------------------------------------


def test_the_document_names_every_option() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add_given_arguments(parser)
    options = {each.option_strings[0] for each in parser._actions}
    document = (CHECKOUT / "docs/record.md").read_text()
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", document))

    assert options - told == set()
    assert told - options <= {"--json", "-wal", "-shm"}


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--version", "2"), "--version is that of a handout; name it with --handout"),
        (("--head", f"3:{'a' * 64}"), "--head goes with --verify; see --help"),
        (("--packet", "x.yaml"), "--packet goes with --reprint; see --help"),
        (("--for", "-"), "--for goes with --reprint; see --help"),
        (("--reprint", "1", "--for", "Ann"), "a name on the command line shows in lists of"),
        (("--lang", "en", "--lang", "es"), "one --lang at a time"),
    ],
)
def test_a_wrong_command_line_is_told(root: Path, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = given(root, *arguments)

    assert (code, out) == (2, "")
    assert err.startswith(message)


@pytest.mark.parametrize("typed", ["Jane", "Jane Doe 2", "-1", "x1" * 99, "ü1", "1\n"])
def test_what_may_be_a_name_is_no_reference(clinic: Path, typed: str) -> None:
    told = run_packet(clinic, "care/fever", f"--ref={typed}")

    assert told.code == 2
    assert "it is no reference; write the visit's number" in told.err
    assert typed not in told.err


def test_state_and_exports_hold_nothing_of_the_patient(clinic: Path) -> None:
    given(clinic, "--reprint", 1)
    with opened(clinic / "state"):
        assert search(clinic / "state") == {}
    assert SECRETS


def test_nobody_is_named_on_the_way(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    path = tmp_path / "desk/packet.yaml"
    code, out, err = given(clinic, "--reprint", 1, "--packet", path)

    assert code == 0
    assert find_words(f"{out}{err}".encode()) == set()
    assert search(temporary) == {}


# --- for programs -------------------------------------------------------------------------------


def test_a_whole_record_is_told_as_json(clinic: Path) -> None:
    code, out, err = given(clinic, "--verify", "--json")
    told = json.loads(out)

    assert (code, err, told["exit_code"]) == (0, "", 0)
    assert (told["broken_line"], told["damaged"], told["lacking"]) == (None, [], [])
    assert told["head"]["line"] == 1


def test_a_broken_record_is_told_as_json(clinic: Path) -> None:
    tamper(clinic / "state", "UPDATE lines SET fields = '{}' WHERE number = 1")
    code, out, err = given(clinic, "--verify", "--json")
    told = json.loads(out)

    assert (code, err, told["exit_code"]) == (1, "", 1)
    assert (told["broken_line"], told["head"]) == ({"line": 1, "reason": "it was changed"}, None)


def test_a_purge_is_told_as_json(clinic: Path) -> None:
    code, out, _ = given(clinic, "--purge", "--json")

    assert code == 0
    assert json.loads(out) == {
        "format": 1,
        "retention_days": 2192,
        "lines_emptied": 0,
        "files_removed": 0,
    }

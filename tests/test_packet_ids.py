"""A packet by ids: which handouts are in it, in which order, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.approving import seal_entries
from tests.packets import list_packets, make_packet, open_clinic, outline_titles, run_packet
from tests.pdf_facts import find_faults, page_texts
from tests.rebuilding import replace_in, write_files


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_clinic(tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (["skin/rash", "care/fever"], ["Rash", "Fever"]),
        (["care"], ["Fever", "Chills"]),
        (["skin", "care/chills", "care"], ["Rash", "Chills", "Fever"]),
        (["sets/start"], ["Fever", "Chills"]),
        (["skin", "sets/start", "care/fever"], ["Rash", "Fever", "Chills"]),
        (["care/shivers", "care/fever", "care/chills"], ["Chills", "Fever"]),
    ],
)
def test_each_handout_is_in_it_once_and_in_order(
    clinic: Path, arguments: list[str], titles: list[str]
) -> None:
    packet = make_packet(clinic, *arguments)

    assert outline_titles(packet)[1:] == titles
    assert find_faults(packet) == []


def test_the_set_gives_the_packet_its_title(clinic: Path) -> None:
    assert outline_titles(make_packet(clinic, "sets/start"))[0] == "Start"
    assert outline_titles(make_packet(clinic, "care"))[0] == "Patient handouts"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["care/fevr"], "there is no handout or topic 'care/fevr'; did you mean 'care/fever'?"),
        (["sets/strat"], "there is no set 'strat'; did you mean 'start'?"),
        (["care", "--lang", "xx"], "the language 'xx' is not in clinic.yaml; use one of: en, es"),
        (["care", "--edition", "large"], "the edition 'large' is not in clinic.yaml; "),
        (["care", "--lang", "en", "--lang", "es"], "a packet has one; --lang may stand there once"),
        ([], "name handouts, topics, a set or a packet's file; or --batch"),
        (["care", "--batch", "x.csv"], "name handouts, topics, a set or a packet's file; or "),
        (["--batch", "x.csv", "-o", "y.pdf"], "--batch names its patients itself, and "),
        (["--batch", "x.csv", "--for", "-"], "--batch names its patients itself, and "),
        (["care", "-o", "/nowhere/x.pdf"], "the folder of the file behind -o is not there; "),
        (["care", "-o", "/tmp"], "-o is followed by a folder; name a file in it"),
        (["gone.yaml"], "'gone.yaml' cannot be read (No such file or directory)"),
    ],
)
def test_a_wrong_command_line_is_told_and_makes_nothing(
    clinic: Path, arguments: list[str], told: str
) -> None:
    before = list_packets(clinic)
    run = run_packet(clinic, *arguments)

    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"error: {told}")
    assert list_packets(clinic) == before


def test_what_is_not_made_or_out_of_date_is_made_first(root: Path) -> None:
    (root / "out/en/skin/rash.pdf").unlink()
    replace_in(root, "handouts/care/fever.yaml", "low", "very low")
    packet = make_packet(root, "skin/rash", "care/fever")

    assert "Your blood counts are very low." in page_texts(packet)[4]
    assert (root / "out/en/skin/rash.pdf").exists()


def test_it_is_made_where_nothing_was_ever_built(tmp_path: Path) -> None:
    clinic = "name: Clinic\nphones: {nurse: {label: Nurse, number: 555-0100}}\n"
    rash = "title: Rash\nsummary: Sum.\nsections: [{heading: Why, text: Dry.}]\n"
    files: dict[str, str | None] = {"skin/topic.yaml": "title: Skin\n", "skin/rash.yaml": rash}
    write_files(tmp_path, {"clinic.yaml": clinic, **files})

    assert outline_titles(make_packet(tmp_path, "skin"))[1:] == ["Rash"]


def test_a_handout_that_is_wrong_is_refused_with_its_problem(root: Path) -> None:
    write_files(root, {"skin/rash.yaml": "title: Rash\n"})
    told = run_packet(root, "care/fever", "skin/rash")

    assert told.code == 3
    assert "not made: 'skin/rash' could not be made; 'build skin/rash' says why" in told.err
    assert "handouts/skin/rash.yaml:1:1: the key 'summary' is missing; add it" in told.err
    assert list_packets(root) == []


def test_a_wrong_handout_that_is_not_in_it_hinders_nothing(root: Path) -> None:
    write_files(root, {"skin/rash.yaml": "title: Rash\n"})
    told = run_packet(root, "care/fever")

    assert (told.code, told.err) == (0, "")


def test_a_topic_leaves_out_what_was_withdrawn_in_its_language(root: Path) -> None:
    gone = "- {version: 1, words: " + "0" * 64 + ", state: withdrawn, on: 2026-01-31}\n"
    write_files(root, {"approvals/care/fever.yaml": seal_entries(gone)})

    assert outline_titles(make_packet(root, "care"))[1:] == ["Chills"]
    assert outline_titles(make_packet(root, "care/fever", "--lang", "es"))[1:] == ["Fiebre"]


def test_it_says_where_it_is_and_how_many_pages_and_sheets_it_has(clinic: Path) -> None:
    before = list_packets(clinic)
    told = run_packet(clinic, "care", "skin")
    (made,) = set(list_packets(clinic)) - set(before)
    code = made.stem[-6:].upper()

    assert told.out == f"{made}: 7 pages on 4 sheets, packet {code[:3]}-{code[3:]}\n"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-z]{6}\.pdf", made.name)


def test_json_is_one_document(clinic: Path) -> None:
    told = run_packet(clinic, "care", "skin", "--json")
    (packet,) = told.document["packets"]

    assert (told.document["exit_code"], told.document["refused"]) == (0, [])
    assert Path(packet["path"]).exists()
    assert (packet["order"], packet["pages"], packet["sheets"]) == ("packet", 7, 4)


def test_json_of_a_refused_packet_says_why(root: Path) -> None:
    write_files(root, {"skin/rash.yaml": "title: Rash\n"})
    told = run_packet(root, "skin", "--json")

    assert (told.code, told.document["exit_code"], told.document["packets"]) == (3, 3, [])
    assert told.document["refused"][0]["reason"].startswith("'skin/rash' could not be made; ")

"""The file of a packet: what each key does, and what is told of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.errors import HandoutError
from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.packet.orders import Order
from handoutpress.packet.reading import read_packet_file
from handoutpress.sources import SourceFile
from handoutpress.text import plain_text
from handoutpress.validate.packets import read_packet
from tests.packets import (
    CLINICIAN,
    NAME,
    NOTE,
    NOTE_WORD,
    PATIENT,
    SECRETS,
    list_packets,
    open_clinic,
    outline_titles,
    run_packet,
    write_packet,
)

WHOLE = f"""\
title: Starting chemotherapy
{PATIENT}  language: es
  needs: [large-print]
set: start
handouts: [skin/rash, care/fever]
{NOTE}append: [form.pdf, {{file: other.pdf, title: A form}}]
options:
  cover: false
  contents: false
  duplex: false
  numbering: each
  edition: standard
  max_sheets: 7
  talk_page: true
  name_on_every_page: true
"""


def read(folder: Path, typed: str) -> Order:
    return read_packet_file(write_packet(folder, typed))


def tell(typed: str) -> list[str]:
    """Return what is told of a packet's file."""
    node, faults = parse_yaml(typed.encode(), "p.yaml")
    return list(map(str, read_packet(SourceFile("p.yaml", "", node), faults).problems))


def test_every_key_has_its_place(tmp_path: Path) -> None:
    order = read(tmp_path, WHOLE)

    assert order.title is not None
    assert plain_text(order.title, str) == "Starting chemotherapy"
    assert (order.visit.name, order.visit.clinician) == (NAME, CLINICIAN)
    assert str(order.visit.day) == "2026-11-27"
    assert order.visit.is_named_in_feet
    assert (order.language, order.needs, order.edition) == ("es", ("large-print",), "standard")
    assert (order.set_name, order.handout_ids) == ("start", ("skin/rash", "care/fever"))
    assert order.note is not None
    assert NOTE_WORD in order.note.source
    assert [each.path.name for each in order.enclosed] == ["form.pdf", "other.pdf"]
    assert [each.title for each in order.enclosed] == ["", "A form"]
    assert (order.has_cover, order.has_contents, order.is_duplex) == (False, False, False)
    assert (order.is_numbered_through, order.max_sheets, order.has_talk_page) == (False, 7, True)


def test_what_is_left_out_is_as_usual(tmp_path: Path) -> None:
    order = read(tmp_path, "set: start\n")

    assert (order.has_cover, order.has_contents, order.is_duplex) == (True, True, True)
    assert (order.is_numbered_through, order.max_sheets, order.has_talk_page) == (True, 40, False)
    assert (order.visit.name, order.visit.is_named_in_feet, order.language) == ("", False, "")


def test_no_value_shows_whom_it_is_for(tmp_path: Path) -> None:
    shown = repr(read(tmp_path, WHOLE))

    assert not [word for word in SECRETS if word in shown]


GOOD = "handouts: [care/fever]\n"
QUOTED_NAME = f"O'{NAME} O'Hara"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (PATIENT, "p.yaml:1:1: the packet has no handouts; add 'handouts:' or 'set:'"),
        (GOOD + f"nmae: {NAME}\n", "p.yaml:2:1: unknown key '…'; use one of: append, handouts, "),
        (GOOD + f"{NAME}: x\n", "p.yaml:2:1: unknown key '…'; "),
        (GOOD + "titel: x\n", "p.yaml:2:1: unknown key '…'; did you mean 'title'?"),
        (
            GOOD + f"patient: {NAME}\n",
            "p.yaml:2:10: 'patient' is a text where a map is wanted; write its keys on the lines",
        ),
        (
            GOOD + f"patient: {{name: [{NAME}]}}\n",
            "p.yaml:2:17: 'name' is a list where a text is wanted; ",
        ),
        (
            GOOD + f"patient: {{visit: {NAME}}}\n",
            "p.yaml:2:18: '…' is no day of the calendar; write it as 2026-01-31",
        ),
        (
            GOOD + "patient: {visit: 2026-02-30}\n",
            "p.yaml:2:18: '…' is no day of the calendar; write it as 2026-01-31",
        ),
        (
            GOOD + f"patient: {{language: {NAME}}}\n",
            "p.yaml:2:21: 'language' is '…'; write a language tag such as en, es or zh-Hans",
        ),
        (
            GOOD + f'patient: {{language: "{QUOTED_NAME}"}}\n',
            "p.yaml:2:21: 'language' is '…'; write a language tag such as en, es or zh-Hans",
        ),
        (GOOD + f"options: {{duplex: {NAME}}}\n", "p.yaml:2:19: 'duplex' is '…'; write true or "),
        (
            GOOD + f"options: {{numbering: {NAME}}}\n",
            "p.yaml:2:22: 'numbering' is '…'; use one of: continuous, each",
        ),
        (
            GOOD + "options: {max_sheets: 0}\n",
            "p.yaml:2:23: 'max_sheets' is '…'; write a whole number from 1 to 999",
        ),
        (f"handouts: [{NAME}]\n", "p.yaml:1:12: item 1 of 'handouts' is '…'; write an id such as"),
        (
            GOOD + f'note: "{{{{ {NAME.split()[0]} }}}}"\n',
            "p.yaml:2:8: the placeholder '…' cannot stand in this text; write out what it stands",
        ),
        (
            GOOD + f"note: '[x]({NAME.split()[0]})'\n",
            "p.yaml:2:12: '…' is not a link target; ",
        ),
        (
            GOOD + "note: '[x](handout:care/fever)'\n",
            "p.yaml:2:8: a packet's own text cannot lead to a handout; add it to 'handouts'",
        ),
        (GOOD + f"patient: {{name: '{NAME}}}\n", "p.yaml:2:17: the quote ' that opens here is ne"),
        (GOOD + f"patient:\n  name: {NAME}\n   clinician: x\n", "p.yaml:4:4: "),
        (GOOD + f"{NAME}:x\n", "p.yaml:2:"),
        (GOOD + "title: x\ntitle: y\n", "p.yaml:3:1: the key 'title' stands in line 2 already; "),
        (GOOD + f"{NAME}: x\n{NAME}: y\n", "p.yaml:3:1: the key '…' stands in line 2 already; "),
        (GOOD + f"note: &{NAME.split()[0]} x\n", "p.yaml:2:7: '…' marks what is to be repeated"),
        (GOOD + f"note: *{NAME.split()[0]}\n", "p.yaml:2:7: '…' stands above it; put"),
        (GOOD + f"note: !{NAME.split()[0]} x\n", "p.yaml:2:7: '…' is a YAML tag, and is not"),
        (f"- {NAME}\n", "p.yaml:1:1: the file begins with a list, not with a key; "),
    ],
)
def test_what_is_wrong_is_told_by_place_and_key_alone(typed: str, told: str) -> None:
    (first, *rest) = tell(typed)

    assert first.startswith(told) or any(each.startswith(told) for each in rest)
    shown = "\n".join([first, *rest])
    assert not [word for word in (*SECRETS, "Hara") if word in shown]


# Pieces of a packet's file, right and wrong, that are put together at random.
PIECES = st.sampled_from(
    [
        *(
            "title: ",
            "patient:\n",
            "  name: ",
            "  visit: ",
            "  language: ",
            "  needs: [",
            "note: ",
        ),
        *("handouts: [", "append:\n", "- file: ", "options: {", "edition: ", "numbering: "),
        *(NAME, *NAME.split(), QUOTED_NAME, f"'{NAME}'", f'"{NAME}"', f"{NAME}'s", f"#{NAME}"),
        *(f"{{{{ {NAME} }}}}", f"[x]({NAME})", f"&{NAME}", f"*{NAME}", f"!{NAME}", f"{NAME}:x"),
        *(f"{NAME}: ", f"\\{NAME}", f"<{NAME}>", f"%{NAME}", f"[x](handout:{NAME})"),
        *("\n", "\n  ", " ", ": ", "- ", "]", "}", "'", '"', "#", ", ", "|\n", "\t", "\u200b", "x"),
    ]
)


@given(st.lists(PIECES, max_size=14))
def test_whatever_is_typed_no_message_holds_the_name(pieces: list[str]) -> None:
    shown = "\n".join(tell("".join(pieces)))

    assert not [word for word in (*NAME.split(), "Hara") if word in shown], shown


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_clinic(tmp_path_factory.mktemp("clinic"))


def test_a_wrong_file_makes_nothing_and_leaves_with_3(clinic: Path) -> None:
    path = write_packet(clinic, WHOLE + f"nmae: {NAME}\n")
    told = run_packet(clinic, path, "--json")

    assert (told.code, told.document["exit_code"]) == (3, 3)
    assert told.err.startswith("packet.yaml:22:1: unknown key '…'; ")
    assert not [word for word in SECRETS if word in told.both]
    assert list_packets(clinic) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("set: zyxwright\n", "1:6: there is no set; use one of: inicio, start\n"),
        ("handouts: [care/fever, zyxwright/x]\n", "1:24: there is no handout or topic; "),
        ("handouts: [sets/zyxwright]\n", "1:12: there is no set; use one of: inicio, start\n"),
        (GOOD + "patient: {language: zyx}\n", "2:21: the language is not in clinic.yaml; use one"),
        (GOOD + "patient: {needs: [zyxwright]}\n", "2:19: the edition is not in clinic.yaml; "),
        (GOOD + "options: {edition: zyxwright}\n", "2:20: the edition is not in clinic.yaml; "),
    ],
)
def test_what_the_library_does_not_have_is_told_without_its_name(
    clinic: Path, typed: str, told: str
) -> None:
    run = run_packet(clinic, write_packet(clinic, typed))

    assert (run.code, run.out) == (3, "")
    assert run.err.startswith(f"packet.yaml:{told}")
    assert "zyx" not in run.err


def test_two_needs_that_are_two_editions_are_refused(clinic: Path) -> None:
    typed = GOOD + "patient: {needs: [large-print, standard]}\n"
    run = run_packet(clinic, write_packet(clinic, typed))

    assert run.code == 2
    assert run.err.startswith(
        "error: no edition is both 'large-print' and 'standard'; leave one in 'needs', or "
    )


def test_the_handouts_of_a_file_may_be_topics_and_sets(clinic: Path) -> None:
    typed = "handouts: [skin, sets/start]\n"
    run = run_packet(clinic, write_packet(clinic, typed), "--single-sided")

    assert run.code == 0
    (packet,) = list_packets(clinic)
    assert outline_titles(packet.read_bytes())[1:] == ["Rash", "Fever", "Chills"]


def test_a_choice_that_is_misspelt_is_told_with_the_right_one(clinic: Path) -> None:
    typed = GOOD + "options: {numbering: continous}\n"
    run = run_packet(clinic, write_packet(clinic, typed))

    assert (run.code, run.err) == (
        3,
        "packet.yaml:2:22: 'numbering' is '…'; did you mean 'continuous'?\n",
    )


def test_a_text_that_yaml_cuts_short_is_told_though_the_packet_is_made(clinic: Path) -> None:
    typed = GOOD + f"note: Bring {NOTE_WORD} #2\n"
    told = run_packet(clinic, write_packet(clinic, typed))

    assert told.code == 0
    assert told.err.startswith("note: packet.yaml:2:")
    assert "is read as a remark, and is not printed" in told.err
    assert NOTE_WORD not in told.both


@pytest.mark.parametrize("place", ["title", "append"])
def test_a_title_with_the_name_is_refused(clinic: Path, place: str) -> None:
    (clinic / "form.pdf").write_bytes(b"%PDF-1.7\n")
    title = f"For {NAME.split()[1].upper()}, {NAME.split()[0]}"
    extra = {
        "title": f"title: '{title}'\n",
        "append": f"append: [{{file: form.pdf, title: '{title}'}}]\n",
    }
    told = run_packet(clinic, write_packet(clinic, GOOD + PATIENT + extra[place]))

    assert told.code == 1
    assert "a title holds the patient's name" in told.err
    assert not [word for word in SECRETS if word.casefold() in told.both.casefold()]


def test_a_short_name_is_no_part_of_another_word(clinic: Path) -> None:
    typed = GOOD + "title: Fevers and chills\npatient: {name: Eve}\n"

    assert run_packet(clinic, write_packet(clinic, typed)).code == 0
    assert run_packet(clinic, "care/fever", "--for", "-", typed="Fever\n").code == 0


def test_the_file_may_lie_in_another_folder_and_end_in_yml(clinic: Path, tmp_path: Path) -> None:
    path = write_packet(tmp_path, GOOD, "packet.YML")

    assert run_packet(clinic, path).code == 0


def test_a_file_that_cannot_be_read_raises_our_own_error(tmp_path: Path) -> None:
    with pytest.raises(HandoutError, match="cannot be read"):
        read_packet_file(tmp_path)

"""The patient's language and needs choose the PDFs; what a language lacks is never replaced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.approving import seal_entries
from tests.packets import (
    list_packets,
    make_packet,
    open_clinic,
    outline_titles,
    part_languages,
    run_packet,
    write_packet,
)
from tests.pdf_facts import elements, find_faults, metadata, page_texts
from tests.rebuilding import write_files

GONE = seal_entries("- {version: 1, words: " + "0" * 64 + ", state: withdrawn, on: 2026-01-31}\n")
SPANISH = "handouts: [care/fever, skin/rash]\npatient: {language: es, needs: [large-print]}\n"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_clinic(tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path)


def test_language_and_needs_choose_the_pdfs(clinic: Path) -> None:
    packet = make_packet(clinic, write_packet(clinic, SPANISH))
    large = (clinic / "out/es/care/fever.large-print.pdf").read_bytes()

    assert outline_titles(packet)[1:] == ["Fiebre", "Sarpullido"]
    assert page_texts(large)[0].split("Página")[0] in page_texts(packet)[2]
    assert metadata(packet).language == "es"
    assert {language for _, language in part_languages(packet)} == {"es"}


def test_the_command_line_wins(clinic: Path) -> None:
    path = write_packet(clinic, SPANISH)
    packet = make_packet(clinic, path, "--lang", "en", "--edition", "standard")
    page = (clinic / "out/en/care/fever.pdf").read_bytes()

    assert outline_titles(packet)[1:] == ["Fever", "Rash"]
    assert page_texts(page)[0].split("Page")[0] in page_texts(packet)[2]


def test_an_edition_wins_over_needs(clinic: Path) -> None:
    path = write_packet(clinic, SPANISH + "options: {edition: standard, cover: false}\n")
    page = (clinic / "out/es/care/fever.pdf").read_bytes()

    assert page_texts(page)[0].split("Página")[0] in page_texts(make_packet(clinic, path))[2]


def test_what_the_language_lacks_is_refused_and_nothing_is_written(clinic: Path) -> None:
    before = list_packets(clinic)
    told = run_packet(clinic, "care", "--lang", "es", "-o", clinic / "none.pdf")

    assert (told.code, told.out) == (1, "")
    assert told.err == (
        "error: 'care/chills' is not there in the language 'es'; with --fallback a page in both "
        "languages says so, and the handout follows in the clinic's own\n"
    )
    assert (list_packets(clinic), (clinic / "none.pdf").exists()) == (before, False)


@pytest.fixture(scope="module")
def mixed(clinic: Path) -> bytes:
    return make_packet(clinic, "care", "--lang", "es", "--fallback")


def test_with_fallback_a_page_in_both_languages_stands_before_it(mixed: bytes) -> None:
    texts = page_texts(mixed)

    assert "Esta hoja no está disponible en su idioma" in texts[4]
    assert "This handout is not available in your language" in texts[4]
    assert texts[4].count("555-0102") == 2
    assert texts[5].startswith("Paquete")  # blank
    assert "What chills mean." in texts[6]
    assert find_faults(mixed) == []


def test_each_part_of_the_tag_tree_has_its_language(mixed: bytes) -> None:
    assert part_languages(mixed)[1:] == [
        ("Fiebre", "es"),
        ("Esta hoja no está disponible en su idioma", "es"),
        ("Chills", "en"),
    ]
    languages = [each.language for each in elements(mixed, "Sect", "Div", "Part") if each.language]
    assert {"es", "en"} <= set(languages)


def test_the_contents_show_the_language_and_the_page_that_says_so(mixed: bytes) -> None:
    cover = page_texts(mixed)[0]
    chills = cover[cover.index("Chills") :]

    assert chills.startswith("Chills English")
    assert re.search(r"^Chills English [^.]*(?: \.)+ 5 ", chills)
    assert "Fiebre English" not in cover


def test_withdrawn_in_one_language_it_is_refused_there_and_given_elsewhere(root: Path) -> None:
    write_files(root, {"approvals/care/fever.es.yaml": GONE})
    told = run_packet(root, "care/fever", "--lang", "es", "--fallback")

    assert told.code == 1
    assert "'care/fever' was withdrawn; it may not be given to anybody" in told.err
    assert outline_titles(make_packet(root, "care/fever"))[1:] == ["Fever"]


def test_a_set_loses_nothing_because_of_another_language(root: Path) -> None:
    write_files(root, {"approvals/care/fever.es.yaml": GONE})

    assert outline_titles(make_packet(root, "sets/start"))[1:] == ["Fever", "Chills"]
    told = run_packet(root, "sets/start", "--lang", "es", "--fallback")
    assert (told.code, list_packets(root)) == (1, [])


def test_withdrawn_in_the_clinics_language_it_is_no_fallback(root: Path) -> None:
    write_files(root, {"approvals/care/chills.yaml": GONE})
    told = run_packet(root, "care/chills", "--lang", "es", "--fallback")

    assert told.code == 1
    assert "'care/chills' was withdrawn; " in told.err


def test_a_set_of_another_language_names_the_handouts_but_not_the_packet(clinic: Path) -> None:
    assert outline_titles(make_packet(clinic, "sets/inicio", "--lang", "es")) == [
        *("Inicio", "Sarpullido", "Fiebre")
    ]
    assert outline_titles(make_packet(clinic, "sets/inicio")) == [
        *("Patient handouts", "Rash", "Fever")
    ]


def test_a_handout_only_in_another_language_is_refused_by_its_id(root: Path) -> None:
    write_files(root, {"skin/agua.es.yaml": "title: Agua\nsummary: Beba.\nsections: []\n"})
    told = run_packet(root, "skin/agua")

    assert told.code == 1
    assert "'skin/agua' is not there in the language 'en'; " in told.err

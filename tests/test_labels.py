import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from handoutpress.compose import CALLOUT_WORDS
from handoutpress.compose.catalogue import EDITION_WORDS, STATE_WORDS
from handoutpress.compose.collection import QUESTIONS
from handoutpress.errors import ExitCode, RenderError
from handoutpress.labels import (
    FOLDER,
    Labels,
    english_name,
    known_languages,
    name_language,
    read_labels,
    text_direction,
)
from tests.makers import ROOT, shipped_theme

LANGUAGES = known_languages()
PROGRAM = (
    "compose/__init__.py",
    "compose/catalogue.py",
    "compose/collection.py",
    "compose/html_text.py",
    "compose/mail.py",
    "compose/marking_pen.py",
    "compose/missing.py",
    "compose/qr_code.py",
    "compose/review.py",
    "compose/stamps.py",
    "compose/templates.py",
)
DAY = date(2027, 5, 1)


def find_in_templates() -> set[str]:
    text = "\n".join(shipped_theme().templates.values())
    return {*re.findall(r'\b_\("([^"]+)"', text), *re.findall(r'\bdial\("([^"]+)"', text)}


def find_in_program() -> set[str]:
    folder = ROOT / "handoutpress"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in PROGRAM)
    return set(re.findall(r'labels\.(?:text|pieces)\(\s*"([^"]+)"', text))


TABLES = (CALLOUT_WORDS, EDITION_WORDS, STATE_WORDS)
USED = {
    *find_in_templates(),
    *find_in_program(),
    *(word for each in TABLES for word in each.values()),
    *QUESTIONS,
}


def find_blanks(label: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", label))


def test_labels_are_found_in_templates_and_program() -> None:
    assert {"Whom to call", "Logo of {name}", "Call {number}"} <= find_in_templates()
    assert {"Page {page} of {pages}", "handout: {title}"} <= find_in_program()


def test_no_other_module_prints_labels() -> None:
    folder = ROOT / "handoutpress"
    mine = {folder / name for name in (*PROGRAM, "labels.py")}
    others = [path for path in folder.rglob("*.py") if path not in mine]

    assert [path.name for path in others if "labels.text(" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_label_that_is_used_and_no_other(language: str) -> None:
    assert set(read_labels(language).messages) == USED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(USED))
def test_translation_has_the_same_blanks(language: str, key: str) -> None:
    assert find_blanks(read_labels(language).messages[key]) == find_blanks(key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_names_its_language_and_says_nothing_twice(language: str) -> None:
    text = (FOLDER / f"{language}.po").read_text("utf-8")
    keys = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)

    assert f'"Language: {language}\\n"' in text
    assert len(keys) == len(set(keys))


def test_english_says_what_the_keys_say() -> None:
    english = read_labels("en").messages

    assert dict(english) == {key: key for key in USED}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_label_was_left_in_english(language: str) -> None:
    messages = read_labels(language).messages

    assert [key for key, message in messages.items() if key == message] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_marked_as_unsure(language: str) -> None:
    with (Path(str(FOLDER)) / f"{language}.po").open("rb") as file:
        catalog = read_po(file)

    assert [message.id for message in catalog if message.id and message.fuzzy] == []


def test_english_and_spanish_are_there() -> None:
    assert {"en", "es"} <= set(LANGUAGES)
    assert list(LANGUAGES) == sorted(LANGUAGES)


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr")])
def test_labels_know_their_language_and_direction(language: str, direction: str) -> None:
    labels = read_labels(language)

    assert (labels.language, labels.direction) == (language, direction)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "May 1, 2027"), ("es", "1 de mayo de 2027"), ("zh-Hans", "2027年5月1日")],
)
def test_date_is_written_as_people_of_the_language_write_it(language: str, written: str) -> None:
    assert Labels(language, "ltr", {}).date(DAY) == written


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "English"),
        ("es", "Español"),
        ("ar", "العربية"),
        ("zh-Hans", "中文 (简体)"),
        ("xx-unknown", "xx-unknown"),
        ("-", "-"),
    ],
)
def test_language_has_the_name_that_its_speakers_give_it(language: str, name: str) -> None:
    assert name_language(language) == name


def test_blanks_are_filled_in() -> None:
    assert read_labels("es").text("Version {version}", version=3) == "Versión 3"
    assert read_labels("en").text("Logo of {name}", name="{x} & <y>") == "Logo of {x} & <y>"


@pytest.mark.parametrize(
    ("message", "pieces"),
    [
        (
            "Page {page} of {pages}",
            [("Page ", False), ("page", True), (" of ", False), ("pages", True)],
        ),
        ("{page}/{pages}", [("page", True), ("/", False), ("pages", True)]),
        ("第{page}页", [("第", False), ("page", True), ("页", False)]),
        ("Page", [("Page", False)]),
    ],
)
def test_label_is_split_at_its_blanks(message: str, pieces: list[tuple[str, bool]]) -> None:
    labels = Labels("xx", "ltr", {"key": message})

    assert list(labels.pieces("key")) == pieces


@pytest.mark.parametrize("messages", [{}, {"Call us": ""}], ids=["missing", "empty"])
def test_missing_label_is_told_by_its_words_and_language(messages: dict[str, str]) -> None:
    labels = Labels("es", "ltr", messages)

    with pytest.raises(RenderError) as caught:
        labels.text("Call us")
    assert str(caught.value) == (
        "the catalogue of 'es' has no label for \"Call us\"; add it to handoutpress/labels/es.po"
    )
    assert caught.value.exit_code is ExitCode.FAILED


def test_missing_label_is_told_when_it_is_to_be_split() -> None:
    with pytest.raises(RenderError, match="has no label"):
        list(Labels("es", "ltr", {}).pieces("Page {page} of {pages}"))


def test_blank_for_which_there_is_nothing_is_told() -> None:
    labels = Labels("es", "ltr", {"Call {number}": "Llamar al {numero}"})

    with pytest.raises(RenderError) as caught:
        labels.text("Call {number}", number="911")
    assert str(caught.value) == (
        "the label \"Call {number}\" of 'es' has a blank {numero}, for which nothing was given; "
        "remove it"
    )


def test_language_without_a_catalogue_is_told() -> None:
    with pytest.raises(RenderError) as caught:
        read_labels("tlh")
    assert str(caught.value) == (
        "the language 'tlh' has no catalogue of labels; add handoutpress/labels/tlh.po"
    )


@pytest.mark.parametrize(
    ("language", "direction", "name"),
    [("en", "ltr", "English"), ("ar", "rtl", "Arabic"), ("zh-Hans", "ltr", "Chinese (Simplified)")],
)
def test_language_has_a_direction_and_an_english_name(
    language: str, direction: str, name: str
) -> None:
    assert text_direction(language) == direction
    assert english_name(language) == name

"""The starter files: valid as they stand, explained, and without a claim of their own."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from handoutpress.content import BLOCK_MODELS, HandoutKind, Manuscript, Snippet, Topic, block_kind
from handoutpress.errors import ExitCode, UsageError
from handoutpress.schema import json_schema
from handoutpress.starter import STARTER_KINDS, starter_manuscript, starter_title, starter_topic

KINDS = get_args(HandoutKind)
PHONES = (None, "nurse")
HEADINGS = {
    "topic": [
        "What it is",
        "What it means for you",
        "What happens next",
        "Questions for your visit",
        "When to call us",
    ],
    "medicine": ["Why you take it", "How to take it", "What to watch for", "When to call us"],
    "procedure": [
        "What it is and why you have it",
        "Before",
        "During",
        "After",
        "When to call us",
    ],
    "aftercare": [
        "What to expect",
        "How to care for yourself at home",
        "What not to do yet",
        "Your next visit",
        "When to call us",
    ],
}
# What is no sentence of the editor's: names, numbers, and words that print as they are.
NO_PLACEHOLDERS = ("title", "heading", "id", "kind", "phone", "lines")
EDITORS_KEYS = [key for key in Manuscript.model_fields if key != "translation"]

every_kind = pytest.mark.parametrize("kind", KINDS)
every_starter = pytest.mark.parametrize(
    ("kind", "phone"), [(kind, phone) for kind in KINDS for phone in PHONES]
)


def read_strings(text: str) -> Any:
    """Read YAML as the program does: every scalar is a string."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def uncomment(text: str, pattern: str) -> str:
    """Take away the "# " of the lines that match, as an editor does."""
    return re.sub(rf"(?m)^# (?={pattern})", "", text)


def iter_sentences(part: Any) -> Iterator[str]:
    """Yield each paragraph and item that is to be replaced."""
    if isinstance(part, str):
        yield from (line.strip().removeprefix("- ") for line in part.splitlines() if line.strip())
    for item in part if isinstance(part, list) else ():
        yield from iter_sentences(item)
    for key, value in part.items() if isinstance(part, dict) else ():
        if key not in NO_PLACEHOLDERS:
            yield from iter_sentences(value)


@every_starter
def test_starter_is_a_valid_handout(kind: str, phone: str | None) -> None:
    text = starter_manuscript(kind, title="Skin care", phone=phone)

    manuscript = Manuscript.model_validate(read_strings(text))

    assert manuscript.title.source == "Skin care"
    assert manuscript.kind == kind


@every_starter
def test_starter_satisfies_the_schema_of_editors(kind: str, phone: str | None) -> None:
    text = starter_manuscript(kind, title="Skin care", phone=phone)

    Draft202012Validator(json_schema("handout")).validate(yaml.safe_load(text))


@every_kind
def test_starter_has_the_sections_of_its_kind(kind: str) -> None:
    sections = read_strings(starter_manuscript(kind, title="Skin care"))["sections"]

    assert [section["heading"] for section in sections] == HEADINGS[kind]
    assert len({section["id"] for section in sections}) == len(sections)


@every_starter
def test_every_sentence_of_a_starter_asks_to_be_replaced(kind: str, phone: str | None) -> None:
    handout = read_strings(starter_manuscript(kind, title="Skin care", phone=phone))

    sentences = list(iter_sentences(handout))

    assert len(sentences) > 10
    assert [one for one in sentences if not one.startswith("Write here ")] == []


@every_starter
def test_starter_refers_to_nothing_that_may_not_exist(kind: str, phone: str | None) -> None:
    handout = read_strings(starter_manuscript(kind, title="Skin care", phone=phone))

    assert handout.keys().isdisjoint({"see_also", "former_ids"})
    assert not re.search(r"snippet|figure|image|http|\{\{|emergency", str(handout))


@every_starter
def test_starter_is_a_clean_text_file(kind: str, phone: str | None) -> None:
    text = starter_manuscript(kind, title="Skin care", phone=phone)

    assert re.search(r"\t|\r| $|\{(title|kind|phone)\}|\n\n\n", text, re.MULTILINE) is None
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert max(map(len, text.splitlines())) <= 100


@every_kind
def test_boxes_name_the_phone_that_the_clinic_has(kind: str) -> None:
    text = starter_manuscript(kind, title="Skin care", phone="nurse")

    sections = read_strings(text)["sections"]
    callouts = [block["callout"] for block in sections[-1]["blocks"]]

    assert [(one["kind"], one["phone"]) for one in callouts] == [
        ("call-now", "nurse"),
        ("call-us", "nurse"),
    ]


@every_kind
def test_no_box_stands_in_a_starter_without_a_phone(kind: str) -> None:
    text = starter_manuscript(kind, title="Skin care")

    assert "callout" not in str(read_strings(text))


@every_kind
def test_starter_shows_every_key_of_an_editor(kind: str) -> None:
    text = starter_manuscript(kind, title="Skin care")

    shown = read_strings(uncomment(text, r"[a-z_]+: "))

    assert set(EDITORS_KEYS) == shown.keys()
    Manuscript.model_validate(shown)


@every_kind
def test_starter_shows_every_block_as_it_is_to_be_typed(kind: str) -> None:
    text = starter_manuscript(kind, title="Skin care")
    examples = [line[2:] for line in text.splitlines() if line.startswith("#       ")]

    blocks = read_strings("\n".join(["blocks:", *examples]))

    assert [block_kind(block) for block in blocks["blocks"]] == list(BLOCK_MODELS)
    Snippet.model_validate(blocks)


@pytest.mark.parametrize(
    "title", ['Say "no": # 1', "No", "2024", "- a", "null", "Línea {kind}", "C:\\new", "'", "漢字"]
)
def test_title_stands_in_the_file_as_it_was_given(title: str) -> None:
    handout = yaml.safe_load(starter_manuscript("topic", title=title))
    topic = yaml.safe_load(starter_topic(title))

    assert (handout["title"], topic["title"]) == (title, title)


def test_first_line_leads_editors_to_the_schema() -> None:
    handout = starter_manuscript("topic", title="Skin care", schema_path="../../handout.json")
    topic = starter_topic("Skin care", schema_path="../../topic.json")

    assert handout.startswith("# yaml-language-server: $schema=../../handout.json\n# This is ")
    assert topic.startswith("# yaml-language-server: $schema=../../topic.json\n# This file ")


def test_no_schema_is_named_where_none_is_given() -> None:
    texts = starter_manuscript("topic", title="Skin care") + starter_topic("Skin care")

    assert "$schema" not in texts


def test_starter_kinds_are_the_kinds_of_a_handout() -> None:
    assert list(STARTER_KINDS) == list(KINDS)


def test_unknown_kind_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError) as caught:
        starter_manuscript("medecine", title="Skin care")

    assert str(caught.value) == "there is no kind 'medecine'; did you mean 'medicine'?"
    assert caught.value.exit_code == ExitCode.USAGE


def test_topic_starter_is_a_valid_topic_with_a_title_only() -> None:
    text = starter_topic("Skin care")

    topic = Topic.model_validate(read_strings(text))

    assert topic.title.source == "Skin care"
    assert topic.model_fields_set == {"title"}
    assert re.search(r"\t|\r| $|\n\n\n", text, re.MULTILINE) is None


def test_topic_starter_shows_every_key() -> None:
    text = starter_topic("Skin care")

    shown = read_strings(uncomment(text, r"([a-z_]+: |  )"))

    assert set(Topic.model_fields) == shown.keys()
    Topic.model_validate(shown)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("anti-her2-therapies", "Anti her2 therapies"),
        ("skin", "Skin"),
        ("2-weeks-after", "2 weeks after"),
    ],
)
def test_title_is_made_from_the_name_of_the_file(name: str, title: str) -> None:
    assert starter_title(name) == title

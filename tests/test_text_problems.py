"""Faults of writing, and placeholders that stand for nothing: where they are in the file."""

import pytest

from tests.content_tree import CLINIC, list_made, list_problems, make_handout, type_blocks

PATH = "handouts/care/fever.yaml"
NAME = r"write a name such as {{ clinic.name }}, or \{{ to print two braces"
SET_IT = "write it into clinic.yaml, or leave the placeholder out"

TEXTS = [
    (
        "- text: Call {{ clinic.nme }} now",
        "6:20: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?",
    ),
    (
        "- text: Call {{ clinic.phones.nures.number }}",
        "6:20: unknown placeholder 'clinic.phones.nures.number'; "
        "did you mean 'clinic.phones.nurse.number'?",
    ),
    (
        "- text: Call {{ nobody }}",
        "6:20: unknown placeholder 'nobody'; use one of: clinic.name, clinic.phones.nurse.label, "
        "clinic.phones.nurse.number",
    ),
    (
        "- text: See {{ clinic.website }}",
        f"6:19: the placeholder 'clinic.website' stands for nothing; {SET_IT}",
    ),
    (
        "- text: From {{ clinic.phones.nurse.hours }}",
        f"6:20: the placeholder 'clinic.phones.nurse.hours' stands for nothing; {SET_IT}",
    ),
    ("- text: It is {{ 1 + 1 }}", f"6:21: '{{{{ 1 + 1 }}}}' is not a placeholder; {NAME}"),
    ("- text: It is {{ clinic.name", f"6:21: '{{{{' is not closed with '}}}}'; {NAME}"),
    (
        "- text: 'See [us]( {{ clinic.name }} )'",
        "6:26: the link leads to 'Example Clinic', which is no address; "
        "write tel:, mailto: or https:// before the placeholder",
    ),
    (
        "- link: {url: '{{ clinic.phones.nurse.number }}', label: L}",
        "6:21: 'url' is '555-0100' with its placeholders filled in; "
        "let it begin with https://, or a placeholder that does",
    ),
    (
        "- link: {url: 'https://{{ clinic.nme }}', label: L}",
        "6:30: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?",
    ),
    (
        "- steps: [Rest., 'Call {{ clinic.nme }}']",
        "6:30: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?",
    ),
]


@pytest.mark.parametrize(("line", "expected"), TEXTS)
def test_fault_in_a_text_is_told_at_its_sign(line: str, expected: str) -> None:
    assert list_problems({"care/fever.yaml": type_blocks(line)}) == [f"{PATH}:{expected}"]


def test_fault_is_found_in_the_line_of_a_long_text_where_it_stands() -> None:
    blocks = type_blocks("- text: |", "    Rest.", "", "    - Call {{ clinic.nme }}.")

    assert list_problems({"care/fever.yaml": blocks}) == [
        f"{PATH}:9:18: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?"
    ]


def test_texts_are_checked_where_the_model_does_not_fit_as_well() -> None:
    blocks = type_blocks("- tabel: T", "- text: Call {{ clinic.nme }}", "- text: '{{ x'")

    assert list_problems({"care/fever.yaml": blocks}) == [
        f"{PATH}:6:9: unknown block 'tabel'; did you mean 'table'?",
        f"{PATH}:7:20: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?",
        f"{PATH}:8:16: '{{{{' is not closed with '}}}}'; {NAME}",
    ]


def test_placeholders_are_filled_into_printed_addresses() -> None:
    blocks = type_blocks("- link: {url: '{{ clinic.website }}/fever', label: L}")
    tree = {
        "clinic.yaml": CLINIC + "website: https://example.org\n",
        "care/fever.yaml": blocks + "sources: [{title: A, url: '{{ clinic.website }}'}]\n",
    }

    manuscript = make_handout(tree).manuscript

    (block,) = manuscript.sections[0].blocks
    assert block.link.url == "https://example.org/fever"
    assert manuscript.sources[0].url == "https://example.org"


STARTER = "warning: this is still the text of the starter; write your own, or delete it"
STARTERS = [
    (["- text: Write here what it is."], ["6:15"]),
    (["- steps:", "    - Write here the first step.", "    - Rest."], ["7:13"]),
    (["- steps: ['Write here one.', \"Write here another.\"]"], ["6:18", "6:37"]),
    (
        [
            "- text: |",
            "    Rest.",
            "",
            "    Write here the next idea.",
            "    - Write here an item.",
        ],
        ["9:11", "10:13"],
    ),
    (["- text: |", "    You can", "    Write here what you ask."], []),
    (["- text: You can Write here what you ask."], []),
    (["- text: Write hereafter."], []),
]


@pytest.mark.parametrize(("lines", "places"), STARTERS)
def test_text_of_the_starter_is_warned_of_where_it_begins(
    lines: list[str], places: list[str]
) -> None:
    tree = {"care/fever.yaml": type_blocks(*lines)}

    assert list_problems(tree) == [f"{PATH}:{place}: {STARTER}" for place in places]
    assert list_made(tree) == [("care/fever", "en")]


def test_text_of_the_starter_is_warned_of_in_every_kind_of_file() -> None:
    tree = {
        "care/topic.yaml": "title: Write here a title.\n",
        "glossary.yaml": "es: [{word: port, meaning: Write here what it means.}]\n",
        "snippets/more.yaml": "blocks: [text: Write here more.]\n",
    }

    assert list_problems(tree) == [
        f"handouts/care/topic.yaml:1:8: {STARTER}",
        f"handouts/glossary.yaml:1:28: {STARTER}",
        f"handouts/snippets/more.yaml:1:16: {STARTER}",
    ]
    assert list_made(tree) == [("care/fever", "en")]

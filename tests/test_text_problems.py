"""Faults of writing, and placeholders that stand for nothing: where they are in the file."""

import pytest

from tests.content_tree import CLINIC, list_problems, make_handout, type_blocks

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

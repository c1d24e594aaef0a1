"""What is known of a handout without reading it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.sources import SourceFile
from handoutpress.validate.content_files import FileKind
from handoutpress.validate.peeks import Peek, is_handout_or_approvals, peek_files
from handoutpress.validate.references import find_ids
from tests.content_tree import HANDOUT, read_typed, type_blocks

PATH = "handouts/care/fever.yaml"
APPROVALS = "handouts/approvals/care/fever.yaml"
ENTRY = "- {version: 1, words: " + "a" * 64 + ", state: STATE, on: 2026-01-31MORE}\n"
GONE = ENTRY.replace("STATE", "withdrawn").replace("MORE", "")
APPROVED = ENTRY.replace("STATE", "approved").replace("MORE", "")
REPLACED = ENTRY.replace("STATE", "withdrawn").replace("MORE", ", replaced_by: care/cough")


def peek(typed: str, path: str = PATH) -> Peek:
    node, _ = parse_yaml(typed.encode(), path)
    return peek_files([SourceFile(path, "", node)])[path]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("handouts/care/fever.yaml", True),
        ("handouts/care/fever.es.yaml", True),
        ("handouts/Bad Topic/a b.yaml", True),
        ("handouts/approvals/care/fever.yaml", True),
        ("handouts/care/topic.yaml", False),
        ("handouts/care/topic.es.yaml", False),
        ("handouts/care/topical.yaml", True),
        ("handouts/care/inner/fever.yaml", False),
        ("handouts/approvals/fever.yaml", False),
        ("handouts/approvals/care/inner/fever.yaml", False),
        ("handouts/snippets/more.yaml", False),
        ("handouts/sets/start.yaml", False),
        ("handouts/clinic.yaml", False),
        ("handouts/approvals.yaml", False),
    ],
)
def test_place_and_name_of_a_file_tell_whether_it_is_one_of_the_many(
    path: str, expected: bool
) -> None:
    assert is_handout_or_approvals(path) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("title: Fever\n", "Fever"),
        ("title: ' Fever at {{ clinic.name }}'\n", " Fever at {{ clinic.name }}"),
        ("summary: S\n", None),
        ("title:\n", None),
        ("title: ''\n", None),
        ("title: ~\n", None),
        ("title: [a]\n", None),
        ("title: '{{ x'\n", None),
        ('title: "\\u202e"\n', None),
        ("title: [x\n", None),
        ("- title: a\n", None),
    ],
)
def test_title_is_that_which_can_be_read(typed: str, expected: str | None) -> None:
    assert peek(typed).title == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("[care/heat, care/old]", ("care/heat", "care/old")),
        ("[care/heat, Care, ~, [care/x], care/old]", ("care/heat", "care/old")),
        ("care/heat", ()),
        ("{care/heat: care/old}", ()),
        ("", ()),
    ],
)
def test_former_ids_are_those_that_fit(typed: str, expected: tuple[str, ...]) -> None:
    assert peek(f"former_ids: {typed}\n").former_ids == expected


VALUES = st.recursive(
    st.none() | st.sampled_from(["care/old", " care/x ", "Care", "", "~", "a/b\n", "{{ a }}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("a"), inner, max_size=1),
    max_leaves=4,
)


@given(
    typed=st.fixed_dictionaries({}, optional={"title": VALUES, "former_ids": VALUES, "do": VALUES})
)
def test_peek_tells_what_reading_the_whole_file_does(typed: dict[str, object]) -> None:
    text = repr({"summary": "S", **typed}).replace("None", "~")

    peeked, reading = peek(text), read_typed(text)

    title = reading.get_part("title")
    is_readable = title is not None and not title.faults
    assert peeked.title == (title.source if is_readable else None)
    assert list(peeked.former_ids) == [each.id for each in find_ids(reading, "former_ids")]


def test_snippets_are_those_that_stand_in_the_file_each_once() -> None:
    typed = type_blocks("- snippet: more", "- text: T", "- snippet: less", "- snippet: more")

    assert peek(typed).snippets == ("more", "less")
    assert peek(HANDOUT).snippets == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (GONE, (True, None)),
        (REPLACED, (True, "care/cough")),
        (APPROVED + REPLACED, (True, "care/cough")),
        (REPLACED + APPROVED, (False, None)),
        (GONE + "- {version: 2}\n", (False, None)),
        ("- {version: 2}\n" + GONE, (False, None)),
        ("- {state: withdrawn}\n", (False, None)),
        ("- withdrawn\n", (False, None)),
        ("[]\n", (False, None)),
        ("state: withdrawn\n", (False, None)),
        ("- [x\n", (False, None)),
    ],
)
def test_newest_entry_withdraws_if_all_entries_are_in_order(
    typed: str, expected: tuple[bool, str | None]
) -> None:
    peeked = peek(typed, APPROVALS)

    assert (peeked.is_withdrawn, peeked.replaced_by) == expected
    assert peeked.is_withdrawn <= (read_typed(typed, FileKind.APPROVALS).value is not None)


def test_place_is_where_the_file_begins() -> None:
    peeked = peek("# A remark.\n\n" + HANDOUT)

    assert (peeked.line, peeked.column) == (3, 1)


def test_file_that_is_no_yaml_tells_nothing() -> None:
    assert peek("title: [x\n") == Peek()


def test_peek_can_be_kept_as_text() -> None:
    for peeked in (
        Peek(),
        peek(type_blocks("- snippet: more").replace("Fever", "Fièvre") + "former_ids: [a/b]\n"),
        peek(REPLACED, APPROVALS),
    ):
        assert Peek.from_json(peeked.to_json()) == peeked

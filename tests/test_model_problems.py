"""What does not fit a model, in the words of editors: every message with its place."""

import pytest

from handoutpress.validate.content_files import FileKind
from handoutpress.validate.model_problems import name_value
from tests.content_tree import HANDOUT, list_problems, read_typed, type_blocks

PATH = "handouts/care/fever.yaml"
AS_TEXT = "write one text; in quotes, if a colon or a bracket belongs to it"
AS_LIST = "begin each item on a line of its own with '- '"
AS_MAP = "write its keys on the lines below it, two spaces further in"
BLOCKS = (
    "callout, checklist, figure, link, medicines, questions, snippet, steps, table, terms, text, "
    "write_in"
)

HANDOUTS = [
    (
        "title: T\nsections: [{heading: H, text: T}]\n",
        ["1:1: the key 'summary' is missing; add it"],
    ),
    (
        "title: T\nsumary: S\nsections: [{heading: H, text: T}]\n",
        ["2:1: unknown key 'sumary'; did you mean 'summary'?"],
    ),
    (
        HANDOUT + "zzz: 1\n",
        [
            "6:1: unknown key 'zzz'; use one of: audience, codes, do, former_ids, keywords, kind, "
            "owner, sections, see_also, sources, summary, title, translation"
        ],
    ),
    (
        "title:\nsummary: ''\nsections: [{heading: H, text: T}]\n",
        [
            "1:1: 'title' is empty; write something behind it",
            "2:10: 'summary' is empty; write something behind it",
        ],
    ),
    (HANDOUT + "owner: ''\n", ["6:8: 'owner' is empty; write something behind it, or remove it"]),
    (
        HANDOUT + "do:\n",
        [
            "6:1: warning: 'do' is empty, and counts as left out; "
            "write something behind it, or remove it"
        ],
    ),
    (HANDOUT + "do:\n  -\n", ["7:4: item 1 of 'do' is empty; write it, or remove it"]),
    (
        "title: T\nsummary: S\nsections: []\n",
        ["3:11: 'sections' is empty; write something behind it"],
    ),
    (
        "title: T\nsummary: S\nsections:\n  - {heading: '', text: T}\n  - {heading: , text: T}\n",
        [
            "4:15: 'heading' is empty; write something behind it",
            "5:6: 'heading' is empty; write something behind it",
        ],
    ),
    (
        "title: [T]\nsummary: {S: T}\nsections: [{heading: H, text: T}]\n",
        [
            f"1:8: 'title' is a list where a text is wanted; {AS_TEXT}",
            f"2:10: 'summary' is a map where a text is wanted; {AS_TEXT}",
        ],
    ),
    (
        HANDOUT + "do: Rest.\ncodes: C50\n",
        [
            f"6:5: 'do' is a text where a list is wanted; {AS_LIST}",
            f"7:8: 'codes' is a text where a map is wanted; {AS_MAP}",
        ],
    ),
    (
        HANDOUT + "do:\n  - Note: rest\n",
        [f"7:5: item 1 of 'do' is a map where a text is wanted; {AS_TEXT}"],
    ),
    (
        HANDOUT + "kind: medecine\n",
        ["6:7: 'kind' is 'medecine'; did you mean 'medicine'?"],
    ),
    (
        HANDOUT + "kind: drug\n",
        ["6:7: 'kind' is 'drug'; use one of: aftercare, medicine, procedure, topic"],
    ),
    (
        HANDOUT + f"kind: {'x' * 70}\n",
        [f"6:7: 'kind' is '{'x' * 59}…'; use one of: aftercare, medicine, procedure, topic"],
    ),
    (
        HANDOUT + "see_also: [fever]\n",
        ["6:12: item 1 of 'see_also' is 'fever'; write an id such as topic/name"],
    ),
    (
        HANDOUT + "sources:\n  - {title: A, url: example.org}\n",
        ["7:21: 'url' is 'example.org'; write a web address such as https://example.org/page"],
    ),
    (
        "title: T\nsummary: S\nsections:\n  - Why\n",
        [f"4:5: item 1 of 'sections' is a text where a map is wanted; {AS_MAP}"],
    ),
]


@pytest.mark.parametrize(("typed", "expected"), HANDOUTS)
def test_misfit_in_a_handout_is_told_at_its_place(typed: str, expected: list[str]) -> None:
    assert list_problems({"care/fever.yaml": typed}) == [f"{PATH}:{line}" for line in expected]


BLOCK_MISFITS = [
    (["- tabel: T"], ["6:9: unknown block 'tabel'; did you mean 'table'?"]),
    (["- xyz: T"], [f"6:9: unknown block 'xyz'; use one of: {BLOCKS}"]),
    (["- {id: a}"], [f"6:9: item 1 of 'blocks' has no kind; use one of: {BLOCKS}"]),
    (
        ["- Some text"],
        [
            "6:9: item 1 of 'blocks' is a text where a block is wanted; "
            "begin it with its kind, as in '- text: …'"
        ],
    ),
    (
        ["- []"],
        [
            "6:9: item 1 of 'blocks' is a list where a block is wanted; "
            "begin it with its kind, as in '- text: …'"
        ],
    ),
    (["-"], ["6:8: item 1 of 'blocks' is empty; write it, or remove it"]),
    (["- text:"], ["6:9: 'text' is empty; write something behind it"]),
    (
        ["- text: A", "  steps: [B]"],
        ["7:9: the block is both 'text' and 'steps'; begin each block with a '- ' of its own"],
    ),
    (
        ["- callout:", "  kind: note"],
        [
            "6:9: 'callout' is empty; write something behind it",
            "7:9: the key 'kind' stands beside 'callout', and not in it; "
            "indent it two spaces further",
        ],
    ),
    (["- text: A", "  colour: B"], ["7:9: unknown key 'colour'; use one of: id, text"]),
    (["- steps: Rest"], [f"6:16: 'steps' is a text where a list is wanted; {AS_LIST}"]),
    (
        ["- callout: {kind: call-nwo, text: T}"],
        ["6:25: 'kind' is 'call-nwo'; did you mean 'call-now'?"],
    ),
    (
        ["- write_in: {label: L, lines: two}"],
        ["6:37: 'lines' is 'two'; write a whole number from 1 to 20"],
    ),
    (
        ["- write_in: {label: L, lines: 21}"],
        ["6:37: 'lines' is '21'; write a whole number from 1 to 20"],
    ),
    (
        ["- table: {caption: C, columns: [A, B], rows: [[a, ''], b]}"],
        [
            "6:57: cell 2 of row 1 is empty; write it, or remove it",
            f"6:62: row 2 is a text where a list is wanted; {AS_LIST}",
        ],
    ),
    (["- figure: {image: a.png}"], ["6:17: the key 'alt' is missing; add it"]),
    (
        ["- {text: A, id: Why Not}"],
        [
            "6:23: 'id' is 'Why Not'; "
            "write a name of small letters a to z, digits and single hyphens"
        ],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), BLOCK_MISFITS)
def test_misfit_in_a_block_is_told_at_its_place(lines: list[str], expected: list[str]) -> None:
    problems = read_typed(type_blocks(*lines)).problems

    assert [str(problem) for problem in problems] == [f"{PATH}:{line}" for line in expected]


OTHERS = [
    (
        FileKind.CLINIC,
        "name: {english: A}\n",
        [
            "1:8: the key 'english' cannot stand here; "
            "write a language tag such as en, es or zh-Hans"
        ],
    ),
    (
        FileKind.CLINIC,
        "name: A\nphones:\n  Nurse Line: {label: A, number: 5}\n  b: 5\n  c:\n",
        [
            "3:3: the key 'Nurse Line' cannot stand here; "
            "write a name of small letters a to z, digits and single hyphens",
            f"4:6: 'b' is a text where a map is wanted; {AS_MAP}",
            "5:3: 'c' is empty; write something behind it, or remove it",
        ],
    ),
    (
        FileKind.CLINIC,
        "name: A\nphones:\n  a: {label: A, number: call us, always: perhaps}\n",
        [
            "3:25: 'number' is 'call us'; write a number to dial such as 555-0100",
            "3:42: 'always' is 'perhaps'; write true or false",
        ],
    ),
    (
        FileKind.CLINIC,
        "name: A\ncolors: {primary: blue}\nformat: 2\nlanguages: [English]\n",
        [
            "2:19: 'primary' is 'blue'; write a colour such as #00274c, in quotes",
            "3:9: 'format' is '2'; use one of: 1",
            "4:13: item 1 of 'languages' is 'English'; "
            "write a language tag such as en, es or zh-Hans",
        ],
    ),
    (
        FileKind.TOPIC,
        "title: T\nbooklet: {fold: {flip: long, sheets_per_signature: 99}}\n",
        [
            "2:24: 'flip' is 'long'; did you mean 'long-edge'?",
            "2:52: 'sheets_per_signature' is '99'; write a whole number from 0 to 20",
        ],
    ),
    (
        FileKind.TOPIC,
        "title: T\nbooklet: {fold: {creep: 1.5}}\n",
        ["2:25: 'creep' is '1.5'; write a number from 0 to 1 such as 0.1"],
    ),
    (
        FileKind.TOPIC,
        "title: T\nbooklet:\n  fold:\n    creep: 0,1\n",
        ["4:12: 'creep' is '0,1'; write a number from 0 to 1 such as 0.1"],
    ),
    (
        FileKind.TOPIC,
        "title: T\nbooklet: perhaps\n",
        ["2:10: 'booklet' is 'perhaps'; write true or false"],
    ),
    (
        FileKind.APPROVALS,
        "- {version: 0, words: abc, state: aproved, on: 2026-13-01}\n- x\n",
        [
            "1:13: 'version' is '0'; write a whole number from 1 to 999999999",
            "1:23: 'words' is 'abc'; write a SHA-256 in 64 hexadecimal digits",
            "1:35: 'state' is 'aproved'; did you mean 'approved'?",
            "1:48: '2026-13-01' is no day of the calendar; write it as 2026-01-31",
            f"2:3: entry 2 is a text where a map is wanted; {AS_MAP}",
        ],
    ),
]


@pytest.mark.parametrize(("kind", "typed", "expected"), OTHERS)
def test_misfit_in_another_file_is_told_at_its_place(
    kind: FileKind, typed: str, expected: list[str]
) -> None:
    reading = read_typed(typed, kind)

    path = reading.file.path
    assert [str(problem) for problem in reading.problems] == [f"{path}:{line}" for line in expected]


@pytest.mark.parametrize(
    "day", ["31.1.2026", "2026-1-31", "2026-02-30", "20260131", "2026-01-31T00:00:00", "soon"]
)
def test_day_that_is_not_written_as_one_is_refused(day: str) -> None:
    entry = f"- {{version: 1, words: {'a' * 64}, state: approved, on: '{day}'}}\n"

    (problem,) = read_typed(entry, FileKind.APPROVALS).problems

    assert problem.what == f"'{day}' is no day of the calendar"


@pytest.mark.parametrize(
    ("steps", "name"),
    [
        ((), "the file"),
        ((0,), "entry 1"),
        (("do",), "'do'"),
        (("do", 2), "item 3 of 'do'"),
        (("table", "rows", 1), "row 2"),
        (("table", "rows", 1, 0), "cell 1 of row 2"),
    ],
)
def test_value_is_called_what_editors_call_it(steps: tuple[str | int, ...], name: str) -> None:
    assert name_value(steps) == name

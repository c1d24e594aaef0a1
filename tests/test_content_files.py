"""How problems are told in a file, and what messages show of it."""

import pytest

from handoutpress.errors import Problem, Severity
from handoutpress.validate.content_files import FileKind, limit_told, shorten, suggest
from tests.content_tree import make_file

FILE = make_file("title: Fever\ndo:\n  - Rest.\n")
GLOSSARY = make_file("es:\n  - {word: A}\n", FileKind.GLOSSARY)


def test_problem_stands_at_the_value_and_concerns_the_files_handout() -> None:
    assert FILE.tell(("do", 0), "what", "remedy") == Problem(
        FILE.path, 3, 5, "what", "remedy", Severity.ERROR, "care/fever", "en"
    )


def test_problem_may_stand_at_the_key_or_be_a_warning() -> None:
    assert str(FILE.tell(("do",), "what", "remedy", is_at_key=True)).endswith(":2:1: what; remedy")
    assert str(FILE.warn(("do",), "what", "remedy")).endswith(":3:3: warning: what; remedy")


def test_problem_in_a_text_stands_at_its_sign() -> None:
    assert str(FILE.tell_in_text(("title",), 2, "what", "remedy")).endswith(":1:10: what; remedy")


def test_problem_in_a_file_without_nodes_stands_at_its_beginning() -> None:
    unread = make_file("title: [x\n")

    assert str(unread.tell(("do", 0), "what", "remedy")).endswith(":1:1: what; remedy")
    assert str(unread.tell_in_text(("do",), 3, "what", "remedy")).endswith(":1:1: what; remedy")


def test_problem_in_the_glossary_concerns_the_language_of_the_word() -> None:
    assert GLOSSARY.tell(("es", 0), "what", "remedy").language == "es"


def test_no_more_than_twenty_errors_of_a_kind_are_told_but_that_there_are_more() -> None:
    errors = [FILE.tell(("title",), f"error {number}", "mend it") for number in range(30)]
    warnings = [FILE.warn(("title",), f"warning {number}", "mend it") for number in range(30)]

    told = list(limit_told(FILE, [*warnings, *errors]))

    assert told[:20] == warnings[:20]
    assert told[20:40] == errors[:20]
    assert [str(problem) for problem in told[40:]] == [
        f"{FILE.path}:1:1: there are more than 20 problems of one kind in this file; "
        "mend those that are told, then check again"
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a  b\nc", "a b c"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("a\x1b[2Jb", "a�[2Jb"),
    ],
)
def test_what_was_typed_is_shown_in_one_short_line(typed: str, shown: str) -> None:
    assert shorten(typed) == shown


@pytest.mark.parametrize(
    ("known", "advice"),
    [
        (["nurse", "oncall"], "did you mean 'nurse'?"),
        (["oncall"], "use one of: oncall"),
        ([], "add it"),
        ([f"number-{number}" for number in range(30)], "add it"),
    ],
)
def test_known_names_are_listed_while_they_are_few(known: list[str], advice: str) -> None:
    assert suggest("nures", known, otherwise="add it") == advice

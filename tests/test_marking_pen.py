"""Marks as they are written, where printed words are those that are read, and where not."""

from collections.abc import Callable

import pytest
from markupsafe import Markup

from handoutpress.compose.marking_pen import MarkingPen
from handoutpress.compose.marks import LineMark, ReviewMarks
from handoutpress.compose.pens import Pen, PlainPen, join_inline
from handoutpress.compose.review_runs import Change, Run
from handoutpress.labels import read_labels
from tests.makers import read_html
from tests.reviewing import say_marks

RUNS = (
    Run(Change.KEPT, "Take "),
    Run(Change.REMOVED, "one pill"),
    Run(Change.ADDED, "two big pills"),
    Run(Change.KEPT, " a day"),
)
SOURCE = object()


def make_pen(*marks: LineMark) -> MarkingPen:
    return MarkingPen(ReviewMarks(1, {id(SOURCE): marks}), read_labels("en"))


def print_line(pen: Pen, *pieces: str) -> str:
    """Return a line that is printed in these pieces, with its marks."""
    printed = pen.line(SOURCE, lambda: Markup("").join(map(pen.words, pieces)))
    return say_marks(read_html(f"<p>{printed}</p>"))


@pytest.mark.parametrize(
    "pieces",
    [
        ("Take two big pills a day",),
        ("Take ", "two big pills", " a day"),
        ("Take two", " big", " pills a day"),
        ("Ta", "ke two big pil", "ls a d", "ay"),
        ("Take  two\u00a0big pills\na day",),
    ],
)
def test_words_are_marked_in_whatever_pieces_they_are_printed(pieces: tuple[str, ...]) -> None:
    said = print_line(make_pen(LineMark(RUNS)), *pieces)

    joined = said.replace("+} {+", " ").replace("+}{+", "")
    assert " ".join(joined.split()) == "Take {-one pill-} {+two big pills+} a day"


@pytest.mark.parametrize(
    "printed", ["Take two big pills", "Take two big pills a day or so", "Something else"]
)
def test_line_that_is_printed_otherwise_than_it_is_read_is_marked_as_a_whole(printed: str) -> None:
    said = print_line(make_pen(LineMark(RUNS)), printed)

    assert said == f"{{-Take one pill a day-}} {{+{printed}+}}"


def test_words_that_are_not_divided_are_new_when_any_of_them_is() -> None:
    pen = make_pen(LineMark(RUNS))
    link = Markup('<a href="tel:2">two big pills a day</a>')

    def print_words() -> Markup:
        return pen.words("Take ") + pen.whole("two big pills a day", link)

    assert say_marks(read_html(f"<p>{pen.line(SOURCE, print_words)}</p>")) == (
        "Take {-one pill-} {+two big pills a day+}"
    )


def test_what_a_printer_leaves_out_is_printed_when_it_changed() -> None:
    pen = make_pen(LineMark((Run(Change.KEPT, "Call"), Run(Change.ADDED, "(911)"))))

    def print_words() -> Markup:
        return pen.words("Call") + pen.whole("(911)", Markup(""))

    assert say_marks(read_html(f"<p>{pen.line(SOURCE, print_words)}</p>")) == "Call{+(911)+}"


def test_each_time_that_a_source_is_printed_its_next_mark_is_used_and_then_the_last() -> None:
    pen = make_pen(LineMark(), LineMark((Run(Change.ADDED, "Rest"),)))

    assert [print_line(pen, "Rest") for _ in range(3)] == ["Rest", "{+Rest+}", "{+Rest+}"]


def test_marks_are_used_up_when_each_was_printed() -> None:
    pen = make_pen(LineMark(RUNS))
    assert not pen.is_used_up

    print_line(pen, "Take two big pills a day")
    assert pen.is_used_up


def test_marks_cannot_be_broken_by_words() -> None:
    pen = make_pen(LineMark((Run(Change.REMOVED, "</del><b>"), Run(Change.ADDED, "<i>&"))))

    printed = pen.line(SOURCE, lambda: pen.words("<i>&"))
    assert "&lt;/del&gt;&lt;b&gt;" in printed
    assert "&lt;i&gt;&amp;" in printed


@pytest.mark.parametrize("make", [PlainPen, lambda: make_pen(LineMark())])
def test_words_without_a_mark_are_printed_as_they_stand(make: Callable[[], Pen]) -> None:
    pen = make()

    assert pen.line(SOURCE, lambda: pen.words("5 < 6")) == "5 &lt; 6"
    assert pen.whole("911", Markup("<a>911</a>")) == "<a>911</a>"
    assert pen.gone() == ""


def test_space_before_an_element_stands_by_itself() -> None:
    assert join_inline((Markup("a "), Markup("<b>c</b>"))) == "a<span> </span><b>c</b>"

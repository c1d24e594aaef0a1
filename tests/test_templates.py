from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from handoutpress.compose.html_text import TextPrinter
from handoutpress.compose.templates import fill_template
from handoutpress.errors import ExitCode, RenderError
from handoutpress.labels import read_labels
from tests.makers import NURSE, make_letterhead, make_manuscript

PRINTER = TextPrinter(
    placeholders={}, references={}.__getitem__, labels=read_labels("en"), glossary=()
)
VALUES: dict[str, Any] = {
    "letterhead": make_letterhead(placeholders=MappingProxyType({})),
    "labels": read_labels("en"),
    "manuscript": make_manuscript(),
    "phone": NURSE,
    "printer": PRINTER,
    "words": "5 < 6",
}


def fill(template: str, **others: str) -> str:
    templates = {"handout.html": template, **others}
    return fill_template(templates, (("shout", str.upper),), VALUES)


def test_values_are_escaped_and_filters_applied() -> None:
    assert fill("<p title='{{ words }}'>{{ words | shout }}</p>") == (
        "<p title='5 &lt; 6'>5 &lt; 6</p>"
    )


def test_templates_include_each_other_and_see_the_same_values() -> None:
    assert fill("{% include 'parts/a.html' %}", **{"parts/a.html": "{{ words }}"}) == "5 &lt; 6"


def test_other_templates_are_not_mixed_up_with_earlier_ones() -> None:
    assert fill("one") == "one"
    assert fill("two") == "two"
    assert fill("one") == "one"


BROKEN = {
    "unknown name": ("\n{{ nonsense }}", "handout.html:2", "'nonsense' is undefined"),
    "unknown part of a value": (
        "{{ phone.colour }}",
        "handout.html:1",
        "'handoutpress.model.PhoneLine object' has no attribute 'colour'",
    ),
    "unknown name in a condition": (
        "\n\n{% if nonsense %}x{% endif %}",
        "handout.html:3",
        "'nonsense' is undefined",
    ),
    "syntax": (
        "\n{% if %}",
        "handout.html:2",
        "Expected an expression, got 'end of statement block'",
    ),
    "unknown tag": ("{% colour %}", "handout.html:1", "Encountered unknown tag 'colour'."),
    "unknown filter": ("\n{{ words | colour }}", "handout.html:2", "No filter named 'colour'."),
    "missing template": (
        "\n\n{% include 'parts/b.html' %}",
        "handout.html:3",
        "there is no template 'parts/b.html'",
    ),
    "wrong sum": (
        "\n{{ 1 + words }}",
        "handout.html:2",
        "unsupported operand type(s) for +: 'int' and 'str'",
    ),
    "wrong use of a filter of Jinja": (
        "{{ 3 | join }}",
        "handout.html:1",
        "'int' object is not iterable",
    ),
    "wrong use of a filter of ours": (
        "{{ 3 | shout }}",
        "handout.html:1",
        "descriptor 'upper' for 'str' objects doesn't apply to a 'int' object",
    ),
    "itself": ("\n{% include 'handout.html' %}", "handout.html:2", "it includes itself"),
    "too long a loop": (
        "{{ range(1000000) | list }}",
        "handout.html:1",
        "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).",
    ),
}


@pytest.mark.parametrize(("template", "place", "what"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_template_is_told_with_its_name_and_line(
    template: str, place: str, what: str
) -> None:
    with pytest.raises(RenderError) as caught:
        fill(template)
    assert str(caught.value) == f"the template {place} is broken: {what}; mend it in templates/"
    assert caught.value.exit_code is ExitCode.FAILED


@pytest.mark.parametrize("broken", ["\n\n{{ nonsense }}", "\n\n{% if %}"])
def test_broken_template_inside_another_is_the_one_that_is_named(broken: str) -> None:
    with pytest.raises(RenderError, match=r"^the template parts/a\.html:3 is broken: "):
        fill("\n{% include 'parts/a.html' %}", **{"parts/a.html": broken})


UNSAFE = {
    "class of a text": "{{ words.__class__ }}",
    "all classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "class by filter": "{{ words | attr('__class__') }}",
    "class by format": "{{ '{0.__class__}'.format(words) }}",
    "globals of a method": "{{ labels.text.__globals__ }}",
    "object of a method": "{{ labels.text.__self__ }}",
    "private part": "{{ printer._placeholders }}",
    "loader of pickles": "{{ manuscript.parse_raw('', proto='pickle', allow_pickle=True) }}",
    "reader of files": "{{ manuscript.parse_file('/etc/passwd') }}",
    "copy with other values": "{{ manuscript.model_copy(update={'title': 1}) }}",
    "inner model": "{{ manuscript.sections[0].model_dump() }}",
    "model by key": "{{ manuscript['model_dump']() }}",
}


@pytest.mark.parametrize("template", UNSAFE.values(), ids=UNSAFE.keys())
def test_sandbox_lets_templates_print_values_and_nothing_else(template: str) -> None:
    with pytest.raises(RenderError, match=r"^the template handout\.html:1 is broken: .* unsafe\."):
        fill(template)


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{ manuscript.kind }}", "topic"),
        ("{{ manuscript.sections | length }}", "1"),
        ("{{ manuscript['kind'] }}", "topic"),
        ("{{ letterhead.phone('nurse').number }}", "555-0100"),
    ],
)
def test_sandbox_lets_the_fields_of_content_through(template: str, printed: str) -> None:
    assert fill(template) == printed


def fail_as_filter(error: Exception) -> Callable[[object], str]:
    def fail(_: object) -> str:
        raise error

    return fail


def test_problem_that_a_filter_tells_is_told_as_it_is() -> None:
    filters = (("fail", fail_as_filter(RenderError("the label is missing"))),)

    with pytest.raises(RenderError, match=r"^the label is missing$"):
        fill_template({"handout.html": "{{ words | fail }}"}, filters, VALUES)


def test_mistake_of_our_own_is_not_blamed_on_a_template() -> None:
    filters = (("inline", PRINTER.inline),)  # takes lines of content, not strings

    with pytest.raises(AttributeError, match=r"^'str' object has no attribute 'children'$"):
        fill_template({"handout.html": "{{ words | inline }}"}, filters, VALUES)

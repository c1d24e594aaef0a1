import re
from collections.abc import Mapping

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.compose.html_text import (
    Reference,
    TextPrinter,
    dial_target,
    keep_doses_whole,
    print_number,
)
from handoutpress.content import GlossaryEntry
from handoutpress.labels import read_labels
from handoutpress.text import parse_flow, parse_line, parse_plain
from tests.makers import make_glossary, read_html, say
from tests.small_press import render

CHILLS = Reference("Chills", "chills.pdf")
VALUES = {
    "clinic.name": "A & B <Clinic>",
    "clinic.website": "https://example.org/",
    "clinic.phones.nurse.number": "1 800 555 0100",
}


def make_printer(
    glossary: tuple[GlossaryEntry, ...] = (),
    *,
    language: str = "en",
    references: Mapping[str, Reference] | None = None,
) -> TextPrinter:
    return TextPrinter(
        placeholders=VALUES,
        references=(references or {"care/chills": CHILLS}).__getitem__,
        labels=read_labels(language),
        glossary=glossary,
    )


def print_inline(typed: str) -> str:
    return str(make_printer().inline(parse_line(typed)))


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        ("Rest.", "<p>Rest.</p>"),
        ("One\nline", "<p>One line</p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("**Do not** stop", "<p><strong>Do not</strong> stop</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("- a\n\n  b", "<ul><li>a<p>b</p></li></ul>"),
        ("- 1. a", "<ul><li><ol><li>a</li></ol></li></ul>"),
        ("> 100.4 °F", "<p>&gt; 100.4\u00a0°F</p>"),
        ("<b>5 & 6</b>", "<p>&lt;b&gt;5 &amp; 6&lt;/b&gt;</p>"),
        (""" "so" 'so' """, "<p>&#34;so&#34; &#39;so&#39;</p>"),
        ("{{ clinic.name }}", "<p>A &amp; B &lt;Clinic&gt;</p>"),
        (
            "**{{ clinic.name }}**",
            "<p><strong>A &amp; B &lt;Clinic&gt;</strong></p>",
        ),
    ],
)
def test_text_becomes_paragraphs_lists_and_bold(typed: str, html: str) -> None:
    printer = make_printer()

    assert printer.rich(parse_flow(typed)) == html
    assert printer.running_text(parse_flow(typed)) == html


def test_plain_text_has_no_tags_and_no_escapes() -> None:
    line = parse_plain("**5 < 6** at {{ clinic.name }}")

    assert make_printer().plain(line) == "**5 < 6** at A & B <Clinic>"


def test_line_becomes_bold_and_links_without_a_paragraph() -> None:
    assert print_inline("a **b** [c](tel:1)") == (
        "a<span> </span><strong>b</strong><span> </span>"
        '<a href="tel:1" title="Call 1">c</a><span class="address"> (1)</span>'
    )


@given(st.text("<>&\"'/!-=;#%{ab1 \n"))
def test_words_come_back_from_the_html_as_they_were_typed(typed: str) -> None:
    html = make_printer().inline(parse_plain(typed))

    assert say(read_html(f"<!doctype html><p>{html}</p>")) == " ".join(typed.split())


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "href", "printed"),
    [
        # An address is printed, unless a word is the address.
        ("[our page](https://example.org/a)", "https://example.org/a", "(https://example.org/a)"),
        ("[https://example.org/a](https://example.org/a)", "https://example.org/a", ""),
        ("[example.org/a](https://example.org/a/)", "https://example.org/a/", ""),
        ("[Example.org](https://example.org)", "https://example.org", ""),
        ("[see example.org/a.](https://example.org/a)", "https://example.org/a", ""),
        ("[see (http://example.org)!](https://example.org)", "https://example.org", ""),
        (
            "[example.org](https://example.org/a)",
            "https://example.org/a",
            "(https://example.org/a)",
        ),
        (
            "[example.org/ab](https://example.org/a-b)",
            "https://example.org/a-b",
            "(https://example.org/a-b)",
        ),
        (
            "[example.org/abc](https://example.org/a)",
            "https://example.org/a",
            "(https://example.org/a)",
        ),
        ("[us](https://example.org/?a=1&b=2)", "https://example.org/?a=1&b=2", None),
        ("[us]({{ clinic.website }}a)", "https://example.org/a", "(https://example.org/a)"),
        # So is a number.
        ("[call us](tel:555-0100)", "tel:555-0100", "(555-0100)"),
        ("[call 555 0100](tel:555-0100)", "tel:555-0100", ""),
        ("[call (555) 01-00](tel:5550100)", "tel:5550100", ""),
        ("[call 555-01](tel:555-0100)", "tel:555-0100", "(555-0100)"),
        ("[call 555-0199](tel:555-01)", "tel:555-01", "(555-01)"),
        ("[24 hours: 555-0100](TEL:555-0100)", "tel:555-0100", ""),
        (
            "[call us](tel:{{ clinic.phones.nurse.number }})",
            "tel:18005550100",
            "(1 800 555 0100)",
        ),
        ("[{{ clinic.phones.nurse.number }}](tel:18005550100)", "tel:18005550100", ""),
        # And a mail address, without what is behind it.
        ("[write us](mailto:a@example.org)", "mailto:a@example.org", "(a@example.org)"),
        ("[a@example.org](mailto:a@example.org)", "mailto:a@example.org", ""),
        (
            "[write us](mailto:a@example.org?subject=Fever)",
            "mailto:a@example.org?subject=Fever",
            "(a@example.org)",
        ),
    ],
)
def test_link_prints_what_it_leads_to_unless_its_words_say_so(
    typed: str, href: str, printed: str | None
) -> None:
    page = read_html(f"<!doctype html>{print_inline(typed)}")
    (link,) = page.iter("a")
    addresses = [say(span) for span in page.iter("span")]

    assert link.get("href") == href
    assert addresses == ([printed] if printed else [] if printed == "" else [f"({href})"])


def test_title_of_a_link_says_where_it_leads() -> None:
    assert 'title="https://example.org"' in print_inline("[a](https://example.org)")
    assert 'title="Call 555-0100"' in print_inline("[a](tel:555-0100)")
    assert 'title="Chills"' in print_inline("[a](handout:care/chills)")


def test_title_of_a_number_is_in_the_language_of_the_handout() -> None:
    html = make_printer(language="es").inline(parse_line("[a](tel:555-0100)"))

    assert 'title="Llamar al 555-0100"' in html


@pytest.mark.parametrize(
    ("words", "title", "printed"),
    [
        ("more about chills", "Chills", "more about chills"),
        ("**Chills**", "Chills", "Chills"),
        ("this page", "Chills", "this page (handout: Chills)"),
        ("if you are in pain", "AI", "if you are in pain (handout: AI)"),
        ("about samurai", "AI", "about samurai (handout: AI)"),
        ("our “AI” page", "AI", "our “AI” page"),
        ("a <b>", "<b>", "a <b>"),
        ("here", "5 < 6 & 7", "here (handout: 5 < 6 & 7)"),
    ],
)
def test_link_to_a_handout_prints_its_title_unless_its_words_hold_it(
    words: str, title: str, printed: str
) -> None:
    printer = make_printer(references={"care/chills": Reference(title, "chills.pdf")})
    html = printer.inline(parse_line(f"[{words}](handout:care/chills)"))
    page = read_html(f"<!doctype html>{html}")

    assert say(page) == printed
    assert [link.get("href") for link in page.iter("a")] == ["chills.pdf"]


def test_title_of_a_handout_is_printed_in_the_language_of_the_page() -> None:
    html = make_printer(language="es").inline(parse_line("[esto](handout:care/chills)"))

    assert html.endswith("</a> (hoja: Chills)")


@pytest.mark.parametrize(
    ("number", "target"),
    [
        ("555-0100", "tel:555-0100"),
        ("1 800 555 0100", "tel:18005550100"),
        ("+49 30/1234", "tel:+4930-1234"),
        ("555 0100,,12#", "tel:5550100,,12%23"),
        ("*67", "tel:*67"),
    ],
)
def test_number_becomes_an_address_that_dials_it(number: str, target: str) -> None:
    assert dial_target(number) == target


def test_number_is_kept_whole_and_in_its_own_direction() -> None:
    assert print_number("555 <0>") == '<bdi class="number">555 &lt;0&gt;</bdi>'


# --- the glossary --------------------------------------------------------------------------------


def test_meaning_follows_the_first_use_in_running_text_only() -> None:
    printer = make_printer(make_glossary(port="a **small** disc & tube"))
    flow = parse_flow("The port.")

    assert printer.rich(flow) == "<p>The port.</p>"
    assert printer.inline(parse_line("The port.")) == "The port."
    assert printer.running_text(flow) == (
        '<p>The port<span class="meaning"> (a<span> </span><strong>small</strong>'
        " disc &amp; tube)</span>.</p>"
    )
    assert printer.running_text(flow) == "<p>The port.</p>"


def test_meaning_stands_in_bold_words_but_not_in_a_link() -> None:
    printer = make_printer(make_glossary(port="a disc"))
    flow = parse_flow("[the port](https://example.org/port) and **the port**")

    assert printer.running_text(flow) == (
        '<p><a href="https://example.org/port" title="https://example.org/port">the port</a>'
        '<span class="address"> (https://example.org/port)</span> and<span> </span>'
        '<strong>the port<span class="meaning"> (a disc)</span></strong></p>'
    )


def test_word_that_goes_on_in_bold_is_not_explained() -> None:
    printer = make_printer(make_glossary(port="a disc"))

    assert printer.running_text(parse_flow("im**port** **port**able")) == (
        "<p>im<strong>port</strong><span> </span><strong>port</strong>able</p>"
    )


@given(st.text("port PORT-s\n*[](tel:1){}.é "))
def test_meanings_are_all_that_is_added_to_running_text(typed: str) -> None:
    flow = parse_flow(typed)
    explaining = make_printer(make_glossary(port="a disc", rot="a decay"))
    html = explaining.running_text(flow)

    assert re.sub(r'<span class="meaning"> \(a \w+\)</span>', "", html) == make_printer().rich(flow)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Take 10 mg, not 100 mg.", "Take 10\u00a0mg, not 100\u00a0mg."),
        ("Call at 38 °C or 100.4 °F.", "Call at 38\u00a0°C or 100.4\u00a0°F."),
        ("Drink 2 Liters in 3 months.", "Drink 2 Liters in 3 months."),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(typed: str, printed: str) -> None:
    assert keep_doses_whole(typed) == printed


def list_lines(html: str, width_mm: float) -> list[str]:
    css = f"@page {{ size: {width_mm}mm 60mm; margin: 0 }}"
    with pypdfium2.PdfDocument(render(html, css=css, head="<title>T</title>").pdf) as document:
        text = document[0].get_textpage().get_text_range()
    return [line.strip() for line in text.split("\n")]


@pytest.mark.parametrize("end", ["**normal**.", "[normal](tel:1)."])
def test_no_line_breaks_after_its_first_word_when_just_a_space_has_no_room(end: str) -> None:
    html = make_printer().rich(parse_flow(f"Your hair may come back in color. That is {end}"))
    widths = range(600, 900, 2)

    lines = [list_lines(html, width / 10) for width in widths]
    assert [line[0] for line in lines if line[0] == "Your"] == []
    assert len({len(line) for line in lines}) > 1  # there are widths at which it breaks

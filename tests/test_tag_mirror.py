"""The tag mirror: which box drew which marked content, and that it stops where it does not know."""

from __future__ import annotations

import pydyf
import pytest
import weasyprint

from handoutpress.render import tag_mirror
from handoutpress.render.tag_mirror import TagMirrorError, object_number, read_marks
from tests.pdf_facts import marked_texts

TEXT = "word " * 60
HEAD = "<head><title>Title</title></head>"
PICTURE = '<svg width="9" height="9"><title>Picture</title><path d="M0 0H9V9H0Z"/></svg>'
STYLE = """
@page { size: 100mm 60mm; margin: 10mm; @bottom-left { content: element(foot) "Page" } }
.foot { position: running(foot) }
"""


def print_with(finisher, body="<h1>Title</h1><p>Words</p>"):
    """Return the PDF as WeasyPrint tags it; the finisher sees it before."""
    document = weasyprint.HTML(string=f'<html lang="en">{HEAD}<body>{body}').render(
        stylesheets=[weasyprint.CSS(string=STYLE)], pdf_variant="pdf/ua-1"
    )
    return document.write_pdf(pdf_variant="pdf/ua-1", finisher=finisher)


def texts_of_boxes(document, marks):
    """Return what each text box says, by its page and mark."""
    return {
        (number, marks[box]): box.text
        for number, page in enumerate(document.pages, start=1)
        for box in page._page_box.descendants(placeholders=True)
        if box in marks and isinstance(box, weasyprint.formatting_structure.boxes.TextBox)
    }


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<h1>Title</h1><p>One <b>two <i>three</i></b> four</p>", id="inline"),
        pytest.param("Bare <section>text<div>in blocks</div></section>", id="bare text"),
        pytest.param(f"<p>{TEXT}</p><p>{TEXT}</p>", id="over pages"),
        pytest.param('<p><a href="#x" id="x">One <b>two</b></a> three</p>', id="link"),
        pytest.param(f'<p>{PICTURE}One <a href="http://x">{PICTURE}</a></p>', id="pictures"),
        pytest.param(f"<ul><li>One<ul><li>{TEXT}</li></ul></li><li><p>x</p></li></ul>", id="lists"),
        pytest.param("<ul style='list-style: none'><li>One<ol><li>x</ol></ul>", id="no bullets"),
        pytest.param("<li style='display: block'>One</li>", id="an item that is a block"),
        pytest.param("<dl><dt>Word</dt><dd>Meaning<p>more</p></dd></dl>", id="terms"),
        pytest.param("<dl><div><dt>Word</dt><dd>Meaning</dd></div></dl>", id="terms in groups"),
        pytest.param(
            "<table><caption>Name</caption><thead><tr><th>A<th>B<tfoot><tr><td>C<td>D<tbody>"
            + f"<tr><td rowspan=2>{TEXT}<td>1<tr><td><table><tr><td>in</table></table>",
            id="tables",
        ),
        pytest.param(
            "<table><tr><td>1</table><table style='display: block'><tr><td>1</table>",
            id="a table that is a block",
        ),
        pytest.param("<p style='float: left'>One</p><p>Two</p>", id="float"),
        pytest.param("<p style='position: absolute; top: 0'>One</p><p>Two</p>", id="absolute"),
        pytest.param("<div style='display: flex'><p>One</p>two<b>three</b></div>", id="flex"),
        pytest.param("<div style='display: grid'><p>One</p>two<b>three</b></div>", id="grid"),
        pytest.param(f"<div style='columns: 2'>{TEXT}</div>", id="columns"),
        pytest.param("<p>A<b style='display: inline-block'><p>B</p></b></p>", id="inline blocks"),
        pytest.param("<div class='foot'>Foot <b>bold</b></div>One", id="running foot"),
        pytest.param("<p>One<span style='float: footnote'>Note</span></p>", id="footnote"),
        pytest.param("<article><figure>One<figcaption>Two", id="caption"),
        pytest.param("<main><blockquote>One</blockquote><span>two</span></main>", id="groups"),
    ],
)
def test_each_text_box_is_paired_with_the_mark_that_shows_its_text(body):
    found = {}

    def finish(document, pdf):
        found.update(texts_of_boxes(document, read_marks(document, pdf)))

    shown = marked_texts(print_with(finish, body))

    assert {mark: text.strip() for mark, text in found.items()} == {
        mark: text.strip() for mark, text in shown.items() if mark in found
    }
    assert not any(text.strip() for mark, text in shown.items() if mark not in found)
    assert found


def test_each_picture_is_paired_with_a_mark_that_shows_no_text():
    found = []

    def finish(document, pdf):
        marks = read_marks(document, pdf)
        found.extend((1, marks[box]) for box in marks if str(box.element_tag).endswith("svg"))

    shown = marked_texts(print_with(finish, f"<p>{PICTURE}One{PICTURE}</p>"))

    assert sorted(found) == sorted(mark for mark, text in shown.items() if not text)
    assert len(found) == 2


def read_after(change):
    """Read the marks of a small page after a change of its objects."""

    def finish(document, pdf):
        change(pdf, object_number(pdf.catalog["Metadata"]))
        read_marks(document, pdf)

    print_with(finish)


def find_elements(pdf, type_):
    return [item for item in pdf.objects if isinstance(item, dict) and item.get("S") == type_]


def test_another_version_of_weasyprint_is_refused(monkeypatch):
    monkeypatch.setattr(tag_mirror, "MIRRORED_VERSION", "69.0")

    with pytest.raises(TagMirrorError) as caught:
        read_after(lambda pdf, end: None)

    assert str(caught.value) == (
        f"the tag mirror knows WeasyPrint 69.0, not {weasyprint.__version__}"
    )


def test_an_element_that_is_missing_is_refused():
    def lose_the_last(pdf, end):
        pdf.catalog["Metadata"] = f"{end - 1} 0 R"

    with pytest.raises(TagMirrorError) as caught:
        read_after(lose_the_last)

    assert str(caught.value) == "expected a structure element /Span, found None"


def test_an_element_that_is_left_over_is_refused():
    def add_one(pdf, end):
        pdf.objects.insert(end, pydyf.Dictionary({"S": "/Span"}))
        pdf.catalog["Metadata"] = f"{end + 1} 0 R"

    with pytest.raises(TagMirrorError) as caught:
        read_after(add_one)

    assert str(caught.value) == "a structure element is left over: b'<</S /Span>>'"


def test_an_element_of_another_type_is_refused():
    def change_the_paragraph(pdf, end):
        find_elements(pdf, "/P")[0]["S"] = "/Note"

    with pytest.raises(TagMirrorError, match=r"^expected a structure element /P, found .*/Note"):
        read_after(change_the_paragraph)


def test_marked_content_without_a_box_is_refused():
    def mark_more(pdf, end):
        find_elements(pdf, "/P")[0]["K"].append(9)

    with pytest.raises(TagMirrorError) as caught:
        read_after(mark_more)

    assert str(caught.value) == "marked content [9] of a P has no box"


def test_a_box_that_is_drawn_on_two_pages_is_refused():
    def finish(document, pdf):
        document.pages[1] = document.pages[0]
        read_marks(document, pdf)

    with pytest.raises(TagMirrorError) as caught:
        print_with(finish, "<p>One</p><p style='break-before: page'>Two</p>")

    assert str(caught.value) == "a text in <p> is drawn twice"

"""The repair of tags: each defect that WeasyPrint leaves, mended, and what cannot be mended."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO

import pikepdf
import pydyf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.errors import RenderError
from handoutpress.render import tag_repair
from handoutpress.render.tag_mirror import read_marks
from tests.pdf_facts import (
    MM_PER_POINT,
    Artifact,
    artifacts,
    count_link_objects,
    drawn_boxes,
    element_ids,
    elements,
    find_faults,
    links,
    page_texts,
    read_aloud,
    tag_tree,
)
from tests.small_press import (
    FILLER,
    HEAD,
    LONG_TEXT,
    MARGIN_MM,
    PAGE_MM,
    SQUARE,
    TITLE,
    make_job,
    print_page,
    render,
    small_press,
)

PICTURE = {"square.svg": SQUARE}
IMAGE = '<img src="file:///press/square.svg" alt="A square" style="width: 20mm">'
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="40" height="40">'
    "<title>A square</title><path d='M0 0H9V9H0Z'/></svg>"
)
ROWS = "".join(f"<tr><td>{number}</td><td>{LONG_TEXT[:90]}</td></tr>" for number in range(9))


def tags_of(body: str, **parts: object) -> tuple[object, ...]:
    """Return the tags of a body without those of the document and its title."""
    return tag_tree(print_page(body, **parts))[2:]


# --- running heads and feet ---------------------------------------------------------------------

RUNNING = """
.head { position: running(head) } .foot { position: running(foot) }
@page { @top-left { content: element(head) } @bottom-left { content: element(foot) } }
"""


def test_running_heads_and_feet_are_artifacts_on_every_page():
    body = f'<div class="head">Above</div><div class="foot">Below</div><p>{LONG_TEXT * 3}</p>'

    pdf = print_page(body, css=RUNNING)

    assert artifacts(pdf) == [
        Artifact(number, "Pagination", subtype, text)
        for number in (1, 2, 3)
        for subtype, text in (("Header", "Above"), ("Footer", "Below"))
    ]
    assert "Above" not in read_aloud(pdf)


def test_a_page_number_is_an_artifact_of_its_own():
    body = (
        '<div class="foot">Draft <span data-artifact="page-number">Page <b class="n"></b></span>'
        "</div>"
    )

    pdf = print_page(body, css=RUNNING + ".n::before { content: counter(page) }")

    assert artifacts(pdf) == [
        Artifact(1, "Pagination", "Footer", "Draft "),
        Artifact(1, "Pagination", "PageNum", "Page "),
        Artifact(1, "Pagination", "PageNum", "1"),
    ]


NUMBERED = """
.foot::before { content: "Page " counter(page) }
a::after { content: leader(" .") " " target-counter(attr(href), page) }
h2 { break-before: page }
"""


def read_places(pdf: bytes, page: int) -> list[tuple[bytes, list[float], int]]:
    """Return tag, box and number of each content of a page whose place is written down."""
    with pikepdf.open(BytesIO(pdf)) as document:
        content = document.pages[page - 1].Contents.read_bytes()
    found = re.findall(rb"/(\w+)\n<<[^>]*/BBox \[([^\]]*)\]/HDPR_Page (\d+)>>", content)
    return [(tag, [*map(float, box.split())], int(number)) for tag, box, number in found]


def test_it_is_written_down_where_page_numbers_stand_and_which_they_are():
    body = (
        '<div class="foot" data-artifact="page-number"></div>'
        '<nav><ol><li><a href="#b">Begin</a></li></ol></nav><p>Words</p><h2 id="b">Begin</h2>'
    )
    pdf = print_page(body, css=RUNNING + NUMBERED)

    (tag, contents, number), (foot_tag, foot, foot_number) = read_places(pdf, 1)
    assert (tag, number, foot_tag, foot_number) == (b"Span", 2, b"Artifact", 1)
    margin, width, height = (mm / 25.4 * 72 for mm in (MARGIN_MM, *PAGE_MM))
    assert contents[2] == pytest.approx(width - margin, abs=0.1)
    assert 0 < foot[1] < foot[3] < margin < contents[1] < contents[3] < height
    assert foot[0] == pytest.approx(margin, abs=0.1)
    assert [each[2] for each in read_places(pdf, 2)] == [2]


def test_a_number_behind_dots_that_lead_to_another_document_is_no_page_of_this_one():
    css = 'a::after { content: leader(" .") " 17" }'
    pdf = print_page('<p><a href="other.pdf">Other</a></p>', css=css)

    assert read_places(pdf, 1) == []


@pytest.mark.parametrize(
    ("margin", "subtype"),
    [
        ("@top-right-corner", "Header"),
        ("@bottom-center", "Footer"),
        ("@left-middle", ""),
        ("@right-top", ""),
    ],
)
def test_a_text_of_the_style_in_a_margin_is_an_artifact(margin, subtype):
    pdf = print_page("", css=f"@page {{ {margin} {{ content: 'x' }} }}")

    assert artifacts(pdf) == [Artifact(1, "Pagination", subtype, "x")]


def test_a_picture_in_a_running_head_is_not_read_aloud():
    pdf = print_page(f'<div class="head">{IMAGE}</div>', css=RUNNING, pictures=PICTURE)

    assert tag_tree(pdf) == ("Document", ("H1", "Title"))


# --- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("us", id="words"),
        pytest.param("<b>us</b>", id="bold words"),
        pytest.param("<b>u<i>s</i></b>", id="boxes in boxes"),
        pytest.param('<span style="display: inline-block">us</span>', id="a block in a line"),
    ],
)
def test_a_link_has_one_annotation_which_hangs_on_the_link(words):
    pdf = print_page(f'<p>Call <a href="tel:555">{words}</a> now</p>', css="i { font: inherit }")

    assert [(link.target, link.element) for link in links(pdf)] == [("tel:555", "Link")]
    assert tag_tree(pdf)[2:] == (("P", "Call ", ("Link", "us"), " now"),)


@pytest.mark.parametrize("picture", [IMAGE, DRAWING])
def test_a_link_around_a_picture_covers_the_picture(picture):
    pdf = print_page(f'<p><a href="https://x.org">{picture}</a></p>', pictures=PICTURE)

    (link,) = links(pdf)
    (figure,) = elements(pdf, "Figure")
    left, bottom, right, top = figure.attributes["BBox"]

    assert link.element == "Link"
    assert tag_tree(pdf)[2:] == (("P", ("Link", ("Figure",))),)
    assert link.box[0] <= left + 0.01
    assert link.box[1] <= bottom + 0.01
    assert link.box[2] >= right - 0.01
    assert link.box[3] >= top - 0.01


@pytest.mark.parametrize(
    ("link", "contents"),
    [
        ('<a href="tel:+1-555" title="Call the nurse">555</a>', "Call the nurse"),
        ('<a href="tel:+1-555">Call\n the <b>nurse</b></a>', "Call the nurse"),
        (f'<a href="https://x.org">{IMAGE}</a>', "A square"),
        (f'<a href="https://x.org">{DRAWING}</a>', "A square"),
        ('<a href="#here" id="here">Jump</a>', "Jump"),
    ],
)
def test_a_link_says_its_title_or_its_words_and_is_printed(link, contents):
    pdf = print_page(f"<p>{link}</p>", pictures=PICTURE)

    assert [(found.contents, found.flags) for found in links(pdf)] == [(contents, 4)]


def test_a_link_over_two_lines_is_one_link_with_an_annotation_on_each():
    pdf = print_page(f'<p><a href="https://x.org">{LONG_TEXT[:80]}</a></p>')

    assert [found.element for found in links(pdf)] == ["Link", "Link"]
    assert len(elements(pdf, "Link")) == 1


def test_a_link_over_two_pages_is_one_link_with_annotations_on_both():
    pdf = print_page(f'{FILLER}<p><a href="https://x.org">{LONG_TEXT}</a></p>')

    assert {found.page for found in links(pdf)} == {1, 2}
    assert [found.pages for found in elements(pdf, "Link")] == [(1, 2)]


def test_a_link_has_an_annotation_on_each_page_even_in_the_same_place():
    css = "@page { size: 60mm 30mm } h1 { font: inherit } p { line-height: 9mm; orphans: 1 }"

    pdf = print_page(f'<p><a href="https://x.org">{"same " * 24}</a></p>', css=css)

    assert [found.page for found in links(pdf)] == [2, 3, 4, 5, 6, 7]


def test_words_of_the_style_after_a_link_belong_to_it():
    pdf = print_page('<p><a href="#top" id="top">Top</a></p>', css="a::after { content: ' (1)' }")

    assert tag_tree(pdf)[2:] == (("P", ("Link", "Top (1)")),)
    assert len(links(pdf)) == 1


def test_a_link_that_is_a_block_keeps_its_paragraphs():
    body = '<a href="https://x.org" style="display: block"><p>One</p><p>Two</p></a>'

    assert tags_of(body) == (("Link", ("P", "One"), ("P", "Two")),)


def test_a_link_that_is_a_flexible_box_has_one_annotation():
    pdf = print_page('<a href="https://x.org" style="display: flex">One <b>two</b></a>')

    assert len(links(pdf)) == 1


# --- tables -------------------------------------------------------------------------------------


def test_header_cells_say_what_they_head():
    body = """<table><caption>Doses</caption>
      <thead><tr><th>Day</th><th scope="col">Pills</th></tr></thead>
      <tbody><tr><th scope="row">Monday</th><td>1</td></tr></tbody>
      <tbody><tr><th scope="rowgroup">Tuesday</th><td>2</td></tr></tbody></table>"""

    pdf = print_page(body)

    assert [(cell.text, cell.attributes["Scope"]) for cell in elements(pdf, "TH")] == [
        ("Day", "Column"),
        ("Pills", "Column"),
        ("Monday", "Row"),
        ("Tuesday", "Row"),
    ]


def test_a_table_has_its_caption_head_body_and_foot():
    body = """<table><caption>Doses</caption><thead><tr><th>Day</th></tr></thead>
      <tfoot><tr><td>Sum</td></tr></tfoot><tbody><tr><td>One</td></tr></tbody></table>"""

    assert tags_of(body) == (
        (
            "Table",
            ("Caption", "Doses"),
            ("THead", ("TR", ("TH", "Day"))),
            ("TBody", ("TR", ("TD", "One"))),
            ("TFoot", ("TR", ("TD", "Sum"))),
        ),
    )


def test_a_head_of_two_levels_keeps_its_spans():
    body = """<table><thead><tr><th rowspan="2">Day</th><th colspan="2">Pills</th></tr>
      <tr><th>Red</th><th>Blue</th></tr></thead>
      <tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"""

    cells = elements(print_page(body), "TH")

    assert [(cell.text, cell.attributes) for cell in cells] == [
        ("Day", {"O": "Table", "Scope": "Column", "RowSpan": 2}),
        ("Pills", {"O": "Table", "Scope": "Column", "ColSpan": 2}),
        ("Red", {"O": "Table", "Scope": "Column"}),
        ("Blue", {"O": "Table", "Scope": "Column"}),
    ]


def test_no_cell_has_an_id_that_no_id_tree_lists():
    body = "<table><tr><th>Day</th></tr><tr><td>Monday</td></tr></table>"

    assert element_ids(print_page(body)) == []


@pytest.mark.parametrize("group", ["thead", "tfoot"])
def test_a_head_or_foot_repeated_on_a_further_page_is_an_artifact_there(group):
    repeated = f"<{group}><tr><th>Day</th><th>Words</th></tr></{group}>"

    pdf = print_page(f"<table>{repeated}<tbody>{ROWS}</tbody></table><p>After</p>")

    assert [text.count("Day Words") for text in page_texts(pdf)] == [1, 1, 1]
    assert read_aloud(pdf).count("Day") == 1
    assert [(found.page, found.type, found.text) for found in artifacts(pdf)] == [
        (page, "Pagination", text) for page in (2, 3) for text in ("Day", "Words")
    ]


def test_a_link_in_a_repeated_head_is_kept_where_it_is_read():
    head = '<thead><tr><th>Day</th><th><a href="https://x.org">Words</a></th></tr></thead>'

    pdf = print_page(f"<table>{head}<tbody>{ROWS}</tbody></table>")

    assert [found.page for found in links(pdf)] == [1]
    assert count_link_objects(pdf) == 1


def test_a_head_repeated_in_a_column_of_the_same_page_is_an_artifact():
    head = "<thead><tr><th>Day</th></tr></thead>"
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(16))

    pdf = print_page(f'<div style="columns: 2"><table>{head}<tbody>{rows}</tbody></table></div>')

    assert page_texts(pdf)[0].count("Day") == 2
    assert read_aloud(pdf).count("Day") == 1


# --- figures ------------------------------------------------------------------------------------


def test_the_box_of_a_figure_is_in_points_from_the_bottom_left():
    style = "position: absolute; left: 5mm; top: 20mm; width: 30mm; height: 10mm"
    image = f'<img src="file:///press/square.svg" alt="A square" style="{style}">'

    (figure,) = elements(print_page(image, pictures=PICTURE), "Figure")

    box_mm = [value * MM_PER_POINT for value in figure.attributes["BBox"]]
    left, top = MARGIN_MM + 5, PAGE_MM[1] - MARGIN_MM - 20
    assert box_mm == pytest.approx([left, top - 10, left + 30, top], abs=0.01)
    assert figure.alt == "A square"


@pytest.mark.parametrize("picture", [IMAGE, DRAWING])
def test_the_box_of_a_figure_is_where_it_is_drawn(picture):
    css = "img, svg { margin: 3mm; padding: 2mm }"

    pdf = print_page(f"<div>{picture}</div>", css=css, pictures=PICTURE)

    (figure,) = elements(pdf, "Figure")
    assert drawn_boxes(pdf) == [pytest.approx(figure.attributes["BBox"], abs=0.01)]


def test_a_figure_and_its_caption_stand_together():
    body = f"<figure>{IMAGE}<figcaption>A <b>fine</b> square</figcaption></figure>"

    assert tags_of(body, pictures=PICTURE) == (("Div", ("Figure",), ("Caption", "A fine square")),)


def test_a_picture_of_the_style_decorates():
    css = (
        "p::before { content: url(file:///press/square.svg) }"
        "ul { list-style-image: url(file:///press/square.svg) }"
    )

    assert tags_of("<p>Words</p><ul><li>Item</li></ul>", css=css, pictures=PICTURE) == (
        ("P", "Words"),
        ("L", ("LI", ("Lbl",), ("LBody", "Item"))),
    )


# --- languages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "type_", "text"),
    [
        ('<p lang="es">Hola</p>', "P", "Hola"),
        ('<p>Say <span lang="es">hola</span> now</p>', "Span", "hola"),
        ('<p>Say <strong lang="es">hola</strong> now</p>', "Span", "hola"),
        ('<section lang="es"><p>Hola</p></section>', "Sect", "Hola"),
        ('<div lang="es"><p>Hola</p></div>', "Div", "Hola"),
        ('<ul><li lang="es">Hola</li></ul>', "LI", "•Hola"),
        ('<p><a lang="es" href="https://x.org">Hola</a></p>', "Link", "Hola"),
        ('<table><tr><td lang="es">Hola</td></tr></table>', "TD", "Hola"),
    ],
)
def test_another_language_inside_is_told(body, type_, text):
    pdf = print_page(body, css="ul { list-style-type: disc }")

    assert [(found.language, found.text.replace(" ", "")) for found in elements(pdf, type_)] == [
        ("es", text)
    ]


def test_the_same_language_is_not_told_again():
    pdf = print_page('<section lang="es"><p lang="es">Hola <b lang="en">you</b></p></section>')

    assert [found.language for found in elements(pdf, "P")] == [None]
    assert [found.language for found in elements(pdf, "Span")] == ["en"]


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "numbering"),
    [
        ("none", "None"),
        ("disc", "Disc"),
        ("circle", "Circle"),
        ("square", "Square"),
        ("decimal", "Decimal"),
        ("upper-roman", "UpperRoman"),
        ("lower-roman", "LowerRoman"),
        ("upper-alpha", "UpperAlpha"),
        ("lower-alpha", "LowerAlpha"),
        ("'– '", "Disc"),
    ],
)
def test_a_list_says_how_it_is_numbered(style, numbering):
    # The face of the tests has no circle and no square to show.
    css = f"ul {{ list-style-type: {style} }} li::marker {{ font-size: 0 }}"

    (found,) = elements(print_page("<ul><li>One</li></ul>", css=css), "L")

    assert found.attributes == {"O": "List", "ListNumbering": numbering}


def test_the_style_of_the_items_wins_over_that_of_the_list():
    (found,) = elements(
        print_page("<ol><li>One</li></ol>", css="li { list-style-type: lower-alpha }"), "L"
    )

    assert found.attributes["ListNumbering"] == "LowerAlpha"


def test_an_item_has_its_label_and_its_body():
    assert tags_of("<ol><li>One</li><li><p>Two</p></li></ol>") == (
        (
            "L",
            ("LI", ("Lbl", "1. "), ("LBody", "One")),
            ("LI", ("Lbl", "2. "), ("LBody", ("P", "Two"))),
        ),
    )


def test_an_item_without_a_mark_has_no_label():
    body = "<ul style='list-style: none'><li>One</li></ul>"

    assert tags_of(body) == (("L", ("LI", ("LBody", "One"))),)


def test_a_list_in_an_item_stays_in_the_item():
    body = "<ol><li>One<ol><li>Inner</li></ol></li><li>Two</li></ol>"

    assert tags_of(body) == (
        (
            "L",
            (
                "LI",
                ("Lbl", "1. "),
                ("LBody", "One", ("L", ("LI", ("Lbl", "1. "), ("LBody", "Inner")))),
            ),
            ("LI", ("Lbl", "2. "), ("LBody", "Two")),
        ),
    )


def test_terms_and_meanings_are_a_list_of_labels_and_bodies():
    expected = (
        ("L", ("LI", ("Lbl", "Cyst"), ("LBody", "A sac")), ("LI", ("Lbl", "Duct"), ("LBody",))),
    )

    bare = tags_of("<dl><dt>Cyst</dt><dd>A sac</dd><dt>Duct</dt><dd></dd></dl>")
    grouped = tags_of(
        "<dl><div><dt>Cyst</dt><dd>A sac</dd></div><div><dt>Duct</dt><dd></dd></div></dl>"
    )

    assert bare == expected
    assert grouped == expected


def test_two_terms_may_have_one_meaning():
    assert tags_of("<dl><dt>Cyst</dt><dt>Sac</dt><dd>A hollow</dd></dl>") == (
        ("L", ("LI", ("Lbl", "Cyst"), ("Lbl", "Sac"), ("LBody", "A hollow"))),
    )


def test_a_group_of_terms_is_an_item_even_without_a_meaning():
    body = "<dl><div><dt>Cyst</dt></div><div><dt>Duct</dt><dd>A tube</dd></div></dl>"

    assert tags_of(body) == (
        ("L", ("LI", ("Lbl", "Cyst")), ("LI", ("Lbl", "Duct"), ("LBody", "A tube"))),
    )


def test_navigation_is_a_table_of_contents():
    body = (
        '<nav><ol><li><a href="#a">One</a><ol><li><a href="#a">Inner</a></li></ol></li></ol></nav>'
        '<h2 id="a">One</h2>'
    )

    assert tags_of(body, css="ol { list-style: none }") == (
        (
            "TOC",
            (
                "TOCI",
                ("Reference", ("Link", "One")),
                ("TOC", ("TOCI", ("Reference", ("Link", "Inner")))),
            ),
        ),
        ("H2", "One"),
    )


def test_the_numbers_of_a_table_of_contents_are_labels():
    body = '<nav><ol><li><a href="#a">One</a></li></ol></nav><h2 id="a">One</h2>'

    assert tags_of(body)[0] == (
        "TOC",
        ("TOCI", ("Lbl", "1. "), ("Reference", ("Link", "One"))),
    )


# --- what crosses a page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (f"<p>{LONG_TEXT}</p>", "P"),
        (f"<div>{LONG_TEXT}</div>", "P"),
        (f"<section>{LONG_TEXT}</section>", "Sect"),
        (f"<blockquote><p>{LONG_TEXT}</p></blockquote>", "BlockQuote"),
        (f"<h2>{LONG_TEXT}</h2>", "H2"),
        (f"<ul><li>{LONG_TEXT}</li></ul>", "L"),
        (f"<ul><li>{LONG_TEXT}</li></ul>", "LI"),
        (f"<ul><li>{LONG_TEXT}</li></ul>", "LBody"),
        (f"<ul><li><p>{LONG_TEXT}</p></li></ul>", "P"),
        (f"<dl><dt>Word</dt><dd>{LONG_TEXT}</dd></dl>", "LBody"),
        (f"<table><tr><td>{LONG_TEXT}</td></tr></table>", "Table"),
        (f"<table><tr><td>{LONG_TEXT}</td></tr></table>", "TBody"),
        (f"<table><tr><td>{LONG_TEXT}</td></tr></table>", "TR"),
        (f"<table><tr><td>{LONG_TEXT}</td></tr></table>", "TD"),
        (f'<p><span lang="es">{LONG_TEXT}</span></p>', "Span"),
    ],
)
def test_what_crosses_a_page_is_one_element(body, type_):
    (found,) = elements(
        print_page(FILLER + body, css="h2 { font: inherit; break-inside: auto }"), type_
    )

    assert found.pages == (1, 2)
    assert re.findall(r"word\d+?(?=word|\s|$)", found.text) == LONG_TEXT.split()


# --- text that stands right in a block ----------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "type_"),
    [
        ("section", "Sect"),
        ("aside", "Sect"),
        ("article", "Art"),
        ("blockquote", "BlockQuote"),
        ("figure", "Div"),
    ],
)
def test_text_right_in_a_block_gets_a_paragraph(block, type_):
    assert tags_of(f"<{block}>Words</{block}>") == ((type_, ("P", "Words")),)


@pytest.mark.parametrize("block", ["div", "main", "address"])
def test_text_right_in_a_block_without_a_tag_gets_a_paragraph(block):
    assert tags_of(f"<{block}>One</{block}><{block}>Two</{block}>Three") == (
        ("P", "One"),
        ("P", "Two"),
        ("P", "Three"),
    )


def test_text_right_in_a_block_keeps_its_order():
    body = '<section>One <b>two</b> three <a href="https://x.org">four</a> five</section>'

    assert tags_of(body) == (("Sect", ("P", "One two three ", ("Link", "four"), " five")),)


def test_text_before_and_after_a_paragraph_does_not_run_together():
    assert tags_of("<section>One<p>Two</p>Three</section>") == (
        ("Sect", ("P", "One"), ("P", "Two"), ("P", "Three")),
    )


def test_the_space_between_blocks_in_a_line_makes_no_paragraph():
    block = '<div style="display: inline-block"><p>Words</p></div>'

    body = f"<section>{block} {block}</section>"

    assert tags_of(body) == (("Sect", ("P", "Words"), ("P", "Words")),)


# --- what cannot be read aloud ------------------------------------------------------------------

REFUSED = {
    "a link in a margin": (
        '<div class="head">Call <a href="tel:555">the nurse</a></div>',
        'the link <a> "the nurse" stands in the page\'s margin, where no screen reader can follow '
        "it; take the link away, and leave its words",
    ),
    "a fixed position": (
        '<p style="position: fixed">Stamp</p>',
        "<p> \"Stamp\" has 'position: fixed', and would be read aloud on each page; "
        "put it into the page's margin with 'position: running()'",
    ),
    "translucent text": (
        '<p style="opacity: 0.5">Pale</p>',
        '<p> "Pale" has an opacity, and could not be read aloud; give it a lighter colour instead',
    ),
    "a paragraph in a translucent block": (
        f'<section style="opacity: 0.5"><p>{"Pale " * 20}</p></section>',
        '<section> "Pale Pale Pale Pale Pale Pale Pale Pale…" has an opacity, and could not be '
        "read aloud; give it a lighter colour instead",
    ),
    "a paragraph lifted out of a translucent block": (
        '<div style="opacity: 0.5"><p style="position: absolute">Pale</p></div>',
        '<div> "Pale" has an opacity, and could not be read aloud; '
        "give it a lighter colour instead",
    ),
    "translucent text in a margin": (
        '<div class="head" style="opacity: 0.5">Pale</div>',
        '<div> "Pale" has an opacity, and could not be read aloud; '
        "give it a lighter colour instead",
    ),
    "a translucent picture": (
        f'<div style="opacity: 0.5">{IMAGE}</div>',
        "<div> has an opacity, and could not be read aloud; give it a lighter colour instead",
    ),
    "a drawing without a title": (
        '<svg viewBox="0 0 9 9" width="9" aria-label="Lost"><path d="M0 0H9V9H0Z"/></svg>',
        "a drawing <svg> has no <title> right in it; give it one, or, when it only decorates, put "
        "it into the background by CSS",
    ),
    "a drawing whose title is not right in it": (
        '<svg viewBox="0 0 9 9" width="9"><g><title>Lost</title><path d="M0 0H9V9H0Z"/></g></svg>',
        "a drawing <svg> has no <title> right in it; give it one, or, when it only decorates, put "
        "it into the background by CSS",
    ),
    "a picture with an empty alternate text": (
        '<img src="file:///press/square.svg" alt="">',
        "the picture 'square.svg' has no alternate text; give it one, or, when it only decorates, "
        "put it into the background by CSS",
    ),
    "a picture without an alternate text": (
        '<img src="file:///press/square.svg">',
        "the picture 'square.svg' has no alternate text; give it one, or, when it only decorates, "
        "put it into the background by CSS",
    ),
    "a picture that can have no alternate text": (
        '<embed src="file:///press/square.svg">',
        "<embed> shows a picture without words for those who do not see it; use <img alt>",
    ),
    "a link without words": (
        '<p>See <a href="https://x.org" style="padding: 1mm"></a></p>',
        "the link to 'https://x.org' has no words; write some, or give it a title",
    ),
    "rows of different lengths": (
        "<table><caption>Doses</caption><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
        'the table of <caption> "Doses" has rows of 1 and 2 columns; '
        "give all its rows the same number of cells",
    ),
    "groups of different lengths": (
        "<table><thead><tr><th>A</th></tr></thead><tr><td>1</td><td>2</td></tr></table>",
        'the table of <table> "A12" has rows of 1 and 2 columns; '
        "give all its rows the same number of cells",
    ),
    "a row too long under a cell that reaches into it": (
        '<table><tr><td rowspan="2">1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>',
        'the table of <table> "1234" has rows of 2 and 3 columns; '
        "give all its rows the same number of cells",
    ),
    "a head that is taller than a page": (
        f"<table><thead><tr><th>{LONG_TEXT * 9}</th></tr></thead><tr><td>1</td></tr></table>",
        '<thead> "word0 word1 word2 word3 word4 word5 wor…" is too tall for a page, and the '
        "renderer left it out; shorten it",
    ),
    "a heading that skips a level": (
        "<h3>Deep</h3>",
        'the heading <h3> "Deep" follows an <h1>; make it an <h2>',
    ),
    "an empty heading": ("<h2></h2>", "a heading <h2> has no words; write some, or take it out"),
    "a heading whose words are hidden": (
        '<h2><span style="display: none">Words</span></h2>',
        "a heading <h2> has no words; write some, or take it out",
    ),
    "a heading of spaces": (
        "<h2>&nbsp;</h2>",
        "a heading <h2> has no words; write some, or take it out",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_aloud_is_refused(name):
    body, message = REFUSED[name]
    with pytest.raises(RenderError) as caught:
        render(TITLE + body, css=RUNNING, pictures=PICTURE)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("body", "parts", "message"),
    [
        (
            "<h2>First</h2>",
            {},
            'the heading <h2> "First" follows no other heading; make it an <h1>',
        ),
        (TITLE, {"head": ""}, "the page has no title; give it a <title>"),
        (TITLE, {"head": "<title> </title>"}, "the page has no title; give it a <title>"),
        (TITLE, {"language": ""}, "the page has no language; give <html> a lang"),
    ],
)
def test_a_page_without_a_beginning_is_refused(body, parts, message):
    with pytest.raises(RenderError) as caught:
        render(body, **parts)

    assert str(caught.value) == message


def test_an_opacity_where_nothing_is_read_is_allowed():
    body = '<div style="opacity: 0.5; background: gray; height: 5mm"></div><p>Words</p>'

    assert tags_of(body) == (("P", "Words"),)


def test_cells_that_span_rows_and_columns_make_no_ragged_table():
    body = """<table><tr><td rowspan="3">1</td><td colspan="2">2</td></tr>
      <tr><td rowspan="2">3</td><td>4</td></tr><tr><td>5</td></tr></table>"""

    assert len(elements(print_page(body), "TD")) == 5


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (
            lambda marks: {box: mark for box, mark in marks.items() if box.element_tag != "h1"},
            "a text in <h1> has no mark",
        ),
        (
            lambda marks: {
                box: mark + (box.element_tag == "h1") * 5 for box, mark in marks.items()
            },
            "pages and tree do not agree on (page, content) [(1, 0), (1, 5)]",
        ),
        (
            lambda marks: {
                box: mark + (box.element_tag != "h1") * 5 for box, mark in marks.items()
            },
            "page 1 draws no artifact 6",
        ),
    ],
)
def test_a_tree_that_does_not_fit_the_pages_is_a_fault_of_the_program(monkeypatch, read, why):
    monkeypatch.setattr(tag_repair, "read_marks", lambda *parts: read(read_marks(*parts)))

    with pytest.raises(RenderError) as caught:
        render(f'<div class="head">Above</div>{TITLE}', css=RUNNING)

    assert str(caught.value) == (
        f"the tags cannot be repaired: {why}; report this as a fault of the program"
    )


def test_a_file_that_goes_on_after_its_tags_is_a_fault_of_the_program(monkeypatch):
    def read_and_add(document, pdf):
        pdf.add_object(pydyf.Dictionary())
        return read_marks(document, pdf)

    monkeypatch.setattr(tag_repair, "read_marks", read_and_add)

    with pytest.raises(RenderError, match="tags cannot be repaired: objects follow the metadata"):
        render(TITLE)


# --- properties ---------------------------------------------------------------------------------


class _WordReader(HTMLParser):
    """Gather the numbered words of a page in the order in which they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += find_words(data)


def find_words(text: str) -> list[str]:
    return re.findall(r"w\d+", text)


def words_of(html: str) -> list[str]:
    reader = _WordReader()
    reader.feed(html)
    return reader.words


WORDS = st.integers(0, 999).map("w{} ".format)
SHORT = st.lists(WORDS, min_size=1, max_size=3).map("".join)
MARKED = st.one_of(
    SHORT.map("<strong>{}</strong> ".format),
    SHORT.map('<a href="https://x.org">{}</a> '.format),
    SHORT.map('<span lang="es">{}</span> '.format),
    SHORT.map('<a href="https://x.org">w1 <strong>{}</strong></a> '.format),
    st.lists(WORDS, min_size=20, max_size=60).map("".join),
    SHORT,
)
LINE = st.lists(MARKED, min_size=1, max_size=4).map("".join)
PARAGRAPH = LINE.map("<p>{}</p>".format)
HEADS = SHORT.map("<thead><tr><th>{}</th><th>w0</th></tr></thead>".format)
ROW = st.tuples(SHORT, LINE).map("<tr><th scope='row'>{0[0]}</th><td>{0[1]}</td></tr>".format)
TABLE = st.tuples(
    st.sampled_from(["", "<caption>w1 w2</caption>"]),
    st.just("") | HEADS,
    st.lists(ROW, min_size=1, max_size=6).map("".join),
).map("<table>{0[0]}{0[1]}<tbody>{0[2]}</tbody></table>".format)
TERMS = st.tuples(SHORT, LINE).map("<dt>{0[0]}</dt><dd>{0[1]}</dd>".format)
TERM_LIST = st.one_of(
    st.lists(TERMS, min_size=1, max_size=4).map("".join),
    st.lists(TERMS.map("<div>{}</div>".format), min_size=1, max_size=4).map("".join),
).map("<dl>{}</dl>".format)
FIGURE = st.sampled_from(["", "<figcaption>w3 w4</figcaption>"]).map(
    f"<figure>{IMAGE}{{}}</figure>".format
)


def make_list(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.tuples(LINE, st.just("") | inner).map("<li>{0[0]}{0[1]}</li>".format)
    items = st.lists(item, min_size=1, max_size=4).map("".join)
    return st.tuples(st.sampled_from(["ul", "ol"]), items).map("<{0[0]}>{0[1]}</{0[0]}>".format)


LIST = st.recursive(PARAGRAPH, make_list, max_leaves=4)
BLOCK = st.one_of(PARAGRAPH, LINE.map("<div>{}</div>".format), LIST, TABLE, TERM_LIST, FIGURE)
GROUP = st.one_of(
    BLOCK,
    st.lists(BLOCK | LINE, min_size=1, max_size=3).map("".join).map("<aside>{}</aside>".format),
)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Draw sections whose headings go down one level at a time."""
    level, parts = 1, [TITLE]
    for blocks in draw(st.lists(st.lists(GROUP, max_size=3), min_size=1, max_size=6)):
        level = draw(st.integers(2, min(level + 1, 6)))
        parts.append(f"<section><h{level}>w5 w6</h{level}>{''.join(blocks)}</section>")
    return "".join(parts)


PROPERTY_STYLE = """
@page { size: 60mm 50mm; margin: 6mm; @bottom-right { content: counter(page) } }
h2, h3, h4, h5, h6, strong { font-size: 10pt; margin: 1mm 0 }
img { height: 12mm }
ul { list-style-type: disc }
"""


@settings(max_examples=25, deadline=None)
@given(bodies())
def test_any_page_is_read_aloud_whole_and_in_order(body):
    job = make_job(body, css=PROPERTY_STYLE, head=HEAD, pictures=PICTURE)

    pdf = small_press().render(job).pdf

    assert find_faults(pdf) == []
    assert find_words(read_aloud(pdf)) == words_of(body)

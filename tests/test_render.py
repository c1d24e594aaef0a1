"""The render of a job: what it holds, what stops it, and that nothing goes wrong silently."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import subprocess
import sys
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import pytest
import weasyprint
from PIL import Image
from weasyprint.urls import FatalURLFetchingError

from handoutpress.compose import choose_stylesheets
from handoutpress.errors import RenderError
from handoutpress.jobs import RenderJob
from handoutpress.load.theme import read_fonts, read_theme
from handoutpress.model import ASSET_ROOT, Theme
from handoutpress.render import MemoryFetcher, Press
from tests.pdf_facts import (
    Font,
    drawn_boxes,
    elements,
    find_faults,
    fonts,
    identifier,
    metadata,
    outline,
    page_sizes_mm,
    page_texts,
)
from tests.small_press import (
    HEAD,
    LONG_TEXT,
    SQUARE,
    STYLE,
    TITLE,
    make_job,
    print_page,
    render,
    small_press,
)

ROOT = Path(__file__).parents[1]
NO_FILE = "is no file of this handout or of the theme; put it into the workspace, or take it off"
WARNED = "; mend the page, picture or style that it names"


def make_png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), "black").save(buffer, "PNG")
    return buffer.getvalue()


PNG = make_png()
PNG_URL = f"data:image/png;base64,{b64encode(PNG).decode()}"


def svg(inner: str) -> bytes:
    root = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    return f"{root}{inner}</svg>".encode()


def image(address: str) -> str:
    return f'{TITLE}<img src="{address}" alt="A picture" style="width: 9mm">'


def error_of(body: str, **parts: object) -> str:
    """Return the message with which a page is refused."""
    with pytest.raises(RenderError) as caught:
        render(body, **parts)
    return str(caught.value)


# --- what a PDF holds ---------------------------------------------------------------------------


def test_a_pdf_says_what_it_is():
    head = """<title>Aromatase inhibitors</title>
      <meta name="author" content="Example Cancer Center">
      <meta name="description" content="A daily pill">
      <meta name="keywords" content="pill, hormone">"""

    found = metadata(render(TITLE, head=head, language="es").pdf)

    assert (found.title, found.author) == ("Aromatase inhibitors", "Example Cancer Center")
    assert (found.subject, found.keywords) == ("A daily pill", "pill, hormone")
    assert (found.language, found.pdfua_part, found.shows_title) == ("es", "1", True)


def test_the_outline_is_that_of_the_headings():
    body = """<h2>Before</h2><h3>The day before</h3>
      <h2 style="break-before: page">After</h2><p>Words</p>"""

    assert outline(print_page(body)) == [
        (0, "Title", 1),
        (1, "Before", 1),
        (2, "The day before", 1),
        (1, "After", 2),
    ]


def test_the_result_tells_its_pages_and_the_families_of_its_fonts():
    rendered = render(f"{TITLE}<p>{LONG_TEXT * 2}</p>")

    assert rendered.page_count == len(page_texts(rendered.pdf)) == 2
    assert rendered.font_families == ("Handout Sans",)


def test_fonts_are_embedded_as_subsets():
    assert fonts(print_page("<p>Words</p>")) == [
        Font("Handout-Sans", is_embedded=True, is_subset=True),
        Font("Handout-Sans-Bold", is_embedded=True, is_subset=True),
    ]


@pytest.mark.parametrize(("paper", "size_mm"), [("letter", (215.9, 279.4)), ("a4", (210.0, 297.0))])
@pytest.mark.parametrize("edition", ["standard", "large-print"])
def test_the_theme_prints_on_its_paper_with_its_own_fonts(paper, size_mm, edition):
    theme, faces = read_theme(ROOT, ROOT), read_fonts()
    colors = ":root { --primary: #00274c; --accent: #8a1538 }"
    job = make_job(f"{TITLE}<p>10 of <strong>20</strong> {LONG_TEXT * 9}</p>", css=colors)
    sheets = choose_stylesheets(theme, edition, paper)

    rendered = Press(theme, faces).render(RenderJob(job.html, sheets, theme, faces))

    assert find_faults(rendered.pdf) == []
    assert set(page_sizes_mm(rendered.pdf)) == {size_mm}
    assert rendered.font_families == ("Handout Sans", "Handout Zero")
    assert all(font.is_embedded and font.is_subset for font in fonts(rendered.pdf))


def test_a_page_gets_nothing_of_a_folder_from_which_it_has_no_style():
    css = b'body { background: url("../other/square.svg") }'
    style = STYLE.replace(b"../fonts", b"../../fonts") + css
    styles = {"own/small.css": style, "other/square.svg": SQUARE}
    own = Theme(templates={}, styles=styles, digest="own")
    job = RenderJob(make_job(TITLE).html, ("own/small.css",), own, {})

    with pytest.raises(RenderError, match=r"'styles/other/square\.svg' is no file of this"):
        Press(own, read_fonts()).render(job)


def test_every_drawing_of_the_theme_can_be_printed():
    theme = read_theme(ROOT, ROOT)
    drawings = [name for name in theme.styles if name.endswith(".svg")]
    css = "".join(
        f".i{number} {{ background: url({ASSET_ROOT}styles/{name}); height: 6mm }}"
        for number, name in enumerate(drawings)
    )
    job = make_job(TITLE + "".join(f'<div class="i{i}"></div>' for i in range(len(drawings))))
    style = STYLE.replace(b"../fonts", b"../../fonts") + css.encode()
    styles = {**theme.styles, "common/small.css": style}
    own = Theme(templates={}, styles=styles, digest="own")

    rendered = Press(own, read_fonts()).render(RenderJob(job.html, ("common/small.css",), own, {}))

    assert len(drawings) > 0
    assert rendered.page_count == 1


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("square.svg", f"{ASSET_ROOT}square.svg"),
        ("topic/square.svg", f"{ASSET_ROOT}topic/square.svg"),
        ("my hånd (1).svg", f"{ASSET_ROOT}my%20h%C3%A5nd%20%281%29.svg"),
        ("my hånd (1).svg", f"{ASSET_ROOT}my hånd (1).svg"),
    ],
)
def test_a_picture_of_the_job_is_printed(name, address):
    pdf = render(image(address), pictures={name: SQUARE}).pdf

    assert len(drawn_boxes(pdf)) == 1


def test_a_picture_inside_a_drawing_is_printed():
    drawing = svg(f'<image href="{PNG_URL}" width="9" height="6"/>')

    pdf = render(image(f"{ASSET_ROOT}a.svg"), pictures={"a.svg": drawing}).pdf

    assert len(drawn_boxes(pdf)) == 1


# --- the same input, the same bytes -------------------------------------------------------------

BODY = f"""{TITLE}<p>One <a href="https://x.org">two</a> <b>three</b></p>
<table><tr><th>A</th></tr><tr><td>{LONG_TEXT}</td></tr></table>
<p lang="es"><img src="{ASSET_ROOT}square.svg" alt="Cuadro"></p>"""


def print_body() -> bytes:
    job = make_job(BODY, pictures={"square.svg": SQUARE})
    return Press(job.theme, job.fonts).render(job).pdf


def test_the_same_job_gives_the_same_bytes_again():
    job = make_job(BODY, pictures={"square.svg": SQUARE})
    first = small_press().render(job)
    small_press().render(make_job(f"{TITLE}<p>Something else</p>"))

    assert small_press().render(job) == first


def test_a_file_is_identified_by_what_it_holds():
    one, other = (identifier(render(f"{TITLE}<p>{words}</p>").pdf) for words in ("One", "Two"))

    assert len(one) == len(other) == 64
    assert one != other


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_job_gives_the_same_bytes_in_another_process(seed):
    script = (
        "import hashlib, tests.test_render as here;"
        "print(hashlib.sha256(here.print_body()).hexdigest())"
    )

    printed = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout.strip() == hashlib.sha256(print_body()).hexdigest()


# --- what is not there --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{ASSET_ROOT}lost.png", "lost.png"),
        (f"{ASSET_ROOT}../lost.png", "../lost.png"),
        (f"{ASSET_ROOT}%2e%2e/lost.png", "%2e%2e/lost.png"),
        ("http://example.org/lost.png", "http://example.org/lost.png"),
        ("https://example.org/lost.svg", "https://example.org/lost.svg"),
        ("ftp://example.org/lost.png", "ftp://example.org/lost.png"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("file://localhost/etc/passwd", "file://localhost/etc/passwd"),
        ("data:text/plain,words", "data:text/plain,words"),
        ("data:image/svg+xml,%3Csvg/%3E", "data:image/svg+xml,%3Csvg/%3E"),
        ("data:image/png;base64,A", "data:image/png;base64,A"),
    ],
)
def test_a_picture_that_the_job_does_not_carry_is_named(address, name):
    assert error_of(image(address)) == f"'{name}' {NO_FILE} the page"


@pytest.mark.parametrize("address", ["lost.png", "../lost.png", "/etc/passwd", "//example.org/x"])
def test_a_relative_address_of_a_picture_is_named(address):
    message = error_of(image(address))

    assert message == (
        f"the renderer warned: Relative URI reference without a base URI: {address}{WARNED}"
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<link rel="stylesheet" href="http://example.org/x.css">', "http://example.org/x.css"),
        ('<link rel="stylesheet" href="file:///etc/passwd">', "file:///etc/passwd"),
        ('<link rel="attachment" href="file:///etc/passwd">', "file:///etc/passwd"),
        ('<style>@import "http://example.org/x.css";</style>', "http://example.org/x.css"),
        ('<style>@import "data:text/css,p{}";</style>', "data:text/css,p{}"),
        ("<style>h1 { background: url(file:///etc/passwd) }</style>", "file:///etc/passwd"),
        ("<style>h1::before { content: url(http://x.org/a.png) }</style>", "http://x.org/a.png"),
    ],
)
def test_what_a_page_asks_for_from_elsewhere_is_named(head, name):
    assert error_of(TITLE, head=HEAD + head) == f"'{name}' {NO_FILE} the page"


@pytest.mark.parametrize(
    "body",
    [
        '<object data="file:///etc/passwd">x</object>',
        '<embed src="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<svg viewBox="0 0 9 9"><title>T</title><image href="file:///etc/passwd"/></svg>',
        '<ul style="list-style-image: url(file:///etc/passwd)"><li>x</li></ul>',
    ],
)
def test_what_an_element_asks_for_from_elsewhere_is_named(body):
    assert error_of(TITLE + body) == f"'file:///etc/passwd' {NO_FILE} the page"


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ('<image href="http://x.org/a.png"/>', "something outside of itself: 'http://x.org/a.png'"),
        ('<image href="file:///etc/passwd"/>', "something outside of itself: 'file:///etc/passwd'"),
        ('<image href="../a.png"/>', "something outside of itself: '../a.png'"),
        ('<use href="http://x.org/a.svg#b"/>', "something outside of itself"),
        ('<path d="M0 0h9v9" fill="url(http://x.org/a.svg#b)"/>', "something outside of itself"),
        ('<style>@import "http://x.org/a.css";</style>', "a style sheet"),
    ],
)
def test_a_drawing_that_leads_out_of_itself_is_named(inner, what):
    message = error_of(image(f"{ASSET_ROOT}a.svg"), pictures={"a.svg": svg(inner)})

    assert message.startswith(f"'a.svg' refers to {what}")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.svg",
            b"<svg",
            "'a.svg' is not well-formed XML (line 1, column 1); save it again as 'plain SVG'",
        ),
        (
            "a.png",
            b"no picture",
            f"the renderer warned: Failed to load image at 'a.png'{WARNED}",
        ),
        (
            "a.png",
            PNG[:40],
            f"the renderer warned: Failed to load image at 'a.png'{WARNED}",
        ),
    ],
)
def test_a_picture_that_cannot_be_read_is_named(name, content, message):
    assert error_of(image(f"{ASSET_ROOT}{name}"), pictures={name: content}) == message


def test_a_long_address_is_told_in_short():
    message = error_of(image(f"data:image/png;base64,{'A' * 4000}"))

    assert message == (
        f"the renderer warned: Failed to load image at 'data:image/png;base64,{'A' * 23}…'{WARNED}"
    )


def test_an_anchor_that_is_missing_is_named():
    assert error_of(f'{TITLE}<p><a href="#lost">Words</a></p>') == (
        f"the renderer warned: No anchor #lost for internal URI reference{WARNED}"
    )


# --- characters and fonts -----------------------------------------------------------------------


def test_a_character_that_no_font_has_is_named():
    assert error_of(f"{TITLE}<p>\U00013000</p>") == (
        "the renderer warned: .notdef glyph rendered for Unicode string unsupported by fonts: "
        f'"\U00013000" (U+13000){WARNED}'
    )


@pytest.mark.parametrize(
    ("body", "characters"),
    [
        ("<p>Tick \N{CHECK MARK} and \N{RIGHTWARDS ARROW}</p>", "✓→"),
        ('<p style="font-family: serif">Seen</p>', "Sen"),
        ('<p style="font-family: Nowhere Sans">Abcdefghijklmnop</p>', "Abcdefghij…"),
    ],
)
def test_characters_for_which_the_computer_lends_a_font_are_named(body, characters):
    message = error_of(TITLE + body)

    assert message.startswith("the font '")
    assert message.endswith(
        f"' of this computer stood in for '{characters}', because a font of the theme's has no "
        "such character or a style or drawing names another font; use other characters, or the "
        "theme's fonts"
    )


def test_a_drawing_whose_words_need_a_font_of_the_computer_is_refused():
    drawing = svg('<text y="8" font-size="8">Ab</text>')

    message = error_of(image(f"{ASSET_ROOT}a.svg"), pictures={"a.svg": drawing})

    assert "' of this computer stood in for 'Ab', because" in message


def test_a_page_that_brings_a_font_is_refused():
    css = f"@font-face {{ font-family: Own; src: url({ASSET_ROOT}own.ttf) }}"

    assert error_of(TITLE, css=css) == "the page brings the font 'Own'; name it in a style sheet"


# --- style sheets of the theme ------------------------------------------------------------------

LOST_FACE = '@font-face { font-family: "Own"; src: url("../fonts/lost.ttf") }'
LOCAL_FACE = '@font-face { font-family: "Own"; src: local("No Such Face") }'
BROKEN_FACE = '@font-face { font-family: "Own"; src: url("broken.ttf") }'


def press_with(sheet: str) -> tuple[Press, RenderJob]:
    """Return a press whose theme has one more style sheet, and a job that uses it."""
    styles = {"small.css": STYLE, "more.css": sheet.encode(), "broken.ttf": b"no font"}
    theme = Theme(templates={}, styles=styles, digest="more")
    html = make_job(TITLE).html
    faces = read_fonts()
    return Press(theme, faces), RenderJob(html, ("small.css", "more.css"), theme, faces)


BROKEN_SHEETS = {
    "an unknown property": (
        "p {colour:red}",
        f"styles/more.css: the renderer warned: Ignored `colour:red` at 1:4, "
        f"unknown property{WARNED}",
    ),
    "an unknown selector": (
        "p::nowhere{color: red}",
        "styles/more.css: the renderer warned: Invalid or unsupported selector, "
        f"'p::nowhere'{WARNED}",
    ),
    "a font that is not there": (
        LOST_FACE,
        f"styles/more.css: 'fonts/lost.ttf' {NO_FILE} the page",
    ),
    "a font of the computer's": (
        LOCAL_FACE,
        f"styles/more.css: the renderer warned: Font-face 'Own' cannot be loaded{WARNED}",
    ),
    "a font that is none": (
        BROKEN_FACE,
        f"styles/more.css: the renderer warned: Font-face 'Own' cannot be loaded{WARNED}",
    ),
    "a sheet from elsewhere": (
        '@import "http://example.org/x.css";',
        f"styles/more.css: 'http://example.org/x.css' {NO_FILE} the page",
    ),
    "a sheet outside of the theme": (
        '@import "../../secret.css";',
        "styles/more.css: 'file:///secret.css' " + NO_FILE + " the page",
    ),
    "a sheet that is not there": (
        '@import "lost.css";',
        f"styles/more.css: 'styles/lost.css' {NO_FILE} the page",
    ),
    "a picture that is not there": (
        "h1 { background: url(lost.png) }",
        f"'styles/lost.png' {NO_FILE} the page",
    ),
    "a picture outside of the theme": (
        "h1 { background: url(../../../etc/passwd) }",
        f"'file:///etc/passwd' {NO_FILE} the page",
    ),
}


@pytest.mark.parametrize("name", BROKEN_SHEETS)
def test_a_broken_style_sheet_stops_every_job_that_uses_it(name):
    sheet, message = BROKEN_SHEETS[name]
    press, job = press_with(sheet)

    for _ in range(2):
        with pytest.raises(RenderError) as caught:
            press.render(job)
        assert str(caught.value) == message


def test_a_broken_style_sheet_stops_no_job_that_does_not_use_it():
    press, job = press_with("p { colour: red }")
    with pytest.raises(RenderError):
        press.render(job)

    rendered = press.render(RenderJob(job.html, ("small.css",), job.theme, job.fonts))

    assert rendered.page_count == 1


def test_a_style_sheet_that_the_theme_does_not_have_is_named():
    press, job = press_with("")

    with pytest.raises(RenderError) as caught:
        press.render(RenderJob(job.html, ("lost.css",), job.theme, job.fonts))

    assert str(caught.value) == (
        "the style sheet 'lost.css' is not in the theme; put it into styles/"
    )


def test_a_style_sheet_may_name_its_own_numbering_and_bring_its_own_font():
    face = 'src: url("../fonts/Hind-Regular.ttf")'
    press, job = press_with(
        f'@font-face {{ font-family: "Own"; {face} }} p {{ font-family: "Own" }}'
        "@counter-style dash { system: cyclic; symbols: '-'; suffix: ' ' } ul { list-style: dash }"
    )
    html = make_job(f"{TITLE}<ul><li>One</li></ul><p>Two</p>").html

    rendered = press.render(RenderJob(html, job.stylesheets, job.theme, job.fonts))

    assert rendered.font_families == ("Handout Sans", "Own")
    assert [label.text for label in elements(rendered.pdf, "Lbl")] == ["- "]


def test_a_page_does_not_depend_on_the_pages_printed_before_it():
    sheets = {
        "one.css": ("Hind-Regular.ttf", "-"),
        "other.css": ("AtkinsonHyperlegible-Regular.ttf", "+"),
    }
    styles = {
        name: f"""@font-face {{ font-family: "Own"; src: url("../fonts/{face}") }}
          @counter-style mark {{ system: cyclic; symbols: "{mark}"; suffix: " " }}
          html {{ font-family: "Own" }} ul {{ list-style: mark }}""".encode()
        for name, (face, mark) in sheets.items()
    }
    theme, faces = Theme(templates={}, styles=styles, digest="two"), read_fonts()
    html = make_job(f"{TITLE}<ul><li>One</li></ul>").html
    one, other = (RenderJob(html, (name,), theme, faces) for name in styles)
    busy = Press(theme, faces)

    printed = [busy.render(job).pdf for job in (one, other, one)]

    assert printed == [Press(theme, faces).render(job).pdf for job in (one, other, one)]
    assert printed[0] != printed[1]


def test_a_numbering_of_one_page_is_unknown_to_the_next():
    rule = '@counter-style own { system: cyclic; symbols: "+"; suffix: " " }'
    use = "ul { list-style: own }"

    first = print_page("<ul><li>One</li></ul>", css=rule + use)
    second = print_page("<ul><li>One</li></ul>", css=use)

    assert [elements(pdf, "Lbl")[0].text for pdf in (first, second)] == ["+ ", "1. "]


# --- what goes wrong in the renderer ------------------------------------------------------------


def test_a_warning_about_a_page_names_what_it_is_about():
    assert error_of(TITLE, css="p { colour: red; margin: 1lightyear }") == (
        "the renderer warned: Ignored `colour: red` at 1:5, unknown property; "
        f"Ignored `margin: 1lightyear ` at 1:18, invalid value{WARNED}"
    )


def test_what_makes_the_renderer_break_off_is_an_error_of_the_page():
    message = error_of(f"{TITLE}<ul><li>One</li></ul>", css="li::marker { content: 'x' }")

    assert message.startswith("the renderer broke off with TypeError: min-content width")
    assert message.endswith("; undo the last change of a template or style, or report this")


def test_want_of_memory_is_left_to_who_set_the_limit(monkeypatch):
    def starve(*_):
        raise MemoryError

    monkeypatch.setattr("handoutpress.render.Page", starve)
    with pytest.raises(MemoryError):
        render(TITLE)


def test_the_cause_of_a_break_is_kept():
    with pytest.raises(RenderError) as caught:
        render(f"{TITLE}<ul><li>One</li></ul>", css="li::marker { content: 'x' }")

    assert type(caught.value.__cause__) is TypeError


def test_a_version_that_the_tag_mirror_does_not_know_is_a_fault_of_the_program(monkeypatch):
    monkeypatch.setattr("handoutpress.render.tag_mirror.MIRRORED_VERSION", "69.0")

    assert error_of(TITLE) == (
        "the tags cannot be repaired: the tag mirror knows WeasyPrint 69.0, not "
        f"{weasyprint.__version__}; report this as a fault of the program"
    )


def test_a_page_that_was_refused_leaves_nothing_to_the_next():
    bad = [
        TITLE + '<p style="colour: red">x</p>',
        image("http://example.org/lost.png"),
        f"{TITLE}<h3>Deep</h3>",
    ]

    messages = [error_of(body) for body in bad]
    rendered = render(TITLE)

    assert ["colour" in message for message in messages] == [True, False, False]
    assert find_faults(rendered.pdf) == []


@pytest.fixture
def _silenced_renderer():
    logger = logging.getLogger("weasyprint")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


@pytest.mark.usefixtures("_silenced_renderer")
@pytest.mark.parametrize("css", ["", "p { colour: red }", "li::marker { content: 'x' }"])
def test_logging_is_as_it_was_after_a_render(css):
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [(list(logger.handlers), logger.level) for logger in loggers]

    with suppress(RenderError):
        render(f"{TITLE}<ul><li>One</li></ul>", css=css)

    assert [(list(logger.handlers), logger.level) for logger in loggers] == before


@pytest.mark.usefixtures("_silenced_renderer")
def test_a_warning_is_an_error_even_where_logging_is_turned_down():
    assert "colour" in error_of(TITLE, css="p { colour: red }")


# --- the fetcher --------------------------------------------------------------------------------


def test_the_fetcher_serves_what_it_was_given():
    response = MemoryFetcher({f"{ASSET_ROOT}a.css": b"p {}"}).fetch(f"{ASSET_ROOT}a.css")

    assert (response.read(), response.content_type) == (b"p {}", "text/css")


def test_the_fetcher_names_no_file_that_the_renderer_could_look_for_on_the_disk():
    response = MemoryFetcher({f"{ASSET_ROOT}a.png": PNG}).fetch(f"{ASSET_ROOT}a.png")

    assert response.path is None


@pytest.mark.parametrize(
    ("url", "content"),
    [
        (PNG_URL, PNG),
        ("data:image/jpeg,%FF%D8", b"\xff\xd8"),
        ("data:image/png;base64,%69VBO\nRw0K", PNG[:6]),
    ],
)
def test_the_fetcher_unpacks_a_picture_inside_an_address(url, content):
    assert MemoryFetcher({}).fetch(url).read() == content


def test_the_fetcher_refuses_all_else_and_remembers_it():
    fetcher = MemoryFetcher({})

    with pytest.raises(FatalURLFetchingError):
        fetcher.fetch("file:///etc/passwd")

    assert fetcher.refused == [f"'file:///etc/passwd' {NO_FILE} the page"]

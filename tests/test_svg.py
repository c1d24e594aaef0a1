from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.sources import Fault
from handoutpress.svg import look_at_svg, measure_svg
from handoutpress.svg_references import MAX_DEPTH, PLAIN_SVG

EMBED = "put that picture into the SVG, or save it all as PNG"
NO_SIZE = Fault("has no size", "give its 'svg' element a viewBox, or width and height")
BAD_BOX = Fault(
    "has a viewBox that is no size", "give its 'svg' element a viewBox like '0 0 400 300'"
)
BAD_SIZE = Fault(
    "has a width or height that is no size", "give its 'svg' element a width like '400'"
)
NARROW = Fault("is more than 100 times as long as it is wide", "cut it to a handier shape")
NOTHING = Fault("draws nothing", "choose another picture, or draw it again")
FOREIGN = Fault("has a piece of a web page (foreignObject) in it", "save it as PNG")
FILTERED = Fault("has an effect (filter) in it, which is not printed", "save it as PNG")
MANY = Fault("draws more than 20,000 elements", "save it as PNG")
DEEP = Fault("nests more than 100 deep", PLAIN_SVG)
LONG = Fault("has more than 1 MiB of path data", "simplify its lines, or save it as PNG")
PLAIN_OR_PNG = "save it again as 'plain SVG', or as PNG"
SHAPE = "<path id='shape' d='M0 0h1'/>"
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def draw(inside: str) -> bytes:
    return f'<svg {NAMESPACES} viewBox="0 0 40 20">{inside}</svg>'.encode()


def outside(target: str) -> Fault:
    return Fault(f"refers to something outside of itself: '{target}'", EMBED)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ({"width": "40", "height": "20"}, (40, 20)),
        ({"width": " 40px ", "height": "1.5e1"}, (40, 15)),
        ({"width": "1in", "height": "25.4mm"}, (96, 96)),
        ({"width": "72pt", "height": "6pc"}, (96, 96)),
        ({"width": "2.54cm", "height": ".5in"}, (96, 48)),
        ({"viewBox": "0 0 40 20"}, (40, 20)),
        ({"viewBox": "-5,-5,40,20"}, (40, 20)),
        ({"viewBox": "0 0 40 20", "width": "80"}, (80, 40)),
        ({"viewBox": "0 0 40 20", "height": "80"}, (160, 80)),
        ({"viewBox": "0 0 40 20", "width": "100%", "height": "100%"}, (40, 20)),
        ({"viewBox": "0 0 40 20", "width": "0"}, (40, 20)),
        ({}, NO_SIZE),
        ({"width": "40"}, NO_SIZE),
        ({"width": "100%", "height": "100%"}, NO_SIZE),
        ({"width": "wide", "height": "high"}, NO_SIZE),
        ({"viewBox": "0 0 40"}, BAD_BOX),
        ({"viewBox": "0 0 0 20"}, BAD_BOX),
        ({"viewBox": "0 0 -40 20"}, BAD_BOX),
        ({"viewBox": "0 0 inf 20"}, BAD_BOX),
        ({"viewBox": "0 0 nan 20"}, BAD_BOX),
        ({"viewBox": "a b c d"}, BAD_BOX),
        ({"viewBox": "nan 0 40 20"}, BAD_BOX),
        ({"viewBox": "0 1e7 40 20"}, BAD_BOX),
        ({"viewBox": "0 0 1000001 1000001"}, BAD_BOX),
        ({"viewBox": "0 0 40", "width": "40", "height": "20"}, BAD_BOX),
        ({"width": "1e7", "height": "1e7"}, BAD_SIZE),
        ({"width": "20000in", "height": "20000in"}, BAD_SIZE),
        ({"width": "inf", "height": "20", "viewBox": "0 0 40 20"}, BAD_SIZE),
        ({"width": "1e999em", "viewBox": "0 0 40 20"}, BAD_SIZE),
        ({"width": "40", "height": "nan", "viewBox": "0 0 40 20"}, BAD_SIZE),
        ({"width": "-40", "height": "20"}, BAD_SIZE),
        ({"viewBox": "0 0 100 1"}, (100, 1)),
        ({"viewBox": "0 0 101 1"}, NARROW),
        ({"width": "1", "height": "101"}, NARROW),
        ({"viewBox": "0 0 1 101", "width": "40", "height": "20"}, NARROW),
    ],
)
def test_measures_in_css_pixels(
    attributes: dict[str, str], size: tuple[float, float] | Fault
) -> None:
    assert measure_svg(attributes) == size


@pytest.mark.parametrize(
    "inside",
    [
        "<title>A pill</title><path d='M0 0h1'/>",
        f"<defs><g id='a'>{SHAPE}</g></defs><use href='#a'/><use xlink:href='#a'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<image xlink:href=' data:image/jpeg;base64,AAAA'/>",
        "<linearGradient id='shade'/><mask id='m'/>"
        "<rect fill='url(#shade)' style='mask: url( \"#m\" )'/>",
        "<style>.a { fill: url('#shape'); } /* plain url(#no) */</style>" + SHAPE,
        "<?xpacket begin=''?><metadata><a rdf='http://example.org'/></metadata>" + SHAPE,
        "<text>url(http://example.org) @import onclick</text>",
    ],
)
def test_accepts_what_stays_inside_the_file(inside: str) -> None:
    assert look_at_svg(draw(inside)) == (40, 20)


def test_accepts_an_svg_without_namespace_and_in_another_encoding() -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?><svg width="1" height="2"><rect/></svg>'

    assert look_at_svg(content.encode("utf-16")) == (1, 2)


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>x()</script>", Fault("has a script in it", PLAIN_SVG)),
        ("<g onclick='x()'/>", Fault("has a script in it", PLAIN_SVG)),
        ("<g ONLOAD='x()'/>", Fault("has a script in it", PLAIN_SVG)),
        ("<image href='file:///etc/passwd'/>", outside("file:///etc/passwd")),
        ("<image xlink:href='http://example.org/a.png'/>", outside("http://example.org/a.png")),
        ("<image href='../other.png'/>", outside("../other.png")),
        ("<use href='other.svg#a'/>", outside("other.svg#a")),
        ("<use href='//example.org#a'/>", outside("//example.org#a")),
        (
            "<image href='data:image/svg+xml;base64,AAAA'/>",
            outside("data:image/svg+xml;base64,AAAA"),
        ),
        ("<image href='data:text/html,x'/>", outside("data:text/html,x")),
        ("<a href='https://example.org'/>", outside("https://example.org")),
        ("<img src='x.png'/>", outside("x.png")),
        ("<g xml:base='http://example.org/'><use href='#a'/></g>", outside("http://example.org/")),
        ("<g fill='url(http://example.org/#a)'/>", outside("http://example.org/#a")),
        ("<g style='mask: URL( \"x.svg#a\" )'/>", outside("x.svg#a")),
        ("<g style='mask: u\\72l(x.svg)'/>", outside("x.svg")),
        ("<g style='mask: u\\rl(x.svg)'/>", outside("x.svg")),
        ("<style>a { src: url(file:///x) }</style>", outside("file:///x")),
        ("<style>a{}<g/>b { src: url(file:///x) }</style>", outside("file:///x")),
        ("<style><![CDATA[a { src: url(file:///x) }]]></style>", outside("file:///x")),
        ("<style>@import 'x.css';</style>", Fault("refers to a style sheet", PLAIN_SVG)),
        ("<style>@IM\\50ORT 'x.css';</style>", Fault("refers to a style sheet", PLAIN_SVG)),
        (
            "<style>a { b: '/*' } @import 'x.css'; a { b: '*/' }</style>",
            Fault("refers to a style sheet", PLAIN_SVG),
        ),
        ("<?xml-stylesheet href='x.css'?>", Fault("refers to a style sheet", PLAIN_SVG)),
        ("<image href='" + "x" * 100 + "'/>", outside("x" * 40)),
        ("<image href='x&#x9b;31m'/>", outside("x�31m")),
        (
            "<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH,
            Fault("nests more than 100 deep", PLAIN_SVG),
        ),
        ("<g>", Fault("is not well-formed XML (line 1, column 109)", PLAIN_SVG)),
        ("<xlink2:g/>", Fault("is not well-formed XML (line 1, column 104)", PLAIN_SVG)),
    ],
)
def test_refuses_what_could_run_grow_or_fetch(inside: str, fault: Fault) -> None:
    assert look_at_svg(draw(inside)) == fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            b"<!DOCTYPE svg [<!ENTITY a 'x'>]><svg viewBox='0 0 1 1'>&a;</svg>",
            Fault("has a DOCTYPE, behind which anything can hide", PLAIN_SVG),
        ),
        (
            b"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg viewBox='0 0 1 1'/>",
            Fault("has a DOCTYPE, behind which anything can hide", PLAIN_SVG),
        ),
        (b"<html/>", Fault("is no SVG: it begins with the element 'html'", PLAIN_SVG)),
        (b"<svg/>", NO_SIZE),
        (b"<svg viewBox='0 0 1 1'/>", NOTHING),
        (b"", Fault("is not well-formed XML (line 1, column 1)", PLAIN_SVG)),
        (b"\n<svg>", Fault("is not well-formed XML (line 2, column 6)", PLAIN_SVG)),
        (b"\x89PNG", Fault("is not well-formed XML (line 1, column 1)", PLAIN_SVG)),
        (
            b"<?xml version='1.0' encoding='none'?><svg/>",
            Fault("is not well-formed XML (line 1, column 1)", PLAIN_SVG),
        ),
    ],
)
def test_refuses_what_is_no_svg(content: bytes, fault: Fault) -> None:
    assert look_at_svg(content) == fault


def missing(target: str) -> Fault:
    return Fault(f"refers to a part of itself that is not there: '#{target}'", PLAIN_OR_PNG)


def circle(target: str) -> Fault:
    return Fault(f"refers to itself in a circle: '#{target}'", PLAIN_OR_PNG)


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<foreignObject/>", FOREIGN),
        ("<filter id='f'/>", FILTERED),
        ("<g filter='url(#shape)'/>", FILTERED),
        ("<g style='fill:red; FILTER : blur(2px)'/>", FILTERED),
        ("<style>a { filter/**/: blur(2px) }</style>", FILTERED),
        ("<use href='#a'/>", missing("a")),
        ("<use xlink:href='#a'/>", missing("a")),
        ("<linearGradient href='#a'/>", missing("a")),
        ("<g fill='url(#a)'/>", missing("a")),
        ("<g style='mask: url( \"#a\" )'/>", missing("a")),
        ("<style>a { fill: url(#a) }</style>", missing("a")),
        ("<g id='a'><use href='#a'/></g>", circle("a")),
        ("<use id='a' href='#a'/>", circle("a")),
        ("<use id='a' href='#b'/><use id='b' href='#a'/>", circle("a")),
        ("<linearGradient id='a' href='#b'/><radialGradient id='b' href='#a'/>", circle("a")),
        ("<pattern id='a' href='#a'/>", circle("a")),
        ("<pattern id='a'><rect fill='url(#a)'/></pattern>", circle("a")),
        ("<pattern id='a'><rect style='fill: url(#a)'/></pattern>", circle("a")),
        ("<g fill='url(#a)'><pattern id='a'><rect/></pattern></g>", circle("a")),
        (
            "<style>.r { fill: url(#a) }</style><pattern id='a'><rect class='r'/></pattern>",
            circle("a"),
        ),
        ("<marker id='a'><path marker-end='url(#a)'/></marker>", circle("a")),
    ],
)
def test_refuses_what_the_renderer_leaves_out_or_turns_round_in(inside: str, fault: Fault) -> None:
    assert look_at_svg(draw(SHAPE + inside)) == fault


@pytest.mark.parametrize(
    "inside",
    [
        "<g filter='none' style='filter: none; -webkit-filter: blur(1px)'/>",
        "<use href='#shape'/><use href='#shape'/>",
        "<linearGradient id='a'/><linearGradient id='b' href='#a'/><g fill='url(#b)'/>",
        "<g fill='url(#a)'><pattern id='a'><rect fill='red'/></pattern></g>",
        "<g fill='url(#a)'><linearGradient id='a'><stop/></linearGradient></g>",
        "<style>.r { fill: url(#a) }</style><pattern id='a'><rect class='s'/></pattern>",
        "<g id='a'><a href='#a'/></g>",
        "<text font-size='0.5em' style='font-size: 12px'>x</text><g font-size='medium'/>",
    ],
)
def test_accepts_what_the_renderer_draws(inside: str) -> None:
    assert look_at_svg(draw(SHAPE + inside)) == (40, 20)


@pytest.mark.parametrize(
    "inside",
    [
        "<g/>",
        "<title>A pill</title>",
        "<defs><path id='a'/></defs>",
        "<symbol id='a'><rect/></symbol>",
        "<pattern id='a'><rect/></pattern><use/>",
        "<g id='a'/><use href='#a'/>",
    ],
)
def test_refuses_an_svg_that_draws_nothing(inside: str) -> None:
    assert look_at_svg(draw(inside)) == NOTHING


@pytest.mark.parametrize(
    ("typed", "attribute"),
    [
        ("0", "font-size='0'"),
        ("0px", "style='font-size:0px'"),
        ("-1em", "style='fill:red;font-size: -1em'"),
        ("NaN", "font-size='NaN'"),
        ("1e999", "font-size='1e999'"),
        ("inf", "font-size='inf'"),
    ],
)
def test_refuses_text_of_no_size(typed: str, attribute: str) -> None:
    fault = Fault(
        f"has text of the size '{typed}'", "give its text a size above 0, or save it as PNG"
    )

    assert look_at_svg(draw(f"<text {attribute}>x</text>")) == fault


def test_refuses_text_of_no_size_by_a_style_sheet() -> None:
    content = draw("<style>text { font-size: 0 }</style><text>x</text>")

    assert look_at_svg(content) == Fault(
        "has text of the size '0'", "give its text a size above 0, or save it as PNG"
    )


def bomb(levels: int, kind: str, call: str) -> str:
    calls = "".join(
        f"<{kind} id='n{level}'>{call.format(level - 1) * 10}</{kind}>"
        for level in range(1, levels + 1)
    )
    return f"<g id='n0'>{SHAPE}</g>{calls}<rect fill='url(#n{levels})'/><use href='#n{levels}'/>"


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        (bomb(8, "g", "<use href='#n{}'/>"), MANY),
        (bomb(3000, "g", "<use href='#n{}'/>"), MANY),
        (bomb(8, "pattern", "<rect fill='url(#n{})'/>"), MANY),
        ("<g/>" * 20_000, MANY),
        ("<g/>" * 19_999, NOTHING),
        (
            SHAPE
            + "".join(f"<use id='u{n}' href='#u{n + 1}'/>" for n in range(150))
            + "<g id='u150'/>",
            DEEP,
        ),
        (f"<path d='{'M' * 1024**2}'/><path d='M'/>", LONG),
        (f"<polyline points='{'1' * 1024**2}1'/>", LONG),
    ],
    ids=["use", "long use", "pattern", "flat", "just enough", "chain", "path", "points"],
)
def test_refuses_what_grows(inside: str, fault: Fault) -> None:
    assert look_at_svg(draw(inside)) == fault


@pytest.mark.parametrize("data", ["image/png;charset=x,AAAA", "image/png;base64,A", "image/png;x"])
def test_refuses_a_picture_inside_that_cannot_be_read(data: str) -> None:
    fault = Fault("has a picture in it that cannot be read", EMBED)

    assert look_at_svg(draw(f"<image href='data:{data}'/>")) == fault


@given(st.binary(max_size=100))
def test_raises_nothing_whatever_the_bytes_are(content: bytes) -> None:
    assert isinstance(look_at_svg(content), Fault)

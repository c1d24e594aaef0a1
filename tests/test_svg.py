from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.sources import Fault
from handoutpress.svg import MAX_DEPTH, PLAIN_SVG, look_at_svg, measure_svg

EMBED = "put that picture into the SVG, or save it all as PNG"
NO_SIZE = Fault("has no size", "give its 'svg' element a viewBox, or width and height")
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
        ({"viewBox": "0 0 40"}, NO_SIZE),
        ({"viewBox": "0 0 0 20"}, NO_SIZE),
        ({"viewBox": "0 0 -40 20"}, NO_SIZE),
        ({"viewBox": "0 0 inf 20"}, NO_SIZE),
        ({"viewBox": "0 0 nan 20"}, NO_SIZE),
        ({"viewBox": "a b c d"}, NO_SIZE),
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
        "<defs><g id='a'/></defs><use href='#a'/><use xlink:href='#a'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<image xlink:href=' data:image/jpeg;base64,AAAA'/>",
        "<rect fill='url(#shade)' style='mask: url( \"#m\" )'/>",
        "<style>.a { fill: url('#shade'); } /* plain */</style>",
        "<?xpacket begin=''?><metadata><a rdf='http://example.org'/></metadata>",
        "<text>url(http://example.org) @import onclick</text>",
    ],
)
def test_accepts_what_stays_inside_the_file(inside: str) -> None:
    assert look_at_svg(draw(inside)) == (40, 20)


def test_accepts_an_svg_without_namespace_and_in_another_encoding() -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?><svg width="1" height="2"><a/></svg>'

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


@given(st.binary(max_size=100))
def test_raises_nothing_whatever_the_bytes_are(content: bytes) -> None:
    assert isinstance(look_at_svg(content), Fault)

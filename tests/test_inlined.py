from __future__ import annotations

import base64
import hashlib
import re

import pytest

from handoutpress.compose.inlined import Inlined, inline_files, inline_styles
from handoutpress.errors import ExitCode, RenderError
from handoutpress.model import Theme


def inline(css: bytes = b"a{}", script: bytes = b"go()", start: str = "") -> Inlined:
    theme = Theme(templates={}, styles={"web/a.css": css, "web/a.js": script}, digest="small")
    return inline_files(theme, ["web/a.css"], "web/a.js", css=start)


def name_by_digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_style_and_script_become_elements_as_they_are() -> None:
    inlined = inline(css=b'a::after { content: "<&>" }', script=b"if (a < b && c > d) go('\"')")

    assert inlined.style == '<style>\na::after { content: "<&>" }</style>'
    assert inlined.script == "<script>if (a < b && c > d) go('\"')</script>"


def test_own_css_stands_before_the_styles_that_may_use_it() -> None:
    assert inline(start=":root{}").style == "<style>:root{}\na{}</style>"


def test_policy_lets_only_this_style_and_this_script_work() -> None:
    inlined = inline(css=b"a{}", script="señal()".encode())

    assert inlined.policy.split("; ") == [
        "default-src 'none'",
        "img-src 'self' file:",
        f"style-src {name_by_digest(chr(10) + 'a{}')}",
        f"script-src {name_by_digest('señal()')}",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_line_ends_are_those_of_which_the_browser_takes_the_digest() -> None:
    inlined = inline(script=b"a()\r\nb()\rc()")

    assert inlined.script == "<script>a()\nb()\nc()</script>"
    assert name_by_digest("a()\nb()\nc()") in inlined.policy


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        (b'"</script><b>"', r'"<\/script><b>"'),
        (b'"</SCRIPT >"', r'"<\/SCRIPT >"'),
        (b'"<!--<script>"', r'"<\!--<script>"'),
    ],
)
def test_script_cannot_end_its_element(script: bytes, kept: str) -> None:
    assert inline(script=script).script == f"<script>{kept}</script>"


def test_style_cannot_end_its_element() -> None:
    style = inline(css=b'a::after { content: "</style><b>" }').style

    assert re.findall("</style", style) == ["</style"]
    assert style.endswith("</style>")
    assert r'"<\/style><b>"' in style


@pytest.mark.parametrize("name", ["web/a.css", "web/a.js"])
def test_file_that_is_not_there_is_told(name: str) -> None:
    styles = {"web/a.css": b"", "web/a.js": b""}
    del styles[name]

    with pytest.raises(RenderError) as caught:
        inline_files(Theme({}, styles, "small"), ["web/a.css"], "web/a.js")
    assert caught.value.exit_code is ExitCode.FAILED
    assert str(caught.value) == f"the page needs styles/{name}, which is not there; put it back"


def test_script_that_is_not_utf_8_is_told() -> None:
    with pytest.raises(RenderError) as caught:
        inline(script=b"'\xff'")
    assert str(caught.value) == (
        "styles/web/a.js is not UTF-8; save the file again with the encoding UTF-8"
    )


def test_page_without_a_script_allows_its_style_and_nothing_else() -> None:
    theme = Theme({}, {"web/a.css": b"a{}", "web/b.css": b"b{}"}, "small")

    inlined = inline_styles(theme, ["web/a.css", "web/b.css"])

    assert inlined.style == "<style>a{}\nb{}</style>"
    assert inlined.script == ""
    assert inlined.policy == (
        f"default-src 'none'; style-src {name_by_digest('a{}' + chr(10) + 'b{}')}; "
        "base-uri 'none'; form-action 'none'"
    )

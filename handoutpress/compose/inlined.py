"""Put styles and a script into a page for a browser; part of composing.

Knows no page. A page from a disk can load neither safely, so both stand in it, and a policy names
them by their digests: nothing else on the page can run, and nothing is fetched from anywhere.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from handoutpress.errors import RenderError
from handoutpress.model import Theme


@dataclass(frozen=True, slots=True)
class Inlined:
    """The style and the script as elements, and the policy that lets only these two work."""

    style: Markup
    script: Markup
    policy: str


def inline_files(theme: Theme, styles: Iterable[str], script: str, *, css: str = "") -> Inlined:
    """Return files of the theme as elements; `css` stands before the styles.

    Raises:
        RenderError: the theme has no such file, or it is not UTF-8.
    """
    sheets = "\n".join((css, *(_read(theme, name) for name in styles)))
    inner_style, inner_script = (
        _keep_inside("style", sheets),
        _keep_inside("script", _read(theme, script)),
    )
    return Inlined(
        style=Markup(f"<style>{inner_style}</style>"),
        script=Markup(f"<script>{inner_script}</script>"),
        # Pictures lie beside the page, be it on a disk or on a server.
        policy="default-src 'none'; img-src 'self' file:; "
        f"style-src {_name_by_digest(inner_style)}; script-src {_name_by_digest(inner_script)}; "
        "base-uri 'none'; form-action 'none'",
    )


def inline_styles(theme: Theme, styles: Iterable[str]) -> Inlined:
    """Return files of the theme as one element for a page without a script and without pictures.

    Raises:
        RenderError: the theme has no such file, or it is not UTF-8.
    """
    inner = _keep_inside("style", "\n".join(_read(theme, name) for name in styles))
    return Inlined(
        style=Markup(f"<style>{inner}</style>"),
        script=Markup(""),
        policy=f"default-src 'none'; style-src {_name_by_digest(inner)}; "
        "base-uri 'none'; form-action 'none'",
    )


def _read(theme: Theme, name: str) -> str:
    """Return a file of the styles as the browser's parser will see it: with plain line ends."""
    if name not in theme.styles:
        raise RenderError(f"the page needs styles/{name}, which is not there; put it back")
    try:
        text = theme.styles[name].decode()
    except UnicodeDecodeError as error:
        what = f"styles/{name} is not UTF-8"
        raise RenderError(f"{what}; save the file again with the encoding UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _keep_inside(tag: str, text: str) -> str:
    r"""Return a text that cannot end its element; in its strings, "\/" means "/" all the same."""
    return re.sub(rf"<(?=/{tag}|!--)", r"<\\", text, flags=re.IGNORECASE)


def _name_by_digest(text: str) -> str:
    """Return how a policy names a text. Source: W3C, Content Security Policy 3, 2.3.1."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

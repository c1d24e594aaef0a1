"""The style sheets of a page, parsed once for many pages, with the fonts that they bring.

Reads no file and no network: all comes from the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from html import unescape
from typing import Any

import weasyprint
from weasyprint.css import CSS
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA, UA_COUNTER_STYLE, UA_STYLESHEET
from weasyprint.text.fonts import FontConfiguration

from handoutpress.errors import RenderError
from handoutpress.jobs import RenderJob
from handoutpress.model import ASSET_ROOT
from handoutpress.render.faults import faults_as_errors
from handoutpress.render.fixed_values import fix_values
from handoutpress.render.memory_fetcher import MemoryFetcher

STYLE_ROOT = f"{ASSET_ROOT}styles/"
FONT_ROOT = f"{ASSET_ROOT}fonts/"
ROOT_STYLE = re.compile(r'<html\b[^>]* style="([^"]*)"')
OWN_PROPERTY = re.compile(r"(--[\w-]+)\s*:")
# The renderer's own rules that give every element four styles more, for footnotes alone.
NOTE_RULE = re.compile(r"^::(?:foot)?note-.*\n", re.MULTILINE)
USE_OF_NOTES = re.compile(r"footnote|\bnote\(|::note-|@import|<link\b", re.IGNORECASE)
# What a page may bring whose properties are not seen here: other sheets, and names with escapes.
FOREIGN_STYLE = re.compile(r"@import|<link\b|\\", re.IGNORECASE)
UA_WITHOUT_NOTES = CSS(string=NOTE_RULE.sub("", UA), counter_style=UA_COUNTER_STYLE.copy())


@dataclass(frozen=True, slots=True)
class Wanted:
    """The style sheets of a page, what its root says of style, and which properties others set."""

    names: tuple[str, ...]
    root_style: str
    open_names: frozenset[str]
    has_notes: bool
    is_foreign: bool

    @classmethod
    def of(cls, job: RenderJob, known: Set[str]) -> Wanted:
        """Return what a job needs of a theme that knows these custom properties.

        Words that look like style do no harm: they only keep values from being fixed.
        """
        root = ROOT_STYLE.search(job.html)
        style = unescape(root[1]) if root else ""
        rest = job.html[root.end() :] if root else job.html
        return cls(
            names=job.stylesheets,
            root_style=style,
            open_names=frozenset(OWN_PROPERTY.findall(unescape(rest))) & known,
            has_notes=bool(USE_OF_NOTES.search(job.html)),
            is_foreign=bool(FOREIGN_STYLE.search(job.html)),
        )


def list_custom_properties(assets: Mapping[str, bytes]) -> frozenset[str]:
    """Return the custom properties that style sheets give a value, and perhaps some words more."""
    sheets = (content for url, content in assets.items() if url.endswith(".css"))
    return frozenset(
        name for sheet in sheets for name in OWN_PROPERTY.findall(sheet.decode(errors="replace"))
    )


class Design:
    """The style sheets of an edition, parsed, with the fonts and the numberings that they bring.

    Each has its own, so that a page does not depend on which pages were printed before.
    """

    def __init__(self, wanted: Wanted, assets: Mapping[str, bytes]) -> None:
        self.assets = _pick_assets(wanted.names, assets)
        self._fetcher = MemoryFetcher(self.assets)
        self.fonts = _ThemeFonts(self._fetcher)
        self.counters = CounterStyle()
        sheets = {name: self._read_sheet(name) for name in wanted.names}
        has_notes = wanted.has_notes or any(map(USE_OF_NOTES.search, sheets.values()))
        self.own_sheets = [UA_STYLESHEET if has_notes else UA_WITHOUT_NOTES]
        if not wanted.is_foreign:
            root = {"": f":root {{ {wanted.root_style} }}"}
            sheets = fix_values({**sheets, **root}, open_names=wanted.open_names)
        self.sheets = [self._parse_sheet(name, sheets[name]) for name in wanted.names]

    def _read_sheet(self, name: str) -> str:
        url = f"{STYLE_ROOT}{name}"
        if url not in self.assets:
            raise RenderError(f"the style sheet '{name}' is not in the theme; put it into styles/")
        return self.assets[url].decode()

    def _parse_sheet(self, name: str, sheet: str) -> CSS:
        with faults_as_errors(f"styles/{name}: "):
            return CSS(
                string=sheet,
                base_url=f"{STYLE_ROOT}{name}",
                url_fetcher=self._fetcher,
                font_config=self.fonts,
                counter_style=self.counters,
            )


class Page(weasyprint.HTML):  # type: ignore[misc]
    """The HTML of a page, and the renderer's own style sheet that its design needs."""

    def __init__(self, html: str, fetcher: MemoryFetcher, design: Design) -> None:
        super().__init__(string=html, url_fetcher=fetcher)
        self._design = design

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return self._design.own_sheets


def _pick_assets(names: Iterable[str], assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the fonts, and of the styles those in the folders of the sheets.

    No page may depend on another edition's files: an edit there would not make it anew.
    """
    folders = {_top_folder(name) for name in names}
    return {
        url: content
        for url, content in assets.items()
        if not url.startswith(STYLE_ROOT) or _top_folder(url.removeprefix(STYLE_ROOT)) in folders
    }


def _top_folder(name: str) -> str:
    return name.split("/")[0] if "/" in name else ""


class _ThemeFonts(FontConfiguration):  # type: ignore[misc]
    """The fonts of the system, and those that the style sheets bring; these have a name here."""

    def __init__(self, theme_fetcher: MemoryFetcher) -> None:
        super().__init__()
        self._theme_fetcher = theme_fetcher
        self.families: set[str] = set()

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: object) -> None:
        """Add the font of a rule `@font-face`.

        Raises:
            RenderError: it stands in a page, and would stay for the pages that come after.
        """
        family = rule_descriptors["font_family"]
        if url_fetcher is not self._theme_fetcher:
            raise RenderError(f"the page brings the font '{family}'; name it in a style sheet")
        super().add_font_face(rule_descriptors, url_fetcher)
        self.families.add(family)

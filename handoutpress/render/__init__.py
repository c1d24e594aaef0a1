"""HTML and the assets that it names become a PDF whose tags are whole.

Reads no file and no network: what the job does not carry cannot be fetched, and stops the render,
as does every warning of the renderer, because nobody would see it on paper.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import weasyprint
from weasyprint.css import CSS
from weasyprint.css.counters import CounterStyle
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from handoutpress.errors import HandoutError, RenderError
from handoutpress.model import ASSET_ROOT, Rendered, RenderJob, Theme
from handoutpress.render.fixed_values import fix_values
from handoutpress.render.memory_fetcher import MemoryFetcher, show_url
from handoutpress.render.tag_mirror import TagMirrorError
from handoutpress.render.tag_repair import repair_tags

__all__ = ["FONT_ROOT", "PDF_VARIANT", "STYLE_ROOT", "MemoryFetcher", "Press", "missing_parts"]

STYLE_ROOT = f"{ASSET_ROOT}styles/"
FONT_ROOT = f"{ASSET_ROOT}fonts/"
PDF_VARIANT = "pdf/ua-1"
LOGGERS = ("weasyprint", "fontTools")
MOST_CHARACTERS = 10
OWN_PROPERTY = re.compile(r"(--[\w-]+)\s*:")


def missing_parts() -> tuple[str, ...]:
    """Say what this computer lacks that makes renders slow, though right.

    Source: measured with WeasyPrint 70.0: a 4-page handout takes 0.31 s instead of 0.09 s.
    """
    if harfbuzz_subset is not None:
        return ()
    return (
        "the system library HarfBuzz-Subset is missing, and each PDF takes three times as long; "
        'install it as README.md says under "System libraries"',
    )


class Press:
    """A theme made ready: fonts loaded and style sheets parsed once, for many renders."""

    def __init__(self, theme: Theme, fonts: Mapping[str, bytes]) -> None:
        self._assets = {
            **{f"{STYLE_ROOT}{name}": content for name, content in theme.styles.items()},
            **{f"{FONT_ROOT}{name}": content for name, content in fonts.items()},
        }
        self._designs: dict[_Wanted, _Design] = {}
        self._broken_designs: dict[_Wanted, str] = {}

    def prepare(self, job: RenderJob) -> None:
        """Load the fonts and style sheets of a job; what is broken in them is told by `render`.

        Fontconfig reads its caches here. Where memory is short, it takes them for damaged, and
        writes empty ones for the whole computer, on which no program then finds a font.
        """
        with suppress(RenderError):
            self._design(_Wanted.of(job))

    def render(self, job: RenderJob) -> Rendered:
        """Render a job.

        Raises:
            RenderError: something that the page needs is missing, the renderer warned or broke off,
                or the page holds what cannot be read aloud.
        """
        design = self._design(_Wanted.of(job))
        pictures = {f"{ASSET_ROOT}{name}": content for name, content in job.pictures.items()}
        fetcher = MemoryFetcher({**design.assets, **pictures})
        with _faults_as_errors():
            document = weasyprint.HTML(string=job.html, url_fetcher=fetcher).render(
                font_config=design.fonts,
                counter_style=design.counters.copy(),
                stylesheets=design.sheets,
                pdf_variant=PDF_VARIANT,
            )
            pdf = document.write_pdf(
                pdf_variant=PDF_VARIANT, pdf_identifier=True, finisher=repair_tags
            )
            if fetcher.refused:  # a drawing swallows every error
                raise RenderError(fetcher.refused[0])
        _refuse_foreign_fonts(document.fonts.values(), design.fonts.families)
        families = sorted({font.family for font in document.fonts.values()})
        return Rendered(pdf, len(document.pages), tuple(families))

    def _design(self, wanted: _Wanted) -> _Design:
        """Return parsed style sheets; those that are broken stay broken for every job."""
        if wanted in self._broken_designs:
            raise RenderError(self._broken_designs[wanted])
        if wanted not in self._designs:
            try:
                self._designs[wanted] = _Design(wanted, self._assets)
            except RenderError as error:
                self._broken_designs[wanted] = str(error)
                raise
        return self._designs[wanted]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The style sheets of a page, and the custom properties to which it gives a value itself."""

    names: tuple[str, ...]
    open_names: frozenset[str]

    @classmethod
    def of(cls, job: RenderJob) -> _Wanted:
        """Return what a job needs; words that look like a property do no harm."""
        return cls(job.stylesheets, frozenset(OWN_PROPERTY.findall(job.html)))


class _Design:
    """The style sheets of an edition, parsed, with the fonts and the numberings that they bring.

    Each has its own, so that a page does not depend on which pages were printed before.
    """

    def __init__(self, wanted: _Wanted, assets: Mapping[str, bytes]) -> None:
        self.assets = _pick_assets(wanted.names, assets)
        self._fetcher = MemoryFetcher(self.assets)
        self.fonts = _ThemeFonts(self._fetcher)
        self.counters = CounterStyle()
        sheets = {name: self._read_sheet(name) for name in wanted.names}
        fixed = fix_values(sheets, open_names=wanted.open_names)
        self.sheets = [self._parse_sheet(name, sheet) for name, sheet in fixed.items()]

    def _read_sheet(self, name: str) -> str:
        url = f"{STYLE_ROOT}{name}"
        if url not in self.assets:
            raise RenderError(f"the style sheet '{name}' is not in the theme; put it into styles/")
        return self.assets[url].decode()

    def _parse_sheet(self, name: str, sheet: str) -> CSS:
        with _faults_as_errors(f"styles/{name}: "):
            return CSS(
                string=sheet,
                base_url=f"{STYLE_ROOT}{name}",
                url_fetcher=self._fetcher,
                font_config=self.fonts,
                counter_style=self.counters,
            )


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


def _refuse_foreign_fonts(fonts: Iterable[Any], families: set[str]) -> None:
    """Refuse a page for which the system lent a font: elsewhere it would look different.

    Raises:
        RenderError: a font is not the theme's.
    """
    for font in fonts:
        if font.family not in families:
            words = "".join("".join(font.to_unicode.values()).split())
            characters = "".join(dict.fromkeys(words))
            shown = characters[:MOST_CHARACTERS] + ("…" if characters[MOST_CHARACTERS:] else "")
            raise RenderError(
                f"the font '{font.family}' of this computer stood in for '{shown}', because a font "
                "of the theme's has no such character or a style or drawing names another font; "
                "use other characters, or the theme's fonts"
            )


@contextmanager
def _faults_as_errors(where: str = "") -> Iterator[None]:
    """Turn everything that the libraries raise, or only log, into an error of this render."""
    with _collect_warnings() as collector:
        try:
            yield
        except (HandoutError, MemoryError):  # who set the limit knows what to say of memory
            raise
        except FatalURLFetchingError as error:
            raise RenderError(f"{where}{error}") from error
        except TagMirrorError as error:
            raise RenderError(
                f"{where}the tags cannot be repaired: {error}; report this as a fault of the "
                "program"
            ) from error
        except Exception as error:
            raise RenderError(
                f"{where}the renderer broke off with {type(error).__name__}: {error}; undo the "
                "last change of a template or style, or report this"
            ) from error
    if collector.messages:
        warnings = "; ".join(collector.messages)
        raise RenderError(
            f"{where}the renderer warned: {warnings}; mend the page, picture or style that it names"
        )


class _Collector(logging.Handler):
    """Keep what the renderer logs, each message once."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[show_url(record.getMessage()).rstrip(" .:")] = None


@contextmanager
def _collect_warnings() -> Iterator[_Collector]:
    """Collect what the libraries log as a warning or worse, however logging is set up."""
    collector = _Collector()
    with ExitStack() as stack:
        for logger in map(logging.getLogger, LOGGERS):
            stack.callback(logger.setLevel, logger.level)
            stack.callback(logger.removeHandler, collector)
            logger.addHandler(collector)
            logger.setLevel(logging.WARNING)
        yield collector

"""HTML and the assets that it names become a PDF whose tags are whole.

Reads no file and no network: what the job does not carry cannot be fetched, and stops the render,
as does every warning of the renderer, because nobody would see it on paper.
"""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import weasyprint
from weasyprint.css import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from handoutpress.errors import RenderError
from handoutpress.model import ASSET_ROOT, Rendered, RenderJob, Theme
from handoutpress.tag_repair import repair_tags

STYLE_ROOT = f"{ASSET_ROOT}styles/"
FONT_ROOT = f"{ASSET_ROOT}fonts/"
PDF_VARIANT = "pdf/ua-1"
# Source: the file names of the fonts that styles/common/fonts.css names.
OWN_FONTS = frozenset({"Handout Sans", "Handout Zero"})


class MemoryFetcher(URLFetcher):  # type: ignore[misc]
    """Serve bytes that are in memory, and nothing else."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(fail_on_errors=True)
        self._assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the asset at a URL; any other address is refused."""
        if url not in self._assets:
            raise FatalURLFetchingError(f"{url} is no file of this handout or of the theme")
        content_type = mimetypes.guess_type(url)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self._assets[url], {"Content-Type": content_type})


class Press:
    """A theme made ready: fonts loaded and style sheets parsed once, for many renders."""

    def __init__(self, theme: Theme, fonts: Mapping[str, bytes]) -> None:
        self._assets = {
            **{f"{STYLE_ROOT}{name}": data for name, data in theme.styles.items()},
            **{f"{FONT_ROOT}{name}": data for name, data in fonts.items()},
        }
        self._fonts = FontConfiguration()
        self._sheets: dict[str, CSS] = {}

    def render(self, job: RenderJob) -> Rendered:
        """Render a job.

        Raises:
            RenderError: something that the page needs is missing, or the renderer warned.
        """
        with _warnings_as_errors(), _no_missing_assets():
            sheets = [self._sheet(name) for name in job.stylesheets]
            pictures = {f"{ASSET_ROOT}{name}": data for name, data in job.pictures.items()}
            html = weasyprint.HTML(
                string=job.html, url_fetcher=MemoryFetcher({**self._assets, **pictures})
            )
            document = html.render(
                font_config=self._fonts, stylesheets=sheets, pdf_variant=PDF_VARIANT
            )
            pdf = document.write_pdf(
                pdf_variant=PDF_VARIANT, pdf_identifier=True, finisher=repair_tags
            )
        families = tuple(sorted({_family(font) for font in document.fonts.values()}))
        _refuse_foreign_fonts(families)
        return Rendered(pdf, len(document.pages), families)

    def _sheet(self, name: str) -> CSS:
        if name not in self._sheets:
            url = f"{STYLE_ROOT}{name}"
            self._sheets[name] = CSS(
                string=self._assets[url].decode(),
                base_url=url,
                url_fetcher=MemoryFetcher(self._assets),
                font_config=self._fonts,
            )
        return self._sheets[name]


def _family(font: Any) -> str:
    return str(font.family, "utf-8") if isinstance(font.family, bytes) else str(font.family)


def _refuse_foreign_fonts(families: tuple[str, ...]) -> None:
    """Refuse a page for which the system lent a font: elsewhere it would look different.

    Raises:
        RenderError: a font is not the theme's.
    """
    foreign = [family for family in families if family not in OWN_FONTS]
    if foreign:
        raise RenderError(
            f"a character is in none of the theme's fonts, and {', '.join(foreign)} stood in; "
            "use another character, or add a font to the theme"
        )


@contextmanager
def _no_missing_assets() -> Iterator[None]:
    try:
        yield
    except FatalURLFetchingError as error:
        cause = error.__cause__ or error
        raise RenderError(f"{cause}; put it into the workspace, or take it off the page") from error


class _Collector(logging.Handler):
    """Keep what the renderer logs, each message once."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[record.getMessage()] = None


@contextmanager
def _warnings_as_errors() -> Iterator[None]:
    """Turn everything that the libraries only log into an error of this render."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(collector)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(collector)
    if collector.messages:
        raise RenderError("the renderer warned: " + "; ".join(collector.messages))

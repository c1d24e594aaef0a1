"""HTML and the assets that it names become a PDF whose tags are whole.

Reads no file and no network: what the job does not carry cannot be fetched, and stops the render,
as does every warning of the renderer, because nobody would see it on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from weasyprint.text.ffi import harfbuzz_subset

from handoutpress.errors import RenderError
from handoutpress.jobs import Rendered, RenderJob
from handoutpress.model import ASSET_ROOT, Theme
from handoutpress.render.design import (
    FONT_ROOT,
    STYLE_ROOT,
    Design,
    Page,
    Wanted,
    list_custom_properties,
)
from handoutpress.render.faults import faults_as_errors
from handoutpress.render.line_numbers import NUMBERED, number_lines
from handoutpress.render.memory_fetcher import MemoryFetcher
from handoutpress.render.tag_repair import repair_tags

__all__ = ["FONT_ROOT", "PDF_VARIANT", "STYLE_ROOT", "MemoryFetcher", "Press", "missing_parts"]

PDF_VARIANT = "pdf/ua-1"
MOST_CHARACTERS = 10


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
        self._properties = list_custom_properties(self._assets)
        self._designs: dict[Wanted, Design] = {}
        self._broken_designs: dict[Wanted, str] = {}

    def prepare(self, job: RenderJob) -> None:
        """Load the fonts and style sheets of a job; what is broken in them is told by `render`.

        Fontconfig reads its caches here. Where memory is short, it takes them for damaged, and
        writes empty ones for the whole computer, on which no program then finds a font.
        """
        with suppress(RenderError):
            self._find_design(job)

    def render(self, job: RenderJob) -> Rendered:
        """Render a job.

        Raises:
            RenderError: something that the page needs is missing, the renderer warned or broke off,
                or the page holds what cannot be read aloud.
        """
        design = self._find_design(job)
        pictures = {f"{ASSET_ROOT}{name}": content for name, content in job.pictures.items()}
        fetcher = MemoryFetcher({**design.assets, **pictures})
        with faults_as_errors():
            document = Page(job.html, fetcher, design).render(
                font_config=design.fonts,
                counter_style=design.counters.copy(),
                stylesheets=design.sheets,
                pdf_variant=PDF_VARIANT,
            )
            if NUMBERED in job.html:
                number_lines(document)
            pdf = document.write_pdf(
                pdf_variant=PDF_VARIANT, pdf_identifier=True, finisher=repair_tags
            )
            if fetcher.refused:  # a drawing swallows every error
                raise RenderError(fetcher.refused[0])
        _refuse_foreign_fonts(document.fonts.values(), design.fonts.families)
        families = sorted({font.family for font in document.fonts.values()})
        return Rendered(pdf, len(document.pages), tuple(families))

    def _find_design(self, job: RenderJob) -> Design:
        """Return parsed style sheets; those that are broken stay broken for every job.

        A full disk, say, is no fault of theirs, and may be over at the next job.
        """
        wanted = Wanted.of(job, self._properties)
        if wanted in self._broken_designs:
            raise RenderError(self._broken_designs[wanted])
        if wanted not in self._designs:
            try:
                self._designs[wanted] = Design(wanted, self._assets)
            except RenderError as error:
                if not isinstance(error.__cause__, OSError):
                    self._broken_designs[wanted] = str(error)
                raise
        return self._designs[wanted]


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

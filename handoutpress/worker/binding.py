"""Make one PDF of many: render its own pages, combine, number, fold, check, encrypt; in this order.

Knows nothing of content. The contents name pages, so they are rendered when all pages are counted;
and they take up pages themselves, so perhaps once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handoutpress.collection import number_contents
from handoutpress.combine import (
    Combined,
    Home,
    Layout,
    Part,
    Passwords,
    Stamps,
    combine,
    count_pages,
    encrypt,
    lay_out,
)
from handoutpress.errors import RenderError
from handoutpress.impose import impose
from handoutpress.jobs import BindJob, OwnPages, Piece, Rendered, RenderJob, StampRows

Render = Callable[[RenderJob], Rendered]
FindFaults = Callable[[bytes, int], str]  # of the tags of a PDF with so many pages; "" for none
# A list of contents that is a page longer may need one more digit, and so on; never so often.
MOST_ROUNDS = 5
PRIVATE_FAULT = (
    "a page of its own cannot be printed: its name, clinician, title or note is too long, or has a "
    "character that is in none of the fonts; what was typed is not shown here"
)


def bind(job: BindJob, render: Render, find_faults: FindFaults) -> Rendered:
    """Do a job; `find_faults` says what is wrong with the tags of a PDF of so many pages.

    Raises:
        RenderError: own pages cannot be rendered, or a part cannot be combined with the others.
    """
    printed = _Printer(job, render).print_all()
    combined = _combine(job, printed, find_faults)
    if combined.page_count != printed.layout.page_count:
        raise RenderError("a part has another number of pages than was recorded; build it anew")
    rendered = Rendered(combined.pdf, combined.page_count, (), notes=combined.notes)
    faults = find_faults(rendered.pdf, rendered.page_count) if combined.is_tagged else ""
    if faults:
        raise RenderError(f"the tags are not sound: {faults}")
    if job.folding is not None:
        rendered = _fold(job, rendered)
    if job.passwords is not None:
        user, owner = job.passwords
        rendered = replace(rendered, pdf=encrypt(rendered.pdf, Passwords(user, owner)))
    return rendered


@dataclass(frozen=True, slots=True)
class _Printed:
    """The PDFs of all parts, each with its number of pages; where they begin, and the stamps."""

    parts: tuple[tuple[bytes, int], ...]
    layout: Layout
    stamps: Stamps | None


class _Printer:
    """Renders the own pages of a job."""

    def __init__(self, job: BindJob, render: Render) -> None:
        self._job, self._render = job, render

    def print_all(self) -> _Printed:
        """Render all pages that are the job's own, until the contents name the right ones."""
        pieces = self._job.pieces
        listing = [index for index, each in enumerate(pieces) if each.has_contents]
        printed = [(b"", 1) if each.has_contents else self._print(each, ()) for each in pieces]
        for _ in range(MOST_ROUNDS):
            layout = self._lay_out(printed)
            for index in listing:
                counts = [count for _, count in printed]
                printed[index] = self._print(pieces[index], layout.first_pages, counts)
            if self._lay_out(printed) == layout:
                return _Printed(tuple(printed), layout, self._print_stamps(layout))
        raise RenderError("its list of contents does not come to rest; shorten its titles")

    def _lay_out(self, printed: Sequence[tuple[bytes, int]]) -> Layout:
        return lay_out([count for _, count in printed], is_duplex=self._job.is_duplex)

    def _print(
        self, piece: Piece, first_pages: Sequence[int], page_counts: Sequence[int] = ()
    ) -> tuple[bytes, int]:
        """Return the PDF of a piece and its number of pages."""
        if isinstance(piece.source, bytes):
            part = self._make_part(piece, piece.source)
            return piece.source, piece.page_count or count_pages(part)
        html = piece.source.html
        if piece.has_contents:
            html = number_contents(html, [first + 1 for first in first_pages], page_counts)
        rendered = self._render_own(replace(piece.source, html=html))
        return rendered.pdf, rendered.page_count

    def _render_own(self, pages: OwnPages) -> Rendered:
        job = self._job
        own = RenderJob(pages.html, pages.stylesheets, job.theme, job.fonts, pages.pictures)
        try:
            return self._render(own)
        except RenderError as error:
            if not job.is_private:
                raise
            raise RenderError(PRIVATE_FAULT) from error

    @staticmethod
    def _make_part(piece: Piece, pdf: bytes) -> Part:
        return Part(pdf, piece.title, piece.language, piece.path)

    def _print_stamps(self, layout: Layout) -> Stamps | None:
        rows = self._job.stamps
        if rows is None:
            return None
        count = layout.page_count
        templates = [row for row in (rows.page, rows.number, rows.edge, rows.lone_edge) if row]
        html = "".join(_fill(row, page, count) for row in templates for page in range(1, count + 1))
        pages = OwnPages(rows.start + html + rows.end, rows.stylesheets)
        return _choose_lines(rows, self._render_own(pages).pdf, count)


def _fill(row: str, page: int, count: int) -> str:
    return row.replace("@PAGES@", str(count)).replace("@PAGE@", str(page))


def _choose_lines(rows: StampRows, pdf: bytes, count: int) -> Stamps:
    """Say which line goes where: each kind of row was printed for every page."""
    lines: dict[str, tuple[int, ...]] = {}
    for kind, row in (
        *(("feet", rows.page), ("numbers", rows.number)),
        *(("edges", rows.edge), ("lone_edges", rows.lone_edge)),
    ):
        if row:
            start = len(lines) * count
            lines[kind] = tuple(range(start, start + count))
    return Stamps(pdf, is_right_to_left=rows.is_right_to_left, **lines)


def _combine(job: BindJob, printed: _Printed, find_faults: FindFaults) -> Combined:
    """Combine the parts; what others made is believed to be tagged when its tags are sound."""
    parts = [
        Part(
            *(pdf, piece.title, piece.language, piece.path),
            has_sound_tags=not piece.is_foreign or not find_faults(pdf, count),
            # What others made of a visit may name the patient in its bookmarks.
            with_outline=not piece.is_foreign,
        )
        for piece, (pdf, count) in zip(job.pieces, printed.parts, strict=True)
    ]
    return combine(
        parts,
        title=job.title,
        author=job.author,
        language=job.language,
        is_duplex=job.is_duplex,
        is_numbered_through=job.is_numbered_through,
        stamps=printed.stamps,
        home=Home(job.path, job.base_url),
    )


def _fold(job: BindJob, rendered: Rendered) -> Rendered:
    assert job.folding is not None
    folded = impose(
        rendered.pdf, job.folding, title=job.title, author=job.author, language=job.language
    )
    return replace(rendered, pdf=folded.pdf, page_count=folded.side_count)

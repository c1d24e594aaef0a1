"""Read the text that a page draws: what, how large, where, and in which colour.

Judges nothing. Whoever calls this holds the lock of PDFium.

Source: PDFium, public/fpdf_edit.h: what it reads is what it would draw, matrices and all.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

import pypdfium2
from pypdfium2 import raw

from handoutpress.page_check.values import Box, Color, Run

# Source: ISO 32000-1, 9.3.6 (mode 3 draws nothing), 14.6.1 and 14.8.2.2 (artifacts).
_ARTIFACT = "Artifact"
_MOST_NESTED = 10  # forms may hold themselves
_NAME_BYTES = 256

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_Getter = Callable[[int], Any]


@dataclass(frozen=True, slots=True)
class _Around:
    """What encloses an object: the matrix of its form, the mark, and how many forms."""

    matrix: Matrix = _IDENTITY
    mcid: int = -1
    is_artifact: bool = False
    depth: int = 0


def read_runs(page: pypdfium2.PdfPage) -> tuple[Run, ...]:
    """Return all text of a page in the order of painting.

    What draws no ink is left out. Words that are drawn twice in one place have the look of the
    later ones: the earlier ones are a halo around them.
    """
    left, bottom, _, _ = page.get_cropbox()
    textpage = page.get_textpage()
    try:
        around = _Around((1, 0, 0, 1, -left, -bottom))
        found = iter_text_objects(page, around)
        return _join_halos(run for each in found if (run := _read_run(*each, textpage)))
    finally:
        textpage.close()


def _join_halos(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs with words; PDFium tells no words of what is drawn again in the same place."""
    joined: list[Run] = []
    places: dict[tuple[int, int], int] = {}
    for run in runs:
        place = round(run.left), round(run.baseline)
        if run.text:
            places[place] = len(joined)
            joined.append(run)
        elif place in places:
            earlier = joined[places[place]]
            joined[places[place]] = replace(earlier, color=run.color, opacity=run.opacity)
    return tuple(run for run in joined if run.text.strip())


def hide_text(page: pypdfium2.PdfPage) -> None:
    """Make all text of an open page invisible, so that what lies behind it can be drawn."""
    for each, _ in iter_text_objects(page, _Around()):
        raw.FPDFPageObj_SetIsActive(each, False)


def iter_text_objects(page: pypdfium2.PdfPage, around: _Around) -> Iterator[tuple[Any, _Around]]:
    """Yield the text objects of a page and of the forms on it, with what encloses each."""
    count = raw.FPDFPage_CountObjects(page.raw)
    return _walk(count, lambda index: raw.FPDFPage_GetObject(page.raw, index), around)


def _walk(count: int, get: _Getter, around: _Around) -> Iterator[tuple[Any, _Around]]:
    for index in range(count):
        each = get(index)
        kind = raw.FPDFPageObj_GetType(each)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield each, _enter_marks(each, around)
        elif kind == raw.FPDF_PAGEOBJ_FORM and around.depth < _MOST_NESTED:
            yield from _walk_form(each, _enter_marks(each, around))


def _walk_form(form: Any, around: _Around) -> Iterator[tuple[Any, _Around]]:
    matrix = _multiply(_read_matrix(form), around.matrix)
    inner = _Around(matrix, around.mcid, around.is_artifact, around.depth + 1)
    count = raw.FPDFFormObj_CountObjects(form)
    return _walk(count, lambda index: raw.FPDFFormObj_GetObject(form, index), inner)


def _enter_marks(each: Any, around: _Around) -> _Around:
    """Return what encloses an object; the marks within a form count by other numbers."""
    if around.mcid >= 0 or around.is_artifact:
        return around
    mcid = -1 if around.depth else raw.FPDFPageObj_GetMarkedContentID(each)
    is_artifact = mcid < 0 and _ARTIFACT in _iter_mark_names(each)
    return _Around(around.matrix, mcid, is_artifact, around.depth)


def _iter_mark_names(each: Any) -> Iterator[str]:
    name, size = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_ulong()
    pointer = ctypes.cast(name, ctypes.POINTER(raw.FPDF_WCHAR))
    for index in range(raw.FPDFPageObj_CountMarks(each)):
        mark = raw.FPDFPageObj_GetMark(each, index)
        if raw.FPDFPageObjMark_GetName(mark, pointer, _NAME_BYTES, size):
            yield name.raw[: max(size.value - 2, 0)].decode("utf-16-le", "replace")


def _read_run(each: Any, around: _Around, textpage: pypdfium2.PdfTextPage) -> Run | None:
    if raw.FPDFTextObj_GetTextRenderMode(each) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return None
    matrix = _multiply(_read_matrix(each), around.matrix)
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(each, size)
    color, opacity = _read_color(each)
    return Run(
        text=_read_text(each, textpage),
        size_pt=round(size.value * hypot(matrix[2], matrix[3]), 2),
        font=_read_font_name(each),
        box=_read_box(each, around.matrix),
        left=matrix[4],
        baseline=matrix[5],
        color=color,
        opacity=opacity,
        mcid=around.mcid,
        is_artifact=around.is_artifact,
        is_level=matrix[0] > 0 and abs(matrix[1]) < 1e-3 * matrix[0],
    )


def _read_text(each: Any, textpage: pypdfium2.PdfTextPage) -> str:
    size = raw.FPDFTextObj_GetText(each, textpage.raw, None, 0)
    text = ctypes.create_string_buffer(size)
    pointer = ctypes.cast(text, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFTextObj_GetText(each, textpage.raw, pointer, size)
    return text.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _read_font_name(each: Any) -> str:
    name = ctypes.create_string_buffer(_NAME_BYTES)
    font = raw.FPDFTextObj_GetFont(each)
    raw.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
    return name.value.decode("utf-8", "replace")


def _read_color(each: Any) -> tuple[Color | None, float]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(each, red, green, blue, alpha):
        return None, 1.0
    return (red.value, green.value, blue.value), alpha.value / 255


def _read_box(each: Any, around: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(each, left, bottom, right, top)
    xs, ys = zip(
        *(
            (
                around[0] * x + around[2] * y + around[4],
                around[1] * x + around[3] * y + around[5],
            )
            for x in (left.value, right.value)
            for y in (bottom.value, top.value)
        ),
        strict=True,
    )
    return Box(min(xs), min(ys), max(xs), max(ys))


def _read_matrix(each: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(each, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does what the inner one does, and then the outer one."""
    a, b, c, d, e, f = inner
    o = outer
    return (
        *(a * o[0] + b * o[2], a * o[1] + b * o[3]),
        *(c * o[0] + d * o[2], c * o[1] + d * o[3]),
        *(e * o[0] + f * o[2] + o[4], e * o[1] + f * o[3] + o[5]),
    )

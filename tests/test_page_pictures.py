from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from handoutpress.first_page import PDFIUM_LOCK, draw_first_page
from handoutpress.watch.page_pictures import draw_page, measure_pages
from tests.small_press import print_page

LONG_S = 30
PDF = print_page('<p style="break-after: page">One</p><p>Two</p>')


@pytest.mark.parametrize(
    "use",
    [draw_first_page, measure_pages, lambda pdf: draw_page(pdf, 1, 1)],
    ids=["the catalogue's picture", "the sizes", "a page"],
)
def test_only_one_thread_uses_pdfium_at_a_time(use: Callable[[bytes], object]) -> None:
    # Given a thread that draws while another one has PDFium
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(use(PDF)))
    with PDFIUM_LOCK:
        thread.start()
        thread.join(0.05)
        assert done == []
    # When that one is done, then it draws
    thread.join(LONG_S)
    assert len(done) == 1


def test_every_page_is_measured() -> None:
    assert measure_pages(PDF) == ((433, 346), (433, 346))  # 100 mm by 80 mm at 110 dots per inch


def test_what_is_no_pdf_has_no_pages() -> None:
    assert measure_pages(b"not a PDF") == ()


@pytest.mark.parametrize("page_number", [0, 3])
def test_a_page_that_is_not_there_is_not_drawn(page_number: int) -> None:
    assert draw_page(PDF, page_number, 1) is None

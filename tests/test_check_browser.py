"""The report of a check in a real browser: read by any reader, on any screen, and on paper."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from playwright.sync_api import Browser

from handoutpress.check_report import Quote
from handoutpress.compose.check_page import compose_report
from handoutpress.rules import Level
from tests.browsing import find_barriers, open_page, watch_page
from tests.checked_handouts import make_full_report, make_note
from tests.makers import shipped_theme

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3
MIN_TEXT_PX = 16
MIN_DARK_SIZES = """() => [...document.querySelectorAll("body *")]
  .filter(it => [...it.childNodes].some(
    node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
  .map(it => parseFloat(getComputedStyle(it).fontSize))"""

pytest_plugins = ("tests.browser",)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return where a report lies that has one of everything, and very long words."""
    report = make_full_report()
    long_words = make_note("x", level=Level.ERROR, quote=Quote("", LONG_WORD, ""), what=LONG_WORD)
    report = replace(report, notes=(*report.notes, long_words), path=f"handouts/{LONG_WORD}.yaml")
    place = tmp_path_factory.mktemp("check") / "fever.html"
    place.write_text(compose_report(report, shipped_theme()), "utf-8")
    return place.as_uri()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_report_has_no_barriers(browser: Browser, address: str, size: dict[str, int]) -> None:
    assert find_barriers(browser, address, size) == ""


def test_report_needs_nothing_else_and_breaks_no_rule_of_its_own(
    browser: Browser, address: str
) -> None:
    told, asked = watch_page(browser, address, DESK)

    assert told == []
    assert asked == [address]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_long_words_do_not_break_the_layout(
    browser: Browser, address: str, size: dict[str, int]
) -> None:
    page = open_page(browser, address, size)

    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_all_text_is_large_enough(browser: Browser, address: str, size: dict[str, int]) -> None:
    page = open_page(browser, address, size)

    assert min(page.evaluate(MIN_DARK_SIZES)) >= MIN_TEXT_PX


def test_errors_stand_apart_without_colour(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESK)
    read = "it => [getComputedStyle(it).borderLeftStyle, getComputedStyle(it).borderTopWidth]"

    error = page.locator("li.error").first.evaluate(read)
    advice = page.locator("li.advice").first.evaluate(read)

    assert error == ["solid", "2px"]
    assert advice == ["dotted", "1px"]


def test_found_words_are_marked_without_colour_on_paper(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESK)
    page.emulate_media(media="print")

    mark = page.locator("mark").first

    assert mark.evaluate("it => getComputedStyle(it).textDecorationLine") == "underline"


def test_list_leads_to_a_sheet_by_keyboard(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESK)

    page.locator("nav a", has_text="PEMAT-P").press("Enter")

    assert page.url == f"{address}#pemat"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_each_sheet_starts_a_page_of_its_own_on_paper(
    browser: Browser, address: str, paper: str
) -> None:
    page = open_page(browser, address, DESK)

    document = pypdfium2.PdfDocument(page.pdf(format=paper))
    texts = [each.get_textpage().get_text_bounded() for each in document]
    document.close()

    sheets = [text for text in texts if "To decide" in text]
    assert len(sheets) == 2
    assert all("Signature" in text and "words 0a1b2c3d4e5f" in text for text in sheets)

"""The page of changes in a real browser: read from a file, by any reader, on any screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from handoutpress.compose.changes_page import compose_changes
from tests.browsing import find_barriers, open_page, watch_page
from tests.changed_handouts import EDITED, TYPED, change, change_all
from tests.makers import shipped_theme

DESK, PHONE = {"width": 1200, "height": 800}, {"width": 320, "height": 640}

pytest_plugins = ("tests.browser",)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return where a page lies that has one of everything."""
    changes = change_all(
        change(),
        change(TYPED, TYPED.replace("steps:", "checklist:"), handout_id="care/kinds"),
        change(handout_id="care/fever", language="ar"),
        change(handout_id="care/second"),
        change(old=None, handout_id="care/new"),
        change(new=None, handout_id="care/gone"),
        change(EDITED, EDITED, handout_id="care/same", reasons=("theme",)),
    )
    place = tmp_path_factory.mktemp("out") / "changes.html"
    place.write_text(compose_changes(changes, shipped_theme()), "utf-8")
    return place.as_uri()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_page_has_no_barriers(browser: Browser, address: str, size: dict[str, int]) -> None:
    assert find_barriers(browser, address, size) == ""


def test_page_needs_nothing_else_and_breaks_no_rule_of_its_own(
    browser: Browser, address: str
) -> None:
    told, asked = watch_page(browser, address, DESK)

    assert told == []
    assert asked == [address]
    table = open_page(browser, address, DESK).locator("table").first
    assert table.evaluate("it => getComputedStyle(it).tableLayout") == "fixed"


def test_before_and_now_stand_side_by_side_on_a_desk(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESK)
    row = page.locator("tr.changed", has_text="10 mg").first

    old, new = row.locator("td.old").bounding_box(), row.locator("td.new").bounding_box()

    assert old["y"] == new["y"]
    assert old["x"] + old["width"] <= new["x"]


def test_before_and_now_stand_below_each_other_on_a_phone(browser: Browser, address: str) -> None:
    page = open_page(browser, address, PHONE)
    row = page.locator("tr.changed", has_text="10 mg").first

    old, new = row.locator("td.old").bounding_box(), row.locator("td.new").bounding_box()

    assert old["y"] + old["height"] <= new["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_what_did_not_change_stands_once_on_a_phone(browser: Browser, address: str) -> None:
    page = open_page(browser, address, PHONE)

    row = page.locator("tr.same").first

    assert not row.locator("td.old").is_visible()
    assert row.locator("td.new").is_visible()


def test_marks_show_without_colour_on_paper(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESK)
    page.emulate_media(media="print")

    lines = {
        mark: page.locator(f"td {mark}").first.evaluate(
            "it => getComputedStyle(it).textDecorationLine"
        )
        for mark in ("del", "ins")
    }

    assert lines == {"del": "line-through", "ins": "underline"}


def test_list_leads_to_the_handout_by_keyboard(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESK)

    page.locator("#changed > .titles a").nth(1).press("Enter")

    assert page.url == f"{address}#care/fever.en"
    assert page.locator(":target h3").inner_text() == "Fever (English)"

"""The preview in a real browser, fed by a real server with real PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from handoutpress.errors import HandoutError, Problem
from handoutpress.outcome import BuildResult, Stale
from handoutpress.watch.board import Board
from handoutpress.watch.server import serving
from tests import board_makers as makers
from tests.board_makers import GOOD, LARGE, OTHER, OTHER_TARGET, STANDARD, Shelf
from tests.small_press import print_page

pytest_plugins = ("tests.browser",)

LONG_MS = 30_000  # fails a test in which nothing comes
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}  # Source: WCAG 2.2, 1.4.10: 1280 pixels enlarged to 400 %


def print_pages(words: str, count: int) -> bytes:
    return print_page(f'<p style="break-after: page">{words}</p>' * (count - 1) + f"<p>{words}</p>")


@pytest.fixture(scope="module", autouse=True)
def patience() -> None:
    expect.set_options(timeout=LONG_MS)


@dataclass
class Preview:
    """The preview as a person has it: a page that is open, and what the loop tells the board."""

    page: Page
    board: Board
    shelf: Shelf
    address: str
    errors: list[str] = field(default_factory=list)

    def version(self) -> str:
        return self.page.locator("#pdf").get_attribute("href") or ""

    def wait_for_pages(self, count: int) -> None:
        """Wait until so many pages have their pictures of the PDF that is shown."""
        self.page.wait_for_function(
            """(count) => {
                const version = new URL(document.getElementById("pdf").href).searchParams.get("v");
                const images = [...document.querySelectorAll(".sheet img")];
                return images.length === count
                    && images.every((each) => each.src.includes(version))
                    && images[0].naturalWidth > 0;
            }""",
            arg=count,
            timeout=LONG_MS,
        )

    def scroll_to(self, place: int) -> None:
        self.page.evaluate("(place) => window.scrollTo(0, place)", place)
        assert self.scrolled() == place

    def scrolled(self) -> int:
        return self.page.evaluate("Math.round(window.scrollY)")


@pytest.fixture
def preview(browser: Browser) -> Iterator[Preview]:
    shelf = Shelf({STANDARD.path: print_pages("Words.", 6), LARGE.path: print_pages("Large.", 2)})
    shelf.pdfs[OTHER_TARGET.path] = print_pages("Other.", 5)
    board = shelf.make_board()
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    with serving(board, 0) as address:
        preview = Preview(page, board, shelf, address)
        page.on("pageerror", lambda error: preview.errors.append(str(error)))
        page.on("dialog", lambda dialog: preview.errors.append(dialog.message))
        page.on(
            "console",
            lambda said: preview.errors.append(said.text) if said.type == "error" else None,
        )
        page.goto(address)
        expect(page.locator("#hint")).not_to_have_text("Connecting…")
        yield preview
        assert preview.errors == []
        context.close()


@pytest.fixture
def opened(preview: Preview) -> Preview:
    """A preview that shows six pages."""
    preview.board.update(makers.result(STANDARD, LARGE, fresh=(OTHER_TARGET,)), GOOD)
    preview.wait_for_pages(6)
    return preview


def find_violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]]


# --- what is shown --------------------------------------------------------------------------------


def test_before_a_save_it_asks_for_one(preview: Preview) -> None:
    expect(preview.page.locator("#hint")).to_have_text("Save a handout to see it here.")
    expect(preview.page.locator("#choice")).to_be_hidden()
    expect(preview.page.locator("#link")).to_be_hidden()


def test_a_save_shows_the_pages_one_below_the_other(opened: Preview) -> None:
    images = opened.page.get_by_role("img")
    expect(images).to_have_count(6)
    expect(opened.page.get_by_alt_text("Page 1 of 6")).to_be_visible()
    expect(opened.page.get_by_role("heading", level=1)).to_have_text("care/good")
    expect(opened.page.get_by_role("status")).to_have_text("Rebuilt 14:02:03: 6 pages.")
    tops = [image.bounding_box()["y"] for image in images.all()]
    assert tops == sorted(tops)
    assert images.first.bounding_box()["width"] == 433  # 100 mm at 110 dots per inch


def test_the_link_leads_to_the_pdf(opened: Preview) -> None:
    link = opened.page.get_by_role("link", name="Open the PDF in a new tab")
    answer = opened.page.request.get(
        opened.address.rstrip("/") + (link.get_attribute("href") or "")
    )
    assert answer.body() == opened.shelf.pdfs[STANDARD.path]


def test_a_rebuild_keeps_the_place(opened: Preview) -> None:
    # Given a reader in the middle of a handout
    opened.scroll_to(700)
    before = opened.version()
    height = opened.page.evaluate("document.documentElement.scrollHeight")
    opened.page.evaluate(
        """() => {
            window.lowest = document.documentElement.scrollHeight;
            const note = () => {
                window.lowest = Math.min(window.lowest, document.documentElement.scrollHeight);
                requestAnimationFrame(note);
            };
            note();
        }"""
    )
    # When it is rebuilt with other words
    opened.shelf.pdfs[STANDARD.path] = print_pages("Other words.", 6)
    opened.board.update(makers.result(STANDARD), GOOD)
    expect(opened.page.locator("#pdf")).not_to_have_attribute("href", before)
    opened.wait_for_pages(6)
    # Then nothing has moved, at no time
    assert opened.scrolled() == 700
    assert opened.page.evaluate("window.lowest") == height


def test_a_mistake_and_a_lost_connection_move_no_page(opened: Preview) -> None:
    opened.scroll_to(10)
    top = opened.page.get_by_role("img").first.bounding_box()["y"]
    opened.board.update(
        BuildResult(problems=(makers.PROBLEM,), stale=(makers.stale(STANDARD),)), GOOD
    )
    expect(opened.page.locator("#notice")).to_be_visible()
    opened.page.locator("#connection").evaluate("(each) => { each.textContent = 'Lost' }")
    assert opened.page.get_by_role("img").first.bounding_box()["y"] == top


def test_a_rebuild_with_more_or_fewer_pages_keeps_the_place(opened: Preview) -> None:
    opened.scroll_to(300)
    for count in (7, 4):
        opened.shelf.pdfs[STANDARD.path] = print_pages("Words.", count)
        opened.board.update(makers.result(STANDARD), GOOD)
        opened.wait_for_pages(count)
        assert opened.scrolled() == 300


def test_another_handout_is_shown_when_it_is_saved_and_each_keeps_its_place(
    opened: Preview,
) -> None:
    # Given a reader in the middle of one handout
    opened.scroll_to(700)
    # When another one is saved
    opened.board.update(makers.result(OTHER_TARGET, fresh=(STANDARD, LARGE)), OTHER)
    opened.wait_for_pages(5)
    # Then that is shown from its top
    expect(opened.page.get_by_role("heading", level=1)).to_have_text("care/other")
    assert opened.scrolled() == 0
    # And the first one again where it was
    opened.page.get_by_label("Show").select_option(STANDARD.path)
    opened.wait_for_pages(6)
    assert opened.scrolled() == 700


def test_problems_stand_beside_the_pages(opened: Preview) -> None:
    # When a save brings a mistake
    reason = "1 problem in handouts/care/good.yaml"
    opened.board.update(
        BuildResult(
            problems=(makers.PROBLEM, makers.SHARED_PROBLEM),
            stale=(Stale(STANDARD, reason), Stale(LARGE, reason)),
        ),
        GOOD,
    )
    # Then file, line, what and what to do are named, and the last good pages stay
    own = opened.page.locator("#own li")
    expect(own).to_have_text(
        "Error handouts/care/good.yaml, line 4"
        "The picture 'x.png' is not there."
        "What to do: Put it there."
    )
    expect(opened.page.locator("#others li")).to_have_count(1)
    expect(opened.page.locator("#notice")).to_have_text(
        f"Out of date: this is the PDF of the last good build; {reason}."
    )
    expect(opened.page.get_by_role("status")).to_have_text(
        "Not rebuilt 14:02:03: 1 problem. These pages are out of date."
    )
    expect(opened.page).to_have_title("(1) care/good – preview")
    assert own.bounding_box()["x"] > opened.page.get_by_role("img").first.bounding_box()["x"] + 433
    # And when it is mended, they go
    opened.board.update(makers.result(STANDARD), GOOD)
    expect(opened.page.locator("#none")).to_have_text("No problems.")
    expect(opened.page.locator("#notice")).to_be_hidden()
    expect(own).to_have_count(0)


def test_hostile_words_are_shown_as_words(opened: Preview) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    problem = Problem("handouts/care/good.yaml", 1, 1, hostile, hostile)
    opened.board.update(makers.result(STANDARD, problems=(problem,)), GOOD)
    expect(opened.page.locator("#own .what")).to_have_text(hostile + ".")
    assert opened.page.locator("aside img, aside script").count() == 0


def test_a_running_build_is_shown(opened: Preview) -> None:
    opened.board.begin()
    expect(opened.page.locator("#building")).to_be_visible()
    opened.board.update(None, None)
    expect(opened.page.locator("#building")).to_be_hidden()


def test_a_build_that_could_not_be_run_is_told_and_the_pages_stay(opened: Preview) -> None:
    opened.board.tell_error(HandoutError("another build is at work"), None)
    expect(opened.page.locator("#notice")).to_have_text(
        "Nothing could be built: another build is at work."
    )
    expect(opened.page.get_by_role("img")).to_have_count(6)


def test_a_lost_connection_is_told_and_found_again(browser: Browser) -> None:
    # Given a preview whose watch ends
    page = browser.new_page()
    with serving(Shelf().make_board(), 0) as address:
        page.goto(address)
        expect(page.locator("#hint")).to_have_text("Save a handout to see it here.")
        expect(page.get_by_role("alert")).to_be_empty()
    expect(page.get_by_role("alert")).to_contain_text("Connection lost")
    # When it is started again at the same place
    shelf = Shelf({STANDARD.path: print_pages("Words.", 2)})
    board = shelf.make_board()
    board.update(makers.result(STANDARD), GOOD)
    with serving(board, int(address.split(":")[-1].strip("/"))):
        # Then the page goes on by itself
        expect(page.get_by_role("alert")).not_to_contain_text("Connection lost")
        expect(page.get_by_role("img")).to_have_count(2)
    page.close()


# --- by keyboard, enlarged, and for screen readers ----------------------------------------------


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_everything_is_reached_by_keyboard_in_order(opened: Preview) -> None:
    order = []
    for _ in range(4):
        opened.page.keyboard.press("Tab")
        order.append(focused(opened.page))
    assert order == ["skip", "show", "pdf", "problems"]


def test_the_problems_are_one_key_away(opened: Preview) -> None:
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert focused(opened.page) == "problems"


def test_another_edition_is_chosen_by_keyboard(opened: Preview) -> None:
    # When the next edition is chosen
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ArrowDown")
    # Then it is shown, and the keyboard stays where it was
    opened.wait_for_pages(2)
    assert focused(opened.page) == "show"
    # And a rebuild changes neither
    opened.board.update(makers.result(STANDARD, LARGE), GOOD)
    expect(opened.page.get_by_label("Show")).to_have_value(LARGE.path)
    assert focused(opened.page) == "show"


def test_the_pages_scroll_by_keyboard(opened: Preview) -> None:
    opened.page.keyboard.press("End")
    opened.page.wait_for_function("() => window.scrollY > 500", timeout=LONG_MS)


def test_a_narrow_window_has_the_problems_below_and_no_sideways_scrolling(opened: Preview) -> None:
    opened.page.set_viewport_size(NARROW)
    opened.board.update(makers.result(STANDARD, problems=(makers.PROBLEM,)), GOOD)
    expect(opened.page.get_by_role("link", name="1 problem below")).to_be_visible()
    last = opened.page.get_by_role("img").last.bounding_box()
    assert opened.page.locator("aside").bounding_box()["y"] >= last["y"] + last["height"]
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault(preview: Preview, size: dict[str, int]) -> None:
    preview.page.set_viewport_size(size)
    # Before anything is saved
    assert find_violations(preview.page) == []
    # With pages and no problem
    preview.board.update(makers.result(STANDARD, LARGE), GOOD)
    preview.wait_for_pages(6)
    assert find_violations(preview.page) == []
    # With problems, a warning, and pages that are out of date
    warning = Problem(
        "handouts/care/good.yaml", 9, 1, "long word", "shorten it", severity="warning"
    )
    many = (makers.PROBLEM, warning, *[makers.SHARED_PROBLEM] * 30)
    preview.board.update(BuildResult(problems=many, stale=(makers.stale(STANDARD),)), GOOD)
    expect(preview.page.locator("#own li")).to_have_count(2)
    preview.board.begin()
    expect(preview.page.locator("#building")).to_be_visible()
    assert find_violations(preview.page) == []

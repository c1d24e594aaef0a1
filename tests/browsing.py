"""What tests do with a page in a browser: open it, look for barriers, hear what it asks for."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page


def open_page(browser: Browser, address: str, size: dict[str, int], **options: bool) -> Page:
    """Open a page in a window of a size."""
    page = browser.new_page(viewport=size, **options)
    page.goto(address)
    return page


def find_barriers(browser: Browser, address: str, size: dict[str, int]) -> str:
    """Return what keeps anybody from reading a page, "" for nothing."""
    results = Axe().run(open_page(browser, address, size, bypass_csp=True))  # axe is a script
    return str(results.generate_report()) if results.violations_count else ""


def watch_page(browser: Browser, address: str, size: dict[str, int]) -> tuple[list[str], list[str]]:
    """Open a page; return what it said to the console, and the addresses that it asked for."""
    page, told, asked = browser.new_page(viewport=size), list[str](), list[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    return told, asked

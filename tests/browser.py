"""A real browser for the tests of pages: the system's Chromium, headless and without a network.

A test module that wants it says `pytest_plugins = ("tests.browser",)`.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import Browser, sync_playwright

PATIENCE_S = 600  # all tests of a module take two minutes on a busy machine
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# --no-sandbox: a container gives no rights to make one; only our own pages are opened.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser once for a module; without one its tests are skipped, and say so.

    Not for longer: as long as Playwright runs, no other test can run an event loop.
    """
    path = find_chromium()
    if path is None:
        pytest.skip("there is no Chromium; install it with: apt-get install chromium")
    with sync_playwright() as playwright, _ended_if_it_hangs():
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def _ended_if_it_hangs() -> Iterator[None]:
    """End the browser when it has not answered for long: tests then fail, and do not wait."""
    watchdog = threading.Timer(PATIENCE_S, _kill_children)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _kill_children() -> None:
    for child in psutil.Process().children(recursive=True):
        child.kill()

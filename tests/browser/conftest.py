"""A served store and a real Chromium: the system's, driven by Playwright."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import installed, launch


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window; closed with the module, since Playwright keeps an event loop running that other tests meet."""
    if installed() is None:
        pytest.skip("no Chromium on this machine; scripts/install-chromium gets one")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test if anything is asked of another host or an error is written to the console."""
    context = browser.new_context(base_url=address)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on(
        "request", lambda r: None if r.url.startswith((address, "data:")) else wrong.append(f"asks {r.url}")
    )
    opened.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
    opened.on("pageerror", lambda e: wrong.append(f"error: {e}"))
    yield opened
    context.close()
    assert wrong == []

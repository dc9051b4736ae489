"""Fixtures of the journeys: the running product, a Chromium, a tab that fails on console errors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chromium import find
from tests.journeys.live import Live, product
from tests.migrated import Kept

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=20_000)  # two cores may be busy with the rest of the suite


@pytest.fixture(scope="session")
def live(worker_id: str, migrated: Kept) -> Iterator[Live]:
    """The product of this pytest process."""
    with product(worker_id, migrated) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop in this thread makes Django think it is asynchronous; nothing here touches its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find(), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


Open = Callable[..., Page]


@pytest.fixture
def sign_in(live: Live, browser: Browser) -> Iterator[Open]:
    """`sign_in("bpjs")` is a tab of that demo account; console errors and broken CSP fail the test at its end."""
    contexts, errors = [], []

    def opened(username: str | None = None, *, viewport: Any = DESKTOP, console: bool = True) -> Page:
        context = browser.new_context(
            base_url=live.url, viewport=viewport, locale="id-ID", timezone_id="Asia/Jakarta",
            storage_state=live.state(username) if username else None,
        )  # fmt: skip
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        if console:
            watch(tab, errors)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def watch(tab: Page, errors: list[str]) -> None:
    """Collect what the console reports as an error: exceptions, refused requests, broken CSP."""
    tab.on("console", lambda m: errors.append(f"{tab.url}: {m.text}") if m.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(f"{tab.url}: {error}"))

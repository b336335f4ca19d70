"""A real browser. A page that logs an error, breaks the content policy or fails to load a file fails its test."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.processes import Cxloop
from tools.browser import executable

PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def window(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How the browser is set up; parametrise it indirectly to change it."""
    return {
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Europe/Rome",
    } | getattr(request, "param", {})


@pytest.fixture
def context(browser: Browser, demo: Cxloop, window: dict[str, Any]) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=demo.url, reduced_motion="reduce", **window)
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of the demo company; at the end of the test nothing may have gone wrong in it."""
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            wrong.append(f"{message.type}: {message.text}")

    made = context.new_page()
    made.on("console", note)
    made.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    yield made
    made.close()
    assert wrong == []

"""What a browser test asks of any page: axe finds nothing, and nothing hangs over the edge."""

import re
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import Page

from tests.breadth import IS_WIDE

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {"preload": False, "runOnly": RULES, "resultTypes": ["violations"], "selectors": False}
"""Every rule; what passes is not described, which is half of the work."""
PASSWORD = "demo-demo-demo"
IN_EVERY_WINDOW = pytest.mark.parametrize(
    "window",
    [{"viewport": {"width": width, "height": 800}} for width in (1440, 320)],
    indirect=True,
    ids=["desk", "phone"],
)


def enter(page: Page, name: str) -> None:
    """Sign in as somebody of the demo company: `enter(page, "marta.conti")`."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{name}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form .primary").click()
    page.wait_for_url("**/loop")


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, in words. The themes differ by colours only, so the page is fetched once
    and the device's preference changed under it."""
    page.evaluate(_axe())
    found = []
    for scheme in _schemes(page):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for fault in page.evaluate("async asked => (await axe.run(asked)).violations", ASKED):
            found += [f"{scheme}: {fault['id']}: {node['html'][:200]}" for node in fault["nodes"]]
    return found


def _schemes(page: Page) -> tuple[str, ...]:
    """Both in a wide run; every day one on the phone and the other at the desk, and on another page the other way."""
    if IS_WIDE:
        return ("dark", "light")
    window = page.viewport_size or {"width": 0}
    place = crc32(re.sub(r"\d+", "", page.url.partition("://")[2].partition("/")[2]).encode())
    return ("dark" if (place + (window["width"] < 600)) % 2 else "light",)


def hangs_over(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@cache
def _axe() -> str:
    return AXE.read_text()

"""What a browser test asks of any page: axe finds nothing, and nothing hangs over the edge."""

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

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
    """What axe finds on the page as it stands, in light and in dark, in words. The themes differ by colours only, so
    the page is fetched once and the device's preference changed under it."""
    page.evaluate(_axe())
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for fault in page.evaluate("async asked => (await axe.run(asked)).violations", ASKED):
            found += [f"{scheme}: {fault['id']}: {node['html'][:200]}" for node in fault["nodes"]]
    return found


def hangs_over(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@cache
def _axe() -> str:
    return AXE.read_text()

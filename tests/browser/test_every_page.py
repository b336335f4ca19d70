"""Each page at a desk and on the narrowest phone, in each theme: axe finds nothing, nothing hangs over the edge."""

import re

import pytest
from playwright.sync_api import Page

from cxloop.settings.parts import PARTS
from tests.browser.auditing import IN_EVERY_WINDOW, enter, faults, hangs_over

pytestmark = [pytest.mark.browser, IN_EVERY_WINDOW]
PAGES = (
    "/loop",
    "/team",
    "/loop?show=overdue",
    "/loop?q=nobody-says-this",
    "/tickets",
    "/tickets/1",
    "/tickets/1/notes",
    "/tickets/1/letters",
)
LISTENING = (
    "/listen",
    "/imports",
    "/sources",
    "/sources/new",
    "/sources/quarantine",
    "/sources/<>",
    "/invitations",
    "/invitations/review",
    "/invitations/surveys/<>",
    "/told",
    "/interviews",
    "/interviews/new",
    "/interviews/<>",
    "/interviews/<>/findings/new",
    "/programs",
)
CUSTOMERS = (
    "/contacts",
    "/letters",
    "/contacts/<>",
    "/contacts/<>/edit",
    "/accounts",
    "/accounts/<>",
    "/accounts/files",
    "/duplicates",
)
PEOPLE = (
    "/settings/people",
    "/settings/people/new",
    "/settings/people/<>",
    "/settings/people/<>/leaving",
    "/people/1/away",
    "/me",
)
SETTINGS = (
    "/settings",
    "/settings/open-promises",
    "/settings/connections",
    "/settings/journey/new?stage=delivery",
    *(f"/settings/{name}" for name in PARTS),
    *(f"/settings/{name}/new" for name, part in PARTS.items() if not part.is_single),
    *(f"/settings/{name}/{{}}" for name, part in PARTS.items() if not part.is_single),
)
"""`<>` is the first one its list names."""
NONE_OF_ITS_OWN = "/settings/letters"
"""The demo company writes with the letters everybody begins with."""


def first_of(page: Page, path: str) -> str:
    """The path with the number of the first thing its list leads to."""
    place = path.partition("<")[0]
    where = "/invitations" if "invitations" in place else place.rstrip("/")
    page.goto(where)
    links = page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    found = next(link for link in links if re.fullmatch(re.escape(place) + r"\d+", link))
    return path.replace(f"{place}<>", found)


def test_pages_of_every_setting(page: Page) -> None:
    enter(page, "giulia.fabbri")
    for one in SETTINGS:
        path = one
        if one.endswith("{}"):
            page.goto(one.rpartition("/")[0])
            first = page.locator(".things a, .stages h3 a").first
            if page.url.endswith(NONE_OF_ITS_OWN):
                assert first.count() == 0
                continue
            path = str(first.get_attribute("href"))
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert faults(page) == [], path
        assert hangs_over(page) <= 0, path


@pytest.mark.parametrize("pages", [LISTENING, CUSTOMERS, PEOPLE], ids=["listening", "customers", "people"])
def test_pages_of_every_way_in(page: Page, pages: tuple[str, ...]) -> None:
    enter(page, "giulia.fabbri")
    for path in pages:
        page.goto(first_of(page, path) if "<>" in path else path)
        assert faults(page) == [], path
        assert hangs_over(page) <= 0, path


def test_pages_of_the_staff(page: Page) -> None:
    enter(page, "chiara.bellini")
    page.goto("/loop?owner=anyone")
    pressing = page.locator("ul [data-row-link]").first.get_attribute("href")
    for path in (*PAGES, pressing, f"{pressing}/contacts", f"{pressing}/resolution"):
        page.goto(path)
        assert faults(page) == [], path
        assert hangs_over(page) <= 0, path


def test_every_component(page: Page) -> None:
    enter(page, "giulia.fabbri")
    page.goto("/components")
    assert faults(page) == []
    assert hangs_over(page) <= 0


def test_signing_in_and_a_page_that_is_not_there(page: Page) -> None:
    for path in ("/sign-in", "/forgotten"):
        page.goto(path)
        assert faults(page) == [], path
        assert hangs_over(page) <= 0, path

"""Ctrl K: one line for every step, page and search, by keyboard alone, at a desk and on the narrowest phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditing import IN_EVERY_WINDOW, enter, faults, hangs_over

pytestmark = [pytest.mark.browser, IN_EVERY_WINDOW]


def test_what_is_typed_is_done(page: Page) -> None:
    enter(page, "chiara.bellini")
    page.goto("/tickets/1", wait_until="networkidle")
    page.keyboard.press("Control+k")
    line = page.get_by_role("combobox", name="A step, a page, a name or a ticket’s number")
    expect(line).to_be_focused()
    expect(page.get_by_role("option", name="Note for colleagues")).to_be_visible()
    assert faults(page) == []
    assert hangs_over(page) <= 0
    page.keyboard.type("zzz qqq")
    expect(page.get_by_role("option")).to_have_text(["Search tickets for “zzz qqq”"])
    line.fill("note for")
    page.keyboard.press("Enter")
    expect(page.locator("dialog#add-note")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    line.fill("#2")
    expect(page.get_by_role("option").first).to_have_text("Ticket 2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tickets\?q=%232$"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#palette")).to_be_hidden()

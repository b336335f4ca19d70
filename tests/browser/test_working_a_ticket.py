"""Working with hands: the keyboard, three taps on a phone, and what is typed survives."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.auditing import enter, faults

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def chiara(page: Page) -> Page:
    """The manager, who sees every ticket."""
    enter(page, "chiara.bellini")
    return page


def a_ticket_to_call(page: Page) -> str:
    """The address of a ticket whose customer nobody has reached."""
    for state in ("assigned", "contacting", "new"):
        page.goto(f"/tickets?state={state}")
        if page.locator("[data-row]").count():
            return str(page.locator("[data-row-link]").first.get_attribute("href"))
    raise AssertionError("the demo company has nobody to call")


def test_the_queue_is_walked_and_opened_with_single_keys(chiara: Page) -> None:
    chiara.goto("/tickets")
    chiara.keyboard.press("j")
    chiara.keyboard.press("j")
    second = chiara.locator("[data-row]").nth(1)
    expect(second).to_have_attribute("aria-current", "true")
    name = second.locator("[data-row-link]").inner_text()
    chiara.keyboard.press("Enter")
    expect(chiara.locator(".person h2")).to_have_text(name)


def test_c_opens_the_sheet_and_escape_gives_the_focus_back(chiara: Page) -> None:
    chiara.goto(a_ticket_to_call(chiara))
    opener = chiara.locator(".composer .word[data-opens=log-contact]")
    opener.focus()
    chiara.keyboard.press("c")
    sheet = chiara.locator("#log-contact")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_label("reached them")).to_be_focused()
    assert faults(chiara) == []
    chiara.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_single_keys_can_be_switched_off(chiara: Page) -> None:
    chiara.goto(a_ticket_to_call(chiara))
    chiara.keyboard.press("?")
    chiara.get_by_label("Single-key shortcuts").uncheck()
    chiara.keyboard.press("Escape")
    chiara.keyboard.press("c")
    expect(chiara.locator("#log-contact")).to_be_hidden()
    chiara.reload()
    chiara.keyboard.press("c")
    expect(chiara.locator("#log-contact")).to_be_hidden()


@pytest.mark.parametrize("window", [PHONE], indirect=True)
def test_on_the_phone_a_call_is_logged_in_three_taps(chiara: Page) -> None:
    chiara.goto(a_ticket_to_call(chiara))
    chiara.locator(".dock [data-opens=log-contact]").tap()
    chiara.locator("#log-contact label", has_text="reached them").tap()
    chiara.locator("#log-contact label", has_text="calmer").tap()
    chiara.get_by_role("button", name="Save contact").tap()
    expect(chiara.get_by_role("status")).to_contain_text("Contact saved.")
    expect(chiara.locator(".time")).to_contain_text("afterwards: calmer")
    expect(chiara.locator(".dock")).to_contain_text("Resolve")


def test_what_was_typed_survives_a_lost_connection_and_is_forgotten_when_saved(chiara: Page) -> None:
    address = a_ticket_to_call(chiara)
    chiara.goto(f"{address}/notes")
    chiara.locator("#body").fill("Gate 2 is closed since Monday.")
    chiara.goto("/loop")
    chiara.goto(f"{address}/notes")
    expect(chiara.locator("#body")).to_have_value("Gate 2 is closed since Monday.")
    chiara.get_by_role("button", name="Save note").click()
    expect(chiara.locator(".time")).to_contain_text("Gate 2 is closed since Monday.")
    chiara.goto(f"{address}/notes")
    expect(chiara.locator("#body")).to_have_value("")


def test_a_refused_form_is_open_again_with_its_words(context: BrowserContext) -> None:
    chiara = context.new_page()  # not the watched page: a browser notes a refusal as an error
    enter(chiara, "chiara.bellini")
    chiara.goto(a_ticket_to_call(chiara))
    chiara.keyboard.press("r")
    chiara.get_by_label("What was done?").fill("A credit note.")
    chiara.locator("#resolve .primary").click()
    sheet = chiara.locator("#resolve")
    expect(sheet).to_contain_text("Choose a cause, or say why it is not known.")
    expect(sheet.locator(".wrong")).to_be_focused()
    expect(chiara.get_by_label("What was done?")).to_have_value("A credit note.")
    assert faults(chiara) == []


def test_a_chosen_theme_stays(chiara: Page) -> None:
    chiara.locator(".top [data-theme-switch]").click()
    expect(chiara.locator("html")).to_have_attribute("data-theme", re.compile("light|dark"))
    chosen = chiara.locator("html").get_attribute("data-theme")
    chiara.goto("/tickets")
    expect(chiara.locator("html")).to_have_attribute("data-theme", str(chosen))


def test_chosen_rows_bring_the_bar_and_go_away_with_it(chiara: Page) -> None:
    chiara.goto("/tickets")
    chiara.locator("[data-pick]").nth(0).check()
    chiara.locator("[data-pick]").nth(2).check()
    expect(chiara.locator("[data-bulk]")).to_contain_text("2 selected")
    assert faults(chiara) == []
    chiara.locator("[data-unpick]").click()
    expect(chiara.locator("[data-bulk]")).to_be_hidden()

"""The README's ten minutes, click by click: from an export to a loop that the customer closes."""

import csv
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.auditing import enter
from tests.processes import ROOT, Cxloop, wait_until

pytestmark = pytest.mark.browser
EXPORT = ROOT / "tests" / "samples" / "delighted_nps_en.csv"


def an_unhappy_customer() -> tuple[str, str]:
    """Name and address of somebody in the export who would not recommend us."""
    with EXPORT.open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["Score"].isdecimal() and int(row["Score"]) <= 4)
    return row["Name"], row["Email"]


def question_to(demo: Cxloop, address: str) -> str:
    """The link in the newest letter the worker printed for somebody."""

    def links() -> list[str]:
        letters = re.findall(r"┌ mail.*?└", demo.said("worker"), flags=re.DOTALL)
        return [link for letter in letters if address in letter for link in re.findall(r"/v/[\w.-]+", letter)]

    wait_until(links, "a letter to the customer")
    return links()[-1]


def test_a_newcomer_brings_a_customer_from_an_export_to_a_verified_ticket(
    page: Page, context: BrowserContext, demo: Cxloop
) -> None:
    enter(page, "chiara.bellini")

    # listen: upload, look, import
    page.get_by_role("link", name="Listen").first.click()
    page.get_by_role("navigation", name="In this part").get_by_role("link", name="Files").click()
    page.locator("[type=file]").set_input_files(EXPORT)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in this file?")
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_role("button", name=re.compile("^Import 2")).click(timeout=30_000)
    expect(page.get_by_text("every one accounted for")).to_be_visible(timeout=60_000)

    # open: the new tickets are in the list, the most pressing first
    name, address = an_unhappy_customer()
    page.get_by_role("link", name="Tickets").first.click()
    page.locator("#filter-q").fill(address)
    page.locator("#filter-q").press("Enter")
    page.locator("[data-row-link]", has_text=name).first.click()
    page.get_by_role("button", name="Take it").first.click()
    expect(page.get_by_role("status").first).to_contain_text("It is yours now.")
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)

    # act: the call, then the cause and what was done
    page.keyboard.press("c")
    page.locator("#log-contact label", has_text="reached them").click()
    page.get_by_role("button", name="Save contact").click()
    expect(page.get_by_role("status").first).to_contain_text("Contact saved.")
    page.keyboard.press("r")
    sheet = page.locator("#resolve")
    sheet.get_by_label("Why did it happen?").select_option(index=2)
    sheet.get_by_label("What was done?").fill("Two more people at the desk on Mondays.")
    sheet.get_by_label("How was the customer told?").select_option(label="phone")
    sheet.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("status").first).to_contain_text("Resolved.")

    # verify: the customer opens the letter's link, elsewhere, and says yes
    customer = context.browser.new_context(base_url=demo.url).new_page()
    customer.goto(question_to(demo, address))
    customer.get_by_label("Yes, it is solved").check()
    customer.get_by_role("button", name="Send my answer").click()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("Thank you")
    customer.context.close()

    # learn: the loop is closed
    page.reload()
    expect(page.get_by_text("the loop is closed").first).to_be_visible()
    page.get_by_role("link", name="Reports").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we changed for customers")

"""A passage is selected and marked, a ticket opened from it; a word in the corridor is written down on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditing import enter, faults, hangs_over

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
SELECT = """
([from, fromWord, to, toWord]) => {
  const paragraphs = [...document.querySelectorAll("p[data-starts]")];
  const at = (paragraph, word, end) => {
    const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const place = node.data.indexOf(word);
      if (place >= 0) return [node, place + (end ? word.length : 0)];
    }
    throw new Error(word);
  };
  const range = document.createRange();
  range.setStart(...at(paragraphs[from], fromWord, false));
  range.setEnd(...at(paragraphs[to], toWord, true));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}
"""


@pytest.fixture
def marta(page: Page) -> Page:
    enter(page, "marta.conti")
    return page


def the_focus_group(page: Page) -> None:
    page.goto("/interviews")
    page.get_by_role("link", name=re.compile("Consegne al Nord")).click()
    expect(page.locator("h1")).to_contain_text("Consegne al Nord")
    page.wait_for_load_state("load")


def test_a_passage_is_selected_marked_and_followed_up(marta: Page) -> None:
    the_focus_group(marta)
    place = marta.locator("p.spoken", has_text="rivediamo il contratto")
    number = marta.locator("p.spoken").all_inner_texts().index(place.inner_text())
    marta.evaluate(SELECT, [number, "già detto", number, "due volte"])
    marta.locator("[data-mark-selected] button").click()
    dialog = marta.locator("#mark")
    expect(dialog.locator("#quote")).to_have_value("già detto al vostro commerciale, due volte")
    assert faults(marta) == []
    dialog.locator("#severity-3").check(force=True)
    dialog.locator("#participant").select_option(index=4)
    dialog.locator(".primary").click()
    marked = marta.locator("mark", has_text="già detto al vostro commerciale, due volte")
    expect(marked).to_have_count(1)
    note = marta.locator(f"#finding-{marked.get_attribute('data-marks')}")
    note.get_by_role("link").last.click()
    marta.locator("form[action$='/follow-up'] button").click()
    expect(marta).to_have_url(re.compile(r"/tickets/\d+$"), timeout=20_000)
    expect(marta.locator("article")).to_contain_text("Consegne al Nord")


def test_a_selection_beyond_an_emoji_and_across_paragraphs_is_counted_in_characters(marta: Page) -> None:
    the_focus_group(marta)
    place = marta.locator("p.spoken", has_text="pacco dimenticato")
    number = marta.locator("p.spoken").all_inner_texts().index(place.inner_text())
    marta.evaluate(SELECT, [number, "il suo giro", number + 1, "Gli autisti"])
    marta.locator("[data-mark-selected] button").click()
    marta.locator("#mark #severity-0").check(force=True)
    marta.locator("#mark .primary").click()
    texts = [text.strip() for text in marta.locator("mark").all_inner_texts()]
    assert any(text.endswith("il suo giro") for text in texts)
    assert any(text.endswith("Gli autisti") for text in texts)


@pytest.mark.parametrize("window", [PHONE], indirect=True)
def test_on_a_phone_a_paragraph_is_marked_by_its_own_button(marta: Page) -> None:
    the_focus_group(marta)
    marta.locator(".mark-this").nth(0).tap()
    dialog = marta.locator("#mark")
    expect(dialog.locator("#quote")).to_have_value(re.compile("Grazie di essere qui"))
    assert faults(marta) == []
    assert hangs_over(marta) <= 0


@pytest.mark.parametrize("window", [PHONE], indirect=True)
def test_a_word_in_the_corridor_survives_and_becomes_a_ticket(marta: Page) -> None:
    marta.goto("/loop")
    marta.locator(".tell-button").tap()
    marta.wait_for_url("**/told")
    marta.locator("#who").fill("Dora Nessuno")
    marta.locator("#said").fill("Il cancello era chiuso.")
    expect(marta.locator("input[name=contact][value=new]")).to_be_checked()
    marta.goto("/loop")
    marta.goto("/told")
    expect(marta.locator("#said")).to_have_value("Il cancello era chiuso.")
    expect(marta.locator("input[name=contact][value=new]")).to_be_checked()
    assert faults(marta) == []
    marta.locator(".tell .primary").tap()
    expect(marta).to_have_url(re.compile(r"/tickets/\d+$"), timeout=20_000)
    expect(marta.locator("h1")).to_contain_text("Il cancello era chiuso.")
    marta.goto("/told")
    expect(marta.locator("#said")).to_have_value("")


def test_somebody_known_is_chosen_while_typing_with_the_keyboard(marta: Page) -> None:
    marta.goto("/interviews")
    marta.get_by_role("link", name=re.compile("Consegne al Nord")).click()
    name = marta.locator(".people li a").last.inner_text()
    marta.goto("/told")
    marta.locator("#who").press_sequentially(name[:6])
    expect(marta.locator("#suggested")).to_contain_text(name)
    marta.locator("#who").press("Tab")
    marta.keyboard.press("Space")
    expect(marta.locator("#suggested input").first).to_be_checked()

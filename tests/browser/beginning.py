"""From an empty installation to the first real ticket of a named colleague, by hand, in Italian; each act counted."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from cxloop.language import words

SAY = words("it").gettext
PASSWORD, THEIRS = "quattro ombrelli verdi danzano", "sette biciclette gialle cantano"
EXPORT = """Response ID,Recommend (0-10),Comment,Email,Name,Date
R1,2,"Consegna in ritardo di nove giorni, e nessuno ha avvisato.",carlo@rossi.example,Carlo Rossi,2026-03-09
R2,4,"Al telefono non risponde nessuno.",elio@verdi.example,Elio Verdi,2026-03-09
R3,9,"Tutto bene, grazie.",dora@bianchi.example,Dora Bianchi,2026-03-09
"""


@dataclass
class Hands:
    """What a person does on a page, counted; with `shots`, each page they come to is kept as a picture."""

    page: Page
    who: str
    shots: Path | None = None
    clicks: int = 0
    fields: int = 0
    pages: int = 0

    def arrive(self, name: str) -> None:
        self.pages += 1
        if self.shots:
            self.page.screenshot(path=self.shots / f"{self.who}-{self.pages:02}-{name}.png", full_page=True)

    def walk(self, address: str) -> None:
        """Where the navigation leads with one click."""
        self.clicks += 1
        self.page.goto(address)

    def fill(self, label: str, value: str) -> None:
        self.fields += 1
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(SAY(label))}")).first.fill(value)

    def press(self, words: str, where: Locator | Page | None = None) -> None:
        """A button or link of the page's own part, by its words."""
        self.clicks += 1
        inside = where or self.page.locator("main")
        name = re.compile(rf"^\s*{re.escape(SAY(words))}\s*$")
        inside.get_by_role("button", name=name).or_(inside.get_by_role("link", name=name)).first.click()

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()


def begin(hands: Hands, word: str) -> None:
    """Become the administrator with the word of the console."""
    hands.page.goto("/")
    hands.arrive("begin")
    hands.fill("The word of the console", word)
    hands.fill("The company", "Officine Valmora")
    hands.fill("Your name", "Giulia Fabbri")
    hands.fill("Your e-mail", "giulia@valmora.example")
    hands.fill("A password", PASSWORD)
    hands.press("Begin")
    hands.page.wait_for_url("**/settings")
    hands.arrive("settings")


def invite(hands: Hands) -> str:
    """Invite Marta; the link to hand over."""
    hands.walk("/settings/people")
    hands.arrive("people")
    hands.press("Invite somebody")
    hands.page.wait_for_url("**/people/new")
    hands.arrive("invite")
    hands.fill("Name", "Marta Conti")
    hands.fill("E-mail", "marta@valmora.example")
    hands.press("Invite")
    hands.arrive("link")
    link = hands.page.get_by_label(SAY("Copy it now: it is shown this once.")).input_value()
    return re.sub(r"^https?://[^/]+", "", link)


def join(hands: Hands, link: str) -> None:
    """Marta chooses a password and is in."""
    hands.page.goto(link)
    hands.arrive("join")
    hands.fill("A password", THEIRS)
    hands.click(hands.page.locator("main form .primary"))
    hands.page.wait_for_url("**/loop")
    hands.arrive("empty-loop")


def choose_causes(hands: Hands) -> None:
    hands.walk("/settings")
    hands.press("Choose root causes")
    hands.page.wait_for_url("**/causes")
    hands.arrive("causes")
    hands.click(hands.page.locator("input[type=radio][value=b2b]"))
    hands.press("Look at these")
    hands.page.wait_for_url("**/causes/starting")
    hands.arrive("causes-looked-at")
    hands.click(hands.page.locator("main .acts .primary"))
    expect(hands.page.locator(".things li").first).to_be_visible()
    hands.arrive("causes-there")


def bring_a_file(hands: Hands, folder: Path) -> None:
    """The export of a survey tool: look at it, start it, wait for its tickets."""
    path = folder / "sondaggio.csv"
    path.write_text(EXPORT, encoding="utf-8")
    hands.walk("/settings")
    hands.press("Bring a file")
    hands.page.wait_for_url("**/imports")
    hands.arrive("imports")
    hands.fields += 1
    hands.page.locator("input[type=file]").set_input_files(path)
    hands.press("Upload and look")
    hands.page.wait_for_url(re.compile(r"/imports/\d+"))
    hands.arrive("columns")
    hands.press("See what would happen")
    start = hands.page.locator("#standing form .primary").first
    expect(start).to_be_visible()
    hands.arrive("what-would-happen")
    hands.click(start)
    expect(hands.page.locator("#standing")).to_contain_text(
        re.compile(
            SAY("%(created)s + %(updated)s + %(known)s + %(aside)s = %(all)s, balanced").split(", ")[-1]
        )
    )
    hands.arrive("imported")


def rehearse(hands: Hands) -> None:
    hands.walk("/settings")
    hands.press("Rehearse")
    expect(hands.page.get_by_role("status").first).to_contain_text("Giulia Fabbri")  # whose turn is next
    hands.arrive("rehearsed")


def find_it(hands: Hands) -> None:
    """Marta opens the ticket that is hers."""
    hands.walk("/loop")
    expect(hands.page.locator("[data-row-link]").first).to_be_visible()
    hands.arrive("her-loop")
    hands.click(hands.page.locator("[data-row-link]").first)
    expect(hands.page.locator(".person h2")).to_have_text(re.compile("Carlo Rossi|Elio Verdi"))
    hands.arrive("the-ticket")

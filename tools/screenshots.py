"""`make screenshots`: every main page of the demo company, light and dark, desk and phone, English and Italian.

The whole set goes to docs/screenshots/all/, which the repository does not keep; those the README shows to
docs/screenshots/.
Names are page-theme-width-language.png.
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.browser import executable  # noqa: E402 - after the path is set

KEPT = ROOT / "docs" / "screenshots"
ALL = KEPT / "all"
SIZES = {1440: 900, 375: 812}
PASSWORD = "demo-demo-demo"  # noqa: S105 - published on purpose
IN_README = (
    "loop-light-1440-en",
    "ticket-light-1440-en",
    "executive-light-1440-en",
    "executive-dark-1440-en",
    "improvement-light-1440-en",
    "import-light-1440-en",
    "listen-light-1440-en",
    "interview-light-1440-en",
    "told-light-375-en",
    "contact-light-375-en",
    "verify-light-375-it",
)
PAGES = {
    "sign-in": ("", "/sign-in"),
    "loop": ("marta.conti", "/loop"),
    "ticket": ("marta.conti", "pressing"),
    "contact": ("marta.conti", "pressing/contacts"),
    "resolve": ("marta.conti", "pressing/resolution"),
    "tickets": ("chiara.bellini", "/tickets"),
    "executive": ("pietro.zanetti", "/executive"),
    "improvements": ("chiara.bellini", "/improvements"),
    "improvement": ("chiara.bellini", "first improvement"),
    "listen": ("chiara.bellini", "/listen"),
    "sources": ("chiara.bellini", "/sources"),
    "own-survey": ("chiara.bellini", "/invitations"),
    "review": ("chiara.bellini", "/invitations/review"),
    "told": ("marta.conti", "/told"),
    "interviews": ("chiara.bellini", "/interviews"),
    "interview": ("chiara.bellini", "/interviews/1"),
    "programs": ("giulia.fabbri", "/programs"),
    "people": ("chiara.bellini", "/contacts"),
    "person": ("chiara.bellini", "/contacts/1"),
    "companies": ("chiara.bellini", "/accounts"),
    "company": ("chiara.bellini", "/accounts/1"),
    "duplicates": ("chiara.bellini", "/duplicates"),
    "imports": ("chiara.bellini", "/imports"),
    "import": ("chiara.bellini", "upload"),
    "messages": ("chiara.bellini", "/messages"),
    "components": ("giulia.fabbri", "/components"),
    "verify": ("", "question"),
    "missing": ("chiara.bellini", "/no-such-page"),
}
"""What is shown, and as whom; an address without a slash is looked up."""


@contextlib.contextmanager
def served(responses: int) -> Iterator[tuple[str, str]]:
    """The demo company on a free port; gives its address and that of a customer's question."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CXLOOP_")}
        environment |= {"CXLOOP_VAR": folder, "CXLOOP_PORT": str(port), "CXLOOP_TIME_ZONE": "Europe/Rome"}
        command = [sys.executable, "-m", "cxloop"]
        subprocess.run([*command, "migrate"], cwd=ROOT, env=environment, check=True)
        demo = [*command, "demo", "--responses", str(responses)]
        subprocess.run(demo, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        with open(Path(folder) / "log", "wb") as log:
            process = subprocess.Popen([*command, "up"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/livez")
            yield f"http://127.0.0.1:{port}", question(environment)
        finally:
            process.terminate()
            process.wait()


def wait_for(address: str) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(address):  # noqa: S310 - our own server
            return
        time.sleep(0.1)
    sys.exit(f"{address} did not answer")


def question(environment: dict[str, str]) -> str:
    """The link in a letter that waits for its answer."""
    from sqlalchemy import select

    from cxloop import config
    from cxloop.bare import bare
    from cxloop.database import db
    from cxloop.tickets import links
    from cxloop.tickets.models import Verification

    settings = config.settings(environment)
    with bare(settings).app_context():
        newest = (
            select(Verification)
            .where(Verification.answer.is_(None))
            .order_by(Verification.id.desc())
            .limit(1)
        )
        asked = db.session.scalars(newest).one()
        return f"/v/{links.link(settings.secret_key, asked.id, asked.nonce)}"


def enter(browser: Browser, url: str, name: str) -> StorageState:
    """Sign in once; returns the cookies, for every window of theirs."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=email]").fill(f"{name}@demo.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .primary").click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    kept = context.storage_state()
    context.close()
    return kept


def speak(page: Page, language: str) -> None:
    """Change the language of the pages, as the button does."""
    if page.locator("html").get_attribute("lang") != language:
        button = page.locator(f"button[name=language][value={language}]").first
        with page.expect_navigation():
            button.evaluate("button => button.form.requestSubmit(button)")


def go(page: Page, where: str, customers_question: str) -> None:
    """Open an address, or the thing it stands for."""
    if where.startswith("pressing"):
        page.goto("/loop")
        ticket = page.locator("[data-row-link]").first.get_attribute("href") or ""
        page.goto(where.replace("pressing", ticket))
    elif where == "first improvement":
        page.goto("/improvements")
        page.goto(
            page.locator("main a[href^='/improvements/']:not([href$=new])").first.get_attribute("href") or ""
        )
    elif where == "upload":
        page.goto("/imports")
        page.locator("[type=file]").first.set_input_files(
            ROOT / "tests" / "samples" / "google_forms_nps_it.csv"
        )
        with page.expect_navigation():
            page.locator("form:has([type=file])").first.evaluate("form => form.requestSubmit()")
    else:
        page.goto(customers_question if where == "question" else where)
    page.wait_for_load_state("networkidle")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=sorted(PAGES), help="some pages, by name")
    parser.add_argument("--readme", action="store_true", help="only those the README shows")
    parser.add_argument("--responses", type=int, default=2000)
    wanted = parser.parse_args()
    shutil.rmtree(ALL, ignore_errors=True)
    ALL.mkdir(parents=True)
    with sync_playwright() as playwright, served(wanted.responses) as (url, customers_question):
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        states = {
            name: enter(browser, url, name) for name in sorted({who for who, _ in PAGES.values() if who})
        }
        for page_name, theme, width, language in product(wanted.only, ("light", "dark"), SIZES, ("en", "it")):
            picture = f"{page_name}-{theme}-{width}-{language}"
            if wanted.readme and picture not in IN_README:
                continue
            who, where = PAGES[page_name]
            context = browser.new_context(
                base_url=url, storage_state=states.get(who), color_scheme=theme, reduced_motion="reduce",
                viewport={"width": width, "height": SIZES[width]}, timezone_id="Europe/Rome",
                locale={"en": "en-GB", "it": "it-IT"}[language],
            )  # fmt: skip
            page = context.new_page()
            if who:
                page.goto("/")
                speak(page, language)
            go(page, where, customers_question)
            dialog = page.locator("dialog[open]").count() > 0
            page.screenshot(path=ALL / f"{picture}.png", full_page=not dialog)
            context.close()
        browser.close()
    for name in IN_README:
        if (ALL / f"{name}.png").exists():
            shutil.copyfile(ALL / f"{name}.png", KEPT / f"{name}.png")
    print(f"{len(list(ALL.glob('*.png')))} pictures in {ALL.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

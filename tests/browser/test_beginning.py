"""A company begins: an empty installation, an Italian desk, and half an hour's worth of acts at most."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import beginning
from tests.browser.beginning import Hands
from tests.guards.sources import ROOT

pytestmark = pytest.mark.browser
A_CLICK, A_FIELD, A_PAGE = 5, 20, 45
"""Seconds, for somebody who sees these pages for the first time, reads them and thinks."""


def told_in_docs() -> tuple[int, ...]:
    said = re.search(
        r"(\d+) pages, (\d+) fields and (\d+) clicks", (ROOT / "docs" / "operations.md").read_text()
    )
    return tuple(int(one) for one in said.groups()) if said else ()


@pytest.mark.parametrize("width", [1440])
def test_from_nothing_to_the_first_ticket_of_a_named_colleague(
    browser: Browser, installed, tmp_path: Path, width: int
) -> None:
    here = installed().serve()
    pages, fields, clicks = story(browser, here, tmp_path, width)
    assert pages * A_PAGE + fields * A_FIELD + clicks * A_CLICK <= 30 * 60
    assert told_in_docs() == (pages, fields, clicks)


def story(browser: Browser, here, folder: Path, width: int, shots: Path | None = None) -> tuple[int, ...]:
    """Both people at their desks; how much they did."""
    word = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", here.said("web"))
    assert word
    done = []

    def desk(who: str) -> Hands:
        window = browser.new_context(
            base_url=here.url,
            locale="it-IT",
            timezone_id="Europe/Rome",
            viewport={"width": width, "height": 900},
        )
        window.set_default_timeout(20_000)
        done.append(Hands(window.new_page(), who, shots))
        return done[-1]

    giulia = desk("giulia")
    beginning.begin(giulia, word[0])
    link = beginning.invite(giulia)
    marta = desk("marta")
    beginning.join(marta, link)
    beginning.choose_causes(giulia)
    beginning.bring_a_file(giulia, folder)
    beginning.rehearse(giulia)
    beginning.find_it(marta)
    for one in done:
        one.page.context.close()
    return tuple(sum(getattr(one, what) for one in done) for what in ("pages", "fields", "clicks"))

"""The customer's way: from a link of the letter to the thanks, on a phone, without script; and what axe says of it."""

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.loop.listen import invitation_delivered, invite
from cxloop.responses.invitations import links
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.invitations.people import Asked
from cxloop.responses.models import Response, Survey
from tests.browser.auditing import IN_EVERY_WINDOW, enter, faults, hangs_over
from tests.processes import Cxloop

pytestmark = pytest.mark.browser
NUMBERS = count(1)
PHONE = {"viewport": {"width": 375, "height": 700}, "locale": "it-IT"}


@pytest.fixture
def links_of(demo: Cxloop):
    """Somebody new was asked an hour ago: the invitation's number, the link to answer and the one to leave."""

    def make(language: str = "it", key: str = "relationship") -> tuple[int, str, str]:
        at, secret_key = now() - timedelta(hours=1), demo.app.config["SETTINGS"].secret_key
        with demo.app.app_context():

            def work() -> Invitation:
                survey = db.session.scalars(db.select(Survey).filter_by(key=key)).one()
                person = Asked(1, f"browser{next(NUMBERS)}@new.example", "Anna Bianchi", language=language)
                done = invite(db.session(), survey, [person], at=at, via="hand", name="Browser")
                number = done.outcomes[0].invitation_id or 0
                invitation_delivered(db.session(), number, at)
                return db.session.get_one(Invitation, number)

            made = unit_of_work(work)
            answer, leave = (
                links.link(secret_key, purpose, made.id, made.nonce)
                for purpose in (links.ANSWER, links.LEAVE)
            )
            return made.id, f"/s/{answer}", f"/u/{leave}"

    return make


@pytest.mark.parametrize("window", [PHONE | {"java_script_enabled": False}], indirect=True)
def test_from_the_letter_to_the_thanks_without_script(page: Page, links_of, demo: Cxloop) -> None:
    number, answer, leave = links_of()
    page.goto(f"{answer}?score=3")
    expect(page.get_by_role("heading", level=1)).to_contain_text("consiglierebbe Valmora")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("recommend Valmora")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()
    page.get_by_role("radio", name="2", exact=True).check()
    page.get_by_label("main reason").fill("Nobody called back.")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We read every answer.")
    assert page.url.endswith("/s/thanks")
    page.get_by_label("main reason").fill("Nobody called back. I waited a week.")
    page.get_by_role("button", name="Change what I wrote").click()
    expect(page.get_by_role("status")).to_have_text("Your words have arrived too.")
    again = page.request.get(answer)
    assert again.status == 404
    assert "This link is closed" in again.text()
    with demo.app.app_context():
        response = db.session.get_one(Response, db.session.get_one(Invitation, number).response_id)
        assert (response.score, response.comment) == (2, "Nobody called back. I waited a week.")
    page.goto(leave)
    page.get_by_role("button", name="No more surveys").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You will get no more surveys from us")


@pytest.mark.parametrize("window", [PHONE], indirect=True)
def test_the_keyboard_alone_is_enough(page: Page, links_of) -> None:
    _, answer, _ = links_of("en", "support")
    page.goto(f"{answer}?score=4")
    page.get_by_role("radio", name="4", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="5", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Easy.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/thanks")


@IN_EVERY_WINDOW
def test_nothing_is_wrong_with_any_page_of_it(page: Page, links_of, demo: Cxloop) -> None:
    _, answer, leave = links_of()
    for path in (f"{answer}?score=10", leave):
        page.goto(path)
        assert faults(page) == [], path
        assert hangs_over(page) <= 0, path
    page.goto(answer)
    page.get_by_role("radio", name="9", exact=True).check()
    page.locator("form.survey button").click()
    page.wait_for_url("**/s/thanks")
    assert faults(page) == []
    assert hangs_over(page) <= 0
    enter(page, "chiara.bellini")
    with demo.app.app_context():
        survey = db.session.scalars(db.select(Survey.id).filter_by(key="relationship")).one()
    here = f"/invitations/surveys/{survey}"
    pages = (
        "/invitations",
        here,
        f"{here}/letter",
        f"{here}/preview",
        "/invitations/review",
        "/invitations/lists/1",
    )
    for path in pages:
        page.goto(path)
        assert faults(page) == [], path
        assert hangs_over(page) <= 0, path

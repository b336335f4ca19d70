"""Invited, by a link that works once: who comes, too late, twice, or after leaving; and who may invite."""

import re
from datetime import timedelta
from html import unescape

import pytest

from cxloop.audit_log.models import AuditEvent
from cxloop.clock import now
from cxloop.database import db
from cxloop.people import teams
from cxloop.people.models import Role, Team, User
from tests.visitor import Visitor

PASSWORD = "four green umbrellas dancing"
NORA = {
    "name": "Nora Bianchi", "email": "Nora@Example.com", "role": "frontline", "language": "en", "team": "north",
    "takes": "north",
}  # fmt: skip


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def ada(app, make):
    make.team("North")
    return Visitor(app).sign_in(make.user("Ada", Role.ADMINISTRATOR))


def link_in(answer) -> str:
    """The path of the link that the page shows once."""
    return re.search(r"https?://[^/]+(/(?:join|reset)/[^\"]+)", answer.get_data(as_text=True))[1]


def invited(ada, **other) -> str:
    return link_in(ada.post("/settings/people", NORA | other, expect=201))


def nora() -> User:
    return db.session.query(User).filter_by(email="nora@example.com").one()


def test_whoever_is_invited_chooses_a_password_and_is_in(app, ada):
    link = invited(ada)
    assert "may come until" in page(ada.get("/settings/people"))
    north = db.session.query(Team).one()
    assert nora().team_ids == {north.id}
    assert list(teams.takers(db.session(), north.id)) == []
    browser = Visitor(app)
    assert "Welcome, Nora Bianchi" in page(browser.get(link))
    assert browser.post(link, {"password": PASSWORD}).location == "/"
    assert "My loop" in page(browser.get("/loop"))
    assert list(teams.takers(db.session(), north.id)) == [nora().id]
    assert (nora().invited_at, "may come until" in page(ada.get("/settings/people"))) == (None, False)
    kinds = [one.kind for one in db.session.query(AuditEvent).order_by(AuditEvent.at, AuditEvent.number)]
    assert {"user_added", "invitation_made", "joined", "signed_in", "setting_changed"} <= set(kinds)
    assert "Made an invitation for Nora Bianchi" in page(ada.get("/audit-log"))


def test_a_link_works_once(app, ada):
    link = invited(ada)
    Visitor(app).post(link, {"password": PASSWORD})
    other = Visitor(app)
    for answer in (other.get(link, expect=410), other.post(link, {"password": PASSWORD + "!"}, expect=410)):
        assert "This link was used already" in page(answer)
    assert "This link was used already" in page(other.post(link, {"password": ""}, expect=410))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_opening_it_changes_nothing_and_an_easy_password_is_refused(app, ada):
    link, browser = invited(ada), Visitor(app)
    for _ in range(3):
        browser.get(link)
    for easy, said in (
        ("short", "Use at least 12 characters"), ("password1234", "Too easy to guess"),
        ("Nora Bianchi 1", "Too easy to guess"), ("", "Choose a password."),
    ):  # fmt: skip
        assert said in page(browser.post(link, {"password": easy}, expect=422))
    assert browser.post(link, {"password": PASSWORD}).location == "/"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_late_replaced_taken_back_and_left_each_say_so(app, clock, ada):
    first = invited(ada)
    path = f"/settings/people/{nora().id}"
    second = link_in(ada.post(f"{path}/link", {}, expect=201))
    browser = Visitor(app)
    assert "This link was replaced or taken back" in page(browser.get(first, expect=410))
    clock.move_to(now() + timedelta(days=7))
    ada.sign_in(db.session.query(User).filter_by(name="Ada").one())
    assert "An invitation works for seven days" in page(browser.get(second, expect=410))
    third = link_in(ada.post(f"{path}/link", {}, expect=201))
    ada.post(f"{path}/taking-back", {})
    assert "This account is closed" in page(browser.post(third, {"password": PASSWORD}, expect=410))
    assert "invitation taken back" in page(ada.get("/settings/people"))
    assert nora().password_hash is None


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_link_of_another_purpose_and_guessed_ones_open_nothing(app, ada):
    link, browser = invited(ada), Visitor(app)
    browser.get(link.replace("/join/", "/reset/"), expect=404)
    for number in range(19):
        browser.get(f"/join/{number + 50}.{'A' * 43}", expect=404)
    assert "Please wait a moment" in page(browser.get(f"/join/9.{'A' * 43}", expect=429))
    browser.get(link)  # whoever has a link of ours comes in beside the guesses


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEAD])
def test_a_manager_or_a_lead_invites_nobody(app, make, ada, role):
    Visitor(app).sign_in(make.user("Max", role)).post("/settings/people", NORA, expect=404)
    assert db.session.query(User).filter_by(email="nora@example.com").count() == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_cannot_be_is_said_and_nobody_is_made(app, ada):
    invited(ada)
    again = page(ada.post("/settings/people", NORA, expect=422))
    assert "Nora Bianchi has this address already." in again
    for wrong, said in (
        ({"email": "nora"}, "That is not an e-mail address."), ({"name": ""}, "Write their name."),
        ({"role": "auditor", "email": "o@example.com"}, "This role works on no tickets"),
    ):  # fmt: skip
        assert said in page(ada.post("/settings/people", NORA | wrong, expect=422))
    assert db.session.query(User).count() == 2

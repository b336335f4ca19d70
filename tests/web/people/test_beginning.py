"""An installation nobody has set up says so, lets in whoever knows its word, once, and ends with a rehearsal."""

from html import unescape
from zoneinfo import ZoneInfo

import pytest

from cxloop.audit_log.models import AuditEvent
from cxloop.database import db
from cxloop.people import first
from cxloop.people.company import Company, company_language
from cxloop.people.models import Team, User
from cxloop.responses.models import Response, Source
from cxloop.settings import zone
from cxloop.tickets.models import Ticket
from tests.databases import KEY

PASSWORD = "four green umbrellas dancing"


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def told(**other):
    return {
        "word": first.word_of(KEY), "name": "Giulia Fabbri", "email": "Giulia@example.com", "password": PASSWORD,
        "company": "Valmora", "language": "it", "time_zone": "Europe/Rome",
    } | other  # fmt: skip


def test_the_front_page_leads_to_it_and_afterwards_nobody_gets_there(client):
    assert client.get("/sign-in", expect=302).location == "/begin"
    assert "Nobody has set cxloop up here yet" in page(client.get("/begin"))
    assert client.post("/begin", told()).location == "/settings"
    assert (db.session.query(User).one().role, db.session.get(Company, 1).name) == (
        "administrator",
        "Valmora",
    )
    assert {one.kind for one in db.session.query(AuditEvent)} >= {"user_added", "setting_changed"}
    assert company_language(db.session(), "en") == "it"
    assert "Azienda" in page(client.get("/settings"))
    assert client.get("/begin", expect=302).location == "/sign-in"
    assert client.post("/begin", told(email="other@example.com")).location == "/sign-in"
    assert db.session.query(User).count() == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"word": "AAAA-BBBB-CCCC"}, "That is not the word."),
        ({"password": "password1234"}, "Too easy to guess"),
        ({"password": "Giulia Fabbri Valmora"}, "Too easy to guess"),
        ({"password": "short"}, "Use at least 12 characters"),
        ({"email": "giulia"}, "That is not an e-mail address."),
        ({"company": ""}, "What do customers call you?"),
        ({"language": "de"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(client, wrong, said):
    assert said in page(client.post("/begin", told(**wrong), expect=422))
    assert db.session.query(User).count() == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_word_is_not_guessed(client):
    for _ in range(5):
        client.post("/begin", told(word="AAAA-BBBB-CCCC"), expect=422)
    for _ in range(3):
        answer = client.post("/begin", told(word="AAAA-BBBB-CCCC"), expect=429)
        assert answer.headers["Retry-After"] == "60"
    assert db.session.query(User).count() == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_who_guesses_keeps_nobody_out_who_has_the_word(client):
    for _ in range(30):
        client.post("/begin", told(word="AAAA-BBBB-CCCC"), expect=None)
    assert client.post("/begin", told(password="short"), expect=422)
    assert client.post("/begin", told()).location == "/settings"


@pytest.mark.parametrize(
    ("of_the_machine", "chosen"), [("Etc/UTC", "UTC"), ("UTC", "UTC"), ("Europe/Rome", "Europe/Rome")]
)
def test_a_machine_without_a_place_leaves_the_zone_to_the_browser(
    client, monkeypatch, of_the_machine, chosen
):
    monkeypatch.setattr(zone, "company_zone", lambda *_asked: ZoneInfo(of_the_machine))
    shown = client.get("/begin").get_data(as_text=True)
    assert f'<option selected value="{chosen}">' in shown
    assert ("data-own-zone" in shown) == (chosen == "UTC")


def test_a_rehearsal_says_who_would_call_whom_and_leaves_nothing(client, make):
    client.post("/begin", told(language="en"))
    client.post("/language", {"language": "en"})
    client.post("/settings/rehearsal", {})
    make.survey(team=db.session.query(Team).one())
    shown = page(client.post("/settings/rehearsal", {}, expect=200))
    assert "score 0: a ticket would open in Customer care, for Giulia Fabbri, urgent." in shown
    assert [db.session.query(one).count() for one in (Ticket, Response, Source)] == [0, 0, 0]


def test_the_first_answer_of_a_new_company_has_somebody(client, make):
    client.post("/begin", told())
    survey = make.survey(team=db.session.query(Team).one())
    make.response(1, survey=survey, contact=make.contact())
    assert db.session.query(Ticket).one().owner.name == "Giulia Fabbri"

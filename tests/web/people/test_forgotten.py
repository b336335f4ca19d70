"""A forgotten password: nobody learns who exists, the link works once for an hour, every session ends."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from cxloop.alerts.claiming import claim
from cxloop.alerts.models import Alert
from cxloop.audit_log.models import AuditEvent
from cxloop.clock import now
from cxloop.database import db
from cxloop.mail.letters import letter_for
from cxloop.people import sign_ins
from cxloop.people.models import Role, User
from tests.makers import PASSWORD as OLD
from tests.visitor import Visitor

PASSWORD = "four green umbrellas dancing"


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def tom(app, make):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://mail.example.com")
    person = make.user("Tom")
    make.password(person)
    return person


@pytest.fixture(autouse=True)
def settings_as_before(app):
    before = app.config["SETTINGS"]
    yield
    app.config["SETTINGS"] = before


def letter(app) -> str | None:
    """The newest letter that waits, as it is written now."""
    (claimed,) = claim(db.session(), now())
    made = letter_for(db.session(), app.config["SETTINGS"], claimed, now())
    db.session.commit()
    return made.get_body(preferencelist=("plain",)).get_content() if made else None


def test_by_letter_once_and_every_session_ends(app, tom):
    elsewhere, browser = Visitor(app).sign_in(tom), Visitor(app)
    assert "a letter is on its way there" in page(
        browser.post("/forgotten", {"email": "Tom@example.com"}, expect=200)
    )
    link = re.search(r"/reset/\S+", letter(app))[0]
    browser.get(link)
    elsewhere.get("/me")
    assert browser.post(link, {"password": PASSWORD}).location == "/"
    browser.get("/me")
    assert "/sign-in" in elsewhere.get("/me", expect=302).location
    assert sign_ins.identify(db.session(), "tom@example.com", PASSWORD)
    assert sign_ins.identify(db.session(), "tom@example.com", OLD) is None
    assert "This link was used already" in page(Visitor(app).post(link, {"password": OLD}, expect=410))
    kinds = {one.kind for one in db.session.query(AuditEvent)}
    assert {"reset_asked", "password_changed", "sessions_ended"} <= kinds


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nobody_learns_who_exists(app, make, tom):
    make.user("Gone", is_active=False)
    answers = set()
    for name in ("tom", "gone", "nobody"):
        answer = page(Visitor(app).post("/forgotten", {"email": f"{name}@example.com"}, expect=200))
        answers.add(re.sub(r'(csrf_token" value|once" value)="[^"]+"', "", answer).replace(f"{name}@", "x@"))
    assert len(answers) == 1
    assert [one.recipient for one in db.session.query(Alert)] == [f"user:{tom.id}"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_asking_again_and_again_writes_one_letter_and_is_stopped(app, tom):
    browser = Visitor(app)
    for _ in range(5):
        browser.post("/forgotten", {"email": "tom@example.com"}, expect=200)
    assert "Too many tries" in page(browser.post("/forgotten", {"email": "tom@example.com"}, expect=429))
    assert db.session.query(Alert).count() == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_after_an_hour_it_is_late_and_no_letter_is_written(app, tom, clock):
    browser = Visitor(app)
    browser.post("/forgotten", {"email": "tom@example.com"}, expect=200)
    link = re.search(r"/reset/\S+", letter(app))[0]
    clock.move_to(now() + timedelta(hours=1))
    assert "It works for one hour." in page(browser.get(link, expect=410))
    assert letter(app) is None


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_a_mail_server_the_pages_say_so_and_an_administrator_makes_a_link(app, make):
    tom = make.user("Tom")
    make.password(tom)
    ada = Visitor(app).sign_in(make.user("Ada", Role.ADMINISTRATOR))
    assert "No letters leave from here." in page(Visitor(app).get("/forgotten"))
    path = f"/settings/people/{tom.id}"
    assert "No letters leave from here, so they cannot ask for one" in page(ada.get(path))
    made = ada.post(f"{path}/link", {}, expect=201).get_data(as_text=True)
    link = re.search(r"https?://[^/]+(/reset/[^\"]+)", made)[1]
    assert db.session.query(Alert).count() == 0
    assert Visitor(app).post(link, {"password": PASSWORD}).location == "/"
    assert db.session.query(AuditEvent).filter_by(kind="reset_link_made", actor_id=2).count() == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_outbox_shows_no_administrator_the_letter(app, make, tom):
    Visitor(app).post("/forgotten", {"email": "tom@example.com"}, expect=200)
    ada = Visitor(app).sign_in(make.user("Ada", Role.ADMINISTRATOR))
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="")
    ada.get("/messages")
    assert "/reset/" not in page(ada.get(f"/messages/{db.session.query(Alert).one().id}"))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_ones_own_profile(app, make):
    tom = make.user("Tom")
    make.password(tom)
    here, other, third = (Visitor(app).sign_in(tom) for _ in range(3))
    here.post("/me", {"name": "Tom Riva", "language": "it", "time_zone": "Europe/Rome"})
    found = db.session.get(User, tom.id)
    assert (found.name, found.language, found.time_zone, found.single_keys) == (
        "Tom Riva",
        "it",
        "Europe/Rome",
        False,
    )
    here.post("/language", {"language": "en"})
    mine = sign_ins.running(db.session(), tom.id, now())
    here.post("/me/sessions", {"session": mine[-1].id})
    assert len(sign_ins.running(db.session(), tom.id, now())) in (2, 3)
    here.post("/me/sessions", {})
    assert len(sign_ins.running(db.session(), tom.id, now())) == 1
    assert [one.get("/me", expect=302).status_code for one in (other, third)] == [302, 302]
    wrong = {"old": "not the right one", "password": PASSWORD}
    assert "That is not your password." in page(here.post("/me/password", wrong, expect=422))
    easy = {"old": OLD, "password": "Tom Riva 12345"}
    assert "Too easy to guess" in page(here.post("/me/password", easy, expect=422))
    here.post("/me/password", {"old": OLD, "password": PASSWORD})
    here.get("/me")
    assert sign_ins.identify(db.session(), "tom@example.com", PASSWORD)
    for _ in range(4):  # the easy one counted too
        here.post("/me/password", wrong, expect=None)
    assert "Too many tries" in page(here.post("/me/password", wrong, expect=429))

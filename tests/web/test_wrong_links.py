"""Guessing links of letters is slowed down; a link of ours opens whatever others behind the same address try."""

from datetime import timedelta

import pytest

from cxloop.database import db
from cxloop.responses.invitations import links
from cxloop.responses.models import Response
from cxloop.tickets import links as ticket_links
from cxloop.tickets.models import Verification
from cxloop.web.survey.room import WRONG_LINKS_A_MINUTE


@pytest.fixture
def invitation(make, carl, clock):
    clock.shift(timedelta(hours=1, seconds=15))
    return make.invitation(carl)


@pytest.fixture
def page(app, invitation):
    key = app.config["SETTINGS"].secret_key
    return f"/s/{links.link(key, links.ANSWER, invitation.id, invitation.nonce)}"


@pytest.fixture
def guessed(client, page):
    """Somebody behind our customer's address has used up the guesses of this minute."""
    for number in range(WRONG_LINKS_A_MINUTE):
        client.get(f"/s/{number}.{'A' * 43}", expect=404)


def test_guessing_is_told_when_to_come_back_in_the_person_s_language(client, guessed, page):
    for method, path in (
        ("GET", "/s/1." + "B" * 43),
        ("POST", page[:-1] + "!"),
        ("GET", "/u/x"),
        ("GET", f"{page}x/more"),
    ):
        answer = client.ask(
            method, path, expect=429, data={"csrf_token": client.csrf_token()} if method == "POST" else None
        )
        assert answer.headers["Retry-After"] == "45"
        assert "Come back in 45 seconds" in answer.get_data(as_text=True)
    italian = client.get("/s/x", expect=429, headers={"Accept-Language": "it"}).get_data(as_text=True)
    assert '<html lang="it"' in italian
    assert "tra 45 secondi" in italian


def test_links_to_our_other_question_are_guessed_no_faster(client, guessed, make, olga, app):
    client.get("/v/1." + "B" * 43, expect=429)
    asked = make.resolved(make.ticket(owner=olga), olga)
    question = db.session.scalars(db.select(Verification).filter_by(resolution_id=asked.id)).one()
    client.get(f"/v/{ticket_links.link(app.config['SETTINGS'].secret_key, question.id, question.nonce)}")


def test_a_link_of_ours_opens_and_is_answered_all_the_same(client, guessed, page):
    client.get("/s/x", expect=429)
    client.get(f"{page}?score=9")
    client.post(page, {"score": "9"}, expect=303)
    assert db.session.scalars(db.select(Response.score)).all() == [9]
    assert "closed" in client.get(page, expect=404).get_data(as_text=True)


def test_opening_a_link_of_ours_is_no_guess_however_often(client, page):
    client.post(page, {"score": "9"}, expect=303)
    for _ in range(WRONG_LINKS_A_MINUTE + 5):
        client.get(page, expect=404)
    client.get("/s/x", expect=404)


def test_the_next_minute_and_another_address_begin_anew(client, guessed, clock):
    client.get("/s/x", expect=404, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    client.get("/s/x", expect=429)
    clock.shift(timedelta(seconds=45))
    client.get("/s/x", expect=404)


def test_a_forwarded_address_nobody_vouches_for_helps_nobody(client, guessed):
    client.get("/s/x", expect=429, headers={"X-Forwarded-For": "203.0.113.7"})

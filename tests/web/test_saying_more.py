"""A score, then words: they join the same answer and its one ticket, for half an hour, from whoever answered."""

import re
from datetime import timedelta

import pytest

from cxloop.database import db
from cxloop.loop.listen import release_held
from cxloop.reports.models import DailyAnswers
from cxloop.responses.invitations import links
from cxloop.responses.invitations.models import HeldAnswer
from cxloop.responses.models import Response, ResponseChange
from cxloop.tickets.models import Ticket, TicketEvent
from tests.makers import AT
from tests.visitor import Visitor

MINUTE = timedelta(minutes=1)


@pytest.fixture
def survey(make, north, olga):
    return make.survey(team=north)


@pytest.fixture
def to(app):
    key = app.config["SETTINGS"].secret_key
    return lambda one: f"/s/{links.link(key, links.ANSWER, one.id, one.nonce)}"


@pytest.fixture
def answered(client, make, survey, carl, clock, to):
    """Carl gave a two a moment ago and looks at the thanks."""
    clock.shift(timedelta(hours=1))
    invitation = make.invitation(carl, survey=survey)
    clock.shift(MINUTE)
    client.post(to(invitation), {"score": "2"}, expect=303)
    return invitation


def responses():
    return [(one.score, one.comment) for one in db.session.scalars(db.select(Response))]


def told(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_words_after_the_score_join_the_answer_and_its_one_ticket(client, answered):
    assert "another 30 minutes" in told(client.get("/s/thanks"))
    client.post("/s/thanks", {"comment": "Nobody\x00 called back."}, expect=303)
    assert responses() == [(2, "Nobody called back.")]
    assert "Your words have arrived too." in told(client.get("/s/thanks"))
    (ticket,) = db.session.scalars(db.select(Ticket))
    events = db.session.scalars(db.select(TicketEvent.kind).filter_by(ticket_id=ticket.id)).all()
    assert events.count("answer_changed") == 1
    tallies = db.session.scalars(db.select(DailyAnswers)).all()
    assert [(one.score, one.answers) for one in tallies if one.answers] == [(2, 1)]


def test_words_can_be_changed_and_what_they_said_before_is_kept(client, answered, clock):
    client.post("/s/thanks", {"comment": "Late."}, expect=303)
    clock.shift(20 * MINUTE)
    page = client.get("/s/thanks").get_data(as_text=True)
    assert "Late.</textarea>" in page
    assert "another 10 minutes" in page
    client.post("/s/thanks", {"comment": "Late, and wrong."}, expect=303)
    assert responses() == [(2, "Late, and wrong.")]
    assert db.session.scalars(db.select(ResponseChange.comment_before)).all() == [None, "Late."]


def test_nothing_is_no_word_and_too_many_are_kept_on_the_page(client, answered):
    assert "Write something" in told(client.post("/s/thanks", {"comment": " \n"}, expect=422))
    assert "Keep it under" in told(client.post("/s/thanks", {"comment": "long " * 2000}, expect=422))
    assert responses() == [(2, None)]


def test_after_half_an_hour_the_words_come_too_late_and_the_page_says_so(client, answered, clock):
    clock.shift(30 * MINUTE)
    assert "textarea" not in client.get("/s/thanks").get_data(as_text=True)
    late = told(client.post("/s/thanks", {"comment": "Late."}, expect=409))
    assert "Your answer is kept; what you wrote now is not." in late
    assert responses() == [(2, None)]


def test_endless_changes_end(client, answered):
    for number in range(10):
        client.post("/s/thanks", {"comment": f"Word {number}"}, expect=303)
    client.post("/s/thanks", {"comment": "One more"}, expect=409)
    assert responses() == [(2, "Word 9")]


def test_nobody_else_adds_words(app, client, answered, to):
    stranger = Visitor(app)
    stranger.get("/s/thanks", expect=404)
    stranger.post("/s/thanks", {"comment": "Mine."}, expect=404)
    stranger.post(to(answered), {"comment": "Mine.", "score": "9"}, expect=404)
    client.post("/s/thanks", {"comment": "Mine."}, token=False, expect=400)
    assert responses() == [(2, None)]


def test_an_answer_that_waits_for_a_look_waits_with_its_words(client, make, survey, carl, clock, to, ada):
    invitation = make.invitation(carl, survey=survey, at=AT)
    client.get(to(invitation) + "/more")
    client.post(to(invitation), {"score": "2"}, expect=303)
    client.post("/s/thanks", {"comment": "I am a person."}, expect=303)
    held = db.session.scalars(db.select(HeldAnswer)).one()
    assert (held.comment, responses()) == ("I am a person.", [])
    release_held(db.session(), held.id, by_id=ada.id, at=AT + MINUTE)
    client.post("/s/thanks", {"comment": "Still one."}, expect=303)
    assert responses() == [(2, "Still one.")]


def test_to_an_anonymous_answer_nothing_can_be_added(client, make, north, clock, to):
    survey = make.survey("staff", metric="enps", is_anonymous=True, team=north)
    invitation = make.invitation(survey=survey)
    clock.shift(2 * MINUTE)
    client.post(to(invitation), {"score": "1"}, expect=303)
    assert "textarea" not in client.get("/s/thanks").get_data(as_text=True)
    with client.browser.session_transaction() as cookie:
        assert cookie["answered"].get("invitation") is None
    client.post("/s/thanks", {"comment": "It is me."}, expect=404)
    assert responses() == [(1, None)]


def test_the_thanks_speak_italian(client, make, survey, clock, to):
    anna = make.contact("Anna", language="it")
    invitation = make.invitation(anna, survey=survey)
    clock.shift(MINUTE)
    client.post(to(invitation), {"score": "9"}, expect=303)
    assert "ancora per 30 minuti" in told(client.get("/s/thanks"))

"""What a message said of a promise is put right once it is no longer so; who was called can answer for it."""

from datetime import timedelta

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.tickets import promises
from cxloop.tickets.models import Policy, Ticket, TicketEvent
from tests.fakes.slack import TEAM, texts

HOUR = timedelta(hours=1)


def said(message):
    return "\n".join(text["text"] for text in texts(message["blocks"]))


def tick(at):
    while act.escalate_next(db.session(), at=at):
        pass
    while act.nudge_next(db.session(), at=at):
        pass
    db.session.commit()


@pytest.fixture
def late(make, north, olga, worker):
    """A ticket whose first contact was missed, and whose channel was told."""
    ticket = make.ticket(5, survey=make.survey(team=north), owner=olga)
    policy = db.session.get(Policy, ticket.policy_id)
    policy.chain, policy.repeat_every, policy.repeat_most = [[60, "channel"]], 60, 3
    promises.look_again(ticket)
    db.session.commit()
    worker.deliver()
    worker.at = ticket.first_contact_due_at + timedelta(minutes=1)
    tick(worker.at)
    worker.deliver()
    return ticket


def late_ones(slack):
    return [one for one in slack.posted("#north") if "late" in said(one) or "Settled" in said(one)]


def test_once_the_customer_was_reached_nothing_says_late_any_more(late, olga, worker, slack):
    (message,) = late_ones(slack)
    assert "First contact is late" in said(message)
    worker.later(seconds=60)
    act.log_contact(db.session(), late.id, by=olga, at=worker.at, via="web", outcome="reached")
    db.session.commit()
    worker.deliver()
    (message,) = late_ones(slack)
    assert "First contact is late" not in said(message)
    assert "✓ First contact came late" in said(message)
    before = len(slack.called("chat.update"))
    act.add_note(db.session(), late.id, by=olga, at=worker.at, via="web", body="Nothing new.")
    act.assign(db.session(), late.id, owner_id=None, by=olga, at=worker.at, via="web")
    db.session.commit()
    worker.later(seconds=60).deliver()
    assert len(slack.called("chat.update")) == before + 1, "the ticket's own message, and no other"


def test_a_promise_that_was_moved_is_settled_for_its_message(late, olga, worker, slack):
    ticket = db.session.get(Ticket, late.id)
    ticket.contact_due_at = worker.at + 24 * HOUR
    act.take(db.session(), late.id, by=olga, at=worker.at, via="web")
    db.session.commit()
    worker.later(seconds=60).deliver()
    (message,) = late_ones(slack)
    assert "Settled since" in said(message)


def test_calls_are_repeated_until_somebody_takes_care_of_it(late, olga, worker, slack, app, clock):
    calls = db.session.query(Alert).filter_by(kind="still_late")
    for hours in (1, 2):
        worker.at += HOUR
        tick(worker.at + timedelta(minutes=1))
        assert calls.count() == hours
    clock.move_to(worker.at)
    olga.slack_team, olga.slack_user = TEAM, "U0OLGA001"
    db.session.commit()
    button = {"action_id": "acknowledge", "type": "button", "value": str(late.id), "action_ts": "1.1"}
    pressed = slack.press(late.id, "U0OLGA001", at=worker.at.timestamp(), actions=[button])
    browser = app.test_client()
    assert "acknowledge" in str(late_ones(slack)[0]["blocks"])
    for _ in range(2):
        assert browser.post("/slack/actions", data=pressed.body, headers=pressed.headers).status_code == 200
    assert db.session.query(TicketEvent).filter_by(ticket_id=late.id, kind="acknowledged").count() == 1
    tick(worker.at + 30 * HOUR)
    assert calls.count() == 2
    ahead = act.steps_ahead(db.session(), db.session.get(Ticket, late.id))
    assert "resolution" in {step.promise for step in ahead if step.what == "called"}, (
        "what is late later calls anew"
    )
    assert "first_contact" not in {step.promise for step in ahead if step.what == "called"}

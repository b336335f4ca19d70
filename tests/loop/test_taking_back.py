"""For ten minutes a contact or a resolution can be taken back, as if it had never been: by who made it, once."""

from datetime import timedelta

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act, keep, verify
from cxloop.tickets import trail
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import Resolution, Ticket, TicketEvent, Verification
from cxloop.tickets.retracing import retrace
from tests.makers import AT

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STANDS = (
    "state", "owner_id", "attempted_at", "reached_at", "first_attempt_at", "first_reached_at", "first_resolved_at",
    "resolved_at", "closed_at", "due_at", "queue_at", "again_at", "segment",
)  # fmt: skip


def standing(ticket):
    now = db.session.get(Ticket, ticket.id, populate_existing=True)
    return {name: getattr(now, name) for name in STANDS}


def log(ticket, by, at=AT, outcome="reached", **more):
    record = act.log_contact(db.session(), ticket.id, by=by, at=at, via="web", outcome=outcome, **more)
    db.session.commit()
    return record.id


def undo(ticket, record_id, by, at=AT + MINUTE):
    act.undo_contact(db.session(), ticket.id, record_id, by=by, at=at, via="web")
    db.session.commit()


def unresolve(ticket, resolution, by, at=AT + MINUTE):
    act.undo_resolution(db.session(), ticket.id, resolution, by=by, at=at, via="web")
    db.session.commit()


def is_whole(ticket):
    events = db.session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.number)
    assert retrace((one.kind, one.facts) for one in events) == standing(ticket)["state"]
    assert trail.broken_at(db.session(), ticket.id) is None
    assert keep.look_for_gaps(db.session(), AT + HOUR).findings == ()


@pytest.mark.parametrize("outcome", ["reached", "no_answer", "someone_else"])
@pytest.mark.parametrize("owned", [True, False])
def test_a_contact_taken_back_leaves_everything_as_it_was(outcome, owned, make, olga):
    ticket = make.ticket(owner=olga)
    if not owned:
        act.assign(db.session(), ticket.id, owner_id=None, by=olga, at=AT, via="web")
    before = standing(ticket)
    record = log(ticket, olga, outcome=outcome, next_step="A credit note", next_step_on=(AT + DAY).date())
    if outcome == "no_answer":
        act.snooze(db.session(), ticket.id, until=AT + HOUR, by=olga, at=AT, via="web")
    undo(ticket, record, olga)
    assert standing(ticket) == before
    assert db.session.query(GivenPromise).count() == 0
    is_whole(ticket)
    with pytest.raises(act.CannotUndo):
        undo(ticket, record, olga)


def test_what_was_tried_before_still_counts(make, olga):
    ticket = make.ticket(owner=olga)
    log(ticket, olga, outcome="no_answer")
    before = standing(ticket)
    undo(ticket, log(ticket, olga, at=AT + HOUR), olga, at=AT + HOUR)
    assert standing(ticket) == before
    again = log(ticket, olga, at=AT + HOUR)  # on SQLite with the number of what is gone
    assert standing(ticket)["state"] == "in_progress"
    is_whole(ticket)
    undo(ticket, again, olga, at=AT + HOUR)
    assert standing(ticket) == before
    is_whole(ticket)


@pytest.mark.parametrize(
    "why", ["too late", "not theirs", "somebody acted", "another ticket", "promise kept"]
)
def test_a_contact_stays(why, make, olga, tom):
    ticket, other = make.ticket(owner=olga), make.ticket(owner=olga)
    record = log(ticket, olga, next_step="A note", next_step_on=(AT + DAY).date())
    if why == "somebody acted":
        log(ticket, tom, outcome="no_answer")
    if why == "promise kept":
        kept = db.session.query(GivenPromise).one().id
        act.keep_promise(db.session(), ticket.id, kept, by=tom, at=AT, via="web")
    before = standing(ticket)
    of = other if why == "another ticket" else ticket
    with pytest.raises(act.CannotUndo):
        undo(
            of, record, tom if why == "not theirs" else olga, at=AT + (HOUR if why == "too late" else MINUTE)
        )
    db.session.rollback()
    assert standing(ticket) == before


def test_a_resolution_taken_back_asks_nobody_and_owes_as_before(make, olga):
    ticket = make.ticket(owner=olga)
    make.reached(ticket, olga)
    make.promised(ticket, olga)
    before = standing(ticket)
    made = make.resolved(ticket, olga, promises="kept", at=AT + MINUTE)
    letters = db.session.query(Alert).filter_by(kind="verification_asked")
    assert letters.count() == 1
    unresolve(ticket, made.id, olga)
    assert standing(ticket) == before
    assert db.session.query(Verification).count() == letters.count() == 0
    assert db.session.query(GivenPromise).one().stands
    is_whole(ticket)
    make.resolved(ticket, olga, promises="stay", at=AT + 2 * MINUTE)
    assert letters.count() == 1
    is_whole(ticket)


def test_any_ending_can_be_taken_back(make, olga):
    ticket = make.ticket(owner=olga)
    before = standing(ticket)
    made = make.resolved(ticket, olga, kind="contact_declined")
    make_reached = standing(ticket)["reached_at"]
    unresolve(ticket, made.id, olga)
    assert (standing(ticket)["closed_at"], standing(ticket)["state"]) == (None, "in_progress")
    assert make_reached == standing(ticket)["reached_at"]
    assert before["due_at"] <= standing(ticket)["due_at"]


@pytest.mark.parametrize(
    "why", ["letter left", "letter on its way", "customer said", "opened again", "too late"]
)
def test_a_resolution_stays(why, make, olga):
    ticket = make.ticket(owner=olga)
    made = make.resolved(ticket, olga).id
    question = db.session.query(Verification).one()
    at = AT + (HOUR if why == "too late" else MINUTE)
    if why == "letter left":
        question.sent_at = AT
    if why == "letter on its way":
        db.session.query(Alert).filter_by(kind="verification_asked").one().state = "sending"
    if why == "customer said":
        verify.answer(db.session(), question.id, word="yes", at=AT)
    if why == "opened again":
        verify.reopen(db.session(), ticket, at=AT, actor_id=olga.id, via="web", reason="It broke")
    db.session.commit()
    expected = act.LetterLeft if why.startswith("letter") else act.CannotUndo
    with pytest.raises(expected):
        unresolve(ticket, made, olga, at=at)
    db.session.rollback()
    assert db.session.query(Resolution).count() == 1

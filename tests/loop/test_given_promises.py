"""What a customer was promised is a record: it stands in My loop on its day, warns, is kept, moved or missed."""

from datetime import timedelta

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.people.policies import scope_of
from cxloop.tickets import given_promises
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import TicketEvent
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.telling import tell
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def promised(ticket, by, due=AT + DAY, at=AT, what="A credit note") -> GivenPromise:
    record = act.promise(db.session(), ticket.id, what=what, due_at=due, by=by, at=at, via="web")
    db.session.commit()
    return record


def told_of(ticket, at):
    """The kinds of alerts that still have something to say."""
    alerts = db.session.query(Alert).filter(Alert.kind.like("promise_%")).order_by(Alert.id)
    said = [
        (one, tell(
            db.session(), alert_id=one.id, kind=one.kind, subject=one.subject, recipient=one.recipient,
            facts=one.facts, at=at, language="en",
        ))
        for one in alerts
    ]  # fmt: skip
    return [(one.kind, one.recipient, telling.told.lines[0][1]) for one, telling in said if telling]


def kinds(ticket):
    return [one.kind for one in db.session.query(TicketEvent).filter_by(ticket_id=ticket.id)]


def seen(user, until):
    return [one.id for one in given_promises.due_before(db.session(), scope_of(user), until)]


def test_it_stands_with_its_owner_on_its_day_and_no_sooner(make, olga, tom, zoe):
    ticket = make.ticket(owner=olga)
    record = promised(ticket, olga)
    assert (seen(olga, AT + 8 * HOUR), seen(olga, AT + 2 * DAY)) == ([], [record.id])
    assert (seen(tom, AT + 2 * DAY), seen(zoe, AT + 2 * DAY)) == ([], [])
    act.assign(db.session(), ticket.id, owner_id=tom.id, by=olga, at=AT, via="web")
    assert (seen(olga, AT + 2 * DAY), seen(tom, AT + 2 * DAY)) == ([], [record.id])
    act.assign(db.session(), ticket.id, owner_id=None, by=tom, at=AT, via="web")
    assert (seen(tom, AT + 2 * DAY), seen(zoe, AT + 2 * DAY)) == ([record.id], [])


def test_its_owner_is_reminded_once_before_and_told_once_after(make, olga):
    ticket = make.ticket(owner=olga)
    promised(ticket, olga)
    assert act.remind_of_promises(db.session(), at=AT + 21 * HOUR) == 0
    for at in (AT + 23 * HOUR, AT + 23 * HOUR, AT + DAY + HOUR, AT + 2 * DAY):
        act.remind_of_promises(db.session(), at=at)
    assert kinds(ticket).count("promise_warned") == kinds(ticket).count("promise_missed") == 1
    to, what = f"user:{olga.id}", "A credit note"
    assert told_of(ticket, AT + 2 * DAY) == [("promise_due", to, what), ("promise_missed", to, what)]


def test_after_standing_still_for_days_it_is_told_as_missed_and_nothing_else(make, olga):
    ticket = make.ticket(owner=olga)
    promised(ticket, olga)
    act.remind_of_promises(db.session(), at=AT + 9 * DAY)
    assert (kinds(ticket).count("promise_warned"), kinds(ticket).count("promise_missed")) == (0, 1)


def test_kept_before_the_alert_leaves_nobody_is_told(make, olga):
    ticket = make.ticket(owner=olga)
    record = promised(ticket, olga)
    act.remind_of_promises(db.session(), at=AT + 23 * HOUR)
    act.keep_promise(db.session(), ticket.id, record.id, by=olga, at=AT + 23 * HOUR, via="web")
    assert (record.ending, told_of(ticket, AT + 23 * HOUR)) == ("kept", [])
    assert act.remind_of_promises(db.session(), at=AT + 3 * DAY) == 0
    with pytest.raises(act.PromiseSettled):
        act.keep_promise(db.session(), ticket.id, record.id, by=olga, at=AT + 23 * HOUR, via="web")
    with pytest.raises(act.PromiseSettled):
        act.move_promise(
            db.session(), ticket.id, record.id, due_at=AT + 3 * DAY, by=olga, at=AT + HOUR, via="web"
        )


def test_what_was_missed_stays_missed_when_it_is_moved(make, olga):
    ticket = make.ticket(owner=olga)
    record = promised(ticket, olga)
    more = {"by": olga, "via": "web"}
    act.move_promise(db.session(), ticket.id, record.id, due_at=AT + 3 * DAY, at=AT + 2 * DAY, **more)
    assert (record.first_due_at, record.missed_at) == (AT + DAY, AT + 2 * DAY)
    act.keep_promise(db.session(), ticket.id, record.id, at=AT + 2 * DAY, **more)
    assert record.ending == "kept_late"
    other = promised(ticket, olga)
    act.move_promise(db.session(), ticket.id, other.id, due_at=AT + 3 * DAY, at=AT, **more)
    act.remind_of_promises(db.session(), at=AT + 2 * DAY)
    act.keep_promise(db.session(), ticket.id, other.id, at=AT + 2 * DAY, **more)
    assert (other.ending, other.missed_at) == ("kept", None)


@pytest.mark.parametrize(
    ("what", "due", "missing"),
    [
        (" ", AT + DAY, {"what": "say_what_was_promised"}),
        ("x", AT - DAY, {"due_at": "promise_in_the_past"}),
        ("x", AT + 500 * DAY, {"due_at": "promise_too_far"}),
        ("x", None, {"due_at": "say_by_when"}),
    ],
)
def test_it_needs_words_and_a_moment_ahead(what, due, missing, make, olga):
    with pytest.raises(StepIncomplete) as refused:
        promised(make.ticket(owner=olga), olga, what=what, due=due)
    assert refused.value.missing == missing


def test_a_next_step_with_a_day_is_a_promise_till_six_and_later_that_evening_till_midnight(make, olga):
    ticket = make.ticket(owner=olga)
    for hour, until in ((0, "17:00"), (9, "22:59")):
        act.log_contact(
            db.session(), ticket.id, by=olga, at=AT + hour * HOUR, via="web", next_step="A call", next_step_on=AT.date()
        )  # fmt: skip
        newest = given_promises.of_ticket(db.session(), ticket.id)[-1]
        assert newest.due_at.strftime("%H:%M") == until  # Rome is an hour ahead
    with pytest.raises(StepIncomplete) as refused:
        act.log_contact(db.session(), ticket.id, by=olga, at=AT, via="web", next_step_on=AT.date())
    assert refused.value.missing == {"next_step": "say_what_was_promised"}


@pytest.mark.parametrize(("said", "stay"), [("kept", False), ("dropped", False), ("stay", True)])
def test_resolving_over_an_open_promise_asks_what_becomes_of_it(said, stay, make, olga):
    ticket = make.ticket(owner=olga)
    promised(ticket, olga)
    with pytest.raises(StepIncomplete) as refused:
        make.resolved(ticket, olga)
    assert refused.value.missing == {"promises": "say_about_promises"}
    with pytest.raises(StepIncomplete):
        make.resolved(ticket, olga, promises="whatever")
    make.resolved(ticket, olga, promises=said)
    assert bool(seen(olga, AT + 2 * DAY)) == stay
    act.remind_of_promises(db.session(), at=AT + 2 * DAY)
    assert ("promise_missed" in kinds(ticket)) == stay

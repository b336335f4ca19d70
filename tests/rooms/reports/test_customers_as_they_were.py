"""Who waited for us at a moment in the past is read from the records, not from what the ticket is by now."""

from datetime import timedelta

from cxloop.database import db
from cxloop.loop import verify
from cxloop.loop.act import resolve
from cxloop.reports.cohorts import customers
from cxloop.reports.period import Period
from cxloop.tickets.requirements import Closing


def test_what_was_closed_or_reopened_later_does_not_change_who_waited_then(make, olga, at):
    ticket, period = make.ticket(3, owner=olga), Period(at.date(), at.date() + timedelta(days=1))
    days = [at + timedelta(days=one) for one in range(5)]
    seen = [customers(db.session(), period, days[0]).waiting]
    closing = Closing("not_actionable", action="A test of theirs.")
    resolve(db.session(), ticket.id, closing=closing, by=olga, at=days[1], via="web")
    seen.append(customers(db.session(), period, days[2]).waiting)
    verify.reopen(db.session(), ticket, at=days[3], actor_id=olga.id, via="web", reason="It was real.")
    seen.append(customers(db.session(), period, days[4]).waiting)
    assert seen == [1, 0, 1]
    assert [customers(db.session(), period, day).waiting for day in (days[0], days[2], days[4])] == seen

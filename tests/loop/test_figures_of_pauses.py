"""M6 says what pauses do to it: how many stood still, how many were put off, and what would have been late."""

from datetime import timedelta

from cxloop.database import db
from cxloop.loop import act
from cxloop.reports.pauses import Paused, paused_by
from cxloop.reports.period import Period
from cxloop.tickets.requirements import Closing
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOLVED = Closing(cause_unknown_because="Nobody knows", action="Paid back", told_how="phone")
MARCH = Period(AT.date() - DAY, AT.date() + DAY)


def solve(ticket, by, at):
    act.resolve(db.session(), ticket.id, closing=SOLVED, by=by, at=at, via="web")
    db.session.commit()


def wait(ticket, by, until):
    act.wait(
        db.session(), ticket.id, kind="customer", until=until, reason="The invoice", by=by, at=AT, via="web"
    )


def test_a_pause_that_saves_a_promise_is_counted_and_one_that_does_not_as_well(make, olga):
    saved, needless, late, never = (make.ticket(owner=olga) for _ in range(4))
    for ticket in (saved, needless, late):
        wait(ticket, olga, AT + 7 * DAY)
    act.snooze(db.session(), never.id, until=AT + DAY, by=olga, at=AT, via="web", reason="On a train")
    solve(saved, olga, AT + 8 * DAY)
    solve(needless, olga, AT + 2 * DAY)
    solve(never, olga, AT + 2 * DAY)
    assert paused_by(db.session(), MARCH, AT + 60 * DAY) == Paused(paused=3, snoozed=1, thanks_to_pauses=1)
    assert paused_by(db.session(), MARCH, AT + DAY) == Paused(0, 0, 0), "nothing is due yet"

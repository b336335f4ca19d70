"""The register and what is behind an improvement, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cxloop.database import db
from cxloop.improvements import queries
from cxloop.loop import learn
from cxloop.people.policies import Scope
from cxloop.tickets.queries import NoSuchTicket

ALL = Scope(True, frozenset(), 0)


def raised(by, at, *tickets, **facts):
    improvement = learn.raise_improvement(
        db.session(), title="Call ahead", problem="Nobody knows.", by=by, at=at,
        ticket_ids=[ticket.id for ticket in tickets], **facts,
    )  # fmt: skip
    db.session.commit()
    return improvement


def test_customers_are_counted_once_whatever_they_said_how_often(make, north, olga, at):
    rossi = make.account("Rossi", yearly_value=1000)
    carl, dora, erik = make.contact("Carl", rossi), make.contact("Dora", rossi), make.contact("Erik")
    tickets = [make.ticket(3, team=north, contact=who) for who in (carl, dora, erik)]
    tickets.append(make.ticket(2, team=north, contact=erik, at=at + timedelta(days=90)))
    improvement = raised(olga, at, *tickets)
    count = len({ticket.id for ticket in tickets})
    assert queries.behind(db.session(), improvement.id) == queries.Behind(count, 2, 1, 1000)
    entry = queries.register(db.session())[0]
    assert (entry.tickets, entry.customers, entry.measured) == (count, 2, None)


def test_an_improvement_without_tickets_is_in_the_register(make, olga, at):
    raised(olga, at)
    assert [(entry.tickets, entry.customers) for entry in queries.register(db.session())] == [(0, 0)]


def test_a_longer_register_asks_for_no_more(make, olga, at, statements):
    def asked_for(improvements: int) -> int:
        for _ in range(improvements):
            raised(olga, at)
        db.session.expire_all()
        statements.clear()
        queries.register(db.session())
        return len(statements)

    assert asked_for(1) == asked_for(6) <= 3


def test_a_ticket_is_linked_once(make, north, olga, at):
    ticket = make.ticket(3, team=north)
    improvement = raised(olga, at, ticket)
    assert learn.link(db.session(), improvement, ticket.id, by=olga, at=at) is False
    assert len(queries.linked_tickets(db.session(), improvement.id, ALL)) == 1


def test_a_ticket_that_is_not_there_is_refused(make, olga, at):
    with pytest.raises(NoSuchTicket):
        learn.link(db.session(), raised(olga, at), 404, by=olga, at=at)


def test_linked_tickets_of_other_teams_are_left_out_of_a_scope(make, north, south, olga, zoe, at):
    ours, theirs = make.ticket(3, team=north, owner=olga), make.ticket(3, team=south, owner=zoe)
    improvement = raised(olga, at, ours, theirs)
    mine = Scope(False, frozenset({north.id}), olga.id)
    assert [ticket.id for ticket in queries.linked_tickets(db.session(), improvement.id, mine)] == [ours.id]
    assert len(queries.linked_tickets(db.session(), improvement.id)) == 2
    assert queries.linked_within(db.session(), improvement.id, mine) == 1


def test_a_ticket_nobody_owns_is_counted_as_hidden(make, north, south, olga, at):
    unowned = make.ticket(3, team=south)
    unowned.owner_id = None
    improvement = raised(olga, at, unowned)
    assert (
        queries.linked_within(db.session(), improvement.id, Scope(False, frozenset({north.id}), olga.id)) == 0
    )


def test_tickets_are_counted_in_the_month_their_answer_was_given(make, north, olga, at):
    cause, other = make.driver("delivery.late"), make.driver("billing.unclear")
    for day, driver in ((date(2026, 1, 1), cause), (date(2026, 1, 31), other), (date(2026, 2, 1), cause)):
        moment = datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)
        make.resolved(make.ticket(3, team=north, at=moment), olga, moment, driver_id=driver.id)
    make.ticket(3, team=north, at=datetime(2026, 2, 3, tzinfo=UTC))
    starts = [datetime(2026, *day, tzinfo=UTC) for day in ((1, 1), (2, 1), (3, 1), (3, 11))]
    assert queries.tickets_by_month(db.session(), [cause.id], starts, at) == [(1, 1), (1, 0), (0, 0)]


def test_the_cause_of_a_ticket_is_that_of_its_last_resolution(make, north, olga, at):
    ticket = make.ticket(3, team=north)
    assert queries.cause_of(db.session(), ticket.id) is None
    make.resolved(ticket, olga, driver_id=make.driver("billing.unclear").id)
    assert queries.cause_of(db.session(), ticket.id).key == "billing.unclear"

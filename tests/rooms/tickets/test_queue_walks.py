"""The queue is walked along its indexes, part by part: the same tickets in the same order as one condition says."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.people.policies import Scope
from cxloop.tickets import promises, queue
from cxloop.tickets.models import Ticket
from cxloop.tickets.queue import GROUPS, Filters
from cxloop.tickets.walks import Part, Span, parts, walk
from tests.makers import AT

MIDNIGHT = AT + timedelta(hours=10)
MOMENTS = (-600, -30, -1, 0, 45, 200, 599, 600, 700, 1000, 3000)
"""Minutes until the first contact is due, about now, midnight and an urgent ticket's head start."""


@pytest.fixture
def tickets(make, north, south, olga, tom, zoe):
    """Whatever of owner, team, urgency, deadline and rest goes together."""
    found = []
    for place, minutes in enumerate(MOMENTS * 2):
        ticket = make.ticket(team=north)
        ticket.owner_id = (olga.id, None, tom.id, None, zoe.id)[place % 5]
        ticket.team_id = (north.id, south.id, north.id)[place % 3]
        ticket.priority = ("urgent", "normal")[place % 2]
        ticket.contact_due_at = AT + timedelta(minutes=minutes)
        ticket.resolution_due_at = AT + timedelta(days=9)
        ticket.again_at = AT + timedelta(minutes=30) if place % 7 == 3 else None
        promises.settle(ticket, ())
        found.append(ticket)
    make.resolved(found.pop(), olga)
    db.session.commit()
    return found


def of(name: str, due_at: datetime) -> bool:
    return {"overdue": due_at < AT, "today": AT <= due_at < MIDNIGHT, "later": due_at >= MIDNIGHT}[name]


def wanted(ticket: Ticket, scope: Scope, filters: Filters) -> bool:
    if not scope.covers(ticket.team_id, ticket.owner_id):
        return False
    if filters.owner is not None:
        return ticket.owner_id == (filters.owner or None)
    return filters.mine_and_unowned is None or ticket.owner_id in (filters.mine_and_unowned, None)


def test_parts_together_are_what_one_condition_says(tickets, olga, tom, zoe, north, south):
    scopes = (
        Scope(True, frozenset(), olga.id),
        Scope(False, frozenset({north.id}), olga.id),
        Scope(False, frozenset({north.id, south.id}), zoe.id),
        Scope(False, frozenset(), tom.id),
    )
    asked = (Filters(), *(Filters(mine_and_unowned=olga.id), Filters(owner=0), Filters(owner=tom.id)))
    some = 0
    for scope, filters in product(scopes, asked):
        seen = queue.counters(db.session(), scope=scope, filters=filters, at=AT, end_of_today=MIDNIGHT)
        mine = [ticket for ticket in tickets if wanted(ticket, scope, filters)]
        awake = [ticket for ticket in mine if ticket.again_at is None]
        assert seen.to_triage == sum(ticket.owner_id is None for ticket in awake)
        assert seen.snoozed == len(mine) - len(awake)
        in_order = sorted(awake, key=lambda ticket: (ticket.queue_at, ticket.id))
        lead = queue.first(db.session(), scope=scope, filters=filters, at=AT)
        assert lead is (in_order[0] if in_order else None)
        for name in GROUPS:
            expected = [ticket for ticket in in_order if of(name, ticket.due_at)]
            assert paged(name, scope, filters) == [ticket.id for ticket in expected]
            assert seen.of(name) == len(expected)
            some += bool(expected)
    assert some > 30


def paged(name: str, scope: Scope, filters: Filters) -> list[int]:
    """The numbers of a group, three a page."""
    found, after = [], None
    while True:
        page = queue.group(
            db.session(), name, scope=scope, filters=filters, at=AT, end_of_today=MIDNIGHT, after=after, most=3
        )  # fmt: skip
        found += [ticket.id for ticket in page.tickets]
        if page.next_after is None:
            return found
        after = datetime.fromisoformat(page.next_after[0]), page.next_after[1]


def test_counting_stops(tickets, max_, monkeypatch, sign_in):
    monkeypatch.setattr(queue, "MOST_COUNTED", 4)
    everything = {"scope": Scope(True, frozenset(), max_.id), "filters": Filters()}
    seen = queue.counters(db.session(), **everything, at=AT, end_of_today=MIDNIGHT)
    assert (seen.overdue, seen.later, seen.waiting) == (5, 5, 1)
    assert queue.every(db.session(), **everything, most=3).total == 5
    html = sign_in(max_).get("/loop?owner=anyone").get_data(as_text=True)
    assert "<b>4+</b>" in html
    assert "4+ tickets, newest first" in sign_in(max_).get("/tickets").get_data(as_text=True)


@pytest.mark.both_engines
@pytest.mark.parametrize("name", ["overdue", "today", "later", None])
def test_each_part_is_led_by_its_index_and_sorts_nothing(name, app, olga, north):
    span = queue._span(name, AT, MIDNIGHT) if name else Span()
    scope = Scope(False, frozenset({north.id}), olga.id)
    asked = [
        *((part, "ix_ticket_open_owner") for part in parts(scope, None, olga.id)),
        *zip(parts(scope, None, None), ("ix_ticket_open_owner", "ix_ticket_open_team"), strict=True),
        (Part(None, None), "ix_ticket_open_queue"),
    ]
    for part, index in asked:
        limits = [*span.limits(), Ticket.is_awake(AT)]
        steps = plan_of(walk(select(Ticket), part, limits, 26, (AT, 7)))
        # among few rows one is as good as the other to PostgreSQL, which looks at how many there are
        assert (index if db.engine.dialect.name == "sqlite" else "ix_ticket_open_") in steps
        assert "TEMP B-TREE" not in steps
        assert "Sort" not in steps


def plan_of(statement) -> str:
    """What the engine would do if there were many tickets."""
    connection = db.session.connection()
    made = statement.compile(connection, compile_kwargs={"render_postcompile": True})
    given = made.construct_params()
    if connection.dialect.name == "sqlite":
        values = tuple(
            made._bind_processors.get(key, lambda value: value)(given[key]) for key in made.positiontup
        )
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {made}", values)
        return "\n".join(row[3] for row in rows)
    for way in ("seqscan", "bitmapscan", "sort"):  # what a few rows would be read and sorted by
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    rows = connection.exec_driver_sql(f"EXPLAIN {made}", {key: str(value) for key, value in given.items()})
    return "\n".join(row[0] for row in rows)

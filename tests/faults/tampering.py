"""Somebody with full access to the database, but without the key, changes what happened: one way at a time."""

import random
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Date, Integer, Table, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cxloop.audit_log.models import AuditEvent
from cxloop.database import UTCDateTime
from cxloop.tickets.models import Ticket, TicketEvent
from cxloop.trails import links
from cxloop.trails.models import TrailAnchor, TrailEnd, TrailTally
from tests.lifting import lift_refusals

EVENTS, AUDIT, TICKETS, ENDS, TALLIES, ANCHORS = (
    cast("Table", model.__table__)
    for model in (TicketEvent, AuditEvent, Ticket, TrailEnd, TrailTally, TrailAnchor)
)
WATCHED = (EVENTS, AUDIT, ENDS, TALLIES, ANCHORS, TICKETS)
OWN_KEY = links.Mac(b"a key of the attacker's own: 32b")
Row = dict[str, Any]
Way = Callable[["Hand"], None]


class Hand:
    """One attacker; chance decides where it reaches."""

    def __init__(self, session: Session, chance: random.Random) -> None:
        self.session, self.chance = session, chance

    def rows(self, table: Table) -> list[Row]:
        order = list(table.primary_key.columns)
        return [dict(row) for row in self.session.execute(select(table).order_by(*order)).mappings()]

    def one(self, table: Table) -> Row:
        return self.chance.choice(self.rows(table))

    def put(self, table: Table, row: Row, **values: Any) -> None:
        self.session.execute(update(table).where(*self._is(table, row)).values(values))

    def remove(self, table: Table, row: Row) -> None:
        self.session.execute(delete(table).where(*self._is(table, row)))

    def add(self, table: Table, row: Row) -> None:
        self.session.execute(insert(table).values(row))

    def trail(self, ticket_id: int) -> list[Row]:
        return [row for row in self.rows(EVENTS) if row["ticket_id"] == ticket_id]

    def some_trail(self) -> list[Row]:
        return self.trail(self.one(EVENTS)["ticket_id"])

    def end_of(self, ticket_id: int) -> Row:
        return next(row for row in self.rows(ENDS) if row["owner"] == ticket_id)

    def other_value(self, column: Any, value: Any) -> Any:
        """Another value of this column: of another row where there is one, else made up."""
        known = [row[column.name] for row in self.rows(column.table) if row[column.name] != value]
        made: Any = None
        if isinstance(column.type, Integer):
            made = (value or 0) + self.chance.randint(1, 9)
        elif not isinstance(column.type, UTCDateTime | Date):
            made = {"owner": self.chance.randint(1, 99)} if column.name == "facts" else f"{value}x"
        choices = [*known, *([] if made is None else [made])]
        return self.chance.choice(choices) if choices else value

    def _is(self, table: Table, row: Row) -> list[Any]:
        return [column == row[column.name] for column in table.primary_key.columns]


def change_a_column(hand: Hand, table: Table = EVENTS) -> None:
    row = hand.one(table)
    column = hand.chance.choice(list(table.columns))
    hand.put(table, row, **{column.name: hand.other_value(column, row[column.name])})


def change_the_audit_log(hand: Hand) -> None:
    change_a_column(hand, AUDIT)


def swap_two_rows(hand: Hand) -> None:
    one, other = hand.one(EVENTS), hand.one(EVENTS)
    places = ("ticket_id", "number")
    for place, content in ((one, other), (other, one)):
        hand.put(EVENTS, place, **{name: value for name, value in content.items() if name not in places})


def renumber(hand: Hand) -> None:
    trail = hand.some_trail()
    by = hand.chance.randint(1, 3)
    for row in reversed(trail[hand.chance.randrange(len(trail)) :]):
        hand.put(EVENTS, row, number=row["number"] + by)


def delete_in_between(hand: Hand) -> None:
    hand.remove(EVENTS, hand.one(EVENTS))


def delete_and_close_up(hand: Hand) -> None:
    trail = hand.some_trail()
    gone = hand.chance.randrange(len(trail))
    hand.remove(EVENTS, trail[gone])
    for row in trail[gone + 1 :]:
        hand.put(EVENTS, row, number=row["number"] - 1)


def cut_the_end(hand: Hand) -> None:
    trail = hand.some_trail()
    for row in trail[-hand.chance.randint(1, len(trail)) :]:
        hand.remove(EVENTS, row)


def cut_the_end_and_the_count(hand: Hand) -> None:
    trail = hand.some_trail()
    kept = hand.chance.randrange(len(trail))
    for row in trail[kept:]:
        hand.remove(EVENTS, row)
    ticket_id, last = trail[0]["ticket_id"], trail[kept - 1]["hash"] if kept else ""
    hand.put(ENDS, hand.end_of(ticket_id), length=kept, last=last)
    change_the_tally(hand, by=kept - len(trail))


def drop_a_trail(hand: Hand) -> None:
    trail = hand.some_trail()
    for row in trail:
        hand.remove(EVENTS, row)
    if hand.chance.random() < 0.5:
        hand.remove(ENDS, hand.end_of(trail[0]["ticket_id"]))


def drop_a_ticket(hand: Hand) -> None:
    """With its trail, its end, and everything that points to it."""
    ticket = hand.one(TICKETS)
    for row in hand.trail(ticket["id"]):
        hand.remove(EVENTS, row)
    hand.remove(ENDS, hand.end_of(ticket["id"]))
    for table in reversed(TicketEvent.metadata.sorted_tables):
        for column in table.columns:
            if any(key.column is TICKETS.c.id for key in column.foreign_keys) and table is not EVENTS:
                if column.nullable:
                    hand.session.execute(update(table).where(column == ticket["id"]).values({column: None}))
                else:
                    _with_children(hand, table, column == ticket["id"])
    hand.remove(TICKETS, ticket)


def _with_children(hand: Hand, table: Table, chosen: Any) -> None:
    if "id" in table.c:
        ids = list(hand.session.scalars(select(table.c.id).where(chosen)))
        for other in TicketEvent.metadata.sorted_tables:
            for column in other.columns:
                if other is not table and any(key.column is table.c.id for key in column.foreign_keys):
                    hand.session.execute(delete(other).where(column.in_(ids)))
    hand.session.execute(delete(table).where(chosen))


def move_an_event(hand: Hand) -> None:
    row, other = hand.one(EVENTS), hand.one(TICKETS)["id"]
    hand.put(EVENTS, row, ticket_id=other, number=len(hand.trail(other)) + 1)


def copy_an_event(hand: Hand) -> None:
    row, other = hand.one(EVENTS), hand.one(TICKETS)["id"]
    hand.add(EVENTS, row | {"ticket_id": other, "number": len(hand.trail(other)) + 1})


def make_up_an_event(hand: Hand) -> None:
    trail = hand.some_trail()
    last = trail[-1]
    content = links.said(last["at"], None, None, "web", "noted", {"record": 1})
    own = links.link(
        OWN_KEY, "ticket", last["ticket_id"], last["number"] + 1, last["page"], last["hash"], content
    )
    made = {
        "number": last["number"] + 1,
        "actor_id": None,
        "kind": "noted",
        "facts": {"record": 1},
        "hash": own,
    }
    hand.add(EVENTS, last | made)


def chain_anew_with_another_key(hand: Hand) -> None:
    trail = hand.some_trail()
    changed, previous = hand.chance.randrange(len(trail)), ""
    ticket_id = trail[0]["ticket_id"]
    for place, row in enumerate(trail):
        actor = (row["actor_id"] or 0) + 1 if place == changed else row["actor_id"]
        content = links.said(
            row["at"], row["actor_id"], row["program"], row["via"], row["kind"], {"by": actor}
        )
        own = links.link(OWN_KEY, "ticket", ticket_id, row["number"], row["page"], previous, content)
        hand.put(EVENTS, row, facts={"by": actor}, hash=own)
        previous = own
    own = links.end_seal(OWN_KEY, ticket_id, len(trail), previous)
    hand.put(ENDS, hand.end_of(ticket_id), last=previous, seal=own)


def change_an_end(hand: Hand) -> None:
    change_a_column(hand, ENDS)


def drop_an_end(hand: Hand) -> None:
    hand.remove(ENDS, hand.one(ENDS))


def change_the_tally(hand: Hand, by: int = 0) -> None:
    if by:
        row = max(hand.rows(TALLIES), key=lambda row: row["events"])
        hand.put(TALLIES, row, events=row["events"] + by)
    else:
        change_a_column(hand, TALLIES)


def drop_a_tally(hand: Hand) -> None:
    hand.remove(TALLIES, hand.one(TALLIES))


def change_an_anchor(hand: Hand) -> None:
    change_a_column(hand, ANCHORS)


def drop_an_anchor(hand: Hand) -> None:
    hand.remove(ANCHORS, hand.one(ANCHORS))


def drop_everything(hand: Hand) -> None:
    """All that was ever written, and all that counts it."""
    for table in (EVENTS, AUDIT, ENDS, TALLIES, ANCHORS):
        hand.session.execute(delete(table))


WAYS: tuple[Way, ...] = (
    change_a_column, change_a_column, change_a_column, change_the_audit_log, swap_two_rows, renumber, delete_in_between,
    delete_and_close_up, cut_the_end, cut_the_end_and_the_count, drop_a_trail, drop_a_ticket, move_an_event,
    copy_an_event, make_up_an_event, chain_anew_with_another_key, change_an_end, drop_an_end, change_the_tally,
    drop_a_tally, change_an_anchor, drop_an_anchor, drop_everything,
)  # fmt: skip


def tamper(session: Session, chance: random.Random, way: Way) -> bool:
    """Reach in once; False when it changed nothing, so that there is nothing to find."""
    lift_refusals(session)
    hand = Hand(session, chance)
    before = [hand.rows(table) for table in WATCHED]
    try:
        way(hand)
        session.execute(text("SELECT 1"))
    except IntegrityError:
        return False
    session.expire_all()
    return before != [hand.rows(table) for table in WATCHED]

"""Tickets: the queue (P3), opening one (P8) and the deadline scan (P6), each with few and with many open tickets."""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import event, select, text

from bench.seeded import spread, with_open_tickets
from bench.visitor import interleaved, signed_in
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.loop.listen import Door, hear
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Source

OWNER, MANAGER = "marta.conti@demo.example", "chiara.bellini@demo.example"
PARTIAL = ("ix_ticket_open_queue", "ix_ticket_open_due", "ix_ticket_open_owner", "ix_ticket_open_team")
TIMES = 21
OPENINGS = 150


def pages(apps: list[Flask]) -> dict[str, list[float]]:
    """Milliseconds of processor time of pages, near and deep, plain and filtered, for an owner and for a manager."""
    owners = [signed_in(app, OWNER) for app in apps]
    managers = [signed_in(app, MANAGER) for app in apps]
    deep = (now() + timedelta(days=10)).isoformat() + "~1"
    asked = {
        "my loop": (owners, "/loop"),
        "my loop, urgent only": (owners, "/loop?score=urgent"),
        "my loop, deep page": (owners, f"/loop?show=later&after={deep.replace('+', '%2B')}"),
        "everybody's, manager": (managers, "/loop?owner=anyone"),
        "all tickets, manager": (managers, "/tickets"),
        "all tickets, deep page": (managers, "/tickets?before=5000"),
        "search for a word": (managers, "/tickets?q=invoice"),
        "a ticket": (owners, "/tickets/5000"),
        "Listen, manager": (managers, "/listen"),
    }
    return {name: interleaved(clients, path, TIMES) for name, (clients, path) in asked.items()}


def plans(app: Flask) -> list[dict[str, Any]]:
    """How SQLite finds the rows of every statement of the queue that reads tickets in order.

    Its last step may be to merge the first rows of each part: these are few, however many are open.
    """
    seen: list[tuple[str, Any]] = []
    client = signed_in(app, OWNER)
    with app.app_context():
        engine = db.engine
        event.listen(
            engine, "before_cursor_execute", lambda _c, _x, sql, given, *_: seen.append((sql, given))
        )
        client.get("/loop")
        found = []
        with engine.connect() as connection:
            for sql, given in list(seen):
                if "FROM ticket" in sql and "ticket.queue_at, ticket.id" in sql:
                    steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
                    found.append({"uses": [name for name in PARTIAL if any(name in step for step in steps)],
                                  "sorts": any("TEMP B-TREE" in step for step in steps[:-1])})  # fmt: skip
    return found


def openings(apps: list[Flask], round_: int) -> list[float]:
    """Median milliseconds from an unhappy answer to its committed ticket, taken in turns."""
    taken: list[list[float]] = [[] for _ in apps]
    for turn in range(OPENINGS):
        for place, app in enumerate(apps):
            with app.app_context():
                start = time.perf_counter()
                # mypy cannot tell the type of a default.
                unit_of_work(lambda number=round_ * OPENINGS + turn: _hear_one(number))  # type: ignore[misc]
                if turn > 4:
                    taken[place].append(1000 * (time.perf_counter() - start))
                db.session.remove()
    return [median(ones) for ones in taken]


def _hear_one(number: int) -> None:
    session = db.session()
    source = session.scalars(select(Source).order_by(Source.id).limit(1)).one()
    low = Heard(
        0, f"one-{number}", 1, "Nobody came", now(), email=f"new{number}@new.example", name="New Customer"
    )
    if hear(session, [low], Door(source, "api", now())).tickets != 1:
        raise SystemExit("no ticket was opened")


def escalations(app: Flask) -> dict[str, float]:
    """Seconds to tell of all due tickets, 500 a transaction, and to look when nothing is due; and a full scan's."""
    with app.app_context():
        told, start = 0, time.perf_counter()
        while late := unit_of_work(lambda: act.escalate_next(db.session(), at=now())):
            told += late
        busy = time.perf_counter() - start
        looks = [
            _timed("SELECT id FROM ticket WHERE escalate_after <= :now ORDER BY escalate_after LIMIT 500")
            for _ in range(21)
        ]
        scans = [_timed("SELECT id FROM ticket NOT INDEXED WHERE escalate_after <= :now") for _ in range(21)]
        db.session.remove()
    return {"told": told, "seconds": busy, "look_ms": median(looks), "scan_ms": median(scans)}


def _timed(sql: str) -> float:
    start = time.perf_counter()
    db.session.execute(text(sql), {"now": f"{now():%Y-%m-%d %H:%M:%S}"}).all()
    return 1000 * (time.perf_counter() - start)


def main(folder: str, small: str, large: str, times: str) -> None:
    empty, few, many = (with_open_tickets(Path(folder), int(count)) for count in ("100", small, large))
    rounds = []
    for turn in range(int(times)):
        for app in (few, many):
            spread(app)
        rounds.append(
            {
                "pages": pages([few, many]),
                "plans": plans(many),
                "openings": openings([empty, few, many], turn),
                "escalations": [escalations(few), escalations(many)],
            }
        )
    print(json.dumps({"rounds": rounds}))


if __name__ == "__main__":
    main(*sys.argv[1:])

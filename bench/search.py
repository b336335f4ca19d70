"""One search over everything a caller says (P4b): what understanding and finding cost, with few and with many tickets.

`python -m bench.search FOLDER FEW MANY ROUNDS ENGINE`: the queries alone, without the page around them.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from bench.databases import Postgres
from bench.seeded import with_open_tickets
from cxloop.database import db
from cxloop.jobs import find_by_words
from cxloop.people.models import User
from cxloop.people.policies import scope_of
from cxloop.tickets import queue
from cxloop.tickets.finding import search

PHRASES = {
    "a common word": "invoice", "a word in another form": "invoices", "two common words": "late delivery",
    "a name": "customer 7777", "a mistyped word": "invoise", "a company": "company 77", "an owner": "marta conti",
    "an address": "customer7777@mail27.example", "a ticket": "#5000", "digits": "777 7777", "nothing": "qwxyz",
}  # fmt: skip
READERS = {"manager": "chiara.bellini@demo.example", "frontline": "marta.conti@demo.example"}
TIMES = 15
PASSES = 1_000_000


def main(folder: str, small: str, large: str, times: str, engine: str = "sqlite") -> None:
    server = Postgres() if engine == "postgresql" else None
    try:
        apps = [
            with_open_tickets(Path(folder), int(count), server and server.fresh()) for count in (small, large)
        ]
        sorted_in = [_sorted_in(app) for app in apps]
        rounds = [
            {
                f"{name}, {role}": [_measured(app, email, words) for app in apps]
                for name, words in PHRASES.items()
                for role, email in READERS.items()
            }
            for _ in range(int(times))
        ]
    finally:
        if server:
            server.stop()
    print(json.dumps({"rounds": rounds, "sorted_in": sorted_in}))


def _sorted_in(app: Flask) -> float:
    """Seconds until every ticket is found by its words."""
    with app.app_context():
        begun = time.perf_counter()
        find_by_words(PASSES)
        db.session.connection().exec_driver_sql("ANALYZE")
        db.session.commit()
        db.session.remove()
        return time.perf_counter() - begun


def _measured(app: Flask, email: str, words: str) -> dict[str, Any]:
    """Milliseconds by the wall clock of one search with the first page of what it finds, and its statements."""
    with app.app_context():
        reader = db.session.scalars(select(User).where(User.email == email)).one()
        scope, taken, seen = scope_of(reader), list[float](), list[str]()
        watch = seen.append
        listener = lambda _c, _x, sql, *_: watch(sql)  # noqa: E731 - taken away again by its name
        found = 0
        for turn in range(TIMES + 3):
            db.session.rollback()
            if turn == 0:
                event.listen(db.engine, "before_cursor_execute", listener)
            begun = time.perf_counter()
            meant = search(db.session(), words, scope)
            found = queue.every(db.session(), scope=scope, filters=queue.Filters(search=meant)).total
            if turn == 0:
                event.remove(db.engine, "before_cursor_execute", listener)
            elif turn >= 3:
                taken.append(1000 * (time.perf_counter() - begun))
        db.session.remove()
    return {"p50": median(taken), "p95": quantiles(taken, n=20)[-1], "found": found, "statements": len(seen)}


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Databases with many open tickets, made by the product itself and kept for one run."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from bench import databases, export, import_ours
from cxloop import create_app
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.demo.staff import hire

SPREAD = """
UPDATE ticket SET due_at = :due, queue_at = :due, contact_due_at = :due, escalate_after = :later,
  resolution_due_at = :later
"""
DAYS = 20


def with_open_tickets(folder: Path, count: int, url: str | None = None) -> Flask:
    """The web application on a database (SQLite, unless a `url` says another) with `count` open tickets of one team.

    Their deadlines are spread over three days late to seventeen days ahead; a thousand are due for escalation.
    """
    url = url or f"sqlite:///{folder}/open-{count}.db"
    databases.create_tables(url, folder)
    app = create_app(databases.settings(url, folder))
    file = folder / f"open-{count}.csv"
    export.write(file, count, unhappy=1)
    hear(app, file, "bench")
    if url.startswith("sqlite"):
        spread(app)
    return app


def hear(app: Flask, file: Path, survey: str) -> None:
    """Let the demo's colleagues in an empty database hear a file, and the database look at what it has."""
    with app.app_context():
        unit_of_work(lambda: hire(db.session(), now()))
        import_ours.hear(file, survey)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()


def spread(app: Flask) -> None:
    """Set every deadline anew, as if nobody had been told of any."""
    with app.app_context():
        unit_of_work(_spread)
        db.session.remove()


def _spread() -> None:
    minutes = f"'+' || (id * 7919 % {DAYS * 1440}) || ' minutes'"
    start, later = (
        f"datetime('{at:%Y-%m-%d %H:%M:%S}', {minutes}) || '.000000'" for at in (_days(-3), _days(1))
    )
    db.session.execute(text(SPREAD.replace(":due", start).replace(":later", later)))
    db.session.execute(text("DELETE FROM escalation"))
    db.session.execute(text("DELETE FROM alert WHERE kind = 'escalated'"))
    due = "UPDATE ticket SET escalate_after = :past, contact_due_at = :past, due_at = :past"
    some = " WHERE id % max(1, (SELECT count(*) / 1000 FROM ticket)) = 0"
    db.session.execute(text(due + some), {"past": f"{now() - timedelta(hours=1):%Y-%m-%d %H:%M:%S}.000000"})


def _days(count: int) -> datetime:
    return now() + timedelta(days=count)

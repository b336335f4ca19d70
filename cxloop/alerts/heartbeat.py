"""The sign of life a process leaves behind: without it nobody would notice that alerts are no longer sent."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session

from cxloop.database import Model, is_postgresql, text

WORKER = "worker"
DEAD_AFTER = timedelta(minutes=2)


class Heartbeat(Model):
    """When a process was last at work."""

    name: Mapped[str] = text("none", primary_key=True)
    at: Mapped[datetime]


def beat(session: Session | Any, at: datetime, name: str = WORKER) -> None:
    """Say that this process is alive."""
    make = postgresql.insert if is_postgresql(session) else sqlite.insert
    row = make(Heartbeat).values(name=name, at=at)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": row.excluded.at}))


def last_beat(session: Session | Any, name: str = WORKER) -> datetime | None:
    """The last sign of life; None when there never was one."""
    found = session.get(Heartbeat, name, populate_existing=True)
    return found.at if found else None


def is_dead(last: datetime | None, at: datetime) -> bool:
    """Whether nothing was heard for two minutes."""
    return last is None or at - last > DEAD_AFTER

"""The journey as it is kept."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cxloop.journey.circle import Circle, Place
from cxloop.journey.models import JourneyPlace


def circle(session: Session) -> Circle:
    """How the journey stands, in one question."""
    rows = session.scalars(select(JourneyPlace).options(joinedload(JourneyPlace.stage)))
    return Circle(_place(row) for row in rows)


def of_key(session: Session, key: str | None) -> JourneyPlace | None:
    return session.scalars(select(JourneyPlace).where(JourneyPlace.key == key)).first() if key else None


def next_position(session: Session, stage_id: int | None) -> int:
    last = session.scalar(select(func.max(JourneyPlace.position)).where(JourneyPlace.stage_id == stage_id))
    return 0 if last is None else last + 1


def _place(row: JourneyPlace) -> Place:
    return Place(
        row.key, row.name_en, row.name_it, row.stage.key if row.stage else None, row.position, tuple(row.also),
        row.retired_at is not None, tuple(row.formerly),
    )  # fmt: skip

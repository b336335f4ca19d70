"""A place on the customer's journey: a stage of the circle, or a touchpoint within one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text


class JourneyPlace(Model):
    """Answers name places in words of their own; which place a word means is asked when somebody reads it."""

    id: Mapped[int] = key()
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("journey_place.id"), index=True)
    """The stage a touchpoint lies in; None: it is a stage."""
    key: Mapped[str] = text("none", unique=True)
    name_en: Mapped[str] = text("none")
    name_it: Mapped[str] = text("none")
    also: Mapped[list[Any]]
    """Other words that mean it: those of files, calls and surveys."""
    formerly: Mapped[list[Any]]
    """What it was called before: answers of the past go on meaning it."""
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]

    stage: Mapped["JourneyPlace | None"] = relationship(remote_side="JourneyPlace.id")

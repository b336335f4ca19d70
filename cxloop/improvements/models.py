"""An improvement: a change for everybody, with the effect we expect and the effect we measured."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.drivers.models import Driver
from cxloop.people.models import User
from cxloop.responses.interviews.models import Finding
from cxloop.tickets.models import Ticket

STATES = ("proposed", "triaged", "decided", "doing", "live", "measuring", "measured", "told_back", "archived")


class Improvement(Model):
    id: Mapped[int] = key()
    title: Mapped[str] = text("free_text")
    problem: Mapped[str] = text("free_text")
    hypothesis: Mapped[str | None] = text("free_text")
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime]
    state: Mapped[str] = text("none", default="proposed")
    expected_fall: Mapped[float | None]
    """Tickets of the driver per 100 answers that should disappear."""
    baseline_from: Mapped[date | None]
    baseline_to: Mapped[date | None]
    """The end of the baseline; the weeks between it and go-live, when the problem was picked, are left out."""
    live_on: Mapped[date | None]
    washout_days: Mapped[int] = mapped_column(default=14)
    measure_on: Mapped[date | None]
    looked_on: Mapped[date | None]
    """The day on which the clock measured it last."""
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who stands for it above its owner, and is told what came of it."""
    effort: Mapped[str | None] = text("none")
    """small, medium or large."""
    segment: Mapped[str | None] = text("free_text")
    """Whom it is for, in the company's words."""
    noticed: Mapped[dict[str, Any] | None]
    """What made the clock propose it by itself: the week, its tickets, and the limit they left; None: a person did."""
    version: Mapped[int] = mapped_column(default=1)

    driver: Mapped[Driver | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    raised_by: Mapped[User | None] = relationship(foreign_keys=[raised_by_id])
    sponsor: Mapped[User | None] = relationship(foreign_keys=[sponsor_id])


class Evidence(Model):
    """A ticket that shows why the improvement is needed."""

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    ticket: Mapped[Ticket] = relationship()


class FindingEvidence(Model):
    """What somebody said in an interview that shows why the improvement is needed."""

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    finding: Mapped[Finding] = relationship()


class Decision(Model):
    """What happened to an improvement: each move with its reason."""

    id: Mapped[int] = key()
    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    state: Mapped[str] = text("none")
    reason: Mapped[str | None] = text("free_text")


class Measurement(Model):
    """The effect, frozen with the counts it was computed from; measuring again adds a row."""

    id: Mapped[int] = key()
    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), index=True)
    at: Mapped[datetime]
    verdict: Mapped[str] = text("none")
    """improved, no_change, worse or not_measurable."""
    figures: Mapped[dict[str, Any]]

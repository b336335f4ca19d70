"""Tallies kept in the same transaction as the answers they count; `rebuild-rollups` makes them again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key, text

OPEN = sql("gone_at IS NULL")


class DailyAnswers(Model):
    """How many answers of a survey gave a score on a day: the day of answering on the company's clocks."""

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)


class TallyZone(Model):
    """By which zone's days the tallies were last made again: one row."""

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = text("none")


class PageViews(Model):
    """How often people of a role looked at pages of a kind in a month: no person is kept."""

    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day, on the company's clock."""
    role: Mapped[str] = text("none", primary_key=True)
    kind: Mapped[str] = text("none", primary_key=True)
    """score, improvement, ticket or verbatim."""
    views: Mapped[int] = mapped_column(default=0)


class AuditMark(Model):
    """How far the auditor's slow round has come in one table; it begins again at the end."""

    name: Mapped[str] = text("none", primary_key=True)
    place: Mapped[int] = mapped_column(default=0)


class Gap(Model):
    """The auditor found that something promised by the data is missing: an answer without its ticket, say."""

    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        Index("ix_gap_open", "kind", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = key()
    kind: Mapped[str] = text("none")
    subject: Mapped[str] = text("none")
    """What it is about, as "response:7"."""
    found_at: Mapped[datetime] = mapped_column(index=True)
    repaired_at: Mapped[datetime | None]
    """When it was mended; None: it could not be, and `facts` say why."""
    gone_at: Mapped[datetime | None]
    """When the auditor first saw that it is whole again."""
    facts: Mapped[dict[str, Any] | None]

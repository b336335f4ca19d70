"""Tallies kept in the same transaction as the answers they count; `rebuild-rollups` makes them again."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model


class DailyAnswers(Model):
    """How many answers of a survey gave a score on a day (UTC day of answering)."""

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)

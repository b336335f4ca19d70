"""Surveys, the doors answers come through, and the answers themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text

NO_PERSON = sql("contact_id IS NULL AND account_id IS NOT NULL")
METRICS = ("nps", "csat", "ces", "osat", "enps", "verbatim", "interview")


class Survey(Model):
    """A questionnaire with one metric, its explicit scale, and its three thresholds (at or below, None: never)."""

    __table_args__ = (CheckConstraint(f"metric IN {METRICS}", name="metric"),)

    id: Mapped[int] = key()
    key: Mapped[str] = text("none", unique=True)
    name: Mapped[str] = text("none")
    metric: Mapped[str] = text("none")
    scale_min: Mapped[int]
    scale_max: Mapped[int]
    report_low: Mapped[int | None]
    ticket_low: Mapped[int | None]
    urgent_low: Mapped[int | None]
    is_relationship: Mapped[bool] = mapped_column(default=False)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    touchpoint: Mapped[str | None] = text("none")
    stage: Mapped[str | None] = text("none")
    language: Mapped[str | None] = text("none")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    asks_whether_solved: Mapped[bool] = mapped_column(default=True, server_default=sql("true"))
    """Whether who answered it is asked, once their ticket is resolved."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ThresholdsBefore(Model):
    """A survey's three thresholds until somebody changed them: answers heard until then keep their verdict."""

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(primary_key=True)
    report_low: Mapped[int | None]
    ticket_low: Mapped[int | None]
    urgent_low: Mapped[int | None]


class Source(Model):
    """One door of one survey: answers are unique within it."""

    __table_args__ = (UniqueConstraint("survey_id", "door", "name"),)

    id: Mapped[int] = key()
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    door: Mapped[str] = text("none")
    """file, api, hook, page, interview or hand."""
    name: Mapped[str] = text("none", default="", server_default=sql("''"))
    """Told apart by it where a survey has several of one door: two forms of a platform."""
    mapping: Mapped[dict[str, Any] | None]
    """The columns as a person confirmed them last."""

    survey: Mapped[Survey] = relationship(lazy="joined")


class Response(Model):
    """One customer's answer; the same `external_id` of a source again is the same answer."""

    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        Index("ix_response_of_survey", "survey_id", "answered_at", "score", "withdrawn_at"),
        Index("ix_response_source_id_received_at", "source_id", "received_at", "score", "named_up_to"),
        Index("ix_response_contact_id", "contact_id"),
        Index("ix_response_of_company", "account_id", sqlite_where=NO_PERSON, postgresql_where=NO_PERSON),
    )

    id: Mapped[int] = key()
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    external_id: Mapped[str] = text("none")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    score: Mapped[int | None]
    comment: Mapped[str | None] = text("free_text")
    language: Mapped[str | None] = text("none")
    touchpoint: Mapped[str | None] = text("none")
    stage: Mapped[str | None] = text("none")
    attributes: Mapped[dict[str, Any] | None]
    answered_at: Mapped[datetime]
    received_at: Mapped[datetime]
    score_said_at: Mapped[datetime | None]
    """When the source last said this score, where it tells versions apart; None: with the answer."""
    comment_said_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """The source deleted the answer then: it is in no figure, its ticket stays."""
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The colleague who wrote down what a customer told them."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_job.id"))
    named_up_to: Mapped[int | None]
    """The highest score a rule named when this one was heard; -1: none. None: heard before it was kept here.

    Where rules look at more than the score: its own score, if one named it.
    """
    rule_set_id: Mapped[int | None]
    """Under which rules it was heard; see `rules.models.RuleSet`."""

    survey: Mapped[Survey] = relationship()


class ResponseChange(Model):
    """What an answer said before it was heard again with other content."""

    id: Mapped[int] = key()
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    at: Mapped[datetime]
    score_before: Mapped[int | None]
    comment_before: Mapped[str | None] = text("free_text")
    answered_at_before: Mapped[datetime | None]
    contact_before_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    facts_before: Mapped[dict[str, Any] | None]
    """Of a correction: what it changed besides score, comment and moment; "person" where the customer is another."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_job.id"), index=True)
    """The file that said it anew."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    why: Mapped[str | None] = text("free_text")


class ImportJob(Model):
    """An upload on its way into the database: the ledger says how far it is, so a killed import continues."""

    id: Mapped[int] = key()
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    filename: Mapped[str] = text("personal")
    sha256: Mapped[str] = text("none")
    size: Mapped[int]
    state: Mapped[str] = text("none", default="uploaded")
    """uploaded, checking (dry run asked), checked, running, done, stopped or failed."""
    reading: Mapped[dict[str, Any] | None]
    """How the file is read: dialect, header rows, mapping, date order, zone; what a person confirmed."""
    backfill_days: Mapped[int | None]
    """No tickets for answers older than this many days, and no alerts at all."""
    rows_expected: Mapped[int] = mapped_column(default=0)
    rows_read: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)
    forecast: Mapped[dict[str, Any] | None]
    """What the dry run found: the same counts, and tickets a day and a team."""
    problem: Mapped[dict[str, Any] | None]
    """Why it stopped or failed: code, sentence, line."""
    is_second_look: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    """It corrects what was stored of a file instead of hearing the file anew."""
    look_of_id: Mapped[int | None] = mapped_column(ForeignKey("import_job.id"))
    """The import whose file is read again, where that is known."""
    why: Mapped[str | None] = text("free_text")
    """Why the corrections are made, in the words of whoever makes them."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    """When the ledger moved last; standing still while running means that the worker died."""
    ended_at: Mapped[datetime | None]

    survey: Mapped[Survey | None] = relationship()


class ImportRow(Model):
    """A row of a file that was set aside, with its line and the reason."""

    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = text("none")
    facts: Mapped[dict[str, Any] | None]
    cells: Mapped[list[Any] | None]


class UploadChunk(Model):
    """A piece of an uploaded file, in the database so that any worker can read it; removed when the import ends."""

    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

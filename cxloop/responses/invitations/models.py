"""The page of our own survey, the people asked to answer it, and answers that wait for a person to look."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.accounts.models import Contact
from cxloop.database import Model, key, text
from cxloop.responses.models import Response, Survey

UNSENT = sql("sent_at IS NULL AND withheld IS NULL")
ANSWERED = sql("answered_at IS NOT NULL")
UNDECIDED = sql("decided_at IS NULL")


class SurveyPage(Model):
    """What our own page and letter say, by language: {"en": …, "it": …}."""

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    question: Mapped[dict[str, Any]]
    why: Mapped[dict[str, Any] | None]
    """The second question; the survey's usual one when None."""
    thanks: Mapped[dict[str, Any] | None]
    sender: Mapped[str | None] = text("none")
    """The name letters come from; the company's when None."""
    remind_after_days: Mapped[int | None]
    """One reminder to who has not answered; None: none."""
    expires_after_days: Mapped[int] = mapped_column(default=30)
    created_at: Mapped[datetime]


class Mailing(Model):
    """People invited together: by an uploaded list, by a program, or by hand."""

    id: Mapped[int] = key()
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    name: Mapped[str] = text("personal")
    """The file's name, or the program's."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    via: Mapped[str] = text("none")
    read: Mapped[int] = mapped_column(default=0)
    invited: Mapped[int] = mapped_column(default=0)
    withheld: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    """Asked before about the same thing: the same invitation."""
    rejections: Mapped[list[Any] | None]
    """(line, code, facts) of each."""
    draft: Mapped[dict[str, Any] | None]
    """The list as it was uploaded, until it is sent or discarded: columns, fields, rows."""
    invited_at: Mapped[datetime | None]
    """None while it is only a draft."""


class Invitation(Model):
    """One person asked once. The link is the signature of `nonce`, so a new nonce revokes it."""

    __table_args__ = (
        Index("ix_invitation_contact_id", "contact_id", "survey_id"),
        Index("ix_invitation_unsent", "id", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_invitation_answered_at", "answered_at", sqlite_where=ANSWERED, postgresql_where=ANSWERED),
        Index("ix_invitation_survey_id_created_at", "survey_id", "created_at"),
        UniqueConstraint("survey_id", "external_id"),
    )

    id: Mapped[int] = key()
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    external_id: Mapped[str | None] = text("none")
    """The caller's own id of what is asked about, as an order: the same one again is the same invitation."""
    nonce: Mapped[str] = text("secret", unique=True)
    language: Mapped[str] = text("none")
    touchpoint: Mapped[str | None] = text("none")
    created_at: Mapped[datetime]
    withheld: Mapped[str | None] = text("none")
    """Why nothing was sent: may_not_contact, no_address, ticket_open, recently_answered or recently_invited."""
    sent_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    revoked_at: Mapped[datetime | None]

    survey: Mapped[Survey] = relationship()
    contact: Mapped[Contact] = relationship()
    response: Mapped[Response | None] = relationship()


class LinkVisit(Model):
    """A link of an invitation was fetched: not an answer, only what tells a mail scanner from a person."""

    id: Mapped[int] = key()
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    score: Mapped[int | None]
    trap: Mapped[bool] = mapped_column(default=False)
    """The link no person sees."""
    scanner: Mapped[str | None] = text("none")
    """The family of mail scanner its user agent names."""


class HeldAnswer(Model):
    """An answer a machine may have given: a person looks, releases it with its own time, or drops it."""

    __table_args__ = (
        Index("ix_held_answer_undecided", "id", sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
    )

    id: Mapped[int] = key()
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    """None for an anonymous survey: nobody can say whose answer it was."""
    answered_at: Mapped[datetime]
    score: Mapped[int | None]
    comment: Mapped[str | None] = text("free_text")
    language: Mapped[str | None] = text("none")
    reasons: Mapped[list[Any]]
    """Codes: too_quick, many_scores, trap, scanner."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    released: Mapped[bool | None]

    survey: Mapped[Survey] = relationship()
    invitation: Mapped[Invitation | None] = relationship()

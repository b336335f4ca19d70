"""A conversation with customers, the people in it, and the findings marked in what they said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.accounts.models import Account, Contact
from cxloop.database import Model, key, text
from cxloop.drivers.models import Driver
from cxloop.people.models import User
from cxloop.responses.models import Response


class Interview(Model):
    """An interview or a focus group: never mixed into a score."""

    id: Mapped[int] = key()
    kind: Mapped[str] = text("none")
    """interview or focus_group."""
    about: Mapped[str] = text("none", default="experience")
    """experience, lost_sale or non_customer: why I did not buy is a source too."""
    title: Mapped[str] = text("free_text")
    held_on: Mapped[date]
    method: Mapped[str] = text("none")
    """in_person, phone or video."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    stage: Mapped[str | None] = text("none")
    touchpoint: Mapped[str | None] = text("none")
    language: Mapped[str | None] = text("none")
    notes: Mapped[str | None] = text("free_text")
    transcript: Mapped[str | None] = text("free_text")
    transcript_name: Mapped[str | None] = text("personal")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """Whose it is; None: everybody's who records conversations."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account | None] = relationship()
    created_by: Mapped[User | None] = relationship()
    participants: Mapped[list["Participant"]] = relationship(
        back_populates="interview", order_by="Participant.id"
    )
    findings: Mapped[list["Finding"]] = relationship(back_populates="interview", order_by="Finding.id")


class Participant(Model):
    """Who spoke. Without consent to record, nothing is transcribed; without consent to follow up, nobody calls."""

    id: Mapped[int] = key()
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    name: Mapped[str | None] = text("personal")
    """For somebody who is no contact of ours."""
    role: Mapped[str | None] = text("none")
    """decision_maker, champion, user, buyer, influencer, lost or other."""
    consent_record: Mapped[bool] = mapped_column(default=False)
    consent_quote: Mapped[bool] = mapped_column(default=False)
    consent_follow_up: Mapped[bool] = mapped_column(default=False)
    consented_at: Mapped[datetime | None]

    interview: Mapped[Interview] = relationship(back_populates="participants")
    contact: Mapped[Contact | None] = relationship()

    @property
    def called(self) -> str:
        """What to call them on the interview's page; never empty."""
        return self.contact.called if self.contact else self.name or f"#{self.id}"


class Finding(Model):
    """A passage that matters: the quote, its cause, how deep it goes and how it felt."""

    id: Mapped[int] = key()
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    quote: Mapped[str] = text("free_text")
    starts: Mapped[int | None]
    """Where the quote is in the transcript (or the notes), in characters; None when it was typed by hand."""
    ends: Mapped[int | None]
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"), index=True)
    whys: Mapped[list[Any]]
    """The chain of causes, first why first; at most five texts."""
    emotion: Mapped[str | None] = text("none")
    """angry, disappointed, worried, confused, neutral, relieved or delighted."""
    severity: Mapped[int]
    """1 (a remark) to 4 (they may leave)."""
    stage: Mapped[str | None] = text("none")
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    """The answer it became when it needed somebody; its ticket is found by it."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None]
    """Somebody took it away then: it is shown nowhere, what it led to stays."""
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    interview: Mapped[Interview] = relationship(back_populates="findings")
    participant: Mapped[Participant | None] = relationship()
    driver: Mapped[Driver | None] = relationship()
    response: Mapped[Response | None] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])

    @property
    def is_quotable(self) -> bool:
        """Whether its words may be shown outside the interview's own page."""
        return bool(self.participant and self.participant.consent_quote)


class FindingChange(Model):
    """What a finding said before somebody changed it."""

    id: Mapped[int] = key()
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    quote_before: Mapped[str] = text("free_text")
    whys_before: Mapped[list[Any]]
    """Texts, as in the finding."""
    facts_before: Mapped[dict[str, Any]]
    """Codes and ids: driver, participant, emotion, severity, stage."""

    by: Mapped[User | None] = relationship()

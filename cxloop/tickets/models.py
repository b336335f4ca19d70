"""The ticket and the records of its life: each says who and when. `Ticket.state` is derived from them by `steps`."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.accounts.models import Account, Contact
from cxloop.database import Model, key, text
from cxloop.drivers.models import Driver
from cxloop.people.models import Team, User
from cxloop.responses.models import Response, Survey
from cxloop.tickets.asked import CustomersWord, Verification
from cxloop.tickets.open_or_owed import OpenOrOwed
from cxloop.tickets.promised import Policy
from cxloop.tickets.rule import Rule
from cxloop.trails import append_only

__all__ = [
    "IS_OWED", "WATCHED", "Assignment", "ContactAttempt", "CustomersWord", "Escalation", "Note", "Policy",
    "Reopening", "Resolution", "Rule", "Ticket", "TicketEvent", "Triggering", "Verification",
]  # fmt: skip

IS_OWED = sql("due_at IS NOT NULL")
WATCHED = sql("escalate_after IS NOT NULL")
LOOKED_AT = sql("look_after IS NOT NULL")
PUT_OFF = sql("again_at IS NOT NULL")


def of_owed(name: str, *columns: str) -> Index:
    """An index of the tickets on which we owe something."""
    return Index(name, *columns, sqlite_where=IS_OWED, postgresql_where=IS_OWED)


class Ticket(OpenOrOwed, Model):
    """Our promise to one customer about one answer."""

    __table_args__ = (
        UniqueConstraint("response_id", "rule_id"),
        of_owed("ix_ticket_open_queue", "queue_at", "id"),
        of_owed("ix_ticket_open_due", "due_at", "id"),
        of_owed("ix_ticket_open_owner", "owner_id", "queue_at", "id"),
        of_owed("ix_ticket_open_team", "team_id", "queue_at", "id"),
        Index("ix_ticket_watched", "escalate_after", "id", sqlite_where=WATCHED, postgresql_where=WATCHED),
        Index("ix_ticket_again_at", "again_at", sqlite_where=PUT_OFF, postgresql_where=PUT_OFF),
        Index("ix_ticket_look_after", "look_after", "id", sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT),
        Index("ix_ticket_state", "state", "id"),
        Index("ix_ticket_contact_id", "contact_id"),
        Index("ix_ticket_account_id", "account_id"),
        Index("ix_ticket_answered_at", "answered_at", "id"),
        Index("ix_ticket_received_at", "received_at", "id"),
    )

    id: Mapped[int] = key()
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id"))
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    opened_for_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    """The person as we knew them then, whoever they were merged with since: whose consent counted."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None: it waits in the team's triage queue."""
    opened_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    opened_tier: Mapped[str | None] = text("none")
    """Whose it was, and what the company was worth, when it was opened: figures ask of that moment."""
    priority: Mapped[str] = text("none")
    state: Mapped[str] = text("none")
    segment: Mapped[int] = mapped_column(default=1)
    """1, and one more for each reopening."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts changes: a page that saw an older one is told what happened since."""

    answered_at: Mapped[datetime]
    """When the customer answered: the ticket's place where figures tell what customers felt."""
    received_at: Mapped[datetime]
    """When the answer reached us: the ticket's place where figures tell what we did."""
    opened_at: Mapped[datetime]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id"))
    time_zone: Mapped[str] = text("none")
    first_contact_due_at: Mapped[datetime]
    """The first segment's; the present one's is `contact_due_at`."""
    resolution_due_at: Mapped[datetime]
    """The present segment's."""

    first_attempt_at: Mapped[datetime | None]
    first_reached_at: Mapped[datetime | None]
    """In the first segment: what was done after a reopening keeps none of its promises."""
    first_resolved_at: Mapped[datetime | None]

    segment_began_at: Mapped[datetime]
    """When it was opened, or reopened last."""
    contact_due_at: Mapped[datetime]
    attempted_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    """The first attempt and the first reach of the present segment."""
    promised: Mapped[int] = mapped_column(default=1)
    """How often the present segment was promised: once more each time a further answer raised the priority."""

    resolved_at: Mapped[datetime | None]
    """The last resolution that still stands; None again after a reopening."""
    closed_at: Mapped[datetime | None]

    due_at: Mapped[datetime | None]
    """The earliest promise not yet kept; None when nothing is owed: the ticket is resolved or closed."""
    queue_at: Mapped[datetime | None]
    """`due_at` less the head start its urgency earns: the order of the queue."""
    escalate_after: Mapped[datetime | None]
    """The earliest promise not yet kept and not yet escalated."""
    answered_for_at: Mapped[datetime | None]
    """Somebody said they take care of what was late by then, or reached the customer: nobody is called about that."""
    look_after: Mapped[datetime | None]
    """When the clock next asks whether somebody has to be warned or called; None: nobody ever again."""

    response: Mapped[Response] = relationship()
    survey: Mapped[Survey] = relationship()
    contact: Mapped[Contact | None] = relationship(foreign_keys=[contact_id])
    account: Mapped[Account | None] = relationship()
    team: Mapped[Team] = relationship(foreign_keys=[team_id])
    owner: Mapped[User | None] = relationship()
    rule: Mapped[Rule] = relationship()


class Triggering(Model):
    """What an eligible answer triggered: it opened a ticket, joined one, or was left alone for a reason."""

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("rule.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    outcome: Mapped[str] = text("none")
    """opened, joined, or suppressed."""
    reason: Mapped[str] = text("none")
    at: Mapped[datetime]


class Assignment(Model):
    """Somebody took the ticket or was given it; the newest one stands."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str | None] = text("free_text")


class ContactAttempt(Model):
    """We reached out to the customer: attempted and reached are different facts."""

    __table_args__ = (Index("ix_contact_attempt_by_id_at", "by_id", "at"),)

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    segment: Mapped[int] = mapped_column(default=1)  # of the ticket: each has its own first contact
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    """When, of what was not written down as it happened."""
    channel: Mapped[str] = text("none")
    """phone, visit, email, chat or letter."""
    outcome: Mapped[str] = text("none")
    """reached, someone_else or no_answer."""
    minutes: Mapped[int | None]
    said: Mapped[str | None] = text("free_text")
    mood: Mapped[str | None] = text("none")
    """calmer, same or upset."""
    next_step: Mapped[str | None] = text("free_text")
    next_step_on: Mapped[date | None]


class Note(Model):
    """Something for colleagues; the customer never sees it."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    body: Mapped[str] = text("free_text")


class Resolution(Model):
    """The owner says it is fixed, or why it cannot be."""

    __table_args__ = (Index("ix_resolution_by_id_at", "by_id", "at"),)

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = text("none", default="resolved")
    """resolved, unreachable, contact_declined or not_actionable."""
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"), index=True)
    cause_unknown_because: Mapped[str | None] = text("free_text")
    action: Mapped[str | None] = text("free_text")
    """For colleagues, as the cause is."""
    told_text: Mapped[str | None] = text("free_text")
    """What the customer reads of it, in the letter and on their page; None: a neutral sentence."""
    told_how: Mapped[str | None] = text("none")
    """phone, visit, email, chat or letter; None when not told."""
    told_at: Mapped[datetime | None]
    not_told_because: Mapped[str | None] = text("free_text")

    driver: Mapped[Driver | None] = relationship()


class Reopening(Model):
    """The customer says it is not solved, or complains again by `response_id`, or a colleague found out."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    segment: Mapped[int]
    """The segment that begins: 2 for the first reopening."""
    contact_due_at: Mapped[datetime | None]
    resolution_due_at: Mapped[datetime | None]
    ended_resolution_due_at: Mapped[datetime | None]
    """What it begins with, and what the segment it ends had promised; None: reopened before they were kept here."""
    verification_id: Mapped[int | None] = mapped_column(ForeignKey("verification.id"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str | None] = text("free_text")


class Escalation(Model):
    """A promise was missed and the team lead was told, or somebody was warned or called; each step once."""

    __table_args__ = (UniqueConstraint("ticket_id", "policy_id", "step"),)

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    step: Mapped[str] = text("none")
    """first_contact or resolution, with the segment's number: "resolution:2"; or a `course.Step.name`."""
    due_at: Mapped[datetime]
    at: Mapped[datetime]
    told_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class TicketEvent(Model):
    """The append-only trail of a ticket; see `cxloop.trails`."""

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it
    """One tree instead of two to write into."""

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page: Mapped[int]
    """The anchor that is the first to cover it."""
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    program: Mapped[str | None] = text("none")
    """What did it, for the actor or by itself: "token:7", "import:3", "source:2"; None: a person at a page."""
    via: Mapped[str] = text("none")
    """web, slack, api, link, hook, import, job or cli."""
    kind: Mapped[str] = text("none")
    facts: Mapped[dict[str, Any]]
    """Ids and codes only: what people wrote stays in its own record, so that it can be erased."""
    hash: Mapped[str] = text("none")


append_only(cast("Table", TicketEvent.__table__))

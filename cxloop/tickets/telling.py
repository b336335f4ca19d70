"""What an alert about a ticket has to say, read at the moment it is sent, so that edits and erasures apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cxloop.alerts import folding, wording
from cxloop.alerts.wording import Privacy, TicketFacts, Told
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets import queries
from cxloop.tickets.models import Ticket, Triggering

MOST_EARLIER = 5


@dataclass(frozen=True)
class Telling:
    """An alert in words: `path` is the page it opens, `calls` the colleague it is for."""

    told: Told
    language: str
    path: str
    calls: User | None = None


def tell(
    session: Session,
    *,
    alert_id: int,
    kind: str,
    subject: str,
    recipient: str,
    facts: Mapping[str, Any],
    at: datetime,
    language: str,
    privacy: Privacy = "masked",
) -> Telling | None:
    """The words of one alert; None when there is nothing left to tell.

    Args:
        language: the reader's, when their team or their own settings do not say.
    """
    called = _colleague(session, recipient)
    if kind == folding.DIGEST:
        members = _numbered(folding.members(session, alert_id))
        return Telling(wording.digest(members, language), language, "/tickets") if members else None
    ticket = _loaded(session, folding.numbered(subject))
    if ticket is None:
        return None
    spoken = ticket.team.language or language
    known = facts_of(session, ticket)
    if kind == "escalated":
        promise, name = str(facts.get("promise", "resolution")), called.name if called else None
        told = wording.escalated(known, spoken, at, promise, name)
    elif kind == "reopened":
        told = wording.reopened(known, spoken, partly=bool(facts.get("partly")))
    elif kind in wording.RETOLD:
        told = wording.retold(known, spoken, kind, facts)
    elif kind == "unowned":
        told = wording.unowned(known, spoken)
    else:
        told = wording.opened(known, spoken, at, privacy)
    return Telling(told, spoken, f"/tickets/{ticket.id}", called)


def facts_of(session: Session, ticket: Ticket) -> TicketFacts:
    """Everything an alert may know; how much of it is shown is for the wording and its privacy."""
    why = session.scalar(
        select(Triggering.reason).where(Triggering.ticket_id == ticket.id, Triggering.outcome == "opened")
    )
    return TicketFacts(
        number=ticket.id,
        metric=ticket.survey.metric,
        score=ticket.response.score,
        scale_max=ticket.survey.scale_max,
        is_urgent=ticket.priority == "urgent",
        state=ticket.state,
        why=why or "",
        first_contact_due_at=ticket.first_contact_due_at,
        resolution_due_at=ticket.resolution_due_at,
        zone=ZoneInfo(ticket.time_zone),
        first_reached_at=ticket.first_reached_at,
        contact_name=ticket.contact.called if ticket.contact else None,
        account_name=ticket.account.name if ticket.account else None,
        tier=ticket.account.tier if ticket.account else None,
        theme=ticket.response.touchpoint or ticket.survey.touchpoint or ticket.survey.name,
        comment=ticket.response.comment,
        earlier_scores=_earlier_scores(session, ticket),
        owner_name=ticket.owner.name if ticket.owner else None,
        owner_confirmed=queries.owner_confirmed(session, ticket),
        team_name=ticket.team.name,
    )


def _loaded(session: Session, ticket_id: int) -> Ticket | None:
    named = (Ticket.contact, Ticket.account, Ticket.response, Ticket.survey, Ticket.team, Ticket.owner)
    chosen = select(Ticket).where(Ticket.id == ticket_id).options(*(joinedload(part) for part in named))
    return session.scalars(chosen.execution_options(populate_existing=True)).first()


def _earlier_scores(session: Session, ticket: Ticket) -> tuple[int, ...]:
    """This person's last scores before this answer, in the same survey, oldest first."""
    if ticket.contact_id is None:
        return ()
    scores = session.scalars(
        select(Response.score)
        .where(
            Response.contact_id == ticket.contact_id,
            Response.survey_id == ticket.survey_id,
            Response.answered_at < ticket.answered_at,
            Response.score.is_not(None),
            Response.withdrawn_at.is_(None),
        )
        .order_by(Response.answered_at.desc())
        .limit(MOST_EARLIER)
    )
    return tuple(reversed([score for score in scores if score is not None]))


def _colleague(session: Session, recipient: str) -> User | None:
    role, _, number = recipient.partition(":")
    return session.get(User, int(number)) if role == "user" and number.isdecimal() else None


def _numbered(members: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    return [(kind, folding.numbered(subject)) for kind, subject in members]

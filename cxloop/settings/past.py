"""The past, as consequences ask for it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.people.models import Team, User
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import IS_OWED, Resolution, Ticket, Triggering, Verification


def answers_by_score(session: Session, survey: Survey, days: int, at: datetime) -> dict[int, int]:
    """How many answers of this survey had which score in the last `days`: one pass over an index, nothing sorted."""
    scale = range(survey.scale_min, survey.scale_max + 1)
    heard = (Response.survey_id == survey.id, Response.answered_at > at - timedelta(days=days))
    each = [func.count().filter(Response.score == score) for score in scale]
    found = session.execute(select(*each).where(*heard, Response.withdrawn_at.is_(None))).one()
    return {score: number for score, number in zip(scale, found, strict=True) if number}


def answers_of_scores(
    session: Session, survey_id: int, scores: Collection[int], days: int, at: datetime, most: int
) -> list[tuple[Response, str | None, int | None]]:
    """The newest answers with one of these scores, whose they are, and which ticket they have."""
    heard = (Response.survey_id == survey_id, Response.answered_at > at - timedelta(days=days))
    asked = (
        select(Response, Contact.name, Triggering.ticket_id)
        .outerjoin(Contact, Contact.id == Response.contact_id)
        .outerjoin(Triggering, Triggering.response_id == Response.id)
        .where(*heard, Response.score.in_(scores), Response.withdrawn_at.is_(None))
    )
    newest = asked.order_by(Response.answered_at.desc(), Response.id.desc()).limit(most)
    return [(response, name, ticket_id) for response, name, ticket_id in session.execute(newest)]


def tickets_of_team(session: Session, key: str, days: int, at: datetime) -> int:
    asked = select(func.count(Ticket.id)).join(Team, Team.id == Ticket.team_id)
    return session.scalar(asked.where(Team.key == key, Ticket.opened_at > at - timedelta(days=days))) or 0


def open_tickets(session: Session, key: str) -> int:
    asked = select(func.count(Ticket.id)).join(Team, Team.id == Ticket.team_id)
    return session.scalar(asked.where(Team.key == key, IS_OWED)) or 0


def open_by_owner(session: Session, key: str, emails: Collection[str]) -> list[tuple[str, int]]:
    """Who of these has open tickets of the team, and how many."""
    asked = (
        select(User.name, func.count(Ticket.id))
        .join(User, User.id == Ticket.owner_id)
        .join(Team, Team.id == Ticket.team_id)
        .where(Team.key == key, User.email.in_(emails), IS_OWED)
        .group_by(User.id, User.name)
        .order_by(User.name)
    )
    return [(name, number) for name, number in session.execute(asked)]


def resolved_with(session: Session, driver_ids: Collection[int], days: int, at: datetime) -> int:
    """How many tickets were resolved with one of these causes in the last `days`."""
    asked = select(func.count(Resolution.ticket_id.distinct()))
    return session.scalar(asked.where(*_named(driver_ids, days, at))) or 0


def examples_resolved_with(
    session: Session, driver_ids: Collection[int], days: int, at: datetime, most: int
) -> list[tuple[int, str | None, str]]:
    """The newest of them: number, whose it is, what the customer said."""
    asked = (
        select(Ticket.id, Contact.name, Response.comment)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .outerjoin(Ticket.response)
        .where(Ticket.id.in_(select(Resolution.ticket_id).where(*_named(driver_ids, days, at))))
        .order_by(Ticket.id.desc())
        .limit(most)
    )
    return [(number, name, told or "") for number, name, told in session.execute(asked)]


def _named(driver_ids: Collection[int], days: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return Resolution.driver_id.in_(driver_ids), Resolution.at > at - timedelta(days=days)


def invitations_apart(session: Session, days: int, at: datetime) -> list[int | None]:
    """For each invitation sent: how many days after the one before to the same person; None for a first one."""
    sent = (
        select(Invitation.contact_id, Invitation.sent_at)
        .where(Invitation.sent_at > at - timedelta(days=days), Invitation.contact_id.is_not(None))
        .order_by(Invitation.contact_id, Invitation.sent_at)
    )
    rows = [(None, None), *session.execute(sent)]
    return [
        (later - earlier).days if earlier and one == other else None
        for (one, earlier), (other, later) in pairwise(rows)
    ]


def days_until_word(session: Session, days: int, at: datetime) -> list[int]:
    """For each customer who said whether it is solved: after how many days."""
    heard = select(Verification.asked_at, Verification.answered_at).where(
        Verification.asked_at > at - timedelta(days=days), Verification.answered_at.is_not(None)
    )
    return [(answered - asked).days for asked, answered in session.execute(heard) if asked and answered]

"""Which team has a customer: where words about somebody belong whom the teller does not see. Read only."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.people import teams
from cxloop.people.models import Membership, User
from cxloop.people.policies import scope_of
from cxloop.responses.models import Response, Survey
from cxloop.tickets import known_people
from cxloop.tickets.models import Ticket


def team_of_customer(session: Session, contact_id: int | None, account_id: int | None) -> int:
    """The team of their newest ticket, else of their newest answer's survey, else their company's; else the first one.

    A company is the team's of its newest ticket, else of the colleague who owns it.
    """
    asked = (
        _of_newest_ticket(session, Ticket.contact_id == contact_id) if contact_id else None,
        _of_newest_answer(session, contact_id) if contact_id else None,
        _of_newest_ticket(session, Ticket.account_id == account_id) if account_id else None,
        _of_owner(session, account_id) if account_id else None,
    )
    return next((team_id for team_id in asked if team_id), None) or teams.default_team(session).id


Carer = tuple[int | None, int | None]
"""The owner and the team of a ticket to be; None: by turns, and the survey's team."""


def carer(session: Session, response: Response, by: User, wished: Carer) -> Carer:
    """Who takes care of an answer's customer: as `by` wishes, or the team that has somebody whom `by` does not see."""
    scope, contact_id = scope_of(by), response.contact_id
    if contact_id is None or scope.everything or known_people.known(session, contact_id, scope):
        return wished
    theirs = team_of_customer(session, contact_id, response.account_id)
    return wished if theirs in scope.team_ids else (None, theirs)


def _of_newest_ticket(session: Session, theirs: ColumnElement[bool]) -> int | None:
    return session.scalar(select(Ticket.team_id).where(theirs).order_by(Ticket.id.desc()).limit(1))


def _of_newest_answer(session: Session, contact_id: int) -> int | None:
    chosen = (
        select(Survey.team_id)
        .join(Response, Response.survey_id == Survey.id)
        .where(Response.contact_id == contact_id, Survey.team_id.is_not(None))
    )
    return session.scalar(chosen.order_by(Response.id.desc()).limit(1))


def _of_owner(session: Session, account_id: int) -> int | None:
    chosen = select(Membership.team_id).join(Account, Account.owner_id == Membership.user_id)
    return session.scalar(chosen.where(Account.id == account_id).order_by(Membership.team_id).limit(1))


def kept(session: Session, contact: Contact) -> Contact:
    """The contact this one was merged into, or itself."""
    while contact.merged_into_id:
        contact = session.get_one(Contact, contact.merged_into_id)
    return contact

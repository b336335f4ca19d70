"""Which customers somebody sees: all of them, or those their teams or they themselves have to do with.

Managers and administrators see every customer. Everybody else who works tickets sees a contact or account with a ticket
in their scope, with an answer to a survey of one of their teams, or whose account they own.
"""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.people.policies import Scope
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket
from cxloop.tickets.queue import in_scope


def sees_contact(scope: Scope) -> ColumnElement[bool] | None:
    """The condition on Contact; None: all."""
    covered = in_scope(scope)
    if covered is None:
        return None
    owned = select(Account.id).where(Account.owner_id == scope.user_id)
    return or_(
        select(Ticket.id).where(Ticket.contact_id == Contact.id, covered).exists(),
        select(Response.id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Response.contact_id == Contact.id, Survey.team_id.in_(scope.team_ids))
        .exists(),
        Contact.account_id.in_(owned),
    )


def sees_account(scope: Scope) -> ColumnElement[bool] | None:
    """The condition on Account; None: all."""
    covered = in_scope(scope)
    if covered is None:
        return None
    person = sees_contact(scope)
    assert person is not None  # noqa: S101 - not everything, so there is a condition
    return or_(
        Account.owner_id == scope.user_id,
        select(Ticket.id).where(Ticket.account_id == Account.id, covered).exists(),
        select(Contact.id).where(Contact.account_id == Account.id, person).exists(),
    )


def contact_in_sight(session: Session, contact_id: int, scope: Scope) -> Contact | None:
    """The contact, if this person sees it."""
    condition = sees_contact(scope)
    chosen = select(Contact).where(Contact.id == contact_id)
    return session.scalars(chosen if condition is None else chosen.where(condition)).unique().first()


def account_in_sight(session: Session, account_id: int, scope: Scope) -> Account | None:
    """The account, if this person sees it."""
    condition = sees_account(scope)
    chosen = select(Account).where(Account.id == account_id)
    return session.scalars(chosen if condition is None else chosen.where(condition)).first()

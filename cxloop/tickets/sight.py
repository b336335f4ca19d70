"""Which customers somebody sees: all of them, or those their teams or they themselves have to do with.

Managers and administrators see every customer. Everybody else who works tickets sees a contact or account with a ticket
in their scope, with an answer to a survey of one of their teams, or whose account they own.
"""

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.people.policies import Scope
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket
from cxloop.tickets.queue import in_scope

MANY = 5_000
"""Records that lead to customers: among so many some are of the newest contacts."""


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


def contacts_in_sight(session: Session, scope: Scope) -> ColumnElement[bool] | None:
    """The same condition for lists: who sees few is led to them by indexes, who sees many finds some soon anyway."""
    condition = sees_contact(scope)
    if condition is None:
        return condition
    ways = [
        select(Ticket.contact_id).where(Ticket.team_id.in_(scope.team_ids), Ticket.contact_id.is_not(None)),
        select(Ticket.contact_id).where(Ticket.owner_id == scope.user_id, Ticket.contact_id.is_not(None)),
        select(Response.contact_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.team_id.in_(scope.team_ids), Survey.is_anonymous.is_(False)),
        select(Contact.id)
        .join(Account, Account.id == Contact.account_id)
        .where(Account.owner_id == scope.user_id),
    ]
    counts = [select(func.count()).select_from(way.limit(MANY).subquery()).scalar_subquery() for way in ways]
    is_seeing_many = max(session.execute(select(*counts)).one()) >= MANY
    return condition if is_seeing_many else Contact.id.in_(union(*ways))


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

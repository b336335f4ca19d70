"""The customers somebody knows, for choosing one while typing: everybody's for who sees all, else those their teams or
they themselves have had to do with."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.matching import name_key
from cxloop.accounts.models import Account, Contact
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from cxloop.tickets.queue import in_scope

FEWEST_LETTERS, MOST_WORDS, MOST_FOUND = 2, 6, 8


def matching(session: Session, typed: str, scope: Scope, most: int = MOST_FOUND) -> Sequence[Contact]:
    """Contacts whose name, e-mail, phone or company holds every word that was typed; none for one letter."""
    wanted = typed.split()[:MOST_WORDS]
    if len("".join(wanted)) < FEWEST_LETTERS:
        return []
    chosen = select(Contact).outerjoin(Account, Account.id == Contact.account_id)
    chosen = chosen.where(Contact.merged_into_id.is_(None), *map(_mentions, wanted))
    if (known := _known(scope)) is not None:
        chosen = chosen.where(known)
    return session.scalars(chosen.order_by(Contact.name, Contact.id).limit(most)).unique().all()


def known(session: Session, contact_id: int, scope: Scope) -> Contact | None:
    """This contact, or None when there is none or it is not theirs to see."""
    chosen = select(Contact).where(Contact.id == contact_id, Contact.merged_into_id.is_(None))
    if (condition := _known(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).unique().first()


def companies(session: Session, scope: Scope, most: int = 200) -> Sequence[str]:
    """Names of the accounts somebody knows, to choose from while typing."""
    chosen = select(Account.name).order_by(Account.name).limit(most)
    if (condition := _their_company(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).all()


def company(session: Session, name: str, scope: Scope) -> Account | None:
    """The account of this name, however it is spelt, if it is theirs to see."""
    chosen = select(Account).where(Account.name_key == name_key(name))
    if (condition := _their_company(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).first()


def _their_company(scope: Scope) -> ColumnElement[bool] | None:
    covered = in_scope(scope)
    if covered is None:
        return None
    theirs = select(Ticket.account_id).where(Ticket.account_id.is_not(None), covered)
    return or_(Account.id.in_(theirs), Account.owner_id == scope.user_id)


def _mentions(word: str) -> ColumnElement[bool]:
    places = (Contact.name, Contact.email, Contact.phone, Account.name)
    return or_(*(place.icontains(word, autoescape=True) for place in places))


def _known(scope: Scope) -> ColumnElement[bool] | None:
    """A ticket in scope of the person or of their company, an account one owns, or what one wrote down oneself."""
    covered = in_scope(scope)
    if covered is None:
        return None
    theirs = select(Ticket.contact_id).where(Ticket.contact_id.is_not(None), covered)
    companies = select(Ticket.account_id).where(Ticket.account_id.is_not(None), covered)
    owned = select(Account.id).where(Account.owner_id == scope.user_id)
    written = select(Response.contact_id).where(Response.written_by_id == scope.user_id)
    return or_(
        Contact.id.in_(theirs),
        Contact.account_id.in_(companies),
        Contact.account_id.in_(owned),
        Contact.id.in_(written.where(Response.contact_id.is_not(None))),
    )

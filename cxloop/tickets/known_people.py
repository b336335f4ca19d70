"""The customers somebody may choose while typing: those in their sight, and those they wrote down themselves."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.matching import name_key
from cxloop.accounts.models import Account, Contact
from cxloop.accounts.searching import contact_matches
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.sight import sees_account, sees_contact

FEWEST_LETTERS, MOST_FOUND, MOST_COMPANIES = 2, 8, 200


def matching(session: Session, typed: str, scope: Scope, most: int = MOST_FOUND) -> Sequence[Contact]:
    """Contacts whose name, e-mail or company has words that begin as typed; none for a single letter."""
    if len("".join(typed.split())) < FEWEST_LETTERS:
        return []
    chosen = select(Contact).where(Contact.merged_into_id.is_(None), contact_matches(session, typed))
    if (condition := _known(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen.order_by(Contact.name, Contact.id).limit(most)).unique().all()


def known(session: Session, contact_id: int, scope: Scope) -> Contact | None:
    """This contact, or None when there is none or it is not theirs to see."""
    chosen = select(Contact).where(Contact.id == contact_id, Contact.merged_into_id.is_(None))
    if (condition := _known(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).unique().first()


def known_among(session: Session, contact_ids: Collection[int], scope: Scope) -> frozenset[int]:
    """Those of these contacts that are theirs to see."""
    chosen = select(Contact.id).where(Contact.id.in_(contact_ids))
    if (condition := _known(scope)) is not None:
        chosen = chosen.where(condition)
    return frozenset(session.scalars(chosen))


def companies(session: Session, scope: Scope) -> Sequence[str]:
    """Names of the accounts somebody sees, to choose from while typing."""
    chosen = select(Account.name).order_by(Account.name).limit(MOST_COMPANIES)
    if (condition := sees_account(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).all()


def company(session: Session, name: str, scope: Scope) -> Account | None:
    """The account of this name, however it is spelt, if it is theirs to see."""
    chosen = select(Account).where(Account.name_key == name_key(name))
    if (condition := sees_account(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).first()


def _known(scope: Scope) -> ColumnElement[bool] | None:
    """In sight, or made by what one wrote down oneself: else the same person would be made again.

    Not those with an address or a company: somebody else may have them, and an address finds them again by itself.
    """
    in_sight = sees_contact(scope)
    if in_sight is None:
        return None
    made = select(Response.id).where(
        Response.contact_id == Contact.id, Response.written_by_id == scope.user_id,
        Response.received_at == Contact.created_at,
    )  # fmt: skip
    return or_(in_sight, and_(Contact.email.is_(None), Contact.account_id.is_(None), made.exists()))

"""Of whom a colleague tells: somebody they see, or somebody beyond their sight, of whom they must learn nothing.

Who names a customer by an address or a company they do not see gets the same answer whether another team has that
customer, nobody has, or nobody ever heard of them: the words go to the team that has them, else to the first team.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.mailboxes import place_at
from cxloop.accounts.matching import domain_of, name_key
from cxloop.accounts.models import Account, Contact
from cxloop.accounts.recognising import recognise
from cxloop.people.models import Team, User
from cxloop.people.policies import Scope, scope_of
from cxloop.tickets import known_people
from cxloop.tickets.homes import kept
from cxloop.tickets.sight import account_in_sight


@dataclass(frozen=True)
class Teller:
    """Who said it: a contact we know, or what is known of somebody new (matched by e-mail, never by name alone)."""

    contact_id: int | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    contact_external_id: str | None = None
    language: str | None = None
    yearly_value: Decimal | None = None
    tier: str | None = None
    account_external_id: str | None = None


@dataclass(frozen=True)
class Whom:
    """A customer; `is_beyond` the teller's sight, or would be if anybody had them."""

    contact_id: int | None
    account_id: int | None
    is_beyond: bool = False


def whom(session: Session, teller: Teller, by: User, at: datetime) -> Whom:
    """The customer of these words, followed to the contact they were merged into; made where nobody knows them."""
    scope, named = scope_of(by), _named(session, teller)
    if not _has_others(session, scope):
        return _met(session, teller, at)
    foreign = next((one for one in named if known_people.known(session, one.id, scope) is None), None)
    if foreign is not None:
        return Whom(foreign.id, foreign.account_id, is_beyond=True)
    company = _company(session, teller, scope)
    if named:  # the company would come into sight with the person
        return _of(named[0]) if company == "beyond" else _met(session, teller, at)
    new = _met(session, teller, at)
    return replace(new, is_beyond=bool(teller.email) or company == "beyond")


def _has_others(session: Session, scope: Scope) -> bool:
    """Whether there is a team whose customers this person may not see."""
    if scope.everything:
        return False
    return session.scalar(select(Team.id).where(Team.id.not_in(scope.team_ids)).limit(1)) is not None


def _named(session: Session, teller: Teller) -> list[Contact]:
    """The contact that was chosen, or those at the address; of a shared one, whoever is called so there."""
    if teller.contact_id:
        return [kept(session, session.get_one(Contact, teller.contact_id))]
    if not teller.email:
        return []
    chosen = select(Contact).where(Contact.email == teller.email.casefold()).order_by(Contact.id)
    place = place_at(teller.email.casefold(), teller.name, teller.phone)
    there = session.scalars(chosen).unique().all()
    meant = [one for one in there if place in (one.place, place_at(one.email, one.name, one.phone))]
    return [kept(session, one) for one in meant]


def _company(session: Session, teller: Teller, scope: Scope) -> Literal["none", "seen", "beyond"]:
    """The company that was named, or the one the address belongs to; one nobody knows is as one of others."""
    if teller.company:
        named = Account.name_key == name_key(teller.company)
    elif domain := domain_of(teller.email):
        named = Account.domain == domain
    else:
        return "none"
    found = session.scalars(select(Account.id).where(named)).all()
    if not found and not teller.company:
        return "none"
    seen = found and all(account_in_sight(session, number, scope) for number in found)
    return "seen" if seen else "beyond"


def _met(session: Session, teller: Teller, at: datetime) -> Whom:
    if teller.contact_id:
        return _of(kept(session, session.get_one(Contact, teller.contact_id)))
    (found,) = recognise(session, [teller], at)
    if found.contact_id is None:
        return Whom(None, found.account_id)
    return _of(kept(session, session.get_one(Contact, found.contact_id)))


def _of(contact: Contact) -> Whom:
    return Whom(contact.id, contact.account_id)

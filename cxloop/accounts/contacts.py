"""Keeping contacts: found by external id, then by e-mail, made when there is none, changed field by field."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cxloop.accounts import companies, fields, keys, suggesting
from cxloop.accounts.changes import By, Kept, apply, write_down
from cxloop.accounts.consent import PURPOSES, change_consent
from cxloop.accounts.mailboxes import place_at
from cxloop.accounts.matching import domain_of
from cxloop.accounts.models import Contact
from cxloop.accounts.refusals import FieldsRefused, Refusal
from cxloop.wordbook import words_changed

FOUND_BY = ("name", "email", "phone", "account_id")
WISHES = ("may_contact", "consents", "consented_on")


def upsert_contact(session: Session, given: Mapping[str, Any], by: By) -> Kept[Contact]:
    """The contact with this external id or e-mail, made or brought up to date.

    Args:
        given: any of `fields.CONTACT`; what is left out stays as it is, None and "" clear. `account_external_id` and
            `company` name the company; a company of an unknown name is made, one of an unknown id is not.

    Where id and e-mail belong to two contacts the id wins, the e-mail is left where it is (remark `email_taken`), and
    the two become a suggested duplicate.

    Raises:
        FieldsRefused: with a refusal for each field; nothing was changed.
    """
    read = fields.read(fields.CONTACT, given)
    if not read.get("external_id") and not read.get("email"):
        raise FieldsRefused(Refusal("email", "no_identity"))
    contact, other = _found(session, read)
    remarks = []
    if other is not None and contact is not None:
        read.pop("email")
        remarks.append("email_taken")
        suggesting.suggest(session, contact.id, other.id, ["id_and_email"], by.at)
    if contact is None:
        return _made(session, read, by)
    if read.get("external_id") and contact.external_id not in (None, read["external_id"]):
        read.pop("external_id")  # met by e-mail, or by an id that was merged away: it keeps its own
        remarks.append("external_id_kept")
    return _changed(session, contact, read, by, remarks)


def edit_contact(session: Session, contact_id: int, given: Mapping[str, Any], by: By) -> Kept[Contact]:
    """Change these fields of this contact.

    Raises:
        FieldsRefused: as `upsert_contact`; also when another contact has the id or the e-mail.
        LookupError: there is no such contact.
    """
    read = fields.read(fields.CONTACT, given)
    contact = locked(session, [contact_id]).get(contact_id)
    if contact is None:
        raise LookupError(contact_id)
    for field, taken in _taken(session, contact, read):
        facts = {"name": taken.called, "contact_id": taken.id}
        raise FieldsRefused(Refusal(field, f"{field}_taken", facts))
    if "company" not in read and "account_external_id" not in read:
        read["account_id"] = contact.account_id  # an address alone moves nobody whom a person has placed
    return _changed(session, contact, read, by, [])


def locked(session: Session, contact_ids: Collection[int]) -> dict[int, Contact]:
    """These contacts as they are now, their rows locked in the order of their ids until the unit of work ends."""
    chosen = (
        select(Contact).where(Contact.id.in_(contact_ids)).order_by(Contact.id).with_for_update(of=Contact)
    )
    found = session.scalars(chosen.execution_options(populate_existing=True))
    return {contact.id: contact for contact in found}


def of_external_id(session: Session, external_id: str) -> Contact | None:
    """The contact with this external id; of a merged one, the contact it belongs to now."""
    return _kept(session, session.scalars(select(Contact).where(Contact.external_id == external_id)).first())


def of_email(
    session: Session, email: str, name: str | None = None, phone: str | None = None
) -> Contact | None:
    """The contact with this e-mail; of a merged one, the contact it belongs to now.

    At a shared address the one called so, or with this phone; by the address alone the only person there.
    """
    there = session.scalars(
        select(Contact).where(Contact.email == email.casefold()).order_by(Contact.id)
    ).all()
    wanted = place_at(email.casefold(), name, phone)
    now = [one for one in there if place_at(one.email, one.name, one.phone) == wanted]
    found = next(iter([*now, *(one for one in there if one.place == wanted)]), None)
    kept = {one.merged_into_id or one.id for one in there}
    if found is None and not name and not phone and len(kept) == 1:
        found = there[0]
    return _kept(session, found)


def _found(session: Session, read: Mapping[str, Any]) -> tuple[Contact | None, Contact | None]:
    """The contact meant, and another one that has the e-mail."""
    by_id = of_external_id(session, read["external_id"]) if read.get("external_id") else None
    name, phone = read.get("name"), read.get("phone")
    if by_id is not None and not name:
        name, phone = by_id.name, phone or by_id.phone
    by_email = of_email(session, read["email"], name, phone) if read.get("email") else None
    if by_id is None or by_email is None or by_id.id == by_email.id:
        return by_id or by_email, None
    return by_id, by_email


def _kept(session: Session, contact: Contact | None) -> Contact | None:
    return session.get(Contact, contact.merged_into_id) if contact and contact.merged_into_id else contact


def _made(session: Session, read: dict[str, Any], by: By) -> Kept[Contact]:
    account_id = _account_id(session, read, None, by)
    named = {name: value for name, value in read.items() if name not in ("account_external_id", "company")}
    said = {name: value for name, value in named.items() if name not in WISHES}
    place = place_at(said.get("email"), said.get("name"), said.get("phone"))
    contact = Contact(created_at=by.at, account_id=account_id, place=place, **said)
    session.add(contact)
    session.flush()
    _keep_wish(session, contact, named, by)
    write_down(session, contact, "made", [name for name in named if name != "consented_on"], by)
    keys.rekey(session, [contact.id])
    return Kept(contact, "created")


def _changed(
    session: Session, contact: Contact, read: dict[str, Any], by: By, remarks: list[str]
) -> Kept[Contact]:
    account_id = _account_id(session, read, contact, by)
    named = {name: value for name, value in read.items() if name not in ("account_external_id", "company")}
    place = _place(contact, named)
    if named.get("email") and _is_alias(
        session, contact, (Contact.email == named["email"]) & (Contact.place == place)
    ):
        named.pop("email")
    if named.get("external_id") and _is_alias(session, contact, Contact.external_id == named["external_id"]):
        named.pop("external_id")
    _stand(session, contact, named)
    wished = _keep_wish(session, contact, named, by)
    said = {name: value for name, value in named.items() if name not in WISHES}
    changed = apply(contact, {**said, "account_id": account_id}) + wished
    if not changed:
        return Kept(contact, "unchanged", remarks)
    write_down(session, contact, "edited", changed, by)
    session.flush()
    if any(name in FOUND_BY for name in changed):
        keys.rekey(session, [contact.id])
        words_changed(session, "contact", [contact.id])
    return Kept(contact, "updated", remarks)


def _keep_wish(session: Session, contact: Contact, named: Mapping[str, Any], by: By) -> list[str]:
    """For what they may be contacted, where something is said of it: named as changed fields where it is new."""
    may, before = named.get("may_contact"), contact.may_contact
    wishes = ({} if may is None else dict.fromkeys(PURPOSES, may)) | (named.get("consents") or {})
    words: list[str] = []
    at = _said_at(named.get("consented_on"), by)
    for given in (True, False):
        if purposes := [purpose for purpose, wish in wishes.items() if wish is given]:
            words += change_consent(
                session, contact, given=given, at=at, source=by.via, by_id=by.user_id, purposes=purposes
            )
    if may is None:
        return ["consents"] if words else []
    return ["may_contact"] if before != contact.may_contact or words else []


def _said_at(day: date | None, by: By) -> datetime:
    """The noon of the day they said it, never later than we hear of it; without a day, now."""
    return min(by.at, datetime.combine(day, time(12), UTC)) if day else by.at


def _place(contact: Contact, named: Mapping[str, Any]) -> str:
    """Who they are at their address with these fields."""
    now = {name: named.get(name, getattr(contact, name)) for name in ("email", "name", "phone")}
    return place_at(now["email"], now["name"], now["phone"])


def _stand(session: Session, contact: Contact, named: Mapping[str, Any]) -> None:
    """Keep their place at a shared address as they are called now, unless somebody else stands there."""
    email, place = named.get("email", contact.email), _place(contact, named)
    if place == contact.place:
        return
    there = select(Contact.id).where(Contact.email == email, Contact.place == place, Contact.id != contact.id)
    if email is None or session.scalar(there) is None:
        contact.place = place


def _taken(session: Session, contact: Contact, read: Mapping[str, Any]) -> Iterator[tuple[str, Contact]]:
    """The fields of these that another contact has, with that contact; a shared address is taken by a namesake."""
    columns: list[tuple[str, ColumnElement[bool]]] = []
    if read.get("external_id"):
        columns.append(("external_id", Contact.external_id == read["external_id"]))
    if read.get("email"):
        at_place = Contact.place == _place(contact, read)
        columns.append(("email", (Contact.email == read["email"]) & at_place))
    for field, condition in columns:
        other = session.scalars(select(Contact).where(condition, Contact.id != contact.id)).first()
        if other is not None:
            yield field, other


def _is_alias(session: Session, contact: Contact, condition: Any) -> bool:
    """Whether a contact that was merged into this one has it: it stays there, and leads here."""
    return bool(session.scalar(select(Contact.id).where(condition, Contact.merged_into_id == contact.id)))


def _account_id(session: Session, read: Mapping[str, Any], contact: Contact | None, by: By) -> int | None:
    """The company named; else the one the contact has; else the one of the e-mail's domain."""
    present = contact.account_id if contact else None
    if "account_id" in read:
        return present
    if external_id := read.get("account_external_id"):
        account = companies.of_external_id(session, external_id)
        if account is None:
            raise FieldsRefused(Refusal("account_external_id", "account_unknown"))
        return account.id
    if company := read.get("company"):
        return companies.named(session, company, by).id
    if "company" in read or "account_external_id" in read:
        return None
    domain = domain_of(read.get("email"))
    return present or (companies.id_of_domain(session, domain) if domain else None)

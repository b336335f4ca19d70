"""The contacts of one batch, met one after the other: known ones learn what is new, unknown ones are made."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from cxloop.accounts import keys, suggesting
from cxloop.accounts.belonging import Accounts, Belonging
from cxloop.accounts.mailboxes import key_at
from cxloop.accounts.models import Contact
from cxloop.database import bulk, in_pieces, prepared
from cxloop.wordbook import words_changed

CONTACT = cast("Table", Contact.__table__).c
COLUMNS = (
    CONTACT.id, CONTACT.account_id, CONTACT.external_id, CONTACT.email, CONTACT.name, CONTACT.phone, CONTACT.language,
    CONTACT.place, CONTACT.merged_into_id,
)  # fmt: skip


class Person(Belonging, Protocol):
    """What an answer or a list says of the person and their company."""

    @property
    def name(self) -> str | None: ...
    @property
    def contact_external_id(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...


class Met:
    """A contact of this batch; `gained` is what a known one learned."""

    __slots__ = ("account_id", "email", "external_id", "gained", "id", "language", "name", "phone", "place")

    def __init__(
        self, number: int, account_id: int | None, external_id: str | None, email: str | None, name: str | None,
        phone: str | None, language: str | None, place: str = "",
    ) -> None:  # fmt: skip
        self.place = place
        self.id, self.account_id, self.external_id, self.email = number, account_id, external_id, email
        self.name, self.phone, self.language = name, phone, language
        self.gained: dict[str, Any] | None = None


class Meeting:
    """Everybody a batch names, by external id and by e-mail; at a shared address also by who they are."""

    def __init__(
        self, session: Session, people: Sequence[Person], accounts: Accounts, *, addressed: bool = False
    ) -> None:
        self.accounts, self.addressed = accounts, addressed
        self.at_desks: dict[str, list[Met]] = {}
        """Everybody at each shared address."""
        self.by_id: dict[str, Met] = {}
        self.by_email: dict[str, Met] = {}
        """By `mailboxes.key_at`."""
        self.new: list[Met] = []
        self.learned: list[Met] = []
        self.doubted: list[tuple[Met, Met]] = []
        self._read(session, people)

    def meet(self, person: Person) -> Met | None:
        """Who this is; None for somebody about whom nothing is said."""
        external_id, email = person.contact_external_id, person.email
        by_id = self.by_id.get(external_id) if external_id else None
        key = self._key(person, by_id)
        by_email = (self.by_email.get(key) or self._only_one(person, key)) if key else None
        met = by_id or by_email
        if met is None:
            return self._make(person, key) if external_id or email or person.name or person.phone else None
        if by_id is not None and by_email is not None:
            if by_id is not by_email:
                self.doubted.append((by_id, by_email))
        elif external_id and by_id is None and met.external_id is None:
            self._learn(met, "external_id", external_id)
            self.by_id[external_id] = met
        elif email and by_email is None and met.email is None:
            self._learn(met, "email", email)
            self._stand_anew(met, key)
        self._learn_more(met, person, key)
        return met

    def _key(self, person: Person, by_id: Met | None) -> str:
        """By what this person is found at their address; known by their number, they need not say their name."""
        if not person.email:
            return ""
        if by_id is not None and not person.name:
            return key_at(person.email, by_id.name, person.phone or by_id.phone)
        return key_at(person.email, person.name, person.phone)

    def _learn_more(self, met: Met, person: Person, key: str) -> None:
        """What nobody had said of them before."""
        if met.name is None and person.name:
            self._learn(met, "name", person.name)
            if person.email and met.email == person.email and key not in self.by_email:
                self._stand_anew(met, key)
        if met.phone is None and person.phone:
            self._learn(met, "phone", person.phone)
        if met.language is None and person.language:
            self._learn(met, "language", person.language)
        if met.account_id is None and self.accounts.some and (account_id := self.accounts.of(person)):
            self._learn(met, "account_id", account_id)

    def _stand_anew(self, met: Met, key: str) -> None:
        if (place := _place_in(key, met.email)) != met.place:
            self._learn(met, "place", place)
        self._stand(met, [key])

    def _only_one(self, person: Person, key: str) -> Met | None:
        """Whom we write to by an address alone is the one person known there; what comes from it may be anybody's."""
        if not self.addressed or person.name or person.phone or key == person.email:
            return None
        there = self.at_desks.get(person.email or "", ())
        return there[0] if len(there) == 1 else None

    def keep(self, session: Session, at: datetime) -> None:
        """Store who is new and what was learned; suggest the pairs that an id and an e-mail pointed to."""
        numbers = bulk.numbers(session, Contact, len(self.new)) if self.new else ()
        for met, number in zip(self.new, numbers, strict=True):
            met.id = number
        bulk.insert_all(session, Contact, [_row(met, at) for met in self.new])
        self._store_learned(session)
        pairs = {(min(a.id, b.id), max(a.id, b.id)): ["id_and_email"] for a, b in self.doubted}
        suggesting.add(session, pairs, at)

    def _make(self, person: Person, key: str) -> Met:
        met = Met(
            0, self.accounts.of(person), person.contact_external_id, person.email, person.name, person.phone,
            person.language, _place_in(key, person.email),
        )  # fmt: skip
        self.new.append(met)
        if met.external_id:
            self.by_id[met.external_id] = met
        if met.email:
            self._stand(met, [key])
        return met

    def _stand(self, met: Met, marks: Sequence[str]) -> None:
        """Somebody has this address: found by the first of these before others by theirs."""
        self.by_email[marks[0]] = met
        for mark in marks[1:]:
            self.by_email.setdefault(mark, met)
        if (
            met.email
            and marks[0] != met.email
            and met not in (there := self.at_desks.setdefault(met.email, []))
        ):
            there.append(met)

    def _learn(self, met: Met, field: str, value: Any) -> None:
        setattr(met, field, value)
        if met.id:
            if met.gained is None:
                met.gained = {}
                self.learned.append(met)
            met.gained[field] = value

    def _store_learned(self, session: Session) -> None:
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for met in self.learned:
            gained = met.gained or {}
            alike.setdefault(tuple(sorted(gained)), []).append({"id": met.id, **gained})
        for rows in alike.values():
            session.execute(update(Contact), rows)
        named = [met.id for met in self.learned if met.gained and set(met.gained) != {"language"}]
        keys.rekey(session, named)
        words_changed(session, "contact", named)

    def _read(self, session: Session, people: Sequence[Person]) -> None:
        known: dict[int, Met] = {}
        merged: list[tuple[Any, str, int]] = []
        for field, wanted, found in (
            (
                CONTACT.external_id,
                {p.contact_external_id for p in people if p.contact_external_id},
                self.by_id,
            ),
            (CONTACT.email, {p.email for p in people if p.email}, self.by_email),
        ):
            for number, account_id, external_id, email, name, phone, language, place, kept in _rows(
                session, field, wanted
            ):
                marks = [external_id] if found is self.by_id else _marks(email, name, phone, place)
                if kept is not None:
                    merged += [(found, mark, kept) for mark in marks]
                    continue
                met = known.get(number)
                if met is None:
                    met = known[number] = Met(
                        number, account_id, external_id, email, name, phone, language, place
                    )
                if found is self.by_id:
                    found[marks[0]] = met
                else:
                    self._stand(met, marks)
        if merged:
            for row in _rows(session, CONTACT.id, {kept for _, _, kept in merged} - known.keys()):
                known[row[0]] = Met(*row[:8])
            for found, mark, kept in merged:
                found.setdefault(mark, known[kept])


def _place_in(key: str, email: str | None) -> str:
    """What `mailboxes.place_at` says, out of `key_at`."""
    return key[len(email or "") + 1 :]


def _marks(email: str, name: str | None, phone: str | None, place: str) -> list[str]:
    """By what somebody at this address is found: as they are called now, then as they were when they were made."""
    now, then = key_at(email, name, phone), f"{email} {place}" if place else email
    return [now] if now == then else [now, then]


def _rows(session: Session, field: Any, wanted: Iterable[Any]) -> Iterable[Any]:
    for piece in in_pieces(wanted):
        yield from prepared.rows_among(session, COLUMNS, field, piece)


def _row(met: Met, at: datetime) -> dict[str, Any]:
    return {
        "id": met.id, "account_id": met.account_id, "external_id": met.external_id, "email": met.email,
        "place": met.place, "name": met.name, "phone": met.phone, "language": met.language, "may_contact": True,
        "created_at": at,
    }  # fmt: skip

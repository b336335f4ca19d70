"""Invite: ask customers one question by letter, once each, and nobody who should be left in peace.

The letter is written when it is sent; what was asked of whom, and why somebody was left out, is kept.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.accounts.mailboxes import place_at
from cxloop.accounts.models import Contact
from cxloop.accounts.recognising import Customer, recognise
from cxloop.alerts import outbox
from cxloop.database import bulk, in_pieces
from cxloop.loop.listen.quarantine import reasons_to_wait
from cxloop.people.company import company
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import Invitation, Mailing
from cxloop.responses.invitations.people import Asked, Refused
from cxloop.responses.models import Survey

BATCH = 2000
INVITATION = queries.LETTERS[0]


class NotAskable(Exception):
    """The survey has no question for our own page: an interview."""


class Outcome(NamedTuple):
    """What became of one person: invited, withheld, rejected or already (the same invitation as before).

    `reason` is why they were withheld or rejected; of `already`, why that invitation was withheld, if it was.
    """

    line: int
    became: str
    reason: str | None = None
    facts: dict[str, Any] | None = None
    invitation_id: int | None = None


@dataclass(frozen=True)
class Invited:
    """Everybody accounted for: read = invited + withheld + rejected + already. `outcomes` are in the order given."""

    mailing_id: int
    outcomes: Sequence[Outcome]

    def counts(self) -> Counter[str]:
        return Counter(outcome.became for outcome in self.outcomes)

    def reasons(self) -> Counter[tuple[str, str]]:
        """(became, reason) of everybody who was not invited now."""
        return Counter((one.became, one.reason or "") for one in self.outcomes if one.became != "invited")


def invite(
    session: Session,
    survey: Survey,
    people: Sequence[Asked | Refused],
    *,
    at: datetime,
    via: str,
    name: str,
    by_id: int | None = None,
    mailing: Mailing | None = None,
) -> Invited:
    """Ask each of these people once, by letter, in the caller's unit of work.

    Args:
        people: made by `people.described`; the outcomes come in the same order.
        via: upload, api or hand; a program's and a colleague's invitations of one day are one mailing.
        name: the file's name, the program's or the colleague's.
        mailing: the draft these people are from.

    Raises:
        NotAskable: the survey is an interview.
    """
    if survey.metric not in queries.ASKABLE:
        raise NotAskable
    mailing = mailing or _mailing_of_the_day(session, survey, name, via, by_id, at)
    desk = _Desk(session, survey, mailing.id, at)
    outcomes: list[Outcome] = []
    for piece in in_pieces(people, BATCH):
        outcomes += desk.ask(piece)
    _count(session, mailing.id, outcomes, at)
    return Invited(mailing.id, outcomes)


class _Desk:
    """One mailing while it is written: who was asked in it already, and by which terms."""

    def __init__(self, session: Session, survey: Survey, mailing_id: int, at: datetime) -> None:
        self.session, self.survey, self.mailing_id, self.at = session, survey, mailing_id, at
        page = queries.page_of(session, survey.id, at)
        self.expires_at = at + timedelta(days=page.expires_after_days)
        self.days = company(session, at).quarantine_days

    def ask(self, people: Sequence[Asked | Refused]) -> list[Outcome]:
        asked = [person for person in people if isinstance(person, Asked)]
        customers = iter(_recognised(self.session, asked, self.at))
        with_customer = [(one, next(customers) if isinstance(one, Asked) else None) for one in people]
        contacts = {customer.contact_id for _, customer in with_customer if customer and customer.contact_id}
        languages = _languages(self.session, contacts)
        about = {one.external_id for one in asked if one.external_id}
        before = queries.known(self.session, self.survey.id, about)
        waiting = queries.open_of(self.session, self.survey.id, contacts, self.at)
        reasons = reasons_to_wait(self.session, contacts, days=self.days, at=self.at)
        ids = iter(bulk.numbers(self.session, Invitation, len(asked)) if asked else ())
        outcomes: list[Outcome] = []
        rows: list[dict[str, Any]] = []
        first: dict[object, tuple[int, str | None]] = {
            ("about", key): (one.id, one.withheld) for key, one in before.items()
        } | {("contact", key): (one.id, None) for key, one in waiting.items()}
        for person, customer in with_customer:
            if isinstance(person, Refused):
                outcomes.append(Outcome(person.line, "rejected", person.reason, person.facts))
                continue
            contact_id = (customer.contact_id if customer else None) or 0
            same = ("about", person.external_id) if person.external_id else ("contact", contact_id)
            if same in first:
                outcomes.append(Outcome(person.line, "already", first[same][1], None, first[same][0]))
                continue
            reason = reasons.get(contact_id)
            row = self._row(next(ids), person, contact_id, languages.get(contact_id), reason)
            rows.append(row)
            first[same] = (row["id"], reason)
            if reason is None and self.days > 0:
                reasons[contact_id] = "recently_invited"
            became = "withheld" if reason else "invited"
            outcomes.append(Outcome(person.line, became, reason, None, row["id"]))
        self._write(rows)
        return outcomes

    def _row(
        self, number: int, person: Asked, contact_id: int, language: str | None, withheld: str | None
    ) -> dict[str, Any]:
        return {
            "id": number, "survey_id": self.survey.id, "mailing_id": self.mailing_id, "contact_id": contact_id,
            "external_id": person.external_id, "nonce": secrets.token_urlsafe(24),
            "language": person.language or language or self.survey.language or "",
            "touchpoint": person.touchpoint, "created_at": self.at, "withheld": withheld,
            "expires_at": self.expires_at,
        }  # fmt: skip

    def _write(self, rows: list[dict[str, Any]]) -> None:
        bulk.insert_all(self.session, Invitation, rows)
        outbox.enqueue_many(
            self.session,
            [
                letter(INVITATION, row["id"], row["contact_id"], self.at)
                for row in rows
                if not row["withheld"]
            ],
        )


def letter(kind: str, invitation_id: int, contact_id: int, at: datetime) -> dict[str, Any]:
    """The alert that sends the letter of this kind; a second one of the same kind is none."""
    return outbox.new_row(
        kind=kind, subject=f"invitation:{invitation_id}", via="mail", recipient=f"contact:{contact_id}", at=at
    )


def _recognised(session: Session, asked: Sequence[Asked], at: datetime) -> list[Customer]:
    """Their contacts; one we know by number alone gets the address and the language that the list knows."""
    customers = recognise(session, asked, at, addressed=True)
    known = {customer.contact_id: person for person, customer in zip(asked, customers, strict=True)}
    for piece in in_pieces(number for number in known if number):
        lacking = select(Contact).where(
            bulk.among(session, Contact.id, piece), Contact.email.is_(None) | Contact.language.is_(None)
        )
        for contact in session.scalars(lacking):
            person = known[contact.id]
            contact.language = contact.language or person.language
            if contact.email is None and person.email:
                place = place_at(person.email, contact.name, contact.phone)
                taken = select(Contact.id).where(Contact.email == person.email, Contact.place == place)
                if session.scalar(taken) is None:
                    contact.email, contact.place = person.email, place
                    session.flush()
    session.flush()
    return customers


def _languages(session: Session, contacts: set[int]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for piece in in_pieces(contacts):
        rows = select(Contact.id, Contact.language).where(bulk.among(session, Contact.id, piece))
        found |= {row.id: row.language for row in session.execute(rows)}
    return found


def _mailing_of_the_day(
    session: Session, survey: Survey, name: str, via: str, by_id: int | None, at: datetime
) -> Mailing:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    known = session.scalars(
        select(Mailing)
        .where(Mailing.survey_id == survey.id, Mailing.name == name, Mailing.via == via)
        .where(Mailing.via != "upload", Mailing.invited_at >= midnight)
        .order_by(Mailing.id.desc())
    ).first()
    if known is not None:
        return known
    made = Mailing(survey_id=survey.id, name=name, via=via, created_by_id=by_id, created_at=at, invited_at=at)
    session.add(made)
    session.flush()
    return made


def _count(session: Session, mailing_id: int, outcomes: Sequence[Outcome], at: datetime) -> None:
    counts = Counter(outcome.became for outcome in outcomes)
    rejections = [(one.line, one.reason, one.facts) for one in outcomes if one.became == "rejected"]
    session.execute(
        update(Mailing)
        .where(Mailing.id == mailing_id)
        .values(
            read=Mailing.read + len(outcomes),
            invited=Mailing.invited + counts["invited"],
            withheld=Mailing.withheld + counts["withheld"],
            rejected=Mailing.rejected + counts["rejected"],
            already=Mailing.already + counts["already"],
            rejections=rejections or None,
            invited_at=at,
            draft=None,
        )
    )

"""Finding the customers of a batch of answers, and making those we did not know. A few statements for thousands."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from cxloop.accounts.belonging import accounts_of
from cxloop.accounts.meeting import Meeting, Met, Person


class Customer(NamedTuple):
    """Who an answer is from; both may be unknown."""

    contact_id: int | None
    account_id: int | None


NOBODY = Customer(None, None)


def recognise(
    session: Session, people: Sequence[Person], at: datetime, *, addressed: bool = False
) -> list[Customer]:
    """The customer of each description, in the same order.

    Contacts match by external id, then by e-mail, never by name alone; who was merged leads to the contact kept.
    Somebody known by one of the two who now brings the other gets it, unless it is another's: then the id decides who
    this is, and the two become a suggested duplicate. Accounts match by external id, by the name in the file, or by
    the e-mail domain where one account has it. Somebody described by a name alone becomes a new contact.

    At an address that several people read (info@…) each name is a person, a phone where there is no name, and who says
    neither is the mailbox: nobody's words are ever shown as another's. `addressed`: these are people to write to, so
    that an address alone is the one person known there.
    """
    accounts = accounts_of(session, people, at)
    meeting = Meeting(session, people, accounts, addressed=addressed)
    faces: list[Met | None] = [None] * len(people)
    for position in _telling_first(people):
        faces[position] = meeting.meet(people[position])
    meeting.keep(session, at)
    return [
        Customer(face.id, face.account_id)
        if face is not None
        else Customer(None, accounts.of(person))
        if person.company
        else NOBODY
        for face, person in zip(faces, people, strict=True)
    ]


def _telling_first(people: Sequence[Person]) -> Sequence[int]:
    """Who brings both an id and an e-mail is met first, so that the order of a batch decides nothing."""
    both = [place for place, one in enumerate(people) if one.contact_external_id and one.email]
    if len(both) in (0, len(people)):
        return range(len(people))
    rest = set(range(len(people))).difference(both)
    return [*both, *sorted(rest)]

"""What happened between us and a customer, over the years: answers, tickets, conversations, invitations. Read only.

Tickets, what was logged on them, and the words of the answers they are about are shown only to who may see the ticket.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from cxloop.accounts.models import Contact, CustomerChange, Merge
from cxloop.people.models import User
from cxloop.people.policies import Scope
from cxloop.responses.interviews.models import Interview, Participant
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Response
from cxloop.tickets.models import ContactAttempt, Ticket, Triggering
from cxloop.tickets.queue import in_scope

MOST = 200
MOST_PEOPLE = 500


class Happening(NamedTuple):
    """Something that happened at `at`; `kind` says what `record` is.

    answered, ticket, contacted, invited, interviewed, merged, told_apart or changed.
    """

    at: datetime
    kind: str
    record: Any
    by: str | None = None


class History(NamedTuple):
    """Newest first; `answers` are those with a score, oldest first; `hidden` are answers whose words are not shown."""

    happenings: Sequence[Happening]
    answers: Sequence[Response]
    tickets: Sequence[Ticket]
    hidden: frozenset[int]


def of_contact(session: Session, contact: Contact, scope: Scope) -> History:
    """One person's story, with that of those who were merged into them."""
    ids = [contact.id, *session.scalars(select(Contact.id).where(Contact.merged_into_id == contact.id))]
    told = _told(session, Response.contact_id.in_(ids), Ticket.contact_id.in_(ids), scope)
    more = [
        *_invited(session, ids),
        *_interviewed(session, Participant.contact_id.in_(ids), scope),
        *_merged(session, ids),
        *_changed(session, CustomerChange.contact_id == contact.id),
    ]
    return told._replace(happenings=_newest_first([*told.happenings, *more]))


def of_account(session: Session, account_id: int, people: Sequence[Contact], scope: Scope) -> History:
    """One company's story: of its people as they are today, and of answers that came without a name."""
    ids = [person.id for person in people[:MOST_PEOPLE]]
    nameless = Response.contact_id.is_(None) & (Response.account_id == account_id)
    told = _told(session, or_(Response.contact_id.in_(ids), nameless), Ticket.account_id == account_id, scope)
    there = or_(Participant.contact_id.in_(ids), Interview.account_id == account_id)
    more = [*_interviewed(session, there, scope), *_changed(session, CustomerChange.account_id == account_id)]
    return told._replace(happenings=_newest_first([*told.happenings, *more]))


def _told(
    session: Session, answered: ColumnElement[bool], ticketed: ColumnElement[bool], scope: Scope
) -> History:
    answers = session.scalars(
        select(Response)
        .where(answered, Response.withdrawn_at.is_(None))
        .options(joinedload(Response.survey))
        .order_by(Response.answered_at.desc(), Response.id.desc())
        .limit(MOST)
    ).all()
    covered = in_scope(scope)
    chosen = select(Ticket).where(ticketed).order_by(Ticket.id.desc()).limit(MOST)
    faces = (
        joinedload(Ticket.owner),
        joinedload(Ticket.survey),
        joinedload(Ticket.response),
        joinedload(Ticket.contact),
    )
    every = session.scalars(chosen.options(*faces)).unique().all()
    tickets = [ticket for ticket in every if covered is None or scope.covers(ticket.team_id, ticket.owner_id)]
    in_sight = {ticket.id for ticket in tickets}
    out_of_sight = [ticket.id for ticket in every if ticket.id not in in_sight]
    hidden = frozenset(ticket.response_id for ticket in every if ticket.id not in in_sight) | _joined(
        session, out_of_sight
    )
    happenings = [Happening(answer.answered_at, "answered", answer) for answer in answers]
    happenings += [Happening(ticket.opened_at, "ticket", ticket) for ticket in tickets]
    happenings += _contacted(session, in_sight)
    scored = [answer for answer in reversed(answers) if answer.score is not None]
    return History(happenings, scored, tickets, hidden)


def _joined(session: Session, ticket_ids: Sequence[int]) -> frozenset[int]:
    """The answers that came to these tickets."""
    joined = select(Triggering.response_id).where(Triggering.ticket_id.in_(ticket_ids))
    return frozenset(session.scalars(joined)) if ticket_ids else frozenset()


def _contacted(session: Session, ticket_ids: Iterable[int]) -> list[Happening]:
    rows = session.execute(
        select(ContactAttempt, User.name)
        .join(User, User.id == ContactAttempt.by_id)
        .where(ContactAttempt.ticket_id.in_(list(ticket_ids)))
    )
    return [Happening(attempt.at, "contacted", attempt, name) for attempt, name in rows]


def _invited(session: Session, contact_ids: Sequence[int]) -> list[Happening]:
    rows = session.scalars(
        select(Invitation)
        .where(Invitation.contact_id.in_(contact_ids))
        .options(joinedload(Invitation.survey))
        .order_by(Invitation.id.desc())
        .limit(MOST)
    ).unique()
    return [Happening(row.sent_at or row.created_at, "invited", row) for row in rows]


def _interviewed(session: Session, there: ColumnElement[bool], scope: Scope) -> list[Happening]:
    """One's own interviews, those of one's teams, and those of no team."""
    if not scope.everything:
        own = (Interview.created_by_id == scope.user_id) | Interview.team_id.is_(None)
        there = there & (own | Interview.team_id.in_(scope.team_ids))
    chosen = (
        select(Interview.id).outerjoin(Participant, Participant.interview_id == Interview.id).where(there)
    )
    rows = session.scalars(
        select(Interview).where(Interview.id.in_(chosen)).order_by(Interview.id.desc()).limit(MOST)
    )
    return [
        Happening(datetime.combine(row.held_on, time(12), UTC), "interviewed", row) for row in rows.unique()
    ]


def _merged(session: Session, contact_ids: Sequence[int]) -> list[Happening]:
    rows = session.execute(
        select(Merge, User.name)
        .outerjoin(User, User.id == Merge.by_id)
        .where(or_(Merge.kept_id.in_(contact_ids), Merge.merged_id.in_(contact_ids)))
    ).all()
    told = [Happening(record.at, "merged", record, name) for record, name in rows]
    return told + [
        Happening(record.undone_at, "told_apart", record)
        for record, _ in rows
        if record.undone_at is not None
    ]


def _changed(session: Session, of_record: ColumnElement[bool]) -> list[Happening]:
    """Edits; merges tell themselves."""
    rows = session.execute(
        select(CustomerChange, User.name)
        .outerjoin(User, User.id == CustomerChange.by_id)
        .where(of_record, CustomerChange.kind.in_(("made", "edited")))
        .order_by(CustomerChange.id.desc())
        .limit(MOST)
    )
    return [Happening(change.at, "changed", change, name) for change, name in rows]


def _newest_first(happenings: Sequence[Happening]) -> list[Happening]:
    return sorted(happenings, key=lambda one: one.at, reverse=True)[:MOST]

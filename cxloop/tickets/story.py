"""Everything one ticket page tells, in a few statements whatever its history. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cxloop.people.models import User
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.conversation.models import Message, MessageFile
from cxloop.tickets.conversation.strays import files_of_messages
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import (
    Assignment,
    ContactAttempt,
    CustomersWord,
    Note,
    Reopening,
    Resolution,
    Ticket,
    TicketEvent,
    Triggering,
    Verification,
)
from cxloop.tickets.programs import names_of
from cxloop.tickets.queue import in_scope
from cxloop.tickets.retracing import taken_back
from cxloop.tickets.snoozes import Snooze
from cxloop.tickets.sub_tasks import SubTask
from cxloop.tickets.waits import Wait

Record = (
    Assignment
    | ContactAttempt
    | CustomersWord
    | GivenPromise
    | SubTask
    | Message
    | Note
    | Resolution
    | Verification
    | Reopening
    | Response
    | Snooze
    | Wait
    | None
)
RECORDS: dict[str, Any] = {
    "taken": Assignment,
    "assigned": Assignment,
    "contact_logged": ContactAttempt,
    "noted": Note,
    "resolved": Resolution,
    "closed": Resolution,
    "verification_asked": Verification,
    "verified": Verification,
    "unverified": Verification,
    "not_asked": Verification,
    "word_changed": CustomersWord,
    "customer_wrote": CustomersWord,
    "reopened": Reopening,
    "snoozed": Snooze,
    "promised": GivenPromise,
    "task_asked": SubTask,
    "task_answered": SubTask,
    "task_dropped": SubTask,
    "task_late": SubTask,
    "promise_moved": GivenPromise,
    "promise_settled": GivenPromise,
    "promise_warned": GivenPromise,
    "promise_missed": GivenPromise,
    "letter_written": Message,
    "letter_failed": Message,
    "waits": Wait,
    "went_on": Wait,
    "letter_received": Message,
    "automatic_reply": Message,
}


@dataclass(frozen=True)
class Moment:
    """One event of the trail with the record it tells of and who did it."""

    event: TicketEvent
    record: Record
    actor: User | None


@dataclass(frozen=True)
class Story:
    """A ticket and what happened to it, newest first; `earlier` are the contact's other answers, oldest first."""

    ticket: Ticket
    moments: Sequence[Moment]
    earlier: Sequence[Response]
    also_open: Sequence[Ticket]
    joined: Sequence[Response]
    verification: Verification | None
    said: Mapping[int, CustomersWord]
    """Every word of the customer about its questions, by id."""
    resolution: Resolution | None
    files: Mapping[int, list[MessageFile]]
    """Of its letters, by their ids."""
    programs: Mapping[str, str]
    """What the programs of its events are called, by how the trail names them."""


def story(session: Session, ticket_id: int, scope: Scope) -> Story | None:
    """The story of a ticket, or None where there is none; of its company's other tickets those in scope."""
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.id == ticket_id)
        .options(
            joinedload(Ticket.response), joinedload(Ticket.contact), joinedload(Ticket.account),
            joinedload(Ticket.survey), joinedload(Ticket.owner), joinedload(Ticket.team), joinedload(Ticket.rule),
        )
    ).unique().first()  # fmt: skip
    if ticket is None:
        return None
    moments = _moments(session, ticket_id)
    resolutions = [moment.record for moment in moments if isinstance(moment.record, Resolution)]
    newest_question = (
        select(Verification).where(Verification.ticket_id == ticket_id).order_by(Verification.id.desc())
    )
    return Story(
        ticket=ticket,
        moments=moments,
        earlier=_answers_of(session, ticket),
        also_open=_also_open(session, ticket, scope),
        joined=_joined(session, ticket),
        verification=session.scalars(newest_question.limit(1)).first() if resolutions else None,
        said=_said(session, ticket_id) if resolutions else {},
        resolution=resolutions[0] if resolutions else None,
        files=files_of_messages(session, [m.record.id for m in moments if isinstance(m.record, Message)]),
        programs=names_of(session, {moment.event.program for moment in moments}),
    )


def _moments(session: Session, ticket_id: int) -> list[Moment]:
    rows = session.execute(
        select(TicketEvent, User)
        .outerjoin(User, User.id == TicketEvent.actor_id)
        .where(TicketEvent.ticket_id == ticket_id)
        .order_by(TicketEvent.number.desc())
    ).all()
    kinds = {RECORDS[event.kind] for event, _ in rows if event.kind in RECORDS}
    records: dict[tuple[Any, int], Record] = {}
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        found: Sequence[Any] = session.scalars(select(kind).where(kind.ticket_id == ticket_id)).all()
        records |= {(kind, record.id): record for record in found}
    oldest_first = [(event.kind, event.facts) for event, _ in reversed(rows)]
    gone = {len(rows) - 1 - place for place in taken_back(oldest_first)}
    return [
        Moment(event, None if place in gone else _record_of(event, records), actor)
        for place, (event, actor) in enumerate(rows)
    ]


def _said(session: Session, ticket_id: int) -> dict[int, CustomersWord]:
    words = session.scalars(select(CustomersWord).where(CustomersWord.ticket_id == ticket_id))
    return {word.id: word for word in words}


def _record_of(event: TicketEvent, records: dict[tuple[Any, int], Record]) -> Record:
    kind = RECORDS.get(event.kind)
    return records.get((kind, event.facts.get("record", 0))) if kind else None


def _answers_of(session: Session, ticket: Ticket) -> Sequence[Response]:
    if ticket.contact_id is None:
        return [ticket.response]
    chosen = select(Response).where(
        Response.contact_id == ticket.contact_id, Response.score.is_not(None), Response.withdrawn_at.is_(None)
    )
    newest = session.scalars(
        chosen.order_by(Response.answered_at.desc()).limit(8).options(joinedload(Response.survey))
    )
    return list(reversed(newest.all()))


def _also_open(session: Session, ticket: Ticket, scope: Scope) -> Sequence[Ticket]:
    if ticket.account_id is None:
        return []
    others = select(Ticket).where(
        Ticket.account_id == ticket.account_id, Ticket.id != ticket.id, Ticket.is_open
    )
    covered = in_scope(scope)
    if covered is not None:
        others = others.where(covered)
    faces = joinedload(Ticket.contact), joinedload(Ticket.response), joinedload(Ticket.survey)
    return session.scalars(
        others.order_by(Ticket.queue_at.is_(None), Ticket.queue_at, Ticket.id).limit(5).options(*faces)
    ).all()


def _joined(session: Session, ticket: Ticket) -> Sequence[Response]:
    return session.scalars(
        select(Response)
        .join(Triggering, Triggering.response_id == Response.id)
        .where(Triggering.ticket_id == ticket.id, Triggering.outcome != "opened")
        .order_by(Response.answered_at)
        .options(joinedload(Response.survey))
    ).all()

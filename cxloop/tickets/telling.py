"""What an alert about a ticket has to say, read at the moment it is sent, so that edits and erasures apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cxloop.alerts import folding, outbox, wording
from cxloop.alerts.folding import Member
from cxloop.alerts.wording import Privacy, TicketFacts, Told
from cxloop.database import bulk
from cxloop.language import words
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets import promises, queries
from cxloop.tickets.audience import audience
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import Reopening, Ticket, Triggering
from cxloop.tickets.standing import promise_name
from cxloop.tickets.steps import CLOSED, OWED
from cxloop.tickets.sub_tasks import SubTask

MOST_EARLIER = 5
LONGEST_REASON = 300
LATE = ("escalated", wording.CALLED)
EVENTS = (
    frozenset({"reopened", "unowned", wording.COMPLAINED_AGAIN, wording.WAITED})
    | wording.RETOLD
    | wording.SPOKE_AGAIN
)
"""Kinds that tell what happened; the others show how the ticket stands."""


@dataclass(frozen=True)
class Telling:
    """An alert in words: `path` is the page it opens, `calls` the colleague it is for."""

    told: Told
    language: str
    path: str
    calls: User | None = None


def tell(
    session: Session,
    *,
    alert_id: int,
    kind: str,
    subject: str,
    recipient: str,
    facts: Mapping[str, Any],
    at: datetime,
    language: str,
    privacy: Privacy = "masked",
    reader: User | None = None,
) -> Telling | None:
    """The words of one alert as things are at `at`; None when there is nothing left to tell.

    What was done meanwhile is told as done, or not at all: of a missed promise that was kept that it came late, of a
    ticket that is over nothing.

    Args:
        language: the reader's.
        reader: who reads it alone; None: a channel, which an escalation calls somebody in.
    """
    if kind == folding.DIGEST:
        members = _still_so(session, folding.members(session, alert_id), at)
        return Telling(wording.digest(members, language), language, "/tickets") if members else None
    if kind == wording.HANDED_OVER or kind in wording.TASKS:
        told_to_one = _handed_over if kind == wording.HANDED_OVER else _task
        return told_to_one(session, kind, recipient, facts, at, language, reader)
    ticket = loaded(session, folding.numbered(subject))
    if ticket is None:
        return None
    path, known = f"/tickets/{ticket.id}", facts_of(session, ticket)
    if kind == wording.CALLED and _is_answered(ticket, str(facts.get("promise")), at):
        return None
    if kind in LATE:
        called = reader or _to_call(session, kind, subject, recipient, facts, at)
        told = _escalated(ticket, known, language, at, str(facts.get("promise", "resolution")), called)
        return Telling(told, language, path, called) if told else None
    if kind in wording.GIVEN:
        told = _promised(session, known, language, at, facts)
    elif kind == wording.WARNED:
        told = _due_soon(ticket, known, language, at, str(facts.get("promise", "resolution")))
    elif kind in EVENTS:
        told = _event(session, ticket, known, kind, facts, language)
    elif kind in wording.LETTERS:
        told = wording.about_letter(known, language, kind)
    else:
        is_over = kind == outbox.OPENING and ticket.state in CLOSED
        told = None if is_over else wording.opened(known, language, at, privacy)
    return Telling(told, language, path, reader) if told else None


def _promised(
    session: Session, known: TicketFacts, language: str, at: datetime, facts: Mapping[str, Any]
) -> Told | None:
    """While it is still owed and was not promised for another moment since."""
    given = session.get(GivenPromise, facts.get("given"), populate_existing=True)
    if given is None or not given.stands or given.due_at.isoformat() != facts.get("due"):
        return None
    return wording.promised(known, language, at, given.what, given.due_at)


def _is_answered(ticket: Ticket, promise: str, at: datetime) -> bool:
    """Somebody has said meanwhile that they take care of it: nobody is called again."""
    return promise in promises.missed(ticket, at) and promise not in promises.calls_about(ticket, at)


def _due_soon(ticket: Ticket, known: TicketFacts, language: str, at: datetime, promise: str) -> Told | None:
    """While it is still owed and still in time; of what is late another alert tells."""
    name, _, place = promise.partition(":")
    is_of_now = promise == promise_name(name, ticket.segment, ticket.promised)
    due_at = promises.still_owed(ticket).get(name) if is_of_now and place else None
    return wording.due_soon(known, language, at, promise) if due_at and due_at >= at else None


def _escalated(
    ticket: Ticket, known: TicketFacts, language: str, at: datetime, promise: str, called: User | None
) -> Told | None:
    """Late, or kept late meanwhile; nothing once the promise is no longer owed or its moment has moved."""
    if promise in promises.missed(ticket, at):
        told = wording.escalated(known, language, at, promise, called.name if called else None)
        return replace(told, may_be_answered=promise in promises.calls_about(ticket, at))
    name, _, segment = promise.partition(":")
    kept_at = ticket.reached_at if name == "first_contact" else ticket.resolved_at
    is_past = ticket.state in CLOSED or segment not in ("", str(ticket.segment))
    if is_past or kept_at is None or kept_at <= promises.moment(ticket, promise):
        return None
    return wording.kept_late(known, language, promise, kept_at)


def _event(
    session: Session, ticket: Ticket, known: TicketFacts, kind: str, facts: Mapping[str, Any], language: str
) -> Told | None:
    """What happened, while it still asks for something."""
    is_owed = ticket.state in OWED
    if kind == "reopened":
        because = str(facts.get("because") or ("partly" if facts.get("partly") else "no"))
        if not is_owed:
            return None
        by, why = _opened_again_by(session, ticket) if because == "colleague" else (None, None)
        return wording.reopened(known, language, because, by, why)
    if kind == "unowned":
        return wording.unowned(known, language) if is_owed and ticket.owner is None else None
    if kind in (wording.COMPLAINED_AGAIN, wording.WAITED):
        return _asks_now(ticket, known, kind, facts, language) if is_owed else None
    if kind in wording.SPOKE_AGAIN:
        return wording.spoke_again(known, language, facts)
    return wording.retold(known, language, kind, facts)


def _asks_now(
    ticket: Ticket, known: TicketFacts, kind: str, facts: Mapping[str, Any], language: str
) -> Told | None:
    if kind == wording.COMPLAINED_AGAIN:
        return wording.complained_again(known, language, ticket.reached_at is not None)
    return None if ticket.is_paused else wording.waited(known, language, str(facts.get("for")))


def _opened_again_by(session: Session, ticket: Ticket) -> tuple[str | None, str | None]:
    """The name of who opened it again last, and the reason they gave."""
    newest = select(User.name, Reopening.reason).join(User, User.id == Reopening.by_id)
    chosen = newest.where(Reopening.ticket_id == ticket.id).order_by(Reopening.id.desc()).limit(1)
    row = session.execute(chosen).first()
    return (row[0], row[1][:LONGEST_REASON] if row[1] else None) if row else (None, None)


def _task(
    session: Session,
    kind: str,
    _recipient: str,
    facts: Mapping[str, Any],
    _at: datetime,
    language: str,
    reader: User | None,
) -> Telling | None:
    """What a colleague was asked for; once it is settled only the answer is news."""
    task = session.get(SubTask, facts.get("task") or 0, populate_existing=True)
    is_news = task is not None and (
        task.ending == "answered" if kind == wording.TASK_ANSWERED else task.stands
    )
    if task is None or not is_news:
        return None
    told = wording.asked(
        kind, language, ticket=task.ticket_id, what=task.what, by=task.by.name, owner=task.owner.name,
        due_at=task.due_at, zone=ZoneInfo(task.ticket.time_zone), answer=task.answer,
    )  # fmt: skip
    return Telling(told, language, "/loop?show=tasks", reader)


def _handed_over(
    session: Session,
    _kind: str,
    recipient: str,
    facts: Mapping[str, Any],
    at: datetime,
    language: str,
    reader: User | None,
) -> Telling | None:
    """The tickets of one hand-over that are still theirs and still owed."""
    owner_id, numbers = folding.numbered(recipient), facts.get("tickets", ())
    tickets = [ticket for number in numbers if (ticket := loaded(session, int(number)))]
    theirs = [one for one in tickets if one.owner_id == owner_id and one.state in OWED]
    if not theirs:
        return None
    owner, by = theirs[0].owner, session.get(User, facts.get("by") or 0)
    told = wording.handed_over(
        [facts_of(session, ticket) for ticket in theirs],
        language,
        at,
        by=by.name if by else None,
        to=owner.name if owner and owner is not reader else None,
    )
    path = f"/tickets/{theirs[0].id}" if len(theirs) == 1 else "/tickets"
    return Telling(told, language, path, reader or owner)


def _to_call(
    session: Session, kind: str, subject: str, recipient: str, facts: Mapping[str, Any], at: datetime
) -> User | None:
    return audience(session, kind=kind, subject=subject, recipient=recipient, facts=facts, at=at).to_call


def _still_so(session: Session, members: Sequence[Member], at: datetime) -> list[tuple[str, int]]:
    """(kind, number) of a digest's alerts; a missed promise is left out once nothing is late any more."""
    named = [(one.kind, folding.numbered(one.subject)) for one in members]
    late = [number for kind, number in named if kind in LATE]
    still = set(
        session.scalars(select(Ticket.id).where(bulk.among(session, Ticket.id, late), Ticket.due_at <= at))
    )
    return [(kind, number) for kind, number in named if kind not in LATE or number in still]


def standing(session: Session, ticket: Ticket, language: str) -> str:
    """Where the ticket stands now, in one sentence."""
    return wording.status(facts_of(session, ticket), words(language).gettext)


def facts_of(session: Session, ticket: Ticket) -> TicketFacts:
    """Everything an alert may know; how much of it is shown is for the wording and its privacy."""
    why = session.scalar(
        select(Triggering.reason).where(Triggering.ticket_id == ticket.id, Triggering.outcome == "opened")
    )
    return TicketFacts(
        number=ticket.id,
        metric=ticket.survey.metric,
        score=ticket.response.score,
        scale_max=ticket.survey.scale_max,
        is_urgent=ticket.priority == "urgent",
        state=ticket.state,
        why=why or "",
        first_contact_due_at=ticket.contact_due_at,
        resolution_due_at=ticket.resolution_due_at,
        zone=ZoneInfo(ticket.time_zone),
        first_reached_at=ticket.reached_at,
        resolved_at=ticket.resolved_at,
        contact_name=ticket.contact.called if ticket.contact else None,
        account_name=ticket.account.name if ticket.account else None,
        tier=ticket.account.tier if ticket.account else None,
        theme=ticket.response.touchpoint or ticket.survey.touchpoint or ticket.survey.name,
        comment=ticket.response.comment,
        earlier_scores=_earlier_scores(session, ticket),
        owner_name=ticket.owner.name if ticket.owner else None,
        owner_confirmed=queries.owner_confirmed(session, ticket),
        team_name=ticket.team.name,
    )


def loaded(session: Session, ticket_id: int) -> Ticket | None:
    named = (Ticket.contact, Ticket.account, Ticket.response, Ticket.survey, Ticket.team, Ticket.owner)
    chosen = select(Ticket).where(Ticket.id == ticket_id).options(*(joinedload(part) for part in named))
    return session.scalars(chosen.execution_options(populate_existing=True)).first()


def _earlier_scores(session: Session, ticket: Ticket) -> tuple[int, ...]:
    """This person's last scores before this answer, in the same survey, oldest first."""
    if ticket.contact_id is None:
        return ()
    scores = session.scalars(
        select(Response.score)
        .where(
            Response.contact_id == ticket.contact_id,
            Response.survey_id == ticket.survey_id,
            Response.answered_at < ticket.answered_at,
            Response.score.is_not(None),
            Response.withdrawn_at.is_(None),
        )
        .order_by(Response.answered_at.desc())
        .limit(MOST_EARLIER)
    )
    return tuple(reversed([score for score in scores if score is not None]))

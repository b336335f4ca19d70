"""Answers that needed somebody, and of which nobody knows what became."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from cxloop.loop import verify
from cxloop.loop.keep.gaps.kinds import OLD_ENOUGH, Rows
from cxloop.loop.open import Unhappy, as_of_its_day, judged_then, open_tickets, terms
from cxloop.reports.intake_eligible import heard_at, named, rule_versions
from cxloop.responses import thresholds
from cxloop.responses.inbound import backfill
from cxloop.responses.models import ImportJob, Response, Survey
from cxloop.tickets import queries
from cxloop.tickets.joining import REOPENS
from cxloop.tickets.models import Ticket, Triggering
from cxloop.tickets.triggers import Condition, suppressed_by_age

VIA = "job"
MENDED = "found_by_auditor"


def _unheard(session: Session, at: datetime) -> Sequence[Select[Any]]:
    """One select a survey: its own thresholds decide."""
    versions = rule_versions(session)
    return [
        select(Response.id)
        .outerjoin(Triggering, Triggering.response_id == Response.id)
        .where(
            Response.survey_id + 0 == survey.id,  # by the window of ids, not by the survey's own index
            Response.received_at < at - OLD_ENOUGH,
            Response.withdrawn_at.is_(None),
            Triggering.response_id.is_(None),
            named(survey, versions, thresholds.versions(session, survey)),
            heard_at() < at - OLD_ENOUGH,
        )
        for survey in session.scalars(select(Survey).where(Survey.is_anonymous.is_(False)))
    ]


def _hear(session: Session, response_id: int, at: datetime) -> bool:
    """Open what should have been opened, under the rules and the backfill of then, and the promise of now."""
    chosen = select(Response, heard_at()).where(Response.id == response_id).with_for_update(of=Response)
    response, heard = session.execute(chosen).one()
    if _has_ticket(session, response, at):
        return True
    days, alerts = _as_heard(session, response, heard)
    under = terms(session, response.survey, at=at, via=VIA, backfill_days=days, alerts=alerts)
    conditions = _as_named(session, response, heard)
    score = -1 if response.score is None else response.score
    answer = Unhappy(
        response.id,
        response.contact_id,
        response.account_id,
        score,
        response.answered_at,
        response.received_at,
        judgement=judged_then(session, response),
    )
    open_tickets(session, [answer], replace(under, conditions=conditions))
    return True


def _as_named(session: Session, response: Response, heard: datetime) -> list[Condition]:
    """The rules it was tried by, up to the score they named then: as its verdict says, or the thresholds of its day."""
    versions, kept = rule_versions(session), response.named_up_to
    if kept is not None:
        then = [version.condition for version in versions if version.was_in_force(heard)]
        return as_of_its_day(then, kept)
    low = thresholds.versions(session, response.survey).at(heard).ticket_low
    tried = [version.condition for version in versions if version.tries(heard)]
    return [replace(one, score_at_most=low) if one.score_at_most is None else one for one in tried]


def _has_ticket(session: Session, response: Response, at: datetime) -> bool:
    """The ticket is there, only the record of it was not."""
    ticket = session.scalars(select(Ticket).where(Ticket.response_id == response.id)).first()
    if ticket is None:
        return False
    session.add(
        Triggering(
            response_id=response.id, rule_id=ticket.rule_id, ticket_id=ticket.id, outcome="opened",
            reason=MENDED, at=at,
        )
    )  # fmt: skip
    session.flush()
    return True


def _as_heard(session: Session, response: Response, heard: datetime) -> tuple[int | None, bool]:
    """(backfill days, alerts) of the import or the pull it came with; what was young enough then is so today."""
    job = session.get(ImportJob, response.import_id) if response.import_id else None
    if job is None:
        days = backfill.pulled_under(session, response.source_id, response.received_at)
    else:
        days = job.backfill_days
    if days is None:
        return None, True
    was_too_old = suppressed_by_age(response.answered_at, heard, days)
    return (days if was_too_old else None), job is None and not was_too_old


def _without_ticket(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    return [
        select(Triggering.response_id).where(
            Triggering.ticket_id.is_(None),
            Triggering.outcome != "suppressed",
            Triggering.at < at - OLD_ENOUGH,
        )
    ]


def _open_again(session: Session, response_id: int, at: datetime) -> bool:
    """A record of a ticket that is not there is as good as none."""
    session.execute(delete(Triggering).where(Triggering.response_id == response_id))
    return _hear(session, response_id, at)


def _complaint_swallowed(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """It joined a ticket that waits for the customer's word, was said after the resolution, and reopened nothing."""
    return [
        select(Triggering.response_id)
        .join(Ticket, Ticket.id == Triggering.ticket_id)
        .join(Response, Response.id == Triggering.response_id)
        .where(
            Triggering.outcome == "joined",
            Triggering.at < at - OLD_ENOUGH,
            Triggering.at > Ticket.resolved_at,
            Response.answered_at >= Ticket.resolved_at,
            Response.withdrawn_at.is_(None),
            Ticket.is_waiting,
        )
    ]


def _reopen(session: Session, response_id: int, at: datetime) -> bool:
    """What it said stands: not solved."""
    record = session.get_one(Triggering, response_id)
    ticket = queries.locked(session, record.ticket_id or 0)
    if ticket.is_waiting:
        verify.complain_again(session, ticket, response_id, at=at, via=VIA)
        record.reason = REOPENS
        session.flush()
    return True


KINDS = (
    Rows("answer_unheard", "response", Response.id, _unheard, _hear),
    Rows("answer_without_ticket", "response", Triggering.response_id, _without_ticket, _open_again),
    Rows("complaint_swallowed", "response", Triggering.response_id, _complaint_swallowed, _reopen),
)

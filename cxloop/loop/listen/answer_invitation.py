"""Answer an invitation: once, by POST; what a machine may have sent waits until a person has looked at it.

Of an anonymous survey nothing is kept that says who gave which answer: neither the person nor the moment.
"""

import secrets
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from cxloop.loop.listen.hear import Door, hear
from cxloop.responses.importing.answers import Heard
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import HeldAnswer, Invitation, LinkVisit
from cxloop.responses.invitations.suspicion import scanner_of, suspicions
from cxloop.responses.models import Response, Survey

VIA = "page"
MOST_VISITS = 200


class NoLongerOpen(Exception):
    """The invitation was answered, withdrawn or withheld, or its time is over."""


class AlreadyDecided(Exception):
    """Somebody has looked at this answer before."""


def visit_invitation(
    session: Session, invitation_id: int, *, at: datetime, score: int | None, trap: bool, agent: str | None
) -> None:
    """A link was fetched: kept to tell scanners from people, never as an answer."""
    seen = (
        select(LinkVisit.id).where(LinkVisit.invitation_id == invitation_id).offset(MOST_VISITS - 1).limit(1)
    )
    if session.scalar(seen) is None:
        fetched = LinkVisit(
            invitation_id=invitation_id, at=at, score=score, trap=trap, scanner=scanner_of(agent)
        )
        session.add(fetched)
        session.flush()


def answer_invitation(
    session: Session,
    invitation_id: int,
    *,
    score: int | None,
    comment: str | None,
    language: str | None,
    at: datetime,
    agent: str | None = None,
) -> Response | None:
    """Spend the invitation and hear the answer; None when it is held for review, or nobody may know whose it is.

    Raises:
        NoLongerOpen: nothing was stored.
        ValueError: the score is not on the survey's scale.
    """
    spent = update(Invitation).where(Invitation.id == invitation_id, queries.still_open(at))
    result = session.execute(
        spent.values(answered_at=at, remind_at=None).execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", result).rowcount != 1:
        raise NoLongerOpen
    invitation = session.get_one(Invitation, invitation_id, populate_existing=True)
    survey = invitation.survey
    if score is not None and not survey.scale_min <= score <= survey.scale_max:
        raise ValueError(f"{score} is not from {survey.scale_min} to {survey.scale_max}")
    delivered_at = max(filter(None, (invitation.sent_at, invitation.reminded_at)), default=None)
    reasons = suspicions(at, delivered_at, queries.visits_of(session, invitation_id), scanner_of(agent))
    if survey.is_anonymous:
        _forget_when(session, invitation, at)
    held = HeldAnswer(
        survey_id=survey.id, invitation_id=None if survey.is_anonymous else invitation_id,
        answered_at=_coarse(at) if survey.is_anonymous else at, score=score, comment=comment or None,
        language=None if survey.is_anonymous else language, reasons=reasons,
    )  # fmt: skip
    if not reasons:
        return _hear(session, survey, invitation, held, at)
    session.add(held)
    session.flush()
    return None


def release_held(session: Session, held_id: int, *, by_id: int, at: datetime) -> Response | None:
    """A person gave this answer: hear it, with the moment at which it was given.

    Raises:
        AlreadyDecided: nothing was changed.
    """
    held = _decide(session, held_id, by_id, at, released=True)
    return _hear(session, held.survey, held.invitation, held, at)


def drop_held(session: Session, held_id: int, *, by_id: int, at: datetime) -> None:
    """A machine gave this answer: it is heard nowhere, and the person gets the link back.

    Raises:
        AlreadyDecided: nothing was changed.
    """
    held = _decide(session, held_id, by_id, at, released=False)
    if held.invitation is not None:
        held.invitation.answered_at = None
    session.flush()


def _decide(session: Session, held_id: int, by_id: int, at: datetime, *, released: bool) -> HeldAnswer:
    held = session.get(HeldAnswer, held_id, with_for_update=True, populate_existing=True)
    if held is None or held.decided_at is not None:
        raise AlreadyDecided
    held.decided_at, held.decided_by_id, held.released = at, by_id, released
    session.flush()
    return held


def _hear(
    session: Session, survey: Survey, invitation: Invitation | None, answer: HeldAnswer, at: datetime
) -> Response | None:
    """Through the same door as every answer, so that tickets and alerts follow."""
    source = queries.page_source(session, survey.id)
    if survey.is_anonymous or invitation is None:
        unknown = Heard(
            line=0, external_id=secrets.token_hex(16), score=answer.score, comment=answer.comment,
            answered_at=answer.answered_at, touchpoint=survey.touchpoint, stage=survey.stage,
        )  # fmt: skip
        hear(session, [unknown], Door(source, VIA, _coarse(at)))
        return None
    contact, external_id = invitation.contact, str(invitation.id)
    heard = Heard(
        line=0, external_id=external_id, score=answer.score, comment=answer.comment,
        answered_at=answer.answered_at, email=contact.email, name=contact.name, phone=contact.phone,
        contact_external_id=contact.external_id, language=answer.language,
        touchpoint=invitation.touchpoint or survey.touchpoint, stage=survey.stage,
    )  # fmt: skip
    hear(session, [heard], Door(source, VIA, at))
    chosen = select(Response).where(Response.source_id == source.id, Response.external_id == external_id)
    response = session.scalars(chosen).one()
    invitation.response_id = response.id
    session.flush()
    return response


def _forget_when(session: Session, invitation: Invitation, at: datetime) -> None:
    """Of an anonymous answer the invitation knows only the day, and no visit tells a score."""
    invitation.answered_at = _coarse(at)
    session.execute(delete(LinkVisit).where(LinkVisit.invitation_id == invitation.id))


def _coarse(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)

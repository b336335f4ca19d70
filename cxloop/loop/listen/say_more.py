"""Say more: words that come after an answer on our own page, for a while; they join the same answer and its ticket.

Of an anonymous answer nothing leads back to it, so nothing can be added to it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.loop.listen.answer_invitation import VIA, NoLongerOpen
from cxloop.loop.listen.hear import Door, hear
from cxloop.responses.importing.answers import Heard
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import HeldAnswer, Invitation
from cxloop.responses.models import Response, ResponseChange

FOR = timedelta(minutes=30)
MOST_CHANGES = 10


@dataclass(frozen=True)
class Said:
    """What was said so far, and until when words may be added or changed."""

    comment: str | None
    until: datetime


def said_so_far(session: Session, invitation_id: int, at: datetime) -> Said | None:
    """None where nothing may be added: too late, too often, not answered, or nobody may know whose answer it is."""
    invitation = session.get(Invitation, invitation_id, populate_existing=True)
    answer = _answer_of(session, invitation, at) if invitation else None
    if invitation is None or invitation.answered_at is None or answer is None:
        return None
    return Said(answer.comment, invitation.answered_at + FOR)


def say_more(session: Session, invitation_id: int, *, comment: str, at: datetime) -> None:
    """Add words to an answer, or let it say these instead; what it said before stays on record.

    Raises:
        NoLongerOpen: nothing was stored.
    """
    invitation = session.get(
        Invitation, invitation_id, with_for_update={"of": Invitation}, populate_existing=True
    )
    answer = _answer_of(session, invitation, at) if invitation else None
    if invitation is None or answer is None:
        raise NoLongerOpen
    if isinstance(answer, HeldAnswer):
        answer.comment = comment
    else:
        more = Heard(line=0, external_id=answer.external_id, score=None, comment=comment, answered_at=None)
        hear(session, [more], Door(queries.page_source(session, invitation.survey_id), VIA, at))
    session.flush()


def _answer_of(session: Session, invitation: Invitation, at: datetime) -> HeldAnswer | Response | None:
    """The answer as it waits for a look, or as it was heard."""
    answered_at = invitation.answered_at
    if answered_at is None or not answered_at <= at < answered_at + FOR or invitation.survey.is_anonymous:
        return None
    if invitation.response_id is None:
        waits = select(HeldAnswer).where(
            HeldAnswer.invitation_id == invitation.id, HeldAnswer.decided_at.is_(None)
        )
        return session.scalars(
            waits.with_for_update(of=HeldAnswer).execution_options(populate_existing=True)
        ).first()
    changes = select(func.count()).where(ResponseChange.response_id == invitation.response_id)
    if (session.scalar(changes) or 0) >= MOST_CHANGES:
        return None
    return session.get(Response, invitation.response_id, populate_existing=True)

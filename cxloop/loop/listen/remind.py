"""Remind: one letter more, once, to who has not answered; and what ends an invitation before its time."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.accounts.consent import PURPOSES, change_consent
from cxloop.accounts.models import Contact
from cxloop.alerts import outbox
from cxloop.database import bulk, in_pieces
from cxloop.loop.listen.invite import letter
from cxloop.loop.listen.quarantine import reasons_to_wait
from cxloop.people.company import company
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import Invitation, SurveyPage

REMINDER = queries.LETTERS[1]


def invitation_delivered(
    session: Session, invitation_id: int, at: datetime, *, reminder: bool = False
) -> None:
    """The letter left; the reminder, if the survey has one, is due so many days later."""
    invitation = session.get_one(Invitation, invitation_id)
    if reminder:
        invitation.reminded_at = at
    elif invitation.sent_at is None:
        page = session.get(SurveyPage, invitation.survey_id)
        days = page.remind_after_days if page else None
        invitation.sent_at, invitation.remind_at = at, at + timedelta(days=days) if days else None
    session.flush()


def remind_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Write the one reminder to who has not answered and may be asked; returns how many were looked at."""
    due = session.scalars(
        select(Invitation)
        .where(Invitation.remind_at <= at)
        .order_by(Invitation.remind_at, Invitation.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    days = company(session, at).quarantine_days
    for invitation in due:
        invitation.remind_at = None
        contact_id = invitation.contact_id
        waits = reasons_to_wait(session, [contact_id], days=days, at=at, besides=invitation.id)
        if queries.is_open(invitation, at) and not waits:
            outbox.enqueue_many(session, [letter(REMINDER, invitation.id, contact_id, at)])
    session.flush()
    return len(due)


def withdraw_mailing(session: Session, mailing_id: int, *, at: datetime) -> int:
    """The links of a mailing that nobody has answered yet die, and letters not sent yet stay; returns how many."""
    of_this = (Invitation.mailing_id == mailing_id) & queries.still_open(at)
    open_ones = session.scalars(select(Invitation.id).where(of_this).with_for_update()).all()
    for piece in in_pieces(open_ones):
        dead = update(Invitation).where(bulk.among(session, Invitation.id, piece))
        session.execute(dead.values(revoked_at=at).execution_options(synchronize_session=False))
    return len(open_ones)


def unsubscribe(session: Session, invitation_id: int, *, at: datetime, also: Collection[str] = ()) -> None:
    """The customer wants no more survey letters; and nothing of what they said `also`, one of `consent.PURPOSES`."""
    invitation = session.get_one(Invitation, invitation_id)
    contact = session.get_one(Contact, invitation.contact_id)
    purposes = [purpose for purpose in PURPOSES if purpose == "surveys" or purpose in also]
    change_consent(session, contact, given=False, at=at, source="link", purposes=purposes)

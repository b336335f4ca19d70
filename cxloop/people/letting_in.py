"""Letting somebody in: they are invited, choose a password by their link, and another one when it is forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.people import access_links, changes
from cxloop.people.access_links import INVITATION, RESET, AccessLink
from cxloop.people.identities import may_use_a_password, signing_in
from cxloop.people.models import Role, User
from cxloop.people.passwords import hashed

NO_SECOND_LETTER_WITHIN = timedelta(minutes=5)
"""Whoever asks for somebody else fills no mailbox."""


class LinkClosed(Exception):
    """The link works no more; `why` as `access_links.why_closed` has it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def invite(
    session: Session, *, email: str, name: str, role: Role, language: str, by: By, at: datetime
) -> User:
    """Somebody who may come in once they have chosen a password; until then no ticket is given to them.

    Raises:
        KnownAlready: somebody has this address.
    """
    user = changes.add(
        session, email=email, name=name, role=role, language=language, at=at, by_id=by.actor_id, via=by.via
    )
    user.invited_at = at
    return user


def link_for(session: Session, user: User, purpose: str, by: By, at: datetime) -> AccessLink:
    """A link to send or to hand over; the one before ends."""
    made = access_links.make(session, user, purpose, at)
    kind = "invitation_made" if purpose == INVITATION else "reset_link_made"
    audit_log.record(session, kind, at=at, actor_id=by.actor_id, via=by.via, user=user.id)
    return made


def take_back(session: Session, user: User, by: By, at: datetime) -> None:
    """Whoever has not come yet is not expected any more."""
    changes.deactivate(session, user, at, by_id=by.actor_id, via=by.via)
    audit_log.record(session, "invitation_taken_back", at=at, actor_id=by.actor_id, via=by.via, user=user.id)


def ask_for_reset(session: Session, email: str, at: datetime) -> AccessLink | None:
    """A link for whoever says that this is their address; None: nobody's, or no password's, or made a moment ago."""
    user = changes.of_email(session, email)
    if user is None or not user.is_active or not may_use_a_password(signing_in(session), user.role):
        return None
    before = access_links.newest(session, user.id, RESET)
    if before is not None and at - before.made_at < NO_SECOND_LETTER_WITHIN and before.spent_at is None:
        return None
    audit_log.record(session, "reset_asked", at=at, actor_id=None, via="web", user=user.id)
    return access_links.make(session, user, RESET, at)


def choose_password(session: Session, link_id: int, password: str, at: datetime) -> User:
    """Spend the link: this is the person's password from now on, and every session and other link of theirs ends.

    Raises:
        LinkClosed
    """
    locked = select(AccessLink).where(AccessLink.id == link_id).with_for_update(of=AccessLink)
    one = session.scalars(locked.execution_options(populate_existing=True)).one()
    if why := access_links.why_closed(one, at):
        raise LinkClosed(why)
    one.spent_at, user = at, one.user
    session.flush()
    if user.invited_at is None:
        changes.change_password(session, user, password, at, by_id=user.id, via="web")
        return user
    user.password_hash, user.invited_at = hashed(password), None
    access_links.revoke(session, user.id, at)
    audit_log.record(session, "joined", at=at, actor_id=user.id, via="web", user=user.id)
    return user

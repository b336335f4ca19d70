"""Another secret key for the installation: what is kept under the old one goes on under the new one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.people import identities, link_keys, second_step
from cxloop.people.models import SignIn
from cxloop.responses.inbound import pulls
from cxloop.responses.inbound.models import Hook
from cxloop.responses.invitations import links as survey_links
from cxloop.secrets import CannotUnseal, seal, unseal
from cxloop.tickets import links as question_links
from cxloop.trails import keys
from cxloop.trails.models import TrailKey

HOOK = "hook"
IN_LETTERS = (survey_links.ANSWER, survey_links.LEAVE, question_links.PURPOSE)
SEALED = (("signing_secret", HOOK), ("old_signing_secret", HOOK), ("credentials", pulls.PURPOSE))


@dataclass(frozen=True)
class Rotated:
    """What came of it: secrets sealed again, secrets nobody could open before either, sessions that ended."""

    resealed: int
    unreadable: int
    sessions: int


def rotate_key(
    session: Session, *, old: str, new: str, at: datetime, by: audit_log.By, keeps_links: bool
) -> Rotated:
    """Go from one secret key to another; `keeps_links` believes the links of letters that have left.

    Raises:
        CannotUnseal: `old` is not the key this database was written with.
    """
    keys.trail_key(session)  # looked up while the old key opens it, for the line in the audit log below
    keys.keep(session, old=old, new=new)
    if keeps_links:
        link_keys.keep(session, IN_LETTERS, old=old, new=new, at=at)
    else:
        link_keys.forget(session)
    resealed, unreadable = _reseal(session, old, new)
    running = update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=at)
    ended = len(session.execute(running.returning(SignIn.id)).all())
    facts = {"sources": resealed, "sessions": ended, "links": int(keeps_links)}
    audit_log.record(session, "secret_key_changed", at=at, actor_id=by.actor_id, via=by.via, **facts)
    return Rotated(resealed, unreadable, ended)


def is_kept_under(session: Session, secret_key: str) -> bool:
    """Whether the key was changed to this one before."""
    is_there = session.scalar(select(TrailKey.id)) is not None
    return is_there and keys.Keyring(secret_key).fits(session)


def _reseal(session: Session, old: str, new: str) -> tuple[int, int]:
    resealed = unreadable = 0
    for hook in session.scalars(select(Hook)):
        for column, purpose in SEALED:
            sealed = getattr(hook, column)
            if not sealed:
                continue
            try:
                setattr(hook, column, seal(new, purpose, unseal(old, purpose, sealed)))
                resealed += 1
            except CannotUnseal:
                unreadable += 1
    try:
        resealed += identities.reseal(session, old, new)
    except CannotUnseal:
        unreadable += 1
    of_phones = second_step.reseal(session, old, new)
    resealed, unreadable = resealed + of_phones[0], unreadable + of_phones[1]
    session.flush()
    return resealed, unreadable

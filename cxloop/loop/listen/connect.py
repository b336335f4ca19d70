"""Connecting a survey platform: its address, its secret, what its fields mean, and whether we listen."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.people.models import User
from cxloop.responses import surveys
from cxloop.responses.inbound.models import Hook
from cxloop.responses.inbound.queries import hashed, locked
from cxloop.responses.models import Source, Survey
from cxloop.responses.platforms import PLATFORMS
from cxloop.responses.surveys import NewSurvey
from cxloop.secrets import sealing

OLD_SECRETS_LIVE = timedelta(hours=24)
SECRET_BYTES = 32
PURPOSE = "hook"


class Sealed(Protocol):
    """The secrets of a door as they are kept: a `Hook`, or the columns of one."""

    @property
    def signing_secret(self) -> str | None: ...
    @property
    def old_signing_secret(self) -> str | None: ...
    @property
    def old_secret_until(self) -> datetime | None: ...


def connect(
    session: Session, *, platform: str, survey: Survey | NewSurvey, signing_secret: str | None, secret_key: str,
    by: User, at: datetime,
) -> tuple[Hook, str]:  # fmt: skip
    """Open a door for a platform; returns it with the last part of its path.

    Where the platform does not sign, that part is a secret of 256 bits, of which only the SHA-256 is kept: it can be
    told only now.
    """
    if isinstance(survey, NewSurvey):
        survey = surveys.add(session, survey, at, By(by.id, "web"))
    source = Source(survey_id=survey.id, door="hook", name=_free_name(session, survey.id, platform))
    session.add(source)
    session.flush()
    hook = Hook(source_id=source.id, platform=platform, created_at=at, created_by_id=by.id)
    address = secrets.token_urlsafe(SECRET_BYTES)
    if PLATFORMS[platform].signs:
        address = hook.address = f"{source.id}-{secrets.token_urlsafe(9)}"
    else:
        hook.address_hash = hashed(address)
    if signing_secret:
        hook.signing_secret = sealing.seal(secret_key, PURPOSE, signing_secret)
    session.add(hook)
    session.flush()
    facts = {"source": source.id, "survey": survey.id}
    audit_log.record(session, "source_connected", at=at, actor_id=by.id, via="web", **facts)
    return hook, address


def renew_address(session: Session, source_id: int, *, at: datetime) -> str:
    """Give an unsigned door a new secret address; the old one is believed for another day. Returns the new one."""
    hook = locked(session, source_id)
    address = secrets.token_urlsafe(SECRET_BYTES)
    hook.old_address_hash, hook.address_hash = hook.address_hash, hashed(address)
    hook.old_secret_until = at + OLD_SECRETS_LIVE
    session.flush()
    return address


def renew_secret(
    session: Session, source_id: int, signing_secret: str, *, secret_key: str, at: datetime
) -> None:
    """Believe calls signed with this secret; one that was entered before is believed for another day."""
    hook = locked(session, source_id)
    if hook.signing_secret:
        hook.old_signing_secret, hook.old_secret_until = hook.signing_secret, at + OLD_SECRETS_LIVE
    hook.signing_secret = sealing.seal(secret_key, PURPOSE, signing_secret)
    session.flush()


def secrets_of(hook: Sealed, *, secret_key: str, at: datetime) -> list[str]:
    """The secrets its platform may sign with now, the newest first; one sealed with another key is passed over."""
    sealed = [hook.signing_secret]
    if hook.old_secret_until and at < hook.old_secret_until:
        sealed.append(hook.old_signing_secret)
    found = []
    for one in sealed:
        try:
            found += [sealing.unseal(secret_key, PURPOSE, one)] if one else []
        except sealing.CannotUnseal:
            continue
    return found


def pause_source(session: Session, source_id: int, *, at: datetime) -> None:
    """Take nothing for a while: the platform is told to come back later, and loses nothing."""
    hook = locked(session, source_id)
    hook.paused_at = hook.paused_at or at
    session.flush()


def resume_source(session: Session, source_id: int) -> None:
    """Listen again."""
    locked(session, source_id).paused_at = None
    session.flush()


def choose_fields(session: Session, source_id: int, fields: dict[str, Any]) -> None:
    """Keep which of the platform's fields holds the score, the comment, the e-mail address; {} guesses them all."""
    hook = locked(session, source_id)
    hook.mapping = fields or None
    session.flush()


def _free_name(session: Session, survey_id: int, platform: str) -> str:
    taken = set(
        session.scalars(select(Source.name).where(Source.survey_id == survey_id, Source.door == "hook"))
    )
    free, number = platform, 2
    while free in taken:
        free, number = f"{platform}-{number}", number + 1
    return free

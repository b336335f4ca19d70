"""The second step after a password: a code of somebody's phone (RFC 6238), or one of their recovery codes."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.database import Model, key, text
from cxloop.people import sign_ins
from cxloop.people.identities import signing_in
from cxloop.people.models import User
from cxloop.people.tries import TooManyTries
from cxloop.secrets import CannotUnseal, seal, unseal

PURPOSE = "codes of a phone"
SECONDS = 30
STEPS_APART = (0, -1, 1)
"""A phone's clock may be half a minute off, and people type slowly."""
HOW_MANY, LETTERS, LONG = 10, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16
WRONG_A_DAY = 50
"""By browsers that never signed in to the account. A guess finds one of three codes in a million."""
DAY = timedelta(days=1)


class SecondStep(Model):
    """What somebody's phone makes codes from."""

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = text("secret")
    """Sealed."""
    confirmed_at: Mapped[datetime]
    last_step: Mapped[int]
    """Of the newest code that was taken: no code is taken twice, nor an older one after it."""
    wrong_tries: Mapped[int] = mapped_column(default=0)
    counted_from: Mapped[datetime | None]
    """Since when wrong codes of strangers are counted, for a day."""


class RecoveryCode(Model):
    """Instead of a code, once; only its hash is kept, and 80 random bits need no slow one."""

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = text("secret")
    spent_at: Mapped[datetime | None]


class WrongCode(Exception):
    """It is not the code of this moment, or was taken before."""


def of(session: Session, user_id: int) -> SecondStep | None:
    return session.get(SecondStep, user_id, populate_existing=True)


def is_required(session: Session, role: str) -> bool:
    """Whether the company wants it of this role."""
    return role in signing_in(session).codes_for


def is_asked(session: Session, user: User) -> bool:
    """Whether a password alone does not let them in."""
    return of(session, user.id) is not None or is_required(session, user.role)


def left(session: Session, user_id: int) -> int:
    """How many of their recovery codes work."""
    unspent = (RecoveryCode.user_id == user_id, RecoveryCode.spent_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unspent)) or 0


def new_secret() -> str:
    """160 bits in base32, as phones read them."""
    import pyotp

    return pyotp.random_base32()


def address_of(secret: str, email: str, company: str | None) -> str:
    """What the picture says to a phone."""
    import pyotp

    return pyotp.TOTP(secret, interval=SECONDS).provisioning_uri(name=email, issuer_name=company or "cxloop")


def switch_on(
    session: Session, secret_key: str, user_id: int, secret: str, typed: str, by: By, at: datetime
) -> list[str]:
    """Ask for codes from now on; returns the recovery codes, which are shown this once.

    Raises:
        WrongCode: the phone does not make this code: nothing was switched on.
    """
    step = _step_of(secret, typed, at)
    before = session.get(SecondStep, user_id, with_for_update=True, populate_existing=True)
    if step is None or (before is not None and before.confirmed_at == at):
        raise WrongCode
    kept = before or SecondStep(user_id=user_id, wrong_tries=0)
    kept.secret, kept.confirmed_at, kept.last_step = seal(secret_key, PURPOSE, secret), at, step
    session.add(kept)
    session.flush()
    audit_log.record(session, "second_step_on", at=at, actor_id=by.actor_id, via=by.via, user=user_id)
    return _new_codes(session, user_id)


def make_codes(session: Session, user_id: int, by: By, at: datetime) -> list[str]:
    """Other recovery codes; those before end."""
    audit_log.record(session, "recovery_codes_made", at=at, actor_id=by.actor_id, via=by.via, user=user_id)
    return _new_codes(session, user_id)


def take(
    session: Session, secret_key: str, user_id: int, typed: str, at: datetime, *, is_stranger: bool
) -> None:
    """Take the code of this moment, or spend a recovery code. Of two at once, one is taken.

    Raises:
        WrongCode: nothing of this was kept: the caller counts it with `count_wrong`.
        TooManyTries: strangers typed too many wrong ones today; known browsers and recovery codes still work.
        CannotUnseal: it was sealed under another key; an administrator switches it off.
    """
    said = re.sub(r"[\s-]", "", typed).upper()
    kept = session.get(SecondStep, user_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise WrongCode
    if not said.isdecimal():
        return _spend(session, user_id, said, at)
    if is_stranger and _counted(kept, at) >= WRONG_A_DAY:
        raise TooManyTries
    step = _step_of(unseal(secret_key, PURPOSE, kept.secret), said, at)
    if step is None or step <= kept.last_step:
        raise WrongCode
    kept.last_step = step
    session.flush()
    return None


def count_wrong(session: Session, user_id: int, at: datetime, *, is_stranger: bool) -> None:
    """Write down that somebody who knew the password typed a wrong code."""
    kept = session.get(SecondStep, user_id, with_for_update=True, populate_existing=True)
    if kept is not None and is_stranger:
        if not _counted(kept, at):
            kept.counted_from = at
        kept.wrong_tries = _counted(kept, at) + 1
    audit_log.record(session, "code_failed", at=at, actor_id=None, via="web", user=user_id)


def switch_off(session: Session, user_id: int, by: By, at: datetime, kind: str = "second_step_off") -> bool:
    """Ask for no codes any more; whether any were asked for."""
    gone = session.execute(
        delete(SecondStep).where(SecondStep.user_id == user_id).returning(SecondStep.user_id)
    ).first()
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    if gone is not None:
        audit_log.record(session, kind, at=at, actor_id=by.actor_id, via=by.via, user=user_id)
    return gone is not None


def reset(session: Session, user_id: int, by: By, at: datetime) -> bool:
    """For a colleague who lost the phone; their sessions end."""
    was_on = switch_off(session, user_id, by, at, kind="second_step_reset")
    if was_on:
        sign_ins.end_all(session, user_id, at, by)
    return was_on


def reseal(session: Session, old: str, new: str) -> tuple[int, int]:
    """Seal everything under a new key; how many, and how many nobody could open before either."""
    resealed = unreadable = 0
    for one in session.scalars(select(SecondStep)):
        try:
            one.secret = seal(new, PURPOSE, unseal(old, PURPOSE, one.secret))
            resealed += 1
        except CannotUnseal:
            unreadable += 1
    return resealed, unreadable


def _counted(kept: SecondStep, at: datetime) -> int:
    is_fresh = kept.counted_from is not None and at - kept.counted_from < DAY
    return kept.wrong_tries if is_fresh else 0


def _step_of(secret: str, typed: str, at: datetime) -> int | None:
    """Which moment's code it is; None: none's around now."""
    import pyotp

    said, now = re.sub(r"[\s-]", "", typed), int(at.timestamp()) // SECONDS
    if not (said.isascii() and said.isdecimal()):
        return None
    codes = pyotp.HOTP(secret)
    return next((now + apart for apart in STEPS_APART if compare_digest(codes.at(now + apart), said)), None)


def _spend(session: Session, user_id: int, said: str, at: datetime) -> None:
    unspent = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == _hash(said),
        RecoveryCode.spent_at.is_(None),
    )
    if session.execute(unspent.values(spent_at=at).returning(RecoveryCode.id)).first() is None:
        raise WrongCode
    audit_log.record(session, "recovery_code_used", at=at, actor_id=user_id, via="web", user=user_id)


def _new_codes(session: Session, user_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LONG)) for _ in range(HOW_MANY)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=_hash(code)) for code in codes)
    session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, LONG, 4)) for code in codes]


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()

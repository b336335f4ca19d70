"""Tokens of programs: made, found by their hash, revoked. Shown once; 256 random bits need no slow hash."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session, joinedload

from cxloop import audit_log
from cxloop.database import prepared
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.policies import SEES_ALL_TICKETS
from cxloop.people.programs import ApiToken

BEGINS = "cxl_"
SHOWN = 12
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Program:
    """Who calls: what a request needs to know of a token.

    `acts_as` is the user whose steps its steps are; `is_nobodys` since that user was deactivated.
    """

    token_id: int
    name: str
    scopes: frozenset[str]
    acts_as: int | None
    last_used_at: datetime | None
    is_nobodys: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose program it is, as policies look at them."""

    id: int
    role: str
    team_ids: frozenset[int]
    led_team_ids: frozenset[int] = frozenset()
    is_active: bool = True


def make(
    session: Session, name: str, scopes: Sequence[str], *, at: datetime, by_id: int | None,
    lasts: timedelta | None = None, via: str = "cli",
) -> tuple[ApiToken, str]:  # fmt: skip
    """A new token and the secret itself, which is not kept."""
    secret = _secret()
    token = ApiToken(
        name=name, prefix=secret[:SHOWN], token_hash=_hash(secret), scopes=list(scopes), created_at=at,
        created_by_id=by_id, expires_at=at + lasts if lasts else None,
    )  # fmt: skip
    session.add(token)
    session.flush()
    actor_id = None if via == "cli" else by_id
    audit_log.record(session, "token_made", at=at, actor_id=actor_id, via=via, token=token.id, user=by_id)
    return token, secret


_TOKEN = cast("Table", ApiToken.__table__).c
_USER = cast("Table", User.__table__).c
_BY_HASH = (
    select(
        _TOKEN.id, _TOKEN.name, _TOKEN.scopes, _TOKEN.created_by_id, _TOKEN.last_used_at, _TOKEN.expires_at,
        _TOKEN.revoked_at, _USER.is_active.label("person_is_active"), _USER.role,
    )
    .select_from(ApiToken)
    .outerjoin(User, _USER.id == _TOKEN.created_by_id)
    .where(_TOKEN.token_hash == bindparam("hashed"))
)  # fmt: skip


def program_of(session: Session, secret: str, at: datetime) -> Program | None:
    """The program this secret belongs to; None when unknown, expired or revoked: nobody is told which."""
    if not secret.startswith(BEGINS):
        return None
    row = next(iter(prepared.ask(session, _BY_HASH, {"hashed": _hash(secret)})), None)
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= at):
        return None
    is_nobodys = row.person_is_active is False
    scopes = frozenset(row.scopes)
    return Program(row.id, row.name, scopes, row.created_by_id, row.last_used_at, is_nobodys, row.role)


def person_of(session: Session, program: Program) -> Acting | None:
    """Whose program it is; None: nobody's. The teams are asked for only where they bound what somebody sees."""
    if program.acts_as is None or program.role is None:
        return None
    if program.role in SEES_ALL_TICKETS:
        return Acting(program.acts_as, program.role, frozenset())
    theirs = select(Membership.team_id).where(Membership.user_id == program.acts_as)
    teams = frozenset(session.scalars(theirs))
    if program.role != Role.LEAD:
        return Acting(program.acts_as, program.role, teams)
    named = frozenset(session.scalars(select(Team.id).where(Team.lead_id == program.acts_as)))
    return Acting(program.acts_as, program.role, teams, named or teams)


def seen(session: Session, token_id: int, at: datetime) -> None:
    """Note that it was used, at most once a minute."""
    stale = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at <= at - SEEN_EVERY)
    session.execute(update(ApiToken).where(ApiToken.id == token_id, stale).values(last_used_at=at))


def is_stale(program: Program, at: datetime) -> bool:
    return program.last_used_at is None or program.last_used_at <= at - SEEN_EVERY


def revoke(
    session: Session, token_id: int, at: datetime, *, by_id: int | None = None, via: str = "cli"
) -> bool:
    """Whether it worked until now."""
    known = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    ended = session.execute(known.values(revoked_at=at).returning(ApiToken.id)).first()
    if ended is not None:
        audit_log.record(session, "token_revoked", at=at, actor_id=by_id, via=via, token=token_id)
    return ended is not None


def revoke_all(session: Session, user_id: int, at: datetime, by: audit_log.By) -> None:
    """End every program of a user: after a change of password or role, as their sessions."""
    theirs = update(ApiToken).where(ApiToken.created_by_id == user_id, ApiToken.revoked_at.is_(None))
    for number in session.scalars(theirs.values(revoked_at=at).returning(ApiToken.id)).all():
        facts = {"token": number, "user": user_id}
        audit_log.record(session, "token_revoked", at=at, actor_id=by.actor_id, via=by.via, **facts)


def take_over(session: Session, token_id: int, by_id: int, at: datetime) -> str | None:
    """Let a program whose person was deactivated act for somebody else; None: it did not wait for that.

    Its secret is a new one, for whoever left may know the old one and would act as somebody above them with it.
    """
    secret = _secret()
    gone = select(User.id).where(User.is_active.is_(False))
    waiting = update(ApiToken).where(
        ApiToken.id == token_id, ApiToken.revoked_at.is_(None), ApiToken.created_by_id.in_(gone)
    )
    taken = session.execute(
        waiting.values(created_by_id=by_id, token_hash=_hash(secret), prefix=secret[:SHOWN]).returning(
            ApiToken.id
        )
    ).first()
    if taken is not None:
        audit_log.record(session, "token_taken_over", at=at, actor_id=by_id, via="web", token=token_id)
    return secret if taken is not None else None


def all_tokens(session: Session) -> Sequence[ApiToken]:
    """The working ones first, the newest first."""
    order = (ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    return session.scalars(select(ApiToken).options(joinedload(ApiToken.created_by)).order_by(*order)).all()


def first_administrator(session: Session) -> User | None:
    """Whose steps a token's steps are when an operator made it."""
    active = select(User).where(User.is_active, User.role == Role.ADMINISTRATOR).order_by(User.id)
    return session.scalars(active.limit(1)).first()


def _secret() -> str:
    return BEGINS + secrets.token_urlsafe(32)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

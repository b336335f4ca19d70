"""Carrying out a call that writes: in one unit of work, and once for an Idempotency-Key.

The answer is kept with the effect or not at all, so that a process may be killed at any moment.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import g, request
from sqlalchemy.orm import Session

from cxloop.api.problems import PROBLEM_JSON, Refusal
from cxloop.clock import now
from cxloop.crashpoints import reach
from cxloop.database import db, unit_of_work
from cxloop.people import repeats

HEADER = "Idempotency-Key"


@dataclass(frozen=True)
class Answer:
    """Status, media type and body, as they go out and as they are kept."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


Work = Callable[[], Answer]


@dataclass(frozen=True)
class Named:
    """A call that may come again: whose it is, its key, and the hash of what it says."""

    token_id: int
    key: str
    request_hash: str


@dataclass(frozen=True)
class Shared:
    """Work that others may do along with theirs: `together` answers as `alone` would, or None when it must go alone."""

    together: Callable[[Named | None], Answer | None]
    alone: Work


def carried_out(work: Work | Shared) -> Answer:
    """What `work` answers, or what it answered when the same call came first.

    Raises:
        Refusal: the key is unusable, or belongs to another call, or to one that is still running.
    """
    named = _named()
    if isinstance(work, Shared):
        answer = work.together(named)
        if answer is not None:
            return answer
        work = work.alone
    return _alone(work, named)


def _alone(work: Work, named: Named | None) -> Answer:
    if named is None:
        return unit_of_work(work)
    try:
        answer = unit_of_work(lambda: _once(work, named))
    except repeats.AnotherCall:
        raise Refusal(422, "key-reused", "Use a new key for every new call. Nothing was changed.") from None
    except repeats.StillRunning:
        wait = {"Retry-After": "1"}
        raise Refusal(409, "still-running", "Make the same call again in a moment.", headers=wait) from None
    reach("api_after_commit")
    return answer


def body_bytes() -> bytes:
    """The body as it came; read once, kept for the fingerprint."""
    return request.get_data(cache=True)


def answered_before(session: Session, named: Named) -> Answer | None:
    """What this call was answered when it came first; None: it is carried out now, and `keep_answer` follows.

    Raises:
        AnotherCall, StillRunning: as `repeats.claim`.
    """
    before = repeats.claim(session, named.token_id, named.key, named.request_hash)
    if before is None:
        return None
    return Answer(before.status, before.content_type, before.body.encode(), {"Idempotent-Replayed": "true"})


def keep_answer(session: Session, named: Named, answer: Answer) -> None:
    """In the transaction of its effect."""
    kept = repeats.Said(answer.status, answer.content_type, answer.body.decode())
    repeats.keep(session, named.token_id, named.key, named.request_hash, kept, now())


def _once(work: Work, named: Named) -> Answer:
    session = db.session()
    before = answered_before(session, named)
    if before is not None:
        return before
    answer = _tried(work)
    reach("api_after_effect")
    keep_answer(session, named, answer)
    session.flush()
    reach("api_before_commit")
    return answer


def _tried(work: Work) -> Answer:
    """A refusal undoes the work and is an answer like any other, to be given again."""
    part = db.session.begin_nested()
    try:
        answer = work()
    except Refusal as refusal:
        part.rollback()
        return Answer(refusal.status, PROBLEM_JSON, refusal.body(), refusal.headers)
    except BaseException:
        part.rollback()
        raise
    part.commit()
    return answer


def _named() -> Named | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= repeats.LONGEST_KEY:
        raise Refusal(400, "key-too-long", f"Use 1 to {repeats.LONGEST_KEY} characters.")
    return Named(g.program.token_id, key, _fingerprint())


def _fingerprint() -> str:
    """Of method, address and body."""
    said = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    said.update(body_bytes())
    return said.hexdigest()

"""Carrying out a call that writes: in one unit of work, and once for an Idempotency-Key.

The answer is kept with the effect or not at all, so that a process may be killed at any moment.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import g, request

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


def carried_out(work: Work) -> Answer:
    """What `work` answers, or what it answered when the same call came first.

    Raises:
        Refusal: the key is unusable, or belongs to another call, or to one that is still running.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return unit_of_work(work)
    if not 0 < len(key) <= repeats.LONGEST_KEY:
        raise Refusal(400, "key-too-long", f"Use 1 to {repeats.LONGEST_KEY} characters.")
    token_id, named = g.program.token_id, _fingerprint()
    try:
        answer = unit_of_work(lambda: _once(work, token_id, key, named))
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


def _once(work: Work, token_id: int, key: str, named: str) -> Answer:
    session = db.session()
    before = repeats.claim(session, token_id, key, named)
    if before is not None:
        return Answer(
            before.status, before.content_type, before.body.encode(), {"Idempotent-Replayed": "true"}
        )
    answer = _tried(work)
    reach("api_after_effect")
    kept = repeats.Said(answer.status, answer.content_type, answer.body.decode())
    repeats.keep(session, token_id, key, named, kept, now())
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


def _fingerprint() -> str:
    """Of method, address and body."""
    named = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    named.update(body_bytes())
    return named.hexdigest()

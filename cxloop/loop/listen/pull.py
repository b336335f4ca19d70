"""Pull missing: ask a platform for what its calls did not bring, and let it go the same way as a call.

What was pulled is kept as a call of the source, once for each version, so it is read, quarantined and replayed like
one; an answer that a call has told already is the same answer, by its id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cxloop.loop.listen import inbox
from cxloop.responses.inbound import backfill, pulls, queries
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.platforms.pulling import PULLERS, Found, Wish
from cxloop.responses.platforms.pulling.puller import is_credential
from cxloop.secrets import sealing

OVERLAP = timedelta(minutes=10)
BEFORE_CONNECTING = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
MOST_TRIES_FOR_ONE = 5


@dataclass(frozen=True)
class Errand:
    """One pull to make: for whom, with what, and what to look for. `credentials` are open: never log it."""

    source_id: int
    platform: str
    credentials: Mapping[str, str]
    wish: Wish
    started_at: datetime
    calls: tuple[int, ...] = ()
    named: frozenset[str] = frozenset()
    """Answers that calls have named: those are news, however old they are."""
    backfill_days: int | None = None
    """All others that are older are kept without opening tickets."""

    def __repr__(self) -> str:
        return f"Errand({self.source_id}, {self.platform})"


@dataclass(frozen=True)
class Took:
    """What a pull has brought so far: new versions of answers, those we had, and whose they are."""

    new: int = 0
    had: int = 0
    ids: frozenset[str] = frozenset()

    def __add__(self, more: "Took") -> "Took":
        return Took(self.new + more.new, self.had + more.had, self.ids | more.ids)


def enter_credentials(
    session: Session, source_id: int, credentials: Mapping[str, str], *, secret_key: str, at: datetime
) -> None:
    """Keep what pulling signs in with, sealed, and ask for a pull; empty ones forget it.

    Raises:
        ValueError: a value that cannot be one, by its name.
    """
    hook = queries.locked(session, source_id)
    given = {name: value.strip() for name, value in credentials.items() if value.strip()}
    for name, value in given.items():
        if not is_credential(name, value):
            raise ValueError(name)
    hook.credentials = sealing.seal(secret_key, pulls.PURPOSE, json.dumps(given)) if given else None
    hook.pull_again_at, hook.pull_outcome = None, None
    hook.pull_asked_at = at if given else None
    session.flush()


def ask_for_pull(session: Session, source_id: int, *, at: datetime, since: datetime | None = None) -> None:
    """Somebody wants a pull now: of everything since the last one, or since an earlier moment of their choice."""
    hook = queries.locked(session, source_id)
    hook.pull_asked_at, hook.pull_again_at = at, None
    if since is not None:
        hook.pulled_to = min(since, hook.pulled_to or hook.created_at - BEFORE_CONNECTING)
    session.flush()


def choose_backfill(session: Session, source_id: int, days: int | None) -> None:
    """Keep old answers without opening tickets: those older than so many days; None: an old one may open its own."""
    hook = queries.locked(session, source_id)
    hook.mapping = {**(hook.mapping or {}), backfill.CHOICE: days}
    session.flush()


def begin_pull(session: Session, source_id: int, *, secret_key: str, at: datetime) -> Errand | None:
    """Claim the pull of a source; None when somebody else is at it, or there is nothing to sign in with."""
    hook = queries.locked(session, source_id)
    if hook.pull_started_at is not None and hook.pull_started_at >= at - pulls.TAKEN_OVER_AFTER:
        return None
    credentials = pulls.opened(hook, secret_key)
    if credentials is None or hook.platform not in PULLERS:
        _end(hook, "credentials_lost" if hook.credentials else "no_credentials", at, at + LONGEST_PAUSE)
        session.flush()
        return None
    calls = inbox.to_fetch(session, source_id)
    whole = hook.pull_asked_at is not None or not calls or pulls.is_old(hook, at)
    since = (hook.pulled_to or hook.created_at - BEFORE_CONNECTING) - OVERLAP
    if not whole:
        since = max(since, min(call.received_at for call in calls) - OVERLAP)
    named = tuple(dict.fromkeys(name for call in calls for name in _named(call)))
    hook.pull_started_at, hook.pull_asked_at = at, None
    session.flush()
    return Errand(
        source_id, hook.platform, credentials, Wish(since, () if whole else named), at,
        tuple(call.id for call in calls), frozenset(named), backfill.days_of(hook),
    )  # fmt: skip


def keep_pulled(session: Session, errand: Errand, found: Sequence[Found], *, at: datetime) -> Took:
    """Keep what a page held as calls of the source."""
    new = 0
    for one in found:
        body = json.dumps(one.body, separators=(",", ":")).encode()
        key = queries.dedupe_key(f"pulled {one.key}", body)
        days = None if one.external_id in errand.named else errand.backfill_days
        _, repeats = queries.keep(
            session, errand.source_id, key, body=body, content_type="application/json",
            headers=backfill.marked(days), at=at,
        )  # fmt: skip
        new += repeats == 0
    return Took(new, len(found) - new, frozenset(one.external_id for one in found))


def finish_pull(session: Session, errand: Errand, took: Took, *, at: datetime) -> None:
    """The pull is whole: what calls only named is settled, and the next one begins where this one did."""
    hook = queries.locked(session, errand.source_id)
    if not errand.wish.ids:
        hook.pulled_to = max(errand.started_at, hook.pulled_to or errand.started_at)
        hook.pulled_at = at
    _settle_calls(session, errand, took.ids, at)
    hook.pull_started_at, hook.pull_again_at = None, None
    hook.pull_outcome = {"code": "pulled", "new": took.new, "had": took.had, "at": at.isoformat()}
    session.flush()


def fail_pull(
    session: Session,
    errand: Errand,
    code: str,
    *,
    at: datetime,
    wait: timedelta | None = None,
    facts: Any = None,
) -> None:
    """The pull broke off; what was kept stays, and the same stretch is pulled again after a while."""
    hook = queries.locked(session, errand.source_id)
    before = int((hook.pull_outcome or {}).get("failed", 0))
    pause = wait or min(FIRST_PAUSE * 2 ** min(before, 8), LONGEST_PAUSE)
    _end(hook, code, at, at + pause)
    hook.pull_outcome = {**(hook.pull_outcome or {}), "failed": before + 1, "facts": facts}
    if not errand.wish.ids:
        hook.pull_asked_at = hook.pull_asked_at or errand.started_at
    session.flush()


def _end(hook: Hook, code: str, at: datetime, again_at: datetime) -> None:
    hook.pull_started_at, hook.pull_asked_at, hook.pull_again_at = None, None, again_at
    hook.pull_outcome = {"code": code, "at": at.isoformat()}


def _settle_calls(session: Session, errand: Errand, seen: frozenset[str], at: datetime) -> None:
    """A call is settled when its answers came; one whose answer the platform does not have is let go in the end."""
    for call in inbox.to_fetch(session, errand.source_id):
        if call.id not in errand.calls:
            continue
        call.attempts += 1
        if seen.issuperset(_named(call)):
            inbox.fetched(session, [call.id], at=at)
        elif call.attempts > MOST_TRIES_FOR_ONE:
            call.state, call.reason, call.done_at = "ignored", "not_there_any_more", at


def _named(call: InboundEvent) -> list[str]:
    ids = (call.facts or {}).get("ids")
    return [str(one) for one in ids] if isinstance(ids, list) else []

"""What became of a claimed alert. Each is written only where the lease's token is still ours.

Every function works inside the caller's unit of work.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, case, update
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.models import Alert, Pace
from cxloop.alerts.pacing import AFTER_OUR_OWN_FAULT, MOST_CRASHES, backoff


def mark_sent(
    session: Session, claimed: Claimed, at: datetime, external_ts: str | None = None, note: str | None = None
) -> bool:
    """It arrived. An update that changed meanwhile is due again. False: the lease is no longer ours."""
    same = Alert.generation == claimed.generation
    ours = _ours(
        session,
        claimed,
        state=case((same, "sent"), else_="pending"),
        attempts=case((same, Alert.attempts), else_=0),
        external_ts=external_ts,
        sent_at=at,
        not_before=at,
        in_doubt=False,
        last_error=note,
    )
    if ours:
        healed = update(Pace).where(Pace.channel == claimed.channel, Pace.trouble.is_not(None))
        session.execute(healed.values(trouble=None, trouble_at=None))
    return ours


def retry_later(
    session: Session, claimed: Claimed, at: datetime, *, code: str, in_doubt: bool, wait: float | None = None
) -> bool:
    """Try again later, by `wait` seconds if the peer said so, which then holds for the whole channel."""
    if wait is not None:
        slow_down(session, claimed.channel, at, wait)
    pause = backoff(claimed.attempts) if wait is None else timedelta(0)
    return _ours(session, claimed, state="pending", not_before=at + pause, in_doubt=in_doubt, last_error=code)


def crashed(session: Session, claimed: Claimed, at: datetime, *, code: str) -> None:
    """Our own code failed on it: after five times it is dead, so that it cannot hold up the others for ever."""
    if claimed.crashes + 1 >= MOST_CRASHES:
        give_up(session, claimed, at, code=code)
        return
    pause, crashes = AFTER_OUR_OWN_FAULT[min(claimed.crashes, 3)], claimed.crashes + 1
    _ours(
        session,
        claimed,
        state="pending",
        not_before=at + pause,
        crashes=crashes,
        in_doubt=True,
        last_error=code,
    )


def put_back(session: Session, claimed: Claimed, at: datetime) -> bool:
    """Nothing was tried: the lease was too short for one more call."""
    return _ours(session, claimed, state="pending", not_before=at, attempts=Alert.attempts - 1)


def hold(session: Session, claimed: Claimed, until: datetime, at: datetime) -> bool:
    """Nothing was tried: its reader is not to be disturbed before."""
    return _ours(
        session, claimed, state="pending", not_before=at, held_until=until, attempts=Alert.attempts - 1,
        first_tried_at=None,
    )  # fmt: skip


def give_up(session: Session, claimed: Claimed, at: datetime, *, code: str, unsure: bool = False) -> bool:
    """No path is left: the banner shows it."""
    return _ours(session, claimed, state="dead", not_before=at, last_error=code, unsure=Alert.unsure | unsure)


def mark_unsure(session: Session, claimed: Claimed) -> None:
    """It is about to be sent again although nobody could look whether it is there."""
    session.execute(update(Alert).where(Alert.id == claimed.id).values(unsure=True))


def readdress(session: Session, claimed: Claimed, at: datetime, *, via: str, channel: str) -> bool:
    """Its reader or their channel is another one by now: nothing was tried there, and it is sent to the new one.

    A letter that may have arrived cannot be looked for: it may be there twice.
    """
    outbox.add_channels(session, {channel}, at)
    return _ours(
        session,
        claimed,
        state="pending",
        via=via,
        channel=channel,
        not_before=at,
        attempts=0,
        first_tried_at=None,
        in_doubt=False,
        unsure=Alert.unsure | claimed.in_doubt,
    )


def reroute(
    session: Session,
    claimed: Claimed,
    at: datetime,
    *,
    via: str,
    channel: str,
    code: str,
    passed: Iterable[str] = (),
) -> bool:
    """The path is broken for good: the same alert goes another way, and remembers those it need not try again."""
    outbox.add_channels(session, {channel}, at)
    tried = list(dict.fromkeys([*claimed.facts.get("tried", []), claimed.channel, *passed]))
    return _ours(
        session,
        claimed,
        state="pending",
        via=via,
        channel=channel,
        facts=claimed.facts | {"tried": tried},
        not_before=at,
        attempts=0,
        crashes=0,
        first_tried_at=None,
        in_doubt=False,
        last_error=code,
    )


def slow_down(session: Session, channel: str, at: datetime, seconds: float) -> None:
    """Leave the channel alone for so long."""
    session.execute(
        update(Pace).where(Pace.channel == channel).values(next_at=at + timedelta(seconds=seconds), set_at=at)
    )


def report_trouble(session: Session, channel: str, code: str, at: datetime) -> None:
    """The channel answered with a permanent error; the banner names it until something arrives there."""
    session.execute(update(Pace).where(Pace.channel == channel).values(trouble=code, trouble_at=at))


def _ours(session: Session, claimed: Claimed, **values: Any) -> bool:
    fenced = update(Alert).where(Alert.id == claimed.id, Alert.lease_token == claimed.token)
    values |= {"lease_token": None, "lease_until": None}
    result = session.execute(fenced.values(values).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount > 0

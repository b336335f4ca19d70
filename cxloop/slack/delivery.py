"""One drain of the outbox: claim, look if in doubt, send, mark. Never a network call inside a transaction.

The order neither loses nor doubles an alert: killed before the claim is committed, nothing happened; killed later, the
lease runs out and the next sender first looks for the delivery id where it would have arrived.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cxloop import clock, crashpoints
from cxloop.alerts import addressing, claiming, settling
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.outbox import CUSTOMERS, UPDATE
from cxloop.alerts.pacing import BETWEEN_MESSAGES, GIVE_UP_AFTER
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.mail.door import Postbox, postbox
from cxloop.mail.letters import did_not_leave, left, letter_for
from cxloop.slack import destinations, postings, quiet
from cxloop.slack.answers import NO_CHANNEL
from cxloop.slack.choosing import door
from cxloop.slack.door import Door
from cxloop.slack.messages import Courier
from cxloop.slack.receipts import Receipt
from cxloop.tickets.urgent import urgent_among

AT_ONCE = 50
PATIENCE = timedelta(seconds=1.5)
"""A drain waits so long for a channel's pace; longer waits are for the next drain."""

log = structlog.get_logger()


def deliver_all(
    settings: Settings,
    *,
    now: Callable[[], datetime] = clock.now,
    most: int = 10_000,
    patience: timedelta = PATIENCE,
    slack: Door | None = None,
    mail: Postbox | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Counter[str]:
    """Send what is due, at most `most` alerts; safe to run anywhere and at any time, many at once.

    Returns:
        how many were sent, retried, rerouted, dead, …
    """
    slack = slack or door(settings, now)
    drain = Drain(settings, now, slack, mail or postbox(settings))
    try:
        while drain.claimed < most:
            if drain.once(most - drain.claimed):
                continue
            at = now()
            soon = unit_of_work(partial(claiming.next_moment, db.session(), at, patience))
            if soon is None or soon > at + patience:
                break
            sleep(max((soon - at).total_seconds(), 0.01))
    finally:
        slack.close()
    return drain.counts


class Drain:
    """One sender with its doors."""

    def __init__(self, settings: Settings, now: Callable[[], datetime], slack: Door, mail: Postbox) -> None:
        self.settings, self.now, self.slack, self.mail = settings, now, slack, mail
        self.courier = Courier(settings, now, slack)
        self.counts: Counter[str] = Counter()
        self.claimed = 0

    def once(self, most: int) -> int:
        """Claim what is due and send it; returns how many were claimed."""
        batch = unit_of_work(lambda: self._claim(min(most, AT_ONCE)))
        if batch:
            crashpoints.reach("after_claim")
        for claimed in batch:
            self.counts[self._deliver(claimed)] += 1
        self.claimed += len(batch)
        return len(batch)

    def _claim(self, most: int) -> list[Claimed]:
        session, at = db.session(), self.now()
        for recipient in addressing.unaddressed(session):
            self._address(session, recipient, at)
        between = BETWEEN_MESSAGES if self.slack.paced else timedelta(0)
        return claiming.claim(session, at, most=most, between=between, urgent=urgent_among)

    def _address(self, session: Session, recipient: str, at: datetime) -> None:
        """Find a channel for what waits for a recipient; that of a team in Slack is the same for all of it."""
        if recipient.startswith("team:") and destinations.speaks_slack(self.settings):
            whole = destinations.team_destination(session, self.settings, recipient)
            addressing.address_all(session, recipient, whole, at)
            return
        found = {
            alert.id: destinations.destination(session, self.settings, alert, at)
            for alert in addressing.written_for(session, recipient)
        }
        addressing.address_each(session, found, at)

    def _deliver(self, claimed: Claimed) -> str:
        """Send one alert and write down what became of it; returns the word for that."""
        try:
            claiming.insist(db.session(), claimed, self.now())
            if (moved := self._moved(claimed)) is not None:
                return moved
            receipt = self._letter(claimed) if claimed.via == "mail" else self.courier.carry(claimed)
        except claiming.LeaseOver:
            db.session.rollback()
            unit_of_work(lambda: settling.put_back(db.session(), claimed, self.now()))
            return "put_back"
        except DeliveryFailed as failed:
            db.session.rollback()
            return unit_of_work(partial(self._failed, claimed, failed))
        except DBAPIError:
            raise
        except Exception as error:
            db.session.rollback()
            code = f"bug:{type(error).__name__}"
            log.exception("alert_not_rendered", alert=claimed.id, kind=claimed.kind)
            unit_of_work(lambda: settling.crashed(db.session(), claimed, self.now(), code=code))
            return "crashed"
        ours = unit_of_work(lambda: self._mark(claimed, receipt))
        crashpoints.reach("after_mark")
        return receipt.word if ours else "lost"

    def _moved(self, claimed: Claimed) -> str | None:
        """Send it on when its reader or channel is another one by now; None: it is right where it is.

        What may have arrived at the old place is looked for there first.
        """
        if claimed.kind == UPDATE or claimed.channel == CUSTOMERS:
            return None
        to = destinations.destination(db.session(), self.settings, claimed, self.now())
        db.session.rollback()
        if to == destinations.NOBODY and claimed.channel == to.channel:
            raise DeliveryFailed("nobody_is_there", permanent=True)
        if to.channel == claimed.channel:
            return self._held(claimed)
        if claimed.in_doubt and claimed.via == "slack" and (there := self.courier.arrived(claimed)):
            unit_of_work(lambda: self._mark(claimed, there))
            return there.word
        unit_of_work(
            lambda: settling.readdress(db.session(), claimed, self.now(), via=to.via, channel=to.channel)
        )
        return "readdressed"

    def _held(self, claimed: Claimed) -> str | None:
        """Kept back while its reader is not to be disturbed, unless it is pressing or may have arrived already."""
        at = self.now()
        until = None if claimed.in_doubt else quiet.quiet_for(db.session(), claimed, at)
        db.session.rollback()
        if until is None:
            return None
        unit_of_work(lambda: settling.hold(db.session(), claimed, until, at))
        return "held"

    def _mark(self, claimed: Claimed, receipt: Receipt) -> bool:
        session, at = db.session(), self.now()
        ours = settling.mark_sent(session, claimed, at, receipt.ts, receipt.note)
        receipt.keep(session, at)
        crashpoints.reach("before_mark")
        return ours

    def _letter(self, claimed: Claimed) -> Receipt:
        letter = letter_for(db.session(), self.settings, claimed, self.now())
        db.session.rollback()
        if letter is None:
            return Receipt(
                "nothing_to_tell",
                note="nothing_to_tell",
                keep=lambda session, at: did_not_leave(session, claimed, at),
            )
        if claimed.in_doubt:
            unit_of_work(lambda: settling.mark_unsure(db.session(), claimed))
        claiming.insist(db.session(), claimed, self.now())
        db.session.rollback()
        crashpoints.reach("before_post")
        self.mail.send(letter)
        crashpoints.reach("after_answer")
        return Receipt(
            "sent", ts=str(letter["Message-ID"]), keep=lambda session, at: left(session, claimed, letter, at)
        )

    def _failed(self, claimed: Claimed, failed: DeliveryFailed) -> str:
        session, at = db.session(), self.now()
        spent = at - claimed.first_tried_at >= GIVE_UP_AFTER
        log.warning("alert_not_delivered", alert=claimed.id, code=failed.code, permanent=failed.permanent)
        if not failed.permanent and not spent:
            settling.retry_later(
                session, claimed, at, code=failed.code, in_doubt=failed.maybe_arrived, wait=failed.retry_after
            )
            return "unknown_error" if failed.unknown else "retried"
        settling.report_trouble(session, claimed.channel, failed.code, at)
        if failed.code in NO_CHANNEL:
            postings.know_channel(session, claimed.channel, None)
        path = destinations.next_path(session, self.settings, claimed, failed.code, at)
        if path is None or claimed.kind == UPDATE:
            settling.give_up(session, claimed, at, code=failed.code)
            did_not_leave(session, claimed, at)
            return "dead"
        settling.reroute(
            session,
            claimed,
            at,
            via=path.to.via,
            channel=path.to.channel,
            passed=path.passed,
            code=failed.code,
        )
        return "rerouted"

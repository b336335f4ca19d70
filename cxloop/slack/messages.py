"""Carrying one alert to Slack: its words from what the database says now, the look before a second try, the post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop import crashpoints
from cxloop.alerts import claiming, settling
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.outbox import OPENING, UPDATE
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.slack import blocks, places, postings
from cxloop.slack.answers import NO_MESSAGE, TOO_LONG, history_is_closed
from cxloop.slack.blocks import Block
from cxloop.slack.door import Door, Posted
from cxloop.tickets import telling

IN_THREAD = frozenset({"reopened", "unowned"})


@dataclass(frozen=True)
class Receipt:
    """What became of an alert that needs no second try; `keep` writes down what has to be remembered with it."""

    word: str
    ts: str | None = None
    note: str | None = None
    keep: Callable[[Session, datetime], None] = lambda _session, _at: None


@dataclass(frozen=True)
class _Message:
    text: str
    blocks: list[Block]

    @property
    def fingerprint(self) -> str:
        return postings.fingerprint(self.text, self.blocks)


class Courier:
    """Takes alerts to Slack through a door. Reads the database outside transactions, writes in short ones."""

    def __init__(self, settings: Settings, now: Callable[[], datetime], slack: Door) -> None:
        self.settings, self.now, self.slack = settings, now, slack

    def carry(self, claimed: Claimed) -> Receipt:
        """Send one alert, once.

        Raises:
            DeliveryFailed: with `maybe_arrived` if it may be there all the same.
        """
        message = self._message(claimed)
        if message is None:
            return Receipt("nothing_to_tell", note="nothing_to_tell")
        if claimed.kind == UPDATE:
            return self._update(claimed, message)
        channel = self._channel(claimed)
        thread = self._thread(claimed)
        found = self._look(claimed, channel, thread) if claimed.in_doubt else None
        if found is not None:
            return self._posted(claimed, Posted(channel, found), None, channel)
        claiming.insist(db.session(), claimed, self.now())
        db.session.rollback()
        crashpoints.reach("before_post")
        posted = self.slack.post(channel, message.text, message.blocks, claimed.delivery_id, thread)
        crashpoints.reach("after_answer")
        return self._posted(claimed, posted, message.fingerprint, posted.channel)

    def _message(self, claimed: Claimed) -> _Message | None:
        told = telling.tell(
            db.session(),
            alert_id=claimed.id,
            kind=claimed.kind,
            subject=claimed.subject,
            recipient=claimed.recipient,
            facts=claimed.facts,
            at=self.now(),
            language=places.language_of(db.session(), self.settings, claimed.channel),
        )
        mention = told.calls.slack_user if told and told.calls else None
        db.session.rollback()
        if told is None:
            return None
        url = self.settings.public_url + told.path
        made = blocks.message(told.told, url=url, language=told.language, mention=mention)
        return _Message(blocks.summary(told.told), made)

    def _channel(self, claimed: Claimed) -> str:
        """Slack's id of the channel; its name where Slack does not let us look ids up."""
        known = postings.known_channel(db.session(), claimed.channel)
        db.session.rollback()
        if known:
            return known
        name = claimed.channel.removeprefix("slack:")
        try:
            found = self.slack.channel_id(name)
        except DeliveryFailed as failed:
            if failed.code in ("missing_scope", TOO_LONG):
                return name
            raise DeliveryFailed(
                failed.code,
                failed.permanent,
                maybe_arrived=claimed.in_doubt,
                retry_after=failed.retry_after,
                unknown=failed.unknown,
            ) from None
        unit_of_work(lambda: postings.know_channel(db.session(), claimed.channel, found))
        return found

    def _thread(self, claimed: Claimed) -> str | None:
        if claimed.kind not in IN_THREAD:
            return None
        there = postings.standing(db.session(), claimed.subject, claimed.channel)
        db.session.rollback()
        return there[0].ts if there else None

    def _look(self, claimed: Claimed, channel: str, thread: str | None) -> str | None:
        """The message, if the last try arrived. Where we may not look, it is sent again and marked unsure."""
        try:
            # Asked for again by a person, it may have arrived long before what counts as its first try.
            since = claimed.created_at if claimed.attempts == 1 else claimed.first_tried_at
            return self.slack.find(channel, claimed.delivery_id, since, thread)
        except DeliveryFailed as failed:
            if not history_is_closed(failed):
                failed.maybe_arrived = True
                raise
        unit_of_work(lambda: settling.mark_unsure(db.session(), claimed))
        return None

    def _posted(self, claimed: Claimed, posted: Posted, shown: str | None, channel: str) -> Receipt:
        def keep(session: Session, at: datetime) -> None:
            postings.know_channel(session, claimed.channel, channel)
            if claimed.kind == OPENING:
                postings.remember(session, claimed, posted, shown, at)

        return Receipt("sent" if shown else "found", ts=posted.ts, keep=keep)

    def _update(self, claimed: Claimed, message: _Message) -> Receipt:
        """Make every message about the subject say what is true now; the same words are not sent twice."""
        there = [
            posting
            for posting in postings.standing(db.session(), claimed.subject)
            if posting.shown != message.fingerprint
        ]
        db.session.rollback()
        lost: list[int] = []
        for posting in there:
            try:
                self.slack.update(posting.external_channel, posting.ts, message.text, message.blocks)
            except DeliveryFailed as failed:
                if failed.code not in NO_MESSAGE:
                    raise
                lost.append(posting.id)

        def keep(session: Session, at: datetime) -> None:
            for posting in there:
                if posting.id in lost:
                    postings.gone(session, posting.id, at)
                else:
                    postings.shows(session, posting.id, message.fingerprint)

        note = "message_deleted" if lost else None
        return Receipt("updated" if there else "unchanged", note=note, keep=keep)

"""Carrying one alert to Slack: its words from what the database says now, the look before a second try, the post."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop import crashpoints
from cxloop.alerts import claiming, folding, settling
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.models import Posting
from cxloop.alerts.outbox import OPENING, UPDATE
from cxloop.alerts.wording import COMPLAINED_AGAIN
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.loop import learn
from cxloop.slack import blocks, places, postings
from cxloop.slack.answers import NO_CHANNEL, NO_EDIT, TOO_LONG, history_is_closed
from cxloop.slack.correcting import OF_PROMISES, put_right
from cxloop.slack.digests import carry_digest
from cxloop.slack.door import Door, Posted
from cxloop.slack.receipts import Message, Receipt

IN_THREAD = frozenset({"reopened", "unowned", COMPLAINED_AGAIN})
CARDS = frozenset({OPENING, postings.AGAIN})
"""Kinds whose message is the one of the ticket from then on."""


class Courier:
    """Takes alerts to Slack through a door. Reads the database outside transactions, writes in short ones."""

    def __init__(self, settings: Settings, now: Callable[[], datetime], slack: Door) -> None:
        self.settings, self.now, self.slack = settings, now, slack

    def carry(self, claimed: Claimed) -> Receipt:
        """Send one alert, once.

        Raises:
            DeliveryFailed: with `maybe_arrived` if it may be there all the same.
        """
        if claimed.kind == UPDATE:
            return self._update(claimed)
        message = self.message(claimed, claimed.channel)
        if message is None:
            return Receipt("nothing_to_tell", note="nothing_to_tell")
        if claimed.kind == folding.DIGEST:
            return carry_digest(self, claimed, message)
        posted, is_new = self.send(claimed, message, self._thread(claimed))
        return self._posted(claimed, posted, message.fingerprint if is_new else None)

    def send(self, claimed: Claimed, message: Message, thread: str | None) -> tuple[Posted, bool]:
        """Post it, unless the last try arrived: then where it is, and False."""
        channel = self._channel(claimed)
        found = self._look(claimed, channel, thread) if claimed.in_doubt else None
        if found is not None:
            return Posted(channel, found), False
        claiming.insist(db.session(), claimed, self.now())
        db.session.rollback()
        crashpoints.reach("before_post")
        posted = self.slack.post(
            channel,
            message.text,
            message.blocks,
            claimed.delivery_id,
            thread,
            aloud=claimed.kind in IN_THREAD,
        )
        crashpoints.reach("after_answer")
        return posted, True

    def arrived(self, claimed: Claimed) -> Receipt | None:
        """An alert that may have arrived where it was last sent to, if it is there."""
        try:
            channel = self._channel(claimed)
            found = self._look(claimed, channel, self._thread(claimed))
        except DeliveryFailed as failed:
            if failed.permanent:
                return None
            raise
        return self._posted(claimed, Posted(channel, found), None) if found else None

    def message(self, claimed: Claimed, channel: str) -> Message | None:
        """What it says in this channel, in the channel's language; in a direct message in the person's."""
        session = db.session()
        reader = places.person_of(session, channel)
        told = learn.tell(
            session,
            alert_id=claimed.id,
            kind=claimed.kind,
            subject=claimed.subject,
            recipient=claimed.recipient,
            facts=claimed.facts,
            at=self.now(),
            language=reader.language if reader else places.language_of(session, self.settings, channel),
            reader=reader,
        )
        mention = told.calls.slack_user if told and told.calls and not reader else None
        db.session.rollback()
        if told is None:
            return None
        url = self.settings.public_url + told.path
        made = blocks.message(told.told, url=url, language=told.language, mention=mention)
        return Message(blocks.summary(told.told), made)

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

    def _posted(self, claimed: Claimed, posted: Posted, shown: str | None) -> Receipt:
        def keep(session: Session, at: datetime) -> None:
            postings.know_channel(session, claimed.channel, posted.channel)
            if claimed.kind in CARDS or (
                claimed.kind == "reopened"
                and not postings.standing(session, claimed.subject, claimed.channel)
            ):
                postings.remember(session, claimed, posted, shown, at)
            if claimed.kind in OF_PROMISES:
                postings.remember(session, claimed, posted, shown, at, alone=True)

        return Receipt("sent" if shown else "found", ts=posted.ts, keep=keep)

    def _update(self, claimed: Claimed) -> Receipt:
        """Make every message about the subject say what is true now; the same words are not sent twice.

        A message that Slack does not let us change is given up, and the ticket gets a new one.
        """
        there = postings.standing(db.session(), claimed.subject)
        db.session.rollback()
        shown: dict[int, str] = {}
        refused: dict[Posting, str] = {}
        for posting in there:
            message = self.message(claimed, posting.channel)
            if message is None or posting.shown == message.fingerprint:
                continue
            try:
                self.slack.update(posting.external_channel, posting.ts, message.text, message.blocks)
                shown[posting.id] = message.fingerprint
            except DeliveryFailed as failed:
                if failed.code not in NO_EDIT:
                    raise
                refused[posting] = failed.code

        def keep(session: Session, at: datetime) -> None:
            for posting_id, words in shown.items():
                postings.shows(session, posting_id, words)
            for posting, code in refused.items():
                postings.gone(session, posting.id, at)
                if code in NO_CHANNEL:
                    settling.report_trouble(session, posting.channel, code, at)
            postings.all_gone(session, over, at)
            if refused:
                postings.replace(session, claimed, at)

        over = put_right(self.slack, self.settings, claimed.subject, self.now())
        note = next(iter(refused.values()), None)
        return Receipt("replaced" if refused else "updated" if shown else "unchanged", note=note, keep=keep)

"""Where an alert goes now: its paths, the best first, found from who is there at this moment.

With Slack: a direct message for what is one person's alone, the team's channel, the company's; then letters. Who chose
letters for what is theirs is written to first. Without Slack but with a mail server: letters, to the owner or whoever
stands in for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts import folding
from cxloop.alerts.addressing import Address
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.models import Alert
from cxloop.alerts.outbox import CUSTOMERS
from cxloop.alerts.wording import CALLED, GIVEN, HANDED_OVER, PERSONAL, REPORT, TASKS
from cxloop.config import Settings
from cxloop.people import absences
from cxloop.people.models import Team, User
from cxloop.slack.answers import NO_ACCESS, NO_CHANNEL
from cxloop.slack.places import channel_key, team_channel
from cxloop.tickets.audience import FOR_LEADS, Audience, audience

NOBODY = Address("mail", "mail:nobody")
"""Nobody is left who could read it: it is given up and shown."""
OURS = ("team:", "user:")
OWN_LETTERS = ("invitation", "access", "report")
"""Kinds that go where they were written for, by what they were written for."""


class Addressed(Protocol):
    """An alert, claimed or not."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def via(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class NextPath:
    """Where a refused alert goes next; `passed` are the paths it need not try any more."""

    to: Address
    passed: tuple[str, ...]


def speaks_slack(settings: Settings) -> bool:
    """Whether alerts go to Slack, or to its double when there is no mail server either."""
    return bool(settings.slack_token or not settings.smtp_url)


def destination(session: Session, settings: Settings, alert: Addressed, at: datetime) -> Address:
    """The address of an alert at this moment."""
    tried = set((alert.facts or {}).get("tried", ()))
    return next((path for path in _paths(session, settings, alert, at) if path.channel not in tried), NOBODY)


def team_destination(session: Session, settings: Settings, recipient: str) -> Address:
    """The one address of everything written for "team:3", where alerts go to Slack."""
    team = session.get(Team, folding.numbered(recipient))
    return Address("slack", team_channel(session, settings, team))


def next_path(
    session: Session, settings: Settings, claimed: Claimed, code: str, at: datetime
) -> NextPath | None:
    """Where an alert goes whose path is broken for good; None: nowhere."""
    if claimed.channel == CUSTOMERS:
        return None
    paths = _paths(session, settings, claimed, at)
    passed = {claimed.channel}
    if claimed.via == "slack" and (code in NO_ACCESS or code not in NO_CHANNEL):
        passed |= {path.channel for path in paths if path.via == "slack"}
    known = passed | set(claimed.facts.get("tried", ()))
    path = next((path for path in paths if path.channel not in known), None)
    return NextPath(path, tuple(sorted(passed - {claimed.channel}))) if path else None


def _paths(session: Session, settings: Settings, alert: Addressed, at: datetime) -> list[Address]:
    if alert.kind == folding.DIGEST:
        return _of_a_digest(session, settings, alert, at)
    if not alert.recipient.startswith(OURS) or alert.kind.startswith(OWN_LETTERS):
        own = [Address(alert.via, alert.channel)]
        return (
            own
            if alert.via == "mail" or alert.kind == REPORT
            else [*own, _company(session, settings), *_beyond(session, settings, at)]
        )
    who = audience(
        session,
        kind=alert.kind,
        subject=alert.subject,
        recipient=alert.recipient,
        facts=alert.facts or {},
        at=at,
    )
    found: list[Address] = []
    wish = _wish(alert, who)
    if wish and wish.by == "mail" and settings.smtp_url:
        found.append(_mailbox(wish.reader))
    if speaks_slack(settings):
        if wish and wish.by != "channel" and wish.reader.slack_user and settings.slack_token:
            found.append(Address("slack", f"slack:{wish.reader.slack_user}"))
        found += [Address("slack", team_channel(session, settings, who.team)), _company(session, settings)]
    if settings.smtp_url:
        found += [_mailbox(user) for user in who.people]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Wish:
    """Who is to hear of an alert alone, and by what: slack, mail, or with the team in its channel."""

    reader: User
    by: str


def _wish(alert: Addressed, who: Audience) -> _Wish | None:
    """How somebody who is there chose to hear of what is theirs; None where the team's channel is meant."""
    meant = who.meant
    if meant is None or meant not in who.near:
        return None
    if alert.kind == HANDED_OVER or alert.kind in PERSONAL or alert.kind in TASKS:
        return _Wish(meant, meant.handed_over_by)
    return _Wish(meant, meant.missed_by) if alert.kind in FOR_LEADS | {CALLED} | GIVEN else None


def _of_a_digest(session: Session, settings: Settings, alert: Addressed, at: datetime) -> list[Address]:
    """Where it was gathered, while somebody reads there; else where the first of its alerts would go."""
    first = session.scalars(
        select(Alert).where(Alert.folded_into_id == alert.id).order_by(Alert.id).limit(1)
    ).first()
    own = [Address(alert.via, alert.channel)] if _is_read(session, settings, alert.channel, at) else []
    return [*own, *(_paths(session, settings, first, at) if first else ())]


def _is_read(session: Session, settings: Settings, channel: str, at: datetime) -> bool:
    via, _, rest = channel.partition(":")
    if via == "mail":
        reader = session.get(User, folding.numbered(rest), populate_existing=True)
        return reader is not None and reader.is_active and reader.id not in absences.away(session, at)
    named = session.scalars(select(Team.slack_channel).where(Team.slack_channel.is_not(None)))
    return channel in {channel_key(session, name or "") for name in (settings.slack_channel, *named)}


def _company(session: Session, settings: Settings) -> Address:
    return Address("slack", channel_key(session, settings.slack_channel))


def _beyond(session: Session, settings: Settings, at: datetime) -> list[Address]:
    if not settings.smtp_url:
        return []
    nobody_s = audience(session, kind="", subject="", recipient="", facts={}, at=at)
    return [_mailbox(user) for user in nobody_s.beyond]


def _mailbox(user: User) -> Address:
    return Address("mail", f"mail:user:{user.id}")

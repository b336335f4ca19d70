"""Where an alert really goes: written for a team or a colleague, sent to the channel that is theirs by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert

UNADDRESSED = ("slack:team:", "slack:user:")


@dataclass(frozen=True)
class Address:
    """`channel` is what shares a pace ("slack:#north"); `via` the messenger that goes there."""

    via: str
    channel: str


def unaddressed(session: Session) -> list[str]:
    """The recipients ("team:3", "user:5") of waiting Slack alerts that no channel was found for yet."""
    found: set[str] = set()
    for prefix in UNADDRESSED:
        after = prefix[:-1] + chr(ord(prefix[-1]) + 1)  # a range, not LIKE: it reads the index
        found.update(
            session.scalars(
                select(Alert.channel)
                .where(outbox.waiting(), Alert.channel >= prefix, Alert.channel < after)
                .distinct()
            )
        )
    return sorted(channel.removeprefix("slack:") for channel in found)


def address(session: Session, addresses: Mapping[str, Address], at: datetime) -> None:
    """Send the waiting alerts of each recipient to its address."""
    outbox.add_channels(session, {found.channel for found in addresses.values()}, at)
    for recipient, found in addresses.items():
        rows = update(Alert).where(outbox.waiting(), Alert.channel == f"slack:{recipient}")
        session.execute(
            rows.values(via=found.via, channel=found.channel).execution_options(synchronize_session=False)
        )

"""Where an alert really goes: written for a team or a colleague, sent to the channel that is theirs by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.database import bulk

UNADDRESSED = ("slack:team:", "slack:user:")
AT_ONCE = 200


@dataclass(frozen=True)
class Address:
    """`channel` is what shares a pace ("slack:#north"); `via` the messenger that goes there."""

    via: str
    channel: str


def unaddressed(session: Session) -> list[str]:
    """The recipients ("team:3", "user:5") of waiting alerts that no channel was found for yet."""
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


def written_for(session: Session, recipient: str) -> list[Alert]:
    """The oldest alerts of a recipient that no channel was found for yet."""
    chosen = select(Alert).where(outbox.waiting(), Alert.channel == f"slack:{recipient}")
    return list(session.scalars(chosen.order_by(Alert.not_before, Alert.id).limit(AT_ONCE)))


def address_all(session: Session, recipient: str, found: Address, at: datetime) -> None:
    """Send whatever waits for a recipient to one address."""
    outbox.add_channels(session, {found.channel}, at)
    rows = update(Alert).where(outbox.waiting(), Alert.channel == f"slack:{recipient}")
    session.execute(
        rows.values(via=found.via, channel=found.channel).execution_options(synchronize_session=False)
    )


def address_each(session: Session, found: Mapping[int, Address], at: datetime) -> None:
    """Send each of these alerts to its own address."""
    outbox.add_channels(session, {address.channel for address in found.values()}, at)
    by_address: dict[Address, list[int]] = {}
    for alert_id, address in found.items():
        by_address.setdefault(address, []).append(alert_id)
    for address, ids in by_address.items():
        rows = update(Alert).where(bulk.among(session, Alert.id, ids))
        session.execute(
            rows.values(via=address.via, channel=address.channel).execution_options(synchronize_session=False)
        )

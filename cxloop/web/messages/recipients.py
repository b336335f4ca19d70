"""Who an alert is for, by name; three statements for a whole page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.people.models import Team, User

MODELS: dict[str, Any] = {"team": Team, "user": User, "contact": Contact}


@dataclass(frozen=True)
class Names:
    """The names behind the numbers of some alerts."""

    by_kind: Mapping[str, Mapping[int, str]]

    def to(self, alert: Alert) -> str:
        """Who it is for: "North, #north", "Olga Ferri", "Mara Conti, in place of Lia Rossi"."""
        name = self._name(alert.recipient)
        place = alert.channel.partition(":")[2]
        if alert.via == "slack":
            return f"{name}, {place}" if place.startswith("#") and place != name else name
        reader = self._name(place) if place.startswith("user:") and place != alert.recipient else None
        if reader is None:
            return name
        if alert.recipient.startswith("user:"):
            return str(_("%(reader)s, in place of %(name)s", reader=reader, name=name))
        return f"{reader}, {name}" if _numbered(alert.recipient)[1] else reader

    def _name(self, recipient: str) -> str:
        kind, number = _numbered(recipient)
        return self.by_kind.get(kind, {}).get(number) or (str(_("nobody we know")) if number else recipient)

    def channel(self, channel: str) -> str:
        """A channel as people know it: "#north", "Olga Ferri"."""
        place = channel.partition(":")[2]
        kind, number = _numbered(place)
        return self.by_kind.get(kind, {}).get(number) or place or str(_("letters to customers"))


def names(session: Session, alerts: Iterable[Alert], channels: Iterable[str] = ()) -> Names:
    """The names of everybody these alerts and channels are for."""
    wanted: dict[str, set[int]] = {kind: set() for kind in MODELS}
    alerts = list(alerts)
    for recipient in [
        *(alert.recipient for alert in alerts),
        *(alert.channel.partition(":")[2] for alert in alerts),
        *(channel.partition(":")[2] for channel in channels),
    ]:
        kind, number = _numbered(recipient)
        if number:
            wanted[kind].add(number)
    found: dict[str, dict[int, str]] = {}
    for kind, model in MODELS.items():
        chosen = select(model.id, model.name).where(model.id.in_(wanted[kind]))
        found[kind] = {id_: name for id_, name in session.execute(chosen) if name} if wanted[kind] else {}
    return Names(found)


def _numbered(recipient: str) -> tuple[str, int]:
    """("user", 5) of "user:5"; the number is 0 when it names a channel."""
    kind, _colon, number = recipient.partition(":")
    is_ours = kind in MODELS and number.isascii() and number.isdecimal() and len(number) < 16
    return (kind, int(number)) if is_ours else ("", 0)

"""The outbox as people read it. Read only."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.alerts.models import Alert

SHOWN: dict[str, tuple[str, ...]] = {
    "waiting": ("pending", "sending"),
    "sent": ("sent",),
    "given_up": ("dead",),
    "folded": ("folded",),
}
"""The states as people tell them apart."""


def state_of(alert: Alert) -> str:
    """One of SHOWN."""
    return next(name for name, states in SHOWN.items() if alert.state in states)


def newest(
    session: Session, state: str | None = None, *, before: int | None = None, most: int = 50
) -> Sequence[Alert]:
    """Alerts, the newest first, of one of SHOWN or of all; those before the alert of this number."""
    chosen = select(Alert).order_by(Alert.id.desc()).limit(most)
    if state is not None:
        chosen = chosen.where(Alert.state.in_(SHOWN[state]))
    if before is not None:
        chosen = chosen.where(Alert.id < before)
    return session.scalars(chosen).all()


def counts(session: Session) -> dict[str, int]:
    """How many alerts are in each of SHOWN."""
    rows = session.execute(select(Alert.state, func.count()).group_by(Alert.state))
    found = {row[0]: row[1] for row in rows}
    return {name: sum(found.get(state, 0) for state in states) for name, states in SHOWN.items()}

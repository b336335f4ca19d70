"""Sending again what was given up, once a person has mended why."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts.models import Alert


def retry(session: Session, alert_id: int, at: datetime) -> bool:
    """Put an alert that was given up back into the outbox, on the first path it was meant for.

    Whether it is there already is looked up before it is sent again. False: it was not given up, or somebody else has
    just asked for it.
    """
    chosen = select(Alert).where(Alert.id == alert_id, Alert.state == "dead").with_for_update(of=Alert)
    alert = session.scalars(chosen.execution_options(populate_existing=True)).first()
    if alert is None:
        return False
    tried = (alert.facts or {}).get("tried", [])
    if tried:
        alert.channel = tried[0]
        alert.via = tried[0].partition(":")[0]
        alert.facts = {name: fact for name, fact in (alert.facts or {}).items() if name != "tried"}
    alert.state, alert.not_before = "pending", at
    alert.attempts = alert.crashes = 0
    alert.in_doubt = alert.in_doubt or alert.unsure
    alert.first_tried_at = alert.lease_until = alert.lease_token = None
    session.flush()
    return True

"""The rules of a file tried on the past together; the caller takes them back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cxloop.settings import file
from cxloop.settings.consequences import Consequence
from cxloop.settings.ledger import Hand
from cxloop.settings.parts.rule_past import told
from cxloop.settings.replay import Both
from cxloop.tickets import rule_sets


def try_rules(session: Session, wanted: dict[str, Any], days: int, at: datetime) -> Consequence:
    """What the rules of a document would have done in the last `days`, instead of those in force.

    Raises:
        FileRefused: with every reason.
    """
    today = rule_sets.tried_now(session)
    file.apply(session, {"rules": wanted}, Hand(None, "file"), at)
    draft = rule_sets.tried_now(session)
    both = Both(session, today, draft, at - timedelta(days=days), at)
    return told(both, both.replay(), days)

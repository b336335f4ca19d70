"""What a company that has nothing yet may start with."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.part import Part, Values


def offered(session: Session, part: Part, code: str) -> dict[str, Values]:
    """What this set has and the company has not, by key; those above others first."""
    there = {item.key for item in part.items(session)}
    return {key: values for key, values in part.starting(code).items() if key not in there}


def start(session: Session, part: Part, code: str, hand: Hand, at: datetime) -> int:
    """Switch on what this set has and the company has not; returns how many were added.

    Raises:
        KeyError: there is no such set.
        Refused: one of them cannot stand beside what is there; the caller's unit of work must be taken back.
    """
    missing = offered(session, part, code)
    for key, values in missing.items():
        ledger.switch_on(session, part, key, part.blank(session) | values, hand, at=at)
    return len(missing)

"""Tidy: what large imports left for later. Every new contact becomes findable and is compared with those known."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.accounts import keys, suggesting
from cxloop.loop.merge import gather_late

__all__ = ["gather_late", "key_next"]


def key_next(session: Session, at: datetime, most: int = keys.ONE_PASS) -> int:
    """Key the next contacts and suggest the duplicates among them; returns how many contacts that was."""
    keyed = keys.next_keys(session, most)
    suggesting.look_for_duplicates(session, keyed, at)
    return len(keyed)

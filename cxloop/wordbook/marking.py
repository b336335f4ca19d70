"""Saying that words may have changed, in the transaction that changes them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cxloop.database import bulk
from cxloop.wordbook.models import WordDue


def words_changed(session: Session, noun: str, ids: Sequence[int]) -> None:
    """What is found by the words of these is looked at again; until then it is read itself."""
    if ids:
        bulk.insert_columns(session, WordDue, {"subject_id": list(ids), "noun": bulk.Same(noun)})

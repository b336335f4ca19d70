"""Sorting in what large imports brought, so that contacts are found and duplicates suggested."""

from datetime import datetime
from functools import partial
from threading import Event
from time import monotonic

from cxloop.database import copy_log, db, unit_of_work
from cxloop.loop import customers, keep


def find_by_words(passes: int, stopped: Event | None = None) -> int:
    """Let tickets be found by the words they have now, so many short portions; returns how many were looked at."""
    total, most = 0, keep.FEW
    for _ in range(passes):
        is_anything = keep.is_anything_to_find(db.session())
        db.session.rollback()
        if not is_anything or (stopped and stopped.is_set()):
            break
        begun = monotonic()
        total += unit_of_work(partial(keep.write_words, db.session(), most), leaves_log=True)
        most = keep.next_size(most, monotonic() - begun)
        copy_log()
    return total


def keep_findable(at: datetime, passes: int = 60) -> int:
    """Let tickets be found by words and contacts by name, and suggest who may be there twice; returns how many."""
    find_by_words(passes)
    total = unit_of_work(lambda: customers.gather_late(db.session(), at))
    if keep.is_anybody_late(db.session()):
        total += unit_of_work(lambda: keep.key_late(db.session(), at))
    return total + sort_in(at, passes)


def sort_in(at: datetime, passes: int, stopped: Event | None = None) -> int:
    """So many portions of both rounds over the contacts; returns how many contacts were looked at.

    Reading and comparing hold nobody up: only what they found is stored, in short units of work, however slow the
    disk is; and SQLite's log is copied after each, while others write.
    """
    total, most = 0, keep.FEW
    for _ in range(passes):
        portion, compared = keep.spell_next(db.session(), most), keep.compare_next(db.session(), most)
        db.session.rollback()
        if (portion is None and compared is None) or (stopped and stopped.is_set()):
            break
        begun = monotonic()
        stored = partial(keep.keep_keys, db.session(), portion, compared, at)
        count = unit_of_work(stored, leaves_log=True)
        most = keep.next_size(most, monotonic() - begun)
        copy_log()
        if not count:  # somebody else was first
            break
        total += count
    return total

"""The day's anchor: made in the database, written to a file beside it, and printed."""

from datetime import datetime

import structlog

from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.loop import keep
from cxloop.trails.anchors import Anchor, in_database, is_due, keep_in_file
from cxloop.trails.keys import trail_key

log = structlog.get_logger()


def anchor(settings: Settings, at: datetime, *, daily: bool = True) -> Anchor | None:
    """Seal what all trails hold; None when the day has its anchor, or nothing was written since the last one.

    An anchor that could not be written to the file is written with the next one.
    """
    day = at.astimezone(settings.time_zone).date()
    due = not daily or is_due(db.session(), day)
    db.session.rollback()
    if not due:
        return None
    made = unit_of_work(lambda: keep.anchor_trails(db.session(), day=day, at=at, daily=daily))
    if made is None:
        return None
    key = trail_key(db.session())
    try:
        keep_in_file(settings.var, [one for one in in_database(db.session()) if one.fits(key)])
    except OSError as error:
        log.warning("anchor_not_in_file", kind=type(error).__name__)
    finally:
        db.session.rollback()
    return made

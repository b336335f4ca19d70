"""The off switch in a scheduled report's letter: a page to confirm for people, one click for mail programs."""

from flask.typing import ResponseReturnValue

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, SIGNED
from cxloop.loop import learn
from cxloop.reports.schedules import Schedule
from cxloop.web import current
from cxloop.web.survey.leaving import room
from cxloop.web.survey.room import closed, linked, page


@room.get("/q/<mark>", policy=OPEN)
def ask_no_report(mark: str) -> ResponseReturnValue:
    """Changes nothing: mail scanners open links."""
    found = linked(Schedule, mark, learn.REPORT_LINK)
    return closed() if found is None else _page(found, mark)


@room.post("/q/<mark>", policy=SIGNED)
def end_report(mark: str) -> ResponseReturnValue:
    found = linked(Schedule, mark, learn.REPORT_LINK)
    if found is None:
        return closed()
    number, at = found.id, current.moment()
    unit_of_work(lambda: learn.end_schedule(db.session(), number, because="by_letter", at=at))
    return _page(found, mark)


def _page(found: Schedule, mark: str) -> str:
    return page("survey/no_report.html", found.language, mark=mark, is_ended=found.ended_at is not None)

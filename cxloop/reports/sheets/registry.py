"""Which reports there are: how each is gathered and put into words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.database import one_zone
from cxloop.language import marked as _
from cxloop.reports.closed_loop import closed_loop
from cxloop.reports.period import Period
from cxloop.reports.saying import Say
from cxloop.reports.scores import scores
from cxloop.reports.sheets import closed_loop as closed_loop_sheet
from cxloop.reports.sheets import number
from cxloop.reports.sheets.sheet import Sheet
from cxloop.reports.wanted import Wanted, prepared

Gather = Callable[[Session, Period, datetime, Wanted], Any]


@dataclass(frozen=True)
class Report:
    """`looks_at_now`: it is about this moment, and days change nothing in it."""

    name: str
    title: str
    gather: Gather
    sheet: Callable[[Any, Say], Sheet]
    looks_at_now: bool = False

    def figures(self, session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Any:
        with one_zone(session):
            return self.gather(session, period, as_of, prepared(session, wanted))


REPORTS = {
    one.name: one
    for one in (
        Report("number", _("The number"), scores, number.sheet),
        Report("closed-loop", _("Closed loops"), closed_loop, closed_loop_sheet.sheet),
    )
}


def titles(language: str, zone: Any) -> dict[str, str]:
    say = Say(language, zone)
    return {name: say.speak(one.title) for name, one in REPORTS.items()}

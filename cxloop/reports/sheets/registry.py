"""Which reports there are: how each is gathered and put into words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.database import one_zone
from cxloop.language import marked as _
from cxloop.reports.ageing import ageing
from cxloop.reports.closed_loop import closed_loop
from cxloop.reports.companies import companies
from cxloop.reports.drivers_of_score import drivers_of_score
from cxloop.reports.health import health
from cxloop.reports.period import Period
from cxloop.reports.saying import Say
from cxloop.reports.scores import scores
from cxloop.reports.sheets import ageing as ageing_sheet
from cxloop.reports.sheets import causes as causes_sheet
from cxloop.reports.sheets import closed_loop as closed_loop_sheet
from cxloop.reports.sheets import companies as companies_sheet
from cxloop.reports.sheets import drivers, journey, number
from cxloop.reports.sheets import health as health_sheet
from cxloop.reports.sheets import teams as teams_sheet
from cxloop.reports.sheets.sheet import Sheet
from cxloop.reports.teams import teams
from cxloop.reports.wanted import Wanted, prepared
from cxloop.reports.where import where
from cxloop.reports.why import why

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
        Report("ageing", _("Ageing"), ageing, ageing_sheet.sheet, looks_at_now=True),
        Report("causes", _("Causes"), why, causes_sheet.sheet),
        Report("journey", _("The journey"), where, journey.sheet),
        Report("accounts", _("Accounts"), companies, companies_sheet.sheet),
        Report("teams", _("Teams"), teams, teams_sheet.sheet),
        Report("drivers", _("Drivers"), drivers_of_score, drivers.sheet),
        Report("health", _("Programme health"), health, health_sheet.sheet),
    )
}


def titles(language: str, zone: Any) -> dict[str, str]:
    say = Say(language, zone)
    return {name: say.speak(one.title) for name, one in REPORTS.items()}

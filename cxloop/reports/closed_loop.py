"""Report 3: from an unhappy answer to a closed loop, how long it takes, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.reports.again import recovery, reopenings, repeats
from cxloop.reports.causes import catalogue
from cxloop.reports.cohorts import Customers, customers
from cxloop.reports.executive import climbed, contacted_by, resolved_by
from cxloop.reports.later_rounds import later_rounds
from cxloop.reports.metrics.contacted import ContactedInTime
from cxloop.reports.metrics.ladder import Ladder
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.recovery import Recovery
from cxloop.reports.metrics.survival import WaitingTimes, waiting_times
from cxloop.reports.metrics.verified import VerifiedResolution, verified_resolution
from cxloop.reports.pauses import Paused, paused_by
from cxloop.reports.period import Period, this_month
from cxloop.reports.questions import asked
from cxloop.reports.ticket_facts import ticket_groups
from cxloop.reports.waits import WAITED_FOR, waits
from cxloop.reports.wanted import Wanted


@dataclass(frozen=True)
class ClosedLoop:
    """All by the moment the answers were received."""

    now: Customers
    ladder: Ladder
    contacted: ContactedInTime
    later_rounds: ContactedInTime
    resolved_in_time: Proportion
    paused: Paused
    times: Mapping[str, WaitingTimes]
    verified: VerifiedResolution
    reopened: Proportion
    repeated_people: Proportion
    repeated_companies: Proportion
    recovery: Recovery


def closed_loop(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> ClosedLoop:
    groups = ticket_groups(session, period, as_of, "received", wanted)
    waited = waits(session, period, as_of, wanted)
    people, companies = repeats(session, period, as_of, wanted, catalogue(session))
    return ClosedLoop(
        customers(session, this_month(as_of, company_zone(session)), as_of, wanted),
        climbed(groups), contacted_by(groups), later_rounds(session, period, as_of, wanted), resolved_by(groups),
        paused_by(session, period, as_of, wanted),
        {name: waiting_times(waited[name]) for name in WAITED_FOR},
        verified_resolution(asked(session, period, as_of, wanted)),
        reopenings(session, period, as_of, wanted), people, companies,
        recovery(session, period, as_of, wanted),
    )  # fmt: skip

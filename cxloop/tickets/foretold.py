"""What a ticket opened at some moment would be promised, and every step if nobody moves, each in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.calendars.lengths import say_length
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.language import marked as _
from cxloop.people.models import Team
from cxloop.sentences import Sentence, sentence
from cxloop.tickets import policies
from cxloop.tickets.course import Step, course
from cxloop.tickets.deadlines import Deadlines, deadlines_for
from cxloop.tickets.models import Policy

SAID = {
    ("warned", "first_contact"): _(
        "%(share)d %% of the time for the first contact is over: %(who)s is warned"
    ),
    ("warned", "resolution"): _("%(share)d %% of the time to solve it is over: %(who)s is warned"),
    ("missed", "first_contact"): _("The first contact is late: %(who)s is told"),
    ("missed", "resolution"): _("It is not solved in time: %(who)s is told"),
    ("called", "first_contact"): _("The first contact is late by %(after)s of working time: %(who)s is told"),
    ("called", "resolution"): _("It is late by %(after)s of working time and not solved: %(who)s is told"),
}
AGAIN = _("%(whole)s (again, %(again)d)")
WHO = {
    "owner": _("the owner"),
    "lead": _("the team's lead"),
    "channel": _("the team's channel"),
}


@dataclass(frozen=True)
class Foretold:
    """The deadlines of a ticket opened at that moment, and everything that follows."""

    opened_at: datetime
    calendar: WorkingTime
    due: Deadlines
    steps: list[Step]


def foretell(
    session: Session, policy: Policy, opened: Callable[[WorkingTime], datetime], *, priority: str,
    tier: str | None = None, team: Team | None = None,
) -> Foretold:  # fmt: skip
    """As a ticket opened then gets it, by the same evaluation.

    Args:
        opened: the moment, of the working time it is counted in: without a zone it is said on that clock.
    """
    calendar = working_time_of(session, policies.calendar_for(session, policy, team))
    at = opened(calendar)
    due = deadlines_for(at, policies.promise_of(policy, priority, tier), calendar)
    owed = {"first_contact": due.first_contact_due_at, "resolution": due.resolution_due_at}
    return Foretold(at, calendar, due, course(at, owed, policies.plan(policy), calendar))


def say(step: Step, names: Mapping[str, str | Sentence]) -> Sentence:
    """A step as a person reads it; `names` are those of whom it tells, where they are known."""
    who = names.get(step.to) or (sentence(WHO[step.to]) if step.to in WHO else sentence(_("a colleague")))
    if step.again:
        return sentence(AGAIN, whole=_once(step, who), again=step.again)
    return _once(step, who)


def _once(step: Step, who: str | Sentence) -> Sentence:
    return sentence(SAID[step.what, step.promise], share=step.share, after=say_length(step.after), who=who)

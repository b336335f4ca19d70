"""What both ways of playing the story need to know: teams at work, doors, causes, the rule and the promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.demo import story
from cxloop.demo.answers import Answer
from cxloop.demo.customers import company
from cxloop.demo.fates import Case, Step, fate
from cxloop.demo.staff import Staff
from cxloop.demo.words import Desk
from cxloop.demo.words.desks import ENGLISH_DESK, ITALIAN_DESK
from cxloop.drivers import catalogue
from cxloop.drivers.models import Driver
from cxloop.people import teams
from cxloop.people.models import Team
from cxloop.responses.models import Source
from cxloop.settings import starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.tickets import policies, rule_sets
from cxloop.tickets.deadlines import Promise
from cxloop.tickets.models import Policy, Rule

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Workplace:
    """A team with its hours, and whose turn it can be."""

    team: Team
    hours: WorkingTime
    people: Sequence[int]
    desk: Desk


@dataclass(frozen=True)
class Office:
    """`doors` by survey key, `places` by team id, `drivers` by key; `first_person` and `first_account`
    are the ids of customer and company number 0."""

    seed: int
    on: date
    staff: Staff
    doors: dict[str, Source]
    places: dict[int, Workplace]
    drivers: dict[str, int]
    rule: Rule
    policy: Policy
    first_person: int
    first_account: int

    def place_of(self, answer: Answer) -> Workplace:
        return self.places[self.doors[answer.asked.key].survey.team_id or 0]

    def promise(self, priority: str) -> Promise:
        return policies.promise_of(self.policy, priority)

    def plan(self, answer: Answer, opened_at: datetime, priority: str) -> list[Step]:
        """The steps of the ticket that this answer opened."""
        place = self.place_of(answer)
        case = Case(
            opened_at, place.hours, self.promise(priority), answer.person is not None, answer.can_be_asked,
            answer.cause or "", self.drivers[answer.cause or ""], story.slowness((self.on - opened_at.date()).days),
            place.team.lead_id or 0, place.people, place.desk,
        )  # fmt: skip
        return fate(case, Random(f"fate:{self.seed}:{answer.number}"))

    def contact_id(self, answer: Answer) -> int | None:
        return None if answer.person is None else self.first_person + answer.person.number

    def account_id(self, answer: Answer) -> int | None:
        if answer.person is None or answer.person.account is None:
            return None
        return self.first_account + answer.person.account

    def tier(self, answer: Answer) -> str | None:
        """What the company of who answered is worth to us."""
        if answer.person is None or answer.person.account is None:
            return None
        return company(answer.person.account).tier


def open_office(
    session: Session,
    staff: Staff,
    doors: dict[str, Source],
    *,
    seed: int,
    on: date,
    first_person: int,
    first_account: int,
    at: datetime,
) -> Office:
    """Read what the story needs, with the product's own starting rule, promise, causes and journey."""
    if not catalogue.in_use(session):
        starting.start(session, PARTS["causes"], "b2b", Hand(None, "cli"), at)
        starting.start(session, PARTS["journey"], "b2b", Hand(None, "cli"), at)
    drivers = dict(session.execute(select(Driver.key, Driver.id)).all())
    places = {team.id: _workplace(session, team) for team in staff.teams.values()}
    tried = rule_sets.in_force(session, at).conditions
    rule, policy = session.get_one(Rule, tried[0].rule_id), policies.in_force(session, at)
    return Office(seed, on, staff, doors, places, drivers, rule, policy, first_person, first_account)


def next_tick(moment: datetime) -> datetime:
    """When the clock that ticks once a minute notices something that fell due."""
    return moment.replace(second=0, microsecond=0) + MINUTE


def _workplace(session: Session, team: Team) -> Workplace:
    hours = working_time_of(session, team.calendar_id or 0)
    desk = ITALIAN_DESK if team.language == "it" else ENGLISH_DESK
    return Workplace(team, hours, teams.takers(session, team.id), desk)

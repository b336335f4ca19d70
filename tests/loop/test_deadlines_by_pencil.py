"""Random lives of a ticket: its stored deadlines equal a count by pencil, minute by minute, from its trail alone."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.loop import open as opening
from cxloop.people.absences import Absence
from cxloop.tickets import promises
from cxloop.tickets.models import Escalation, Policy, Ticket, TicketEvent
from cxloop.tickets.policies import first_policy
from cxloop.tickets.requirements import Closing, StepIncomplete
from cxloop.tickets.retracing import retrace
from cxloop.tickets.steps import StepRefused
from tests.breadth import number
from tests.makers import AT

ROME, MINUTE, HOUR, DAY = ZoneInfo("Europe/Rome"), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOSED = {date(2026, 4, 6), date(2026, 4, 25), date(2026, 5, 1), date(2026, 6, 2)}
SOLVED = Closing(cause_unknown_because="Nobody knows", action="Paid back", told_how="phone")
NAMES = ("first_contact", "resolution")
MOMENTS = dict(zip(NAMES, ("contact_due_at", "resolution_due_at"), strict=True))


@cache
def pencil(since: datetime, minutes: int, paused: tuple[tuple[datetime, datetime], ...]) -> datetime:
    day, left = since.astimezone(ROME).date(), minutes
    while True:
        if day.weekday() < 5 and day not in CLOSED:
            for hour in (9, 10, 11, 12, 14, 15, 16, 17):
                for minute in range(60):
                    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ROME).astimezone(UTC)
                    if at >= since and not any(began <= at < ended for began, ended in paused):
                        left -= 1
                        if not left:
                            return at + MINUTE
        day += DAY


@dataclass
class Recount:
    """What the trail of one ticket says of its promises; `lengths` are those of each policy, by when it began."""

    policies: list[tuple[datetime, dict[str, dict[str, int]]]]
    made: dict[str, list[tuple[datetime, int]]] = field(default_factory=dict)
    paused: dict[str, list[list[datetime]]] = field(default_factory=dict)

    def of(self, ticket: Ticket, events: list[TicketEvent]) -> dict[str, datetime]:
        for event in events:
            getattr(self, f"_{event.kind}", lambda _event: None)(event)
        paused = {
            name: tuple((began, ended) for began, ended in spans) for name, spans in self.paused.items()
        }
        return {
            name: min(pencil(since, minutes, paused[name]) for since, minutes in made)
            for name, made in self.made.items()
        }

    def _begin(self, at: datetime) -> None:
        self.began, self.raised, self.reached = at, None, False
        self.paused = {name: [] for name in NAMES}
        self.made = {name: [(at, self.policy[name][self.priority])] for name in NAMES}

    def _opened(self, event: TicketEvent) -> None:
        self.priority, self.policy = "normal", self._in_force(event.at)
        self._begin(event.at)

    def _reopened(self, event: TicketEvent) -> None:
        self._begin(event.at)

    def _priority_raised(self, event: TicketEvent) -> None:
        self.priority, self.raised = "urgent", event.at
        for name in NAMES:
            if name == "resolution" or not self.reached:
                self.made[name].append((event.at, self.policy[name]["urgent"]))

    def _promised_anew(self, event: TicketEvent) -> None:
        self.policy = self._in_force(event.at)
        for name in NAMES:
            if MOMENTS[name] in event.facts:
                self.made[name] = [(self.raised or self.began, self.policy[name][self.priority])]
                self.made[name] += [(self.began, self.policy[name]["normal"])] if self.raised else []

    def _contact_logged(self, event: TicketEvent) -> None:
        self.reached |= event.facts["outcome"] == "reached"

    def _waits(self, event: TicketEvent) -> None:
        for name in event.facts["pauses"].split(","):
            if name and not (name == "first_contact" and self.reached):
                self.paused[name].append([event.at, datetime.fromisoformat(event.facts["until"])])

    def _went_on(self, event: TicketEvent) -> None:
        ended = datetime.fromisoformat(event.facts["ended_at"])
        for spans in self.paused.values():
            if spans and spans[-1][1] > ended:
                spans[-1][1] = ended

    def _in_force(self, at: datetime) -> dict[str, dict[str, int]]:
        return [lengths for began, lengths in self.policies if began <= at][-1]


class Life:
    def __init__(self, make, seed: int) -> None:
        self.chance, self.make, self.now = Random(seed), make, AT
        self.team = make.team()
        self.people = [make.user(name, team=self.team) for name in ("Olga", "Tom", "Ada")]
        self.carl, self.policies = make.contact(), list[tuple[datetime, dict[str, dict[str, int]]]]()
        make.survey(team=self.team)
        self.a_policy()
        make.response(4, at=self.now, contact=self.carl)
        self.ticket = db.session.query(Ticket).one()

    def by(self):
        return self.chance.choice(self.people)

    def a_policy(self) -> None:
        for old in db.session.query(Policy).filter(Policy.retired_at.is_(None)):
            old.retired_at = self.now
        made = first_policy()
        lengths = {
            name: {priority: self.chance.randint(least, 3000) for priority in ("urgent", "normal")}
            for name, least in (("first_contact", 60), ("resolution", 300))
        }
        made.first_contact_within, made.resolution_within = lengths.values()
        kinds = ([], ["resolution"], ["first_contact", "resolution"])
        made.pauses = {kind: self.chance.choice(kinds) for kind in ("customer", "internal")}
        made.created_at, made.version, made.warn_at = self.now, len(self.policies) + 1, [50, 90]
        db.session.add(made)
        db.session.flush()
        self.policies.append((self.now, lengths))

    def a_policy_promised_anew(self) -> None:
        self.a_policy()
        offered = opening.offers(db.session(), self.now)
        opening.promise_again(
            db.session(), [one.mark for one in offered], by=self.by(), at=self.now, via="web"
        )

    def a_wait(self) -> None:
        until = self.now + timedelta(minutes=self.chance.choice([7, 90, 1500, 4000, 9000]))
        kind = self.chance.choice(["customer", "internal"])
        act.wait(
            db.session(),
            self.ticket.id,
            kind=kind,
            until=until,
            reason="So",
            by=self.by(),
            at=self.now,
            via="web",
        )

    def going_on(self) -> None:
        act.go_on(db.session(), self.ticket.id, by=self.by(), at=self.now, via="api")

    def a_snooze(self) -> None:
        until = self.now + timedelta(hours=self.chance.choice([1, 30]))
        act.snooze(
            db.session(),
            self.ticket.id,
            until=until,
            by=self.by(),
            at=self.now,
            via="web",
            reason="On a train",
        )

    def a_call(self) -> None:
        outcome = self.chance.choice(["reached", "no_answer"])
        act.log_contact(db.session(), self.ticket.id, by=self.by(), at=self.now, via="web", outcome=outcome)

    def a_hand_over(self) -> None:
        to = self.chance.choice([*self.people, None])
        act.assign(db.session(), self.ticket.id, owner_id=to and to.id, by=self.by(), at=self.now, via="web")

    def an_absence(self) -> None:
        who, deputy = self.chance.sample(self.people, 2)
        absence = Absence(
            user_id=who.id, begins_at=self.now, ends_at=self.now + DAY, deputy_id=deputy.id, tickets="hand_over",
            made_by_id=who.id, made_at=self.now,
        )  # fmt: skip
        db.session.add(absence)
        db.session.flush()
        act.begin_and_end_absences(db.session(), at=self.now)

    def an_answer(self) -> None:
        self.make.response(self.chance.choice([1, 4]), at=self.now, contact=self.carl)

    def solved_and_reopened(self) -> None:
        act.resolve(db.session(), self.ticket.id, closing=SOLVED, by=self.by(), at=self.now, via="web")
        self.now += self.chance.choice([MINUTE, 5 * HOUR, 3 * DAY])
        ticket = db.session.get_one(Ticket, self.ticket.id)
        verify.reopen(db.session(), ticket, at=self.now, actor_id=self.by().id, via="web", reason="Not yet")

    def the_clock(self) -> None:
        for step in (act.go_on_next, act.escalate_next, act.nudge_next):
            step(db.session(), at=self.now)

    def live(self, steps: int) -> None:
        ways: list[Callable[[], None]] = [
            self.a_wait, self.a_wait, self.a_wait, self.going_on, self.a_snooze, self.a_call, self.a_hand_over,
            self.an_absence, self.an_answer, self.solved_and_reopened, self.the_clock, self.a_policy_promised_anew,
        ]  # fmt: skip
        for _ in range(steps):
            self.now += timedelta(minutes=self.chance.choice([1, 13, 240, 1000, 3000]))
            with suppress(StepRefused, StepIncomplete):
                self.chance.choice(ways)()
            db.session.commit()
            self.holds()

    def holds(self) -> None:
        ticket = db.session.get_one(Ticket, self.ticket.id, populate_existing=True)
        events = (
            db.session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.number).all()
        )
        told = [(event.at.isoformat(), event.kind, event.facts) for event in events]
        counted = Recount(self.policies).of(ticket, events)
        assert {name: getattr(ticket, MOMENTS[name]) for name in NAMES} == counted, "\n".join(map(str, told))
        assert retrace((event.kind, event.facts) for event in events) == ticket.state, told
        owed = promises.still_owed(ticket)
        assert ticket.due_at == min(owed.values(), default=None), told
        names = [one.step for one in db.session.query(Escalation).filter_by(ticket_id=ticket.id)]
        assert len(names) == len(set(names)), told


@pytest.mark.parametrize("seed", range(number(6, wide=400)))
def test_stored_deadlines_equal_a_count_by_pencil(app, make, seed):
    Life(make, seed).live(14)

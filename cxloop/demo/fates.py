"""What becomes of a ticket of the demo company: the steps its people take, and when. Pure, with chance given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from cxloop.calendars.working_time import WorkingTime, add_business_time
from cxloop.demo.words import Desk
from cxloop.tickets.deadlines import Promise
from cxloop.tickets.requirements import Closing


class Step(NamedTuple):
    """One step of somebody: `verb` is take, assign, contact, note, resolve or answer (the customer's word).

    `by` None: whoever owns the ticket then.
    """

    at: datetime
    verb: str
    by: int | None
    via: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A ticket as it was opened, and who could deal with it."""

    opened_at: datetime
    hours: WorkingTime
    promise: Promise
    is_known: bool
    """There is a customer to talk to."""
    can_be_asked: bool
    cause: str
    driver_id: int
    slowness: float
    """How many times longer it takes to put things right than on usual days."""
    lead_id: int
    colleagues: Sequence[int]
    desk: Desk


def fate(case: Case, chance: Random) -> list[Step]:
    """Every step until the ticket is closed, in order; those that lie ahead of the story's end are never taken."""
    return _Fate(case, chance).steps()


def again(plan: Sequence[Step]) -> list[Step]:
    """The same steps for a ticket that has its owner: it was reopened."""
    return [step for step in plan if step.verb not in ("take", "assign")]


class _Fate:
    def __init__(self, case: Case, chance: Random) -> None:
        self.case, self.chance, self.at = case, chance, case.opened_at
        self.plan: list[Step] = []

    def steps(self) -> list[Step]:
        self._begin()
        roll = self.chance.random()
        if not self.case.is_known or roll < 0.03:
            self._wait(self._first() * 2)
            self._close("not_actionable", self.case.desk.not_actionable)
        elif roll < 0.10:
            self._never_reached()
        elif roll < 0.125:
            self._reach()
            self._close("contact_declined", self.case.desk.declined)
        else:
            self._look_after()
        return self.plan

    def _begin(self) -> None:
        """Taken over, or put back into the queue, or left lying."""
        roll = self.chance.random()
        if roll < 0.45:
            self._wait(self._first() * 0.2)
            self._step("take", via="slack" if self.chance.random() < 0.5 else "web")
        elif roll < 0.57:
            self._wait(self._first() * 0.15)
            self._step(
                "assign", by=self.case.lead_id, owner_id=None, note=self._one_of(self.case.desk.released)
            )
            self._wait(
                self.case.promise.first_contact_within * self.chance.uniform(0.4, 5) * self.case.slowness
            )
            self._step("take", by=self.chance.choice(self.case.colleagues))
        elif roll < 0.63:
            self._wait(self.case.promise.resolution_within * self.chance.uniform(0.3, 1.3))

    def _look_after(self) -> None:
        self._reach()
        if self.chance.random() < 0.06 and len(self.case.colleagues) > 1:
            self._wait(self._first())
            owner_id = self.chance.choice(self.case.colleagues)
            self._step(
                "assign",
                by=self.case.lead_id,
                owner_id=owner_id,
                note=self._one_of(self.case.desk.hand_overs),
            )
        if self.chance.random() < 0.2:
            self._wait(self._first() * 0.5)
            self._step("note", body=self._one_of(self.case.desk.notes))
        self._resolve()
        word = self.chance.choices(("yes", "partly", "no", ""), (52, 9, 9, 30))[0]
        if not self.case.can_be_asked:
            return
        self._answer(word)
        if word in ("partly", "no"):
            self._reach()
            self._resolve()
            self._answer("yes" if self.chance.random() < 0.6 else "")

    def _reach(self) -> None:
        """None, one or two tries in vain, then a conversation."""
        self._wait(self._first())
        for _ in range(self.chance.choices((0, 1, 2), (60, 28, 12))[0]):
            self._try("phone", "no_answer" if self.chance.random() < 0.75 else "someone_else")
            self._wait(self._first() * 0.8)
        follows = self.chance.random() < 0.3
        self._step(
            "contact", channel="phone" if self.chance.random() < 0.8 else "email", outcome="reached",
            minutes=self.chance.randint(3, 18), said=self._one_of(self.case.desk.said),
            mood=self.chance.choices(("calmer", "same", "upset"), (6, 3, 1))[0],
            next_step=self._one_of(self.case.desk.next_steps) if follows else "",
        )  # fmt: skip

    def _never_reached(self) -> None:
        self._wait(self._first())
        for channel in ("phone", "email", "phone"):
            self._try(channel, "no_answer")
            self.at += timedelta(days=1)
            self._wait(self._first())
        self._close("unreachable", self.case.desk.unreachable)

    def _try(self, channel: str, outcome: str) -> None:
        self._step("contact", channel=channel, outcome=outcome, minutes=1)

    def _resolve(self) -> None:
        usual = self.case.promise.resolution_within * self.case.slowness
        self._wait(usual * self.chance.lognormvariate(-1.1, 0.6))
        knows, tells = self.chance.random() < 0.97, self.chance.random() < 0.95
        closing = Closing(
            driver_id=self.case.driver_id if knows else None,
            cause_unknown_because="" if knows else self._one_of(self.case.desk.unknown_because),
            action=self._one_of(self.case.desk.actions[self.case.cause.partition(".")[0]]),
            told_how=self.chance.choices(("phone", "email", "visit"), (7, 4, 1))[0] if tells else None,
            not_told_because="" if tells else self._one_of(self.case.desk.not_told_because),
        )
        self._step("resolve", closing=closing)

    def _close(self, kind: str, reasons: Sequence[str]) -> None:
        knows = self.chance.random() < 0.97  # what they wrote says what it was about
        driver_id = self.case.driver_id if knows else None
        self._step("resolve", closing=Closing(kind=kind, driver_id=driver_id, action=self._one_of(reasons)))

    def _answer(self, word: str) -> None:
        if word:
            self.at += timedelta(minutes=self.chance.randint(60, 5400))
            self._step("answer", via="link", word=word, comment=self._one_of(self.case.desk.word[word]))

    def _first(self) -> timedelta:
        """A stretch of work, mostly shorter than the first promise."""
        return self.case.promise.first_contact_within * self.chance.lognormvariate(-1.5, 0.75)

    def _wait(self, length: timedelta) -> None:
        whole = timedelta(minutes=1 + length // timedelta(minutes=1))
        self.at = add_business_time(self.at, whole, self.case.hours)

    def _one_of(self, lines: Sequence[str]) -> str:
        return self.chance.choice(lines)

    def _step(self, verb: str, *, by: int | None = None, via: str = "web", **facts: Any) -> None:
        self.plan.append(Step(self.at, verb, by, via, facts))

"""What happens to a ticket if nobody moves: warnings, missed promises and calls after them, in their order.

One description for the clock that does it, the pages that foretell it and the command. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from cxloop.calendars.working_time import WorkingTime
from cxloop.tickets.pausing import NONE, Pauses, Span, due_after, running_between
from cxloop.tickets.standing import promise_name

What = Literal["warned", "missed", "called"]
ORDER = {"warned": 0, "missed": 1, "called": 2}


@dataclass(frozen=True)
class Call:
    """Somebody to be told, so many minutes of working time after a promise was missed.

    `to` is owner, lead, channel, or a person as "user:7".
    """

    after: int
    to: str


@dataclass(frozen=True)
class Plan:
    """What a policy does beside the promises themselves."""

    warnings: tuple[int, ...] = ()
    """At which percent of what is allowed the owner is warned."""
    calls: tuple[Call, ...] = ()
    repeat_every: int = 0
    """The last call again, so many minutes of working time apart; 0: never."""
    repeat_most: int = 0

    def __bool__(self) -> bool:
        return bool(self.warnings or self.calls)


@dataclass(frozen=True)
class Step:
    """One thing the clock does, once `at` is over."""

    at: datetime
    what: What
    promise: str
    """first_contact or resolution."""
    name: str
    """Under which it is done once: "resolution:1", "resolution:1@75", "resolution:1+240:lead"."""
    to: str
    share: int = 0
    """Of a warning: the percent that is used."""
    after: int = 0
    """Of a call: minutes of working time since the promise was missed."""
    again: int = 0
    """Of a call that is repeated: the how manieth time."""


def plan_of(
    warn_at: Iterable[Any] | None, chain: Iterable[Any] | None, repeat_every: int | None = None,
    repeat_most: int | None = None,
) -> Plan:  # fmt: skip
    """As a policy keeps it."""
    return Plan(
        tuple(int(one) for one in warn_at or ()),
        tuple(Call(int(after), str(to)) for after, to in chain or ()),
        repeat_every or 0,
        repeat_most or 0,
    )


def course(
    since: datetime, owed: Mapping[str, datetime], plan: Plan, calendar: WorkingTime, *, segment: int = 1,
    promised: int = 1, pauses: Pauses = NONE, answered_for_at: datetime | None = None,
) -> list[Step]:  # fmt: skip
    """Every step of the promises still owed, first to last.

    Args:
        since: when the present segment began.
        owed: the promises still to keep, by name, with their moments, pauses counted.
        answered_for_at: nobody is called about what was late by then.
        pauses: when each of them did not run: nobody is warned and nobody called meanwhile.
    """
    steps = [
        step
        for promise, due_at in owed.items()
        for step in _steps(
            promise,
            since,
            due_at,
            promise_name(promise, segment, promised),
            _of(plan, due_at, answered_for_at),
            calendar,
            pauses.get(promise, ()),
        )
    ]
    return sorted(steps, key=lambda step: (step.at, ORDER[step.what], step.name))


def still_to_tell(steps: Iterable[Step], done: Collection[str]) -> list[Step]:
    """Warnings and calls not yet made; what a missed promise does is another's."""
    return [step for step in steps if step.what != "missed" and step.name not in done]


def worth_telling(due: Iterable[Step], missed: Collection[str]) -> list[Step]:
    """Of several steps that are due at once, those that still say something; `missed` are promises that are late.

    After a standstill the last warning of a promise stands for those before it, none is given for what is late
    already, and whoever would be called twice about one promise is called once.
    """
    last: dict[tuple[str, str, str], Step] = {}
    for step in due:
        if step.what == "called" or step.promise not in missed:
            last[step.what, step.promise, step.to] = step
    return sorted(last.values(), key=lambda step: (step.at, step.name))


def _steps(
    promise: str, since: datetime, due_at: datetime, name: str, plan: Plan, calendar: WorkingTime,
    spans: Sequence[Span],
) -> Iterator[Step]:  # fmt: skip
    allowed = running_between(since, due_at, spans, calendar)
    for share in plan.warnings:
        at = due_after(since, allowed * share / 100, spans, calendar)
        yield Step(min(at, due_at), "warned", promise, f"{name}@{share}", "owner", share=share)
    yield Step(due_at, "missed", promise, name, "lead")
    for call, again in _calls(plan):
        at = due_after(due_at, timedelta(minutes=call.after), spans, calendar)
        mark = f"#{again}" if again else ""
        yield Step(
            at,
            "called",
            promise,
            f"{name}+{call.after}:{call.to}{mark}",
            call.to,
            after=call.after,
            again=again,
        )


def _of(plan: Plan, due_at: datetime, answered_for_at: datetime | None) -> Plan:
    """Somebody has answered for what was late by then: nobody is called."""
    is_answered = answered_for_at is not None and due_at <= answered_for_at
    return replace(plan, calls=()) if is_answered else plan


def _calls(plan: Plan) -> Iterator[tuple[Call, int]]:
    yield from ((call, 0) for call in plan.calls)
    if plan.calls and plan.repeat_every:
        last = max(plan.calls, key=lambda call: call.after)
        for again in range(1, plan.repeat_most + 1):
            yield Call(last.after + again * plan.repeat_every, last.to), again

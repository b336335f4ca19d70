"""What a pause does to a promise: a calendar's working time with holes in it. Pure.

A promise of so much working time is due at the earliest moment by which that much has passed outside its pauses. Of a
promise that was missed before a pause began nothing is taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cxloop.calendars.working_time import WorkingTime, add_business_time, business_elapsed

Span = tuple[datetime, datetime]
"""A pause from its beginning to its end, or to the moment at which it ends by itself."""
Pauses = Mapping[str, Sequence[Span]]
"""The pauses of each promise, in their order, none over another."""
NONE: Pauses = {}
NOTHING = timedelta(0)


def moved(due_at: datetime, span: Span, calendar: WorkingTime) -> datetime:
    """Where a promise stands after a pause: what was left when it began is left when it ends."""
    began, ended = span
    if due_at <= began or ended <= began:
        return due_at
    return max(due_at, add_business_time(ended, business_elapsed(began, due_at, calendar), calendar))


def due_after(since: datetime, length: timedelta, spans: Sequence[Span], calendar: WorkingTime) -> datetime:
    """When `length` of working time outside the pauses has passed since that moment."""
    due_at = add_business_time(since, max(length, NOTHING), calendar)
    return postponed(since, due_at, spans, calendar)


def postponed(since: datetime, due_at: datetime, spans: Sequence[Span], calendar: WorkingTime) -> datetime:
    """A promise made at `since` without pauses, with them."""
    for began, ended in spans:
        due_at = moved(due_at, (max(began, since), ended), calendar)
    return due_at


def paused_between(
    since: datetime, until: datetime, spans: Sequence[Span], calendar: WorkingTime
) -> timedelta:
    """How much working time of that stretch was paused."""
    within = ((max(began, since), min(ended, until)) for began, ended in spans)
    return sum((business_elapsed(*span, calendar) for span in within if span[0] < span[1]), NOTHING)


def running_between(
    since: datetime, until: datetime, spans: Sequence[Span], calendar: WorkingTime
) -> timedelta:
    """How much working time of that stretch was not paused; negative when `until` is the earlier one."""
    if until < since:
        return -running_between(until, since, spans, calendar)
    return business_elapsed(since, until, calendar) - paused_between(since, until, spans, calendar)

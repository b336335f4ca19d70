"""M4 and M6: contacted in time, and resolved in time."""

from datetime import timedelta

from tests.recount.rows import Row, Rows, first

Count = tuple[int, int]
A_DAY = timedelta(hours=24)


def contacts(rows: Rows, ticket: Row, outcomes: tuple[str, ...], segment: int | None = None) -> list[Row]:
    return [
        one
        for one in rows.of("contact_attempt", ticket)
        if one.outcome in outcomes and segment in {None, one.segment}
    ]


ANY = ("reached", "someone_else", "no_answer")
REACHED = ("reached",)


def in_time(rows: Rows, cohort: list[Row], outcomes: tuple[str, ...]) -> Count:
    """k of n: those whose first segment's first contact came before it was due, of all whose moment has come."""
    due = [one for one in cohort if rows.may_be_called(one) and one.first_contact_due_at <= rows.now]
    kept = 0
    for ticket in due:
        moment = first(one.at for one in contacts(rows, ticket, outcomes, segment=1))
        kept += moment is not None and moment <= ticket.first_contact_due_at
    return kept, len(due)


def written_late(rows: Rows, cohort: list[Row]) -> Count:
    """k of n: of those reached in time, the ones that no note written within 24 hours tells of."""
    due = [one for one in cohort if rows.may_be_called(one) and one.first_contact_due_at <= rows.now]
    in_time = [
        [one for one in contacts(rows, ticket, REACHED, segment=1) if one.at <= ticket.first_contact_due_at]
        for ticket in due
    ]
    reached = [found for found in in_time if found]
    late = [
        found
        for found in reached
        if all(one.written_at is not None and one.written_at - one.at > A_DAY for one in found)
    ]
    return len(late), len(reached)


def in_later_rounds(rows: Rows, cohort: list[Row], outcomes: tuple[str, ...]) -> Count:
    """k of n: after a reopening the promise is a new one, and so is the contact that keeps it."""
    rounds = [
        (ticket, again)
        for ticket in cohort
        for again in rows.of("reopening", ticket)
        if again.contact_due_at is not None and again.contact_due_at <= rows.now
    ]
    due = [(ticket, again) for ticket, again in rounds if rows.may_be_called(ticket, again.contact_due_at)]
    kept = 0
    for ticket, again in due:
        moment = first(one.at for one in contacts(rows, ticket, outcomes, segment=again.segment))
        kept += moment is not None and moment <= again.contact_due_at
    return kept, len(due)


def resolved_in_time(rows: Rows, cohort: list[Row]) -> Count:
    """k of n: the standing resolution before its due moment; open past due is missed."""
    due = [one for one in cohort if one.resolution_due_at <= rows.now]
    standing = [(one, rows.standing(one)) for one in due]
    return sum(end is not None and end.at <= one.resolution_due_at for one, end in standing), len(due)

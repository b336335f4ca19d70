"""The executive page counted again, one ticket at a time, in the plainest way there is."""

from collections import Counter
from datetime import timedelta

from cxloop.reports.metrics.contacted import ContactPromise, contacted_in_time
from cxloop.reports.metrics.survival import Outcome, Wait, waiting_times

OTHERWISE = ("unreachable", "contact_declined", "not_actionable")


def cohort(company, period, as_of):
    return [
        fact
        for fact in company.facts
        if period.starts_at <= fact.ticket.answered_at < period.ends_at
        and fact.ticket.opened_at <= as_of
        and fact.ticket.state != "merged"
    ]


def newest(fact, as_of):
    known = [resolution for resolution in fact.resolutions if resolution.at <= as_of]
    return max(known, key=lambda resolution: resolution.id, default=None)


def question(fact, as_of):
    resolution = newest(fact, as_of)
    asked = fact.verifications.get(resolution.id) if resolution else None
    return asked if asked and asked.asked_at <= as_of else None


def word(fact, as_of):
    asked = question(fact, as_of)
    if asked and asked.answer in ("yes", "partly", "no") and asked.answered_at <= as_of:
        return asked.answer
    return None


def rungs(fact, as_of):
    """How far up the ladder one ticket stands, 0 to 8."""
    ticket, resolution = fact.ticket, newest(fact, as_of)
    reached = bool(ticket.first_reached_at and ticket.first_reached_at <= as_of)
    attempted = reached or bool(ticket.first_attempt_at and ticket.first_attempt_at <= as_of)
    steps = [
        fact.contactable,
        attempted,
        reached,
        bool(resolution and resolution.driver_id),
        bool(resolution and resolution.action),
        bool(resolution and resolution.told_at and resolution.told_at <= as_of),
        question(fact, as_of) is not None,
        word(fact, as_of) == "yes",
    ]
    return steps.index(False) if False in steps else len(steps)


def is_complete(fact, as_of):
    asked, said = question(fact, as_of), word(fact, as_of)
    if rungs(fact, as_of) < 6 or asked is None:
        return False
    return said == "yes" or (said is None and asked.expires_at <= as_of)


def strict(company, period, as_of):
    """(rungs, complete, running) of the cohort."""
    tickets = cohort(company, period, as_of)
    judged = [fact for fact in tickets if fact.ticket.answered_at <= as_of - timedelta(days=30)]
    heights = [rungs(fact, as_of) for fact in judged]
    counts = [sum(height > step for height in heights) for step in range(8)]
    return counts, sum(is_complete(fact, as_of) for fact in judged), len(tickets) - len(judged)


def in_time(company, period, as_of):
    return contacted_in_time(
        [
            ContactPromise(
                fact.ticket.first_contact_due_at,
                fact.ticket.first_attempt_at,
                fact.ticket.first_reached_at,
                fact.contactable,
            )
            for fact in cohort(company, period, as_of)
        ],
        as_of,
    )


def times(company, period, as_of, column):
    waits = []
    for fact in cohort(company, period, as_of):
        if column != "resolved_at" and not fact.contactable:
            continue
        ticket = fact.ticket
        end, closed = getattr(ticket, column), ticket.closed_at if ticket.state in OTHERWISE else None
        if end and end <= as_of:
            waits.append(Wait(_hours(ticket.opened_at, end)))
        elif closed and closed <= as_of:
            waits.append(Wait(_hours(ticket.opened_at, closed), Outcome.ENDED_OTHERWISE))
        else:
            waits.append(Wait(_hours(ticket.opened_at, as_of), Outcome.OPEN))
    return waiting_times(waits)


def words(company, period, as_of):
    """How often each answer to "is it solved?", None for silence."""
    return Counter(word(fact, as_of) for fact in cohort(company, period, as_of) if question(fact, as_of))


def causes(company, period, as_of):
    """(tickets by cause, closed tickets)"""
    closed = [
        fact
        for fact in cohort(company, period, as_of)
        if (fact.ticket.resolved_at or fact.ticket.closed_at)
        and (fact.ticket.resolved_at or fact.ticket.closed_at) <= as_of
    ]
    by_cause = Counter(resolution.driver_id for fact in closed if (resolution := newest(fact, as_of)))
    del by_cause[None]
    return by_cause, len(closed)


def scores_of(company, period, measure_of):
    """{measure key: [scores]} of the period."""
    found = {}
    for response in company.responses:
        if period.starts_at <= response.answered_at < period.ends_at and response.score is not None:
            found.setdefault(measure_of(response.survey_id), []).append(response.score)
    return found


def _hours(earlier, later):
    return (int(later.timestamp()) - int(earlier.timestamp())) // 3600

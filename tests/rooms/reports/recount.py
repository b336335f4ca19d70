"""The executive page counted again, one ticket at a time, in the plainest way there is."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from cxloop.reports.metrics.contacted import ContactPromise, contacted_in_time
from cxloop.reports.metrics.survival import Outcome, Wait, waiting_times
from tests.rooms.reports.company import REFUSED

ROME = ZoneInfo("Europe/Rome")
OTHERWISE = ("unreachable", "contact_declined", "not_actionable")


def within(moment, period):
    return period.start <= moment.astimezone(ROME).date() < period.end


def cohort(company, period, as_of, clock="received_at"):
    return [
        fact
        for fact in company.facts
        if within(getattr(fact.ticket, clock), period)
        and fact.ticket.opened_at <= as_of
        and fact.ticket.state != "merged"
    ]


def could_be_called(fact, as_of):
    """When the first contact was due, by what they had said until then."""
    contact, moment = fact.ticket.opened_for_id, min(fact.ticket.first_contact_due_at, as_of)
    return contact is not None and not (contact in REFUSED and REFUSED[contact] <= moment)


def resolution_standing(fact, as_of):
    """Walk through the ticket's life."""
    life = [*((one.at, one) for one in fact.resolutions), *((one.at, None) for one in fact.reopenings)]
    standing = None
    for at, what in sorted(life, key=lambda event: event[0]):
        standing = what if at <= as_of else standing
    return standing


def question(fact, as_of):
    resolution = resolution_standing(fact, as_of)
    asked = fact.verifications.get(resolution.id) if resolution else None
    return asked if asked and asked.asked_at <= as_of else None


def word(asked, as_of):
    if asked and asked.answer in ("yes", "partly", "no") and asked.answered_at <= as_of:
        return asked.answer
    return None


def rungs(fact, as_of):
    """How far up the ladder one ticket stands, 0 to 8."""
    ticket, resolution = fact.ticket, resolution_standing(fact, as_of)
    reached = bool(ticket.first_reached_at and ticket.first_reached_at <= as_of)
    attempted = reached or bool(ticket.first_attempt_at and ticket.first_attempt_at <= as_of)
    steps = [
        could_be_called(fact, as_of),
        attempted,
        reached,
        bool(resolution and resolution.driver_id),
        bool(resolution and resolution.action),
        bool(resolution and resolution.told_at and resolution.told_at <= as_of),
        question(fact, as_of) is not None,
        word(question(fact, as_of), as_of) == "yes",
    ]
    return steps.index(False) if False in steps else len(steps)


def is_complete(fact, as_of):
    asked = question(fact, as_of)
    said = word(asked, as_of)
    if rungs(fact, as_of) < 6 or asked is None:
        return False
    return said == "yes" or (said is None and asked.expires_at <= as_of)


def strict(company, period, as_of):
    """(rungs, complete, running) of the cohort."""
    tickets = cohort(company, period, as_of)
    judged = [fact for fact in tickets if fact.ticket.received_at <= as_of - timedelta(days=30)]
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
                could_be_called(fact, as_of),
            )
            for fact in cohort(company, period, as_of)
        ],
        as_of,
    )


def resolved_in_time(company, period, as_of):
    """(met, due)"""
    due = [fact for fact in cohort(company, period, as_of) if fact.ticket.resolution_due_at <= as_of]
    met = [
        fact
        for fact in due
        if (done := resolution_standing(fact, as_of)) and done.at <= fact.ticket.resolution_due_at
    ]
    return len(met), len(due)


def times(company, period, as_of, name):
    """Each wait ends by what happened first: the event, or what makes it impossible."""
    waits = []
    for fact in cohort(company, period, as_of):
        if name in ("attempted", "reached") and not could_be_called(fact, as_of):
            continue
        ends = sorted(
            (moment, outcome) for moment, outcome in _ends(fact, as_of, name) if moment and moment <= as_of
        )
        moment, outcome = ends[0] if ends else (as_of, Outcome.OPEN)
        seconds = int(moment.timestamp()) - int(fact.ticket.opened_at.timestamp())
        waits.append(Wait(seconds / 3600, outcome))
    return waiting_times(waits)


def _ends(fact, as_of, name):
    known = sorted((one for one in fact.resolutions if one.at <= as_of), key=lambda one: one.at)
    if name in ("attempted", "reached"):
        column = "first_attempt_at" if name == "attempted" else "first_reached_at"
        first = known[0].at if known else None
        return [(getattr(fact.ticket, column), Outcome.HAPPENED), (first, Outcome.ENDED_OTHERWISE)]
    standing = resolution_standing(fact, as_of)
    of = known if name == "first_resolved" else [standing] if standing else []
    return [(one.at, Outcome.ENDED_OTHERWISE if one.kind in OTHERWISE else Outcome.HAPPENED) for one in of]


def words(company, period, as_of):
    """How often each answer to any "is it solved?" of the cohort, None for silence; and of first questions only."""
    every, first = Counter(), Counter()
    for fact in cohort(company, period, as_of):
        asked = [one for one in fact.verifications.values() if one.asked_at <= as_of]
        every.update(word(one, as_of) for one in asked)
        first.update(word(one, as_of) for one in sorted(asked, key=lambda one: one.asked_at)[:1])
    return every, first


def causes(company, period, as_of):
    """(tickets by cause, closed tickets), by the day of the answer"""
    closed = [
        resolution
        for fact in cohort(company, period, as_of, "answered_at")
        if (resolution := resolution_standing(fact, as_of))
    ]
    by_cause = Counter(resolution.driver_id for resolution in closed)
    del by_cause[None]
    return by_cause, len(closed)


def people(company, period, as_of):
    """Known customers once, unknown answers once."""
    return len({fact.ticket.contact_id or -fact.ticket.id for fact in cohort(company, period, as_of)})


def scores_of(company, period, measure_of):
    """{measure key: [scores]} of the period."""
    found = {}
    for response in company.responses:
        if within(response.answered_at, period) and response.score is not None:
            found.setdefault(measure_of(response.survey_id), []).append(response.score)
    return found

"""Where a ticket stands against its promises."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cxloop.tickets.standing import HEAD_START, owed, promise_name, standing
from cxloop.tickets.steps import OWED, State

CONTACT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SOLVE = CONTACT + timedelta(days=3)


def test_the_first_contact_is_due_first_and_then_the_resolution():
    before = standing(owed("assigned", CONTACT, SOLVE, None), priority="normal", segment=1, escalated=())
    assert before.due_at == before.queue_at == before.escalate_after == CONTACT
    after = standing(owed("in_progress", CONTACT, SOLVE, CONTACT), priority="normal", segment=1, escalated=())
    assert after.due_at == SOLVE


def test_an_urgent_ticket_stands_earlier_in_the_queue_but_is_not_due_earlier():
    place = standing(owed("new", CONTACT, SOLVE, None), priority="urgent", segment=1, escalated=())
    assert place.due_at == CONTACT
    assert place.queue_at == CONTACT - HEAD_START["urgent"] < CONTACT


def test_an_escalated_promise_is_still_due_but_waits_for_no_second_escalation():
    told = {promise_name("first_contact", 1)}
    place = standing(owed("assigned", CONTACT, SOLVE, None), priority="normal", segment=1, escalated=told)
    assert (place.due_at, place.escalate_after) == (CONTACT, SOLVE)
    told.add(promise_name("resolution", 1))
    place = standing(owed("assigned", CONTACT, SOLVE, None), priority="normal", segment=1, escalated=told)
    assert (place.due_at, place.escalate_after) == (CONTACT, None)


def test_a_reopened_ticket_is_escalated_anew():
    told = {promise_name("first_contact", 1), promise_name("resolution", 1)}
    place = standing(owed("reopened", CONTACT, SOLVE, CONTACT), priority="normal", segment=2, escalated=told)
    assert place.escalate_after == SOLVE


@given(st.sampled_from(State), st.booleans())
def test_something_is_due_exactly_while_something_is_owed(state, reached):
    promises = owed(state, CONTACT, SOLVE, CONTACT if reached else None)
    place = standing(promises, priority="normal", segment=1, escalated=())
    assert (place.due_at is not None) == (state in OWED)

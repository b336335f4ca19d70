"""The one table of steps: what may follow what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.tickets.steps import CLOSED, MOVES, OWED, WAITING, State, Step, StepRefused, after, may, possible

every_state = st.sampled_from(State)
every_step = st.sampled_from(Step)


def test_every_state_is_owed_waiting_or_closed_and_only_one_of_them():
    assert OWED | WAITING | CLOSED == frozenset(State)
    assert not OWED & WAITING
    assert not OWED & CLOSED
    assert not WAITING & CLOSED


def test_the_loop_goes_round():
    state = State.NEW
    for step, expected in (
        (Step.ASSIGN, State.ASSIGNED),
        (Step.ATTEMPT, State.CONTACTING),
        (Step.REACH, State.IN_PROGRESS),
        (Step.RESOLVE, State.RESOLVED),
        (Step.REOPEN, State.REOPENED),
        (Step.REACH, State.IN_PROGRESS),
        (Step.RESOLVE, State.RESOLVED),
        (Step.CONFIRM, State.VERIFIED),
    ):
        state = after(step, state)
        assert state is expected


@given(every_step, every_state)
def test_a_step_is_possible_exactly_when_it_leads_somewhere(step, state):
    if may(step, state):
        assert after(step, state) in State
        assert step in possible(state)
    else:
        with pytest.raises(StepRefused) as refused:
            after(step, state)
        assert refused.value.state is state


@given(every_state)
def test_only_the_customer_makes_a_ticket_verified(state):
    leading = {step for step in Step if may(step, state) and after(step, state) is State.VERIFIED}
    assert leading <= {Step.CONFIRM}


def test_an_attempt_that_reached_nobody_does_not_undo_a_conversation():
    assert after(Step.ATTEMPT, State.IN_PROGRESS) is State.IN_PROGRESS


def test_assigning_never_counts_as_contact():
    assert all(after(Step.ASSIGN, state) is state for state in MOVES[Step.ASSIGN].from_ - {State.NEW})


def test_a_closed_ticket_can_only_be_reopened_and_a_yes_become_a_partly():
    for state in CLOSED:
        changes_its_mind = {Step.ANSWER_PARTLY} if state is State.VERIFIED else set()
        assert set(possible(state)) == {Step.REOPEN} | changes_its_mind, state

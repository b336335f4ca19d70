"""Which answers need somebody: three thresholds, three questions."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cxloop.responses.scoring import SCALES
from cxloop.tickets.triggers import Answer, Condition, fires, highest_threshold, suppressed_by_age

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LOW_SCORE = Condition(rule_id=1, survey_id=None, score_at_most=None, priority=None, team_id=None)


def nps(score, **more):
    return Answer(survey_id=1, score=score, ticket_low=6, urgent_low=4, **more)


def test_a_six_opens_a_normal_ticket_and_a_four_an_urgent_one():
    assert fires(nps(6), [LOW_SCORE]).priority == "normal"
    assert fires(nps(4), [LOW_SCORE]).priority == "urgent"
    assert fires(nps(7), [LOW_SCORE]) is None


def test_the_reason_names_the_score_and_the_threshold():
    assert fires(nps(3), [LOW_SCORE]).why == "3<=6"


def test_the_first_rule_that_fires_wins():
    strict = Condition(rule_id=2, survey_id=1, score_at_most=2, priority="normal", team_id=9)
    assert fires(nps(2), [strict, LOW_SCORE]).rule_id == 2
    assert fires(nps(3), [strict, LOW_SCORE]).rule_id == 1


def test_another_surveys_rule_does_not_fire():
    other = Condition(rule_id=2, survey_id=99, score_at_most=10, priority=None, team_id=None)
    assert fires(nps(0), [other]) is None


def test_an_anonymous_survey_never_opens_a_ticket_to_a_person():
    assert fires(nps(0, is_anonymous=True), [LOW_SCORE]) is None


def test_a_comment_without_a_score_opens_nothing_by_score():
    assert fires(nps(None), [LOW_SCORE]) is None


def test_employee_surveys_open_no_tickets_by_default():
    scale = SCALES["enps"]
    assert scale.ticket_at is None
    answer = Answer(1, 0, scale.ticket_at, scale.urgent_at)
    assert fires(answer, [LOW_SCORE]) is None


rules = st.lists(
    st.builds(
        Condition,
        rule_id=st.integers(1, 9),
        survey_id=st.sampled_from([None, 1, 2]),
        score_at_most=st.none() | st.integers(0, 10),
        priority=st.sampled_from([None, "urgent", "normal"]),
        team_id=st.none(),
    ),
    max_size=5,
)


@given(st.integers(0, 10), st.none() | st.integers(0, 10), rules)
def test_no_score_above_the_highest_threshold_can_open_a_ticket(score, ticket_low, conditions):
    fired = fires(Answer(1, score, ticket_low, None), conditions)
    limit = highest_threshold(conditions, 1, ticket_low)
    assert (fired is not None) == (limit is not None and score <= limit)


def test_a_backfill_leaves_out_what_is_older_than_its_days_to_the_second():
    assert not suppressed_by_age(AT - timedelta(days=7), AT, 7)
    assert suppressed_by_age(AT - timedelta(days=7, seconds=1), AT, 7)
    assert not suppressed_by_age(AT - timedelta(days=900), AT, None)

"""Why did it open, and why did none: each rule of the day in order, with the first condition that did not fit."""

import pytest

from cxloop.database import db
from cxloop.settings.trying import try_rules
from cxloop.tickets import reasons
from cxloop.tickets.models import Rule
from tests.makers import AT

KEY = {"all": [{"field": "tier", "op": "is", "value": "A"}, {"field": "score", "op": "at_most", "value": 8}]}


@pytest.fixture
def survey(make, north):
    db.session.add(Rule(key="key", name="Key", position=0, conditions=KEY, created_at=AT))
    db.session.add(Rule(key="low", name="Low", position=10, created_at=AT))
    return make.survey(team=north, ticket_low=3)


def told(response):
    found = reasons.of_answer(db.session(), response.id)
    return found.summary.say("en"), [(one.name, one.is_met, one.because.say("en")) for one in found.tried]


def test_each_rule_says_why_it_fits_or_what_did_not(make, survey):
    kay = make.contact("Kay", make.account("Alpha", tier="A"))
    sam = make.contact("Sam", make.account("Beta", tier="B"))
    assert told(make.response(8, survey=survey, contact=kay)) == (
        "“Key”, version 1: account tier A, NPS 8 ≤ 8.",
        [("Key", True, "account tier A, NPS 8 ≤ 8"), ("Low", False, "NPS 8 > 3")],
    )
    assert told(make.response(8, survey=survey, contact=sam)) == (
        "No rule fits: it was heard, counted and left alone.",
        [("Key", False, "account tier B, not A"), ("Low", False, "NPS 8 > 3")],
    )
    assert told(make.response(9, survey=survey, contact=kay))[1][0] == ("Key", False, "NPS 9 > 8")


def test_the_past_is_not_asked_again(make, survey):
    account = make.account("Alpha", tier="A")
    answer = make.response(8, survey=survey, contact=make.contact("Kay", account))
    account.tier, survey.ticket_low = "C", 9
    db.session.commit()
    assert told(answer)[0] == "“Key”, version 1: account tier A, NPS 8 ≤ 8."


def test_what_was_opened_by_hand_and_what_has_no_score_say_so(make, survey):
    assert told(make.response(None, survey=survey))[0] == "It has no score, and without one no rule is tried."
    assert reasons.of_answer(db.session(), 10**9) is None


def test_rules_of_a_file_are_tried_together(make, survey):
    make.response(5, survey=survey, contact=make.contact("Sam"))
    wanted = {
        "low": {"conditions": {"all": [{"field": "score", "op": "at_most", "value": 5}]}},
        "key": {"retired": True},
    }
    found = try_rules(db.session(), wanted, 365, AT)
    assert (found.facts["today"], found.facts["tickets"], found.facts["gained"]) == (0, 1, 1)

"""A rule means one thing: in Python, in SQL, and in the explanation, on both engines."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from sqlalchemy import select

from cxloop.database import db, is_postgresql
from cxloop.responses.models import Response, Source
from cxloop.rules import (
    NO_SCORE,
    Scope,
    asked_of,
    because,
    compiled,
    could_meet,
    document,
    explain,
    gather,
    highest,
    in_words,
    joined,
    meets,
    must_meet,
    needs,
    of_survey,
    read,
)  # fmt: skip
from cxloop.tickets.models import Rule
from tests.makers import AT
from tests.rooms.rules.trees import trees

COMMENTS = (None, "", "It came late.", "Ma PERCHÉ No?", "perché no", "è 100% it's", "È" * 80, "LATE " * 20)


@pytest.fixture
def world(app, make):
    """Eighty answers of five people to two surveys; nobody is called."""
    chance = Random(11)
    db.session.add(Rule(key="none", name="None", score_at_most=-1, created_at=AT))
    surveys = [
        make.survey("nps", touchpoint="delivery"),
        make.survey(
            "csat", "csat", scale_min=1, scale_max=5, report_low=2, ticket_low=3, urgent_low=1, language="it"
        ),
    ]
    accounts = [
        make.account("Alpha", tier="A", yearly_value=100, renews_on=(AT + timedelta(days=9)).date()),
        make.account("Beta", tier="B", renews_on=(AT - timedelta(days=40)).date()),
    ]
    people = [
        make.contact("One", accounts[0], buying_role="buyer"), make.contact("Two", accounts[1], buying_role="user"),
        make.contact("Three", accounts[0]), make.contact("Four"), None,
    ]  # fmt: skip
    for _number in range(80):
        survey = chance.choice(surveys)
        make.response(
            chance.randint(survey.scale_min, survey.scale_max), chance.choice(COMMENTS), survey=survey,
            contact=chance.choice(people), at=AT - timedelta(minutes=chance.choice([0, 1, 1440, 43200, 100_000])),
            language=chance.choice(["en", "it", None]), touchpoint=chance.choice(["invoice", None]),
            stage=chance.choice(["use", None]),
            attributes=chance.choice([None, {"branch": "Turin", "it's": "Rome"}, {"a.b": "5", "branch": "5"}]),
        )  # fmt: skip
    return surveys


@given(given_tree=trees())
def test_python_sql_and_explanation_agree(world, given_tree):
    node = read(given_tree)
    assert read(document(node)) == node
    assert in_words(node).say("en")
    for survey in world:
        answers = db.session.scalars(select(Response).where(Response.survey_id == survey.id)).all()
        scope = Scope(survey, of_survey(survey), is_postgresql(db.session()))
        chosen = joined(select(Response.id), [node]).where(
            Response.survey_id == survey.id, compiled(node, scope)
        )
        found = set(db.session.scalars(chosen))
        facts = gather(
            db.session(),
            survey,
            db.session.get_one(Source, answers[0].source_id).door,
            [asked_of(one) for one in answers],
            needs([node]),
        )
        assert found == {one.id for one, seen in zip(answers, facts, strict=True) if meets(seen, node)}
        for seen in facts:
            explained = explain(seen, node)
            assert explained.is_met == meets(seen, node)
            assert all(meets(seen, one) == explained.is_met for one in explained.because)
            assert "%(" not in because(seen, explained).say("it")
            in_reach = seen["score"] <= highest(node, of_survey(survey))
            assert in_reach or not explained.is_met
            assert could_meet(node, of_survey(survey), seen["score"]) or not explained.is_met
            assert explained.is_met or not must_meet(node, of_survey(survey), seen["score"])


def test_no_survey_of_another_metric_is_reached(world):
    node = read({"all": [{"field": "metric", "op": "is", "value": "ces"}]})
    assert [highest(node, of_survey(survey)) for survey in world] == [NO_SCORE, NO_SCORE]

"""Rules that ask for more than a score: whom they name, what is kept of it, and what no later change alters."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.jobs.ticking import audit
from cxloop.loop.listen import Door, hear
from cxloop.people.absences import Absence
from cxloop.people.models import Role
from cxloop.reports.intake import intake
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response
from cxloop.rules.models import RuleSet, Verdict
from cxloop.tickets.models import Rule, Ticket, Triggering
from tests.makers import AT

HOUR = timedelta(hours=1)
KEY_SIX = {
    "all": [{"field": "score", "op": "at_most", "value": 6}, {"field": "tier", "op": "is", "value": "A"}]
}


@pytest.fixture
def rule():
    numbers = iter(range(100))

    def made(conditions, **more):
        number = next(numbers)
        facts = {"key": f"r{number}", "name": f"Rule {number}", "position": number, "created_at": AT - HOUR}
        kept = Rule(conditions=conditions, **facts | more)
        db.session.add(kept)
        db.session.commit()
        return kept

    return made


@pytest.fixture
def survey(make, north):
    return make.survey(team=north, ticket_low=3)


@pytest.fixture
def people(make, olga):
    key = make.account("Key", tier="A", owner_id=olga.id)
    return make.contact("Kay", key), make.contact("Sam", make.account("Standard", tier="B"))


def coverage():
    found = intake(db.session(), AT + 2 * HOUR, AT - HOUR).coverage
    return found.k, found.n


def tickets():
    return db.session.scalars(select(Ticket).order_by(Ticket.id)).all()


def test_a_rule_names_by_the_customer_and_keeps_what_it_saw(make, survey, people, rule):
    key, low = rule(KEY_SIX, priority="urgent"), rule(None)
    named, left, lowest = (
        make.response(score, survey=survey, contact=who)
        for score, who in ((6, people[0]), (6, people[1]), (2, people[1]))
    )
    assert [(one.response_id, one.rule_id, one.priority) for one in tickets()] == [
        (named.id, key.id, "urgent"), (lowest.id, low.id, "urgent"),
    ]  # fmt: skip
    kept = {one.response_id: (one.rule_id, one.facts["tier"]) for one in db.session.scalars(select(Verdict))}
    assert kept == {named.id: (key.id, "A"), left.id: (None, "B"), lowest.id: (low.id, "B")}
    assert [db.session.get_one(Response, one.id).named_up_to for one in (named, left, lowest)] == [6, -1, 2]
    assert coverage() == (2, 2)
    assert audit(AT + HOUR).found == []


def test_what_no_rule_could_name_costs_no_row(make, survey, people, rule):
    rule(KEY_SIX)
    high = make.response(9, survey=survey, contact=people[0])
    assert db.session.scalars(select(Verdict)).all() == []
    (only,) = db.session.scalars(select(RuleSet))
    assert db.session.get_one(Response, high.id).rule_set_id == only.id


def test_a_rule_of_scores_alone_asks_for_nothing(make, survey, people, rule):
    rule(
        {
            "any": [
                {"field": "score", "op": "between", "value": [4, 5]},
                {"field": "band", "op": "is", "value": "high"},
            ]
        }
    )
    scores = (3, 4, 5, 6, 9)
    for score in scores:
        make.response(score, survey=survey)
    named = {one.score: one.named_up_to for one in db.session.scalars(select(Response))}
    assert named == {3: -1, 4: 4, 5: 5, 6: -1, 9: 9}
    assert len(tickets()) == 3
    assert db.session.scalars(select(Verdict)).all() == []
    assert coverage() == (3, 3)


def test_a_tier_that_changes_later_makes_nothing_of_the_past_unheard(make, survey, people, rule):
    rule(KEY_SIX)
    left = make.response(6, survey=survey, contact=people[1])
    people[1].account.tier = "A"
    db.session.commit()
    assert audit(AT + HOUR).found == []
    assert db.session.get_one(Verdict, left.id).facts["tier"] == "B"


def test_what_was_lost_is_opened_by_the_verdict_of_its_day(make, survey, people, rule):
    named_by = rule(KEY_SIX, priority="urgent")
    lost = make.response(6, survey=survey, contact=people[0])
    db.session.delete(db.session.get_one(Triggering, lost.id))
    tickets()[0].response_id = make.response(9, survey=survey).id
    people[0].account.tier = "B"
    named_by.retired_at = AT + timedelta(minutes=1)
    db.session.commit()
    assert coverage() == (0, 1)
    assert audit(AT + HOUR).mended == [("answer_unheard", f"response:{lost.id}")]
    mended = db.session.get_one(Triggering, lost.id)
    assert (mended.rule_id, mended.outcome) == (named_by.id, "joined")


def test_an_answer_is_set_aside_with_its_rule_and_covered(make, survey, people, rule):
    aside = rule(
        {"all": [{"field": "comment", "op": "contains", "value": "test"}]}, action="aside", reason="Ours"
    )
    rule(None)
    answer = make.response(1, "This is a TEST", survey=survey, contact=people[0])
    kept = db.session.get_one(Triggering, answer.id)
    assert (kept.outcome, kept.reason, kept.rule_id, kept.ticket_id) == (
        "suppressed",
        "set_aside",
        aside.id,
        None,
    )
    assert tickets() == []
    assert coverage() == (1, 1)


def test_the_accounts_owner_gets_it_while_they_work_here(make, survey, people, rule, olga):
    rule(KEY_SIX, assignment="owner")
    make.response(6, survey=survey, contact=people[0])
    assert tickets()[0].owner_id == olga.id
    other = make.account("Other", tier="A", owner_id=make.user("Gone", is_active=False).id)
    make.response(6, survey=survey, contact=make.contact("New", other))
    assert tickets()[1].owner_id != other.owner_id


def test_the_third_low_answer_in_one_file_opens(make, survey, rule):
    rule({"all": [{"field": "low_answers", "op": "at_least", "of": 90, "value": 3}]})
    source = make.source(survey)
    batch = [
        Heard(number, f"a{number}", 5, None, AT - number * timedelta(days=20), email="ann@customer.example")
        for number in range(1, 6)
    ]
    hear(db.session(), batch, Door(source, via="import", at=AT))
    db.session.commit()
    outcomes = db.session.execute(
        select(Response.external_id, Triggering.outcome).join(
            Triggering, Triggering.response_id == Response.id
        )
    )
    assert sorted(map(tuple, outcomes)) == [("a1", "opened"), ("a2", "joined"), ("a3", "joined")]


def test_without_a_rule_in_force_answers_are_taken_and_nothing_opens(make, survey, rule):
    rule(None, retired_at=AT - timedelta(minutes=1))
    make.response(0, survey=survey)
    assert tickets() == []
    assert len(db.session.scalars(select(Rule)).all()) == 1
    assert db.session.scalars(select(Response.named_up_to)).one() == -1
    assert coverage() == (0, 0)


def test_an_answer_told_again_is_judged_anew(make, survey, people, rule):
    rule(KEY_SIX)
    answer = make.response(9, survey=survey, contact=people[0])
    told = Heard(1, answer.external_id, 5, "Worse", AT + HOUR, email=people[0].email, name=people[0].name)
    hear(db.session(), [told], Door(make.source(survey), via="import", at=AT + HOUR))
    db.session.commit()
    assert len(tickets()) == 1
    assert db.session.get_one(Verdict, answer.id).facts["score"] == 5


class TestTheOwnerOfAnAccount:
    """Is given its tickets while they are here and take more today; else who stands in for them, else the round."""

    @pytest.fixture
    def given(self, make, survey, people, rule, olga, tom):
        rule(KEY_SIX, assignment="owner")

        def do(at=AT):
            for one in tickets():
                one.contact_id = None  # each complaint is of its own
            db.session.commit()
            make.response(4, survey=survey, contact=people[0], at=at)
            return tickets()[-1].owner_id

        return do

    @pytest.fixture
    def away(self):
        def do(who, deputy=None):
            facts = {"begins_at": AT - HOUR, "ends_at": AT + 2 * HOUR, "made_at": AT - HOUR}
            db.session.add(Absence(user_id=who.id, deputy_id=deputy.id if deputy else None, **facts))
            db.session.commit()

        return do

    def test_here(self, given, olga):
        assert [given(), given()] == [olga.id, olga.id]

    def test_away_somebody_stands_in(self, make, given, away, olga, tom):
        max_ = make.user("Max", Role.MANAGER)
        away(olga, max_)
        assert given() == max_.id, "who is in no round all the same"
        assert given(AT + 3 * HOUR) == olga.id

    def test_away_without_a_deputy_it_goes_round_and_past_them(self, given, away, olga, tom):
        away(olga)
        assert [given(), given()] == [tom.id, tom.id]

    def test_enough_for_today(self, given, olga, tom):
        olga.daily_limit = 1
        db.session.commit()
        assert [given(), given(), given()] == [olga.id, tom.id, tom.id]
        assert given(AT + 24 * HOUR) == olga.id

    def test_gone(self, given, olga, tom):
        olga.is_active = False
        db.session.commit()
        assert given() == tom.id

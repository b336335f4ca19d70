"""Whether an answer needed somebody is asked of the moment it was heard, whatever a threshold or a rule says today."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cxloop.database import db
from cxloop.jobs.ticking import audit
from cxloop.reports.intake import intake
from cxloop.responses import thresholds
from cxloop.responses.models import Response
from cxloop.tickets.models import Rule, Ticket, Triggering
from tests.makers import AT

HOUR = timedelta(hours=1)


@pytest.fixture
def survey(make, north):
    return make.survey(team=north, ticket_low=6)


def coverage():
    found = intake(db.session(), AT + 2 * HOUR, AT - HOUR).coverage
    return found.k, found.n


def test_a_threshold_that_rises_makes_nothing_of_the_past_unheard(make, survey):
    make.response(7, survey=survey)
    make.response(6, survey=survey)
    survey.ticket_low = 8
    db.session.commit()
    assert audit(AT + HOUR).found == []
    assert coverage() == (1, 1)
    assert len(db.session.scalars(select(Ticket)).all()) == 1


def test_a_threshold_that_falls_takes_nothing_out_of_the_count(make, survey):
    make.response(6, survey=survey)
    survey.ticket_low = 3
    db.session.commit()
    assert coverage() == (1, 1)


def test_what_was_lost_is_found_and_opened_by_the_verdict_of_its_day(make, survey):
    lost = make.response(6, survey=survey, contact=make.contact())
    ticket = db.session.scalars(select(Ticket)).one()
    db.session.delete(db.session.get_one(Triggering, lost.id))
    ticket.response_id = make.response(9, survey=survey).id
    survey.ticket_low = 2
    since = AT + timedelta(minutes=1)
    db.session.scalars(select(Rule)).one().retired_at = since
    db.session.add(Rule(key="low-score", version=2, name="Low score", score_at_most=1, created_at=since))
    db.session.commit()
    assert coverage() == (0, 1)
    assert audit(AT + HOUR).mended == [("answer_unheard", f"response:{lost.id}")]
    assert coverage() == (1, 1)


@pytest.mark.parametrize("today", [2, 8])
def test_an_answer_from_before_verdicts_were_kept_is_judged_by_the_thresholds_of_its_day(make, survey, today):
    lost = make.response(6, survey=survey, contact=make.contact())
    make.response(7, survey=survey)
    ticket = db.session.scalars(select(Ticket)).one()
    db.session.delete(db.session.get_one(Triggering, lost.id))
    ticket.response_id = make.response(9, survey=survey).id
    db.session.execute(update(Response).values(named_up_to=None))
    wanted = replace(thresholds.now(survey), ticket_low=today, urgent_low=1)
    thresholds.change(db.session(), survey, wanted, AT + HOUR / 2)
    db.session.commit()
    assert coverage() == (0, 1)
    assert audit(AT + HOUR).mended == [("answer_unheard", f"response:{lost.id}")]
    assert coverage() == (1, 1)


def test_an_answer_told_again_is_judged_by_the_day_it_was_told(make, survey):
    answer = make.response(9, survey=survey)
    survey.ticket_low = 3
    make.response(
        5, survey=survey, at=AT + HOUR / 2, external_id=answer.external_id, answered_at=AT + HOUR / 2
    )
    assert db.session.get_one(Response, answer.id, populate_existing=True).named_up_to == 3
    assert audit(AT + HOUR).found == []


def test_a_ticket_keeps_whose_it_was_and_what_the_company_was_worth(make, north, south, survey):
    account = make.account(tier="A")
    ticket = make.ticket(3, survey=survey, contact=make.contact("Carl Rossi", account))
    account.tier, ticket.team_id = "C", south.id
    db.session.commit()
    db.session.refresh(ticket)
    assert (ticket.opened_team_id, ticket.opened_tier) == (north.id, "A")

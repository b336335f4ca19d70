"""One way for every setting: draft, switch on now or from a day, history, back; the past keeps its verdict."""

from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.audit_log.models import AuditEvent
from cxloop.database import db
from cxloop.responses import thresholds
from cxloop.settings import drafts, history, ledger
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused

SURVEYS, TEAMS = PARTS["surveys"], PARTS["teams"]
HAND = Hand(None, "cli")


@pytest.fixture
def survey(make, north, olga):
    return make.survey(team=north)


def stands(key="onboarding", part=SURVEYS):
    return part.read(db.session(), key)


def switch(at, key="onboarding", part=SURVEYS, **changes):
    return ledger.switch_on(db.session(), part, key, stands(key, part) | changes, HAND, at=at)


def numbers():
    return [one.number for one in ledger.versions(db.session(), SURVEYS, "onboarding")]


def test_what_was_found_comes_before_the_first_change_so_that_one_can_go_back(survey, at):
    switch(at, ticket_low=4)
    assert [(one.number, one.via) for one in ledger.versions(db.session(), SURVEYS, "onboarding")] == [
        (2, "cli"),
        (1, "found"),
    ]
    back = ledger.go_back(db.session(), SURVEYS, "onboarding", 1, HAND, at=at + timedelta(days=1))
    assert (survey.ticket_low, back.number, back.returns_to) == (6, 3, 1)
    told = db.session.query(AuditEvent).filter_by(kind="setting_changed").order_by(AuditEvent.number)
    assert [one.facts["version"] for one in told] == [2, 3]


def test_twice_changes_nothing(survey, at):
    switch(at, ticket_low=4)
    with pytest.raises(NothingToChange):
        switch(at + timedelta(days=1), ticket_low=4)
    assert numbers() == [2, 1]


def test_from_a_day_begins_on_its_day_and_leaves_what_others_changed_meanwhile(survey, at):
    tomorrow = at + timedelta(days=1)
    ledger.switch_on(
        db.session(), SURVEYS, "onboarding", stands() | {"ticket_low": 4}, HAND, at=at, begins_at=tomorrow
    )
    assert survey.ticket_low == 6
    switch(at + timedelta(hours=1), name="Welcome")
    assert ledger.begin_due(db.session(), PARTS, tomorrow - timedelta(seconds=1)) == []
    ledger.begin_due(db.session(), PARTS, tomorrow)
    assert ledger.begin_due(db.session(), PARTS, tomorrow) == []
    assert (survey.ticket_low, survey.name) == (4, "Welcome")


def test_what_cannot_begin_on_its_day_says_why_and_waits_no_more(survey, at, make, north):
    away = make.user("Ivan", team=north)
    ledger.switch_on(
        db.session(), TEAMS, "north", stands("north", TEAMS) | {"lead": away.email}, HAND, at=at,
        begins_at=at + timedelta(days=1),
    )  # fmt: skip
    away.is_active = False
    (version,) = ledger.begin_due(db.session(), PARTS, at + timedelta(days=1))
    assert "lead" in version.refused
    assert north.lead_id is None
    assert ledger.begin_due(db.session(), PARTS, at + timedelta(days=2)) == []


def test_two_drafts_of_different_fields_are_both_kept_and_of_the_same_field_the_second_is_refused(
    survey, at, olga, max_
):
    session = db.session()
    first = drafts.save(session, SURVEYS, "onboarding", stands() | {"ticket_low": 4}, by_id=olga.id, at=at)
    second = drafts.save(session, SURVEYS, "onboarding", stands() | {"name": "Welcome"}, by_id=max_.id, at=at)
    third = drafts.save(session, SURVEYS, "onboarding", stands() | {"ticket_low": 5}, by_id=max_.id, at=at)
    assert third.id == second.id, "one draft a person and thing"
    other = drafts.save(session, SURVEYS, "onboarding", stands() | {"name": "Hello"}, by_id=max_.id, at=at)
    ledger.switch_draft_on(session, SURVEYS, first, HAND, at=at)
    ledger.switch_draft_on(session, SURVEYS, other, HAND, at=at)
    assert (survey.ticket_low, survey.name) == (4, "Hello")
    crossed = drafts.save(session, SURVEYS, "onboarding", stands() | {"ticket_low": 2}, by_id=max_.id, at=at)
    switch(at + timedelta(minutes=1), ticket_low=3)
    with pytest.raises(Refused) as refused:
        ledger.switch_draft_on(session, SURVEYS, crossed, HAND, at=at + timedelta(minutes=2))
    assert set(refused.value.reasons) == {"ticket_low"}
    assert survey.ticket_low == 3


def test_a_called_off_version_never_begins(survey, at):
    later = ledger.switch_on(
        db.session(), SURVEYS, "onboarding", stands() | {"ticket_low": 4}, HAND, at=at,
        begins_at=at + timedelta(days=1),
    )  # fmt: skip
    ledger.call_off(db.session(), later, HAND, at)
    assert ledger.begin_due(db.session(), PARTS, at + timedelta(days=2)) == []
    with pytest.raises(LookupError):
        ledger.call_off(db.session(), later, HAND, at)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ticket_low": 11}, "ticket_low"),
        ({"urgent_low": 7}, "urgent_low"),
        ({"team": "nowhere"}, "team"),
        ({"name": ""}, "name"),
        ({"ticket_low": "many"}, "ticket_low"),
        ({"scale_max": 0}, "scale_max"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_nothing_is_changed(survey, at, changes, where):
    with pytest.raises(Refused) as refused:
        switch(at, **changes)
    assert where in refused.value.reasons
    assert numbers() == []


def test_metric_and_scale_are_fixed_by_the_first_answer(survey, at, make):
    switch(at, scale_max=5, ticket_low=3, report_low=3)
    make.response(2, survey=survey)
    with pytest.raises(Refused):
        switch(at + timedelta(days=1), scale_max=10)


def test_history_in_plain_words_of_both_languages(survey, at, olga, tom):
    version = switch(at, ticket_low=4, team=None)
    told = history.of_version(SURVEYS, version, db.session())
    assert [one.say("en") for one in told] == [
        "Opens a ticket, at or below: 4 instead of 6",
        "Team: the first team instead of North",
    ]
    assert "anziché" in told[0].say("it")
    people = switch(at, "north", TEAMS, takers=[])
    told = history.of_version(TEAMS, people, db.session())
    assert told[0].say("en") == "Who is given new tickets: without Olga, Tom"


def test_a_team_with_open_tickets_or_the_only_one_is_not_put_away(survey, make, at, north, olga, carl):
    with pytest.raises(Refused, match="retired"):
        switch(at, "north", TEAMS, retired=True)
    make.team("South")
    ticket = make.ticket(3, survey=survey, contact=carl, owner=olga)
    with pytest.raises(Refused) as refused:
        switch(at, "north", TEAMS, retired=True)
    assert refused.value.say("en") == {"retired": "It has 1 open ticket. Hand it over first."}
    assert ticket.team_id == north.id


def test_a_team_that_a_version_waits_for_is_not_put_away_before_it_is_called_off(survey, make, at, olga):
    south = make.team("South")
    tomorrow = at + timedelta(days=1)
    waits = ledger.switch_on(
        db.session(), SURVEYS, "onboarding", stands() | {"team": south.key}, HAND, at=at, begins_at=tomorrow
    )
    with pytest.raises(Refused) as refused:
        switch(at, south.key, TEAMS, retired=True)
    assert f"“{survey.name}” is to have it" in refused.value.say("en")["retired"]
    ledger.call_off(db.session(), waits, HAND, at)
    switch(at, south.key, TEAMS, retired=True)
    with pytest.raises(Refused) as refused:
        switch(at, team=south.key)
    assert refused.value.say("en") == {"team": "Put away or gone meanwhile: South. Choose another, or none."}


NUMBERS = count()
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["now", "later", "back"]),
        st.fixed_dictionaries(
            {}, optional={"report_low": st.integers(0, 10), "ticket_low": st.integers(2, 10)}
        ),
    ),
    max_size=6,
)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@settings(max_examples=25)
@given(changes=CHANGES)
def test_whatever_is_switched_on_and_back_every_earlier_moment_keeps_its_thresholds(make, at, changes):
    key = f"survey-{next(NUMBERS)}"
    survey = make.survey(key=key, urgent_low=2)
    seen = {at - timedelta(days=1): thresholds.now(survey)}
    moment = at
    for how, wanted in changes:
        moment += timedelta(days=2)
        begins_at = moment + timedelta(days=1) if how == "later" else None
        with suppress(NothingToChange, LookupError):
            if how == "back":
                ledger.go_back(db.session(), SURVEYS, key, 1, HAND, at=moment)
            else:
                values = stands(key) | wanted
                ledger.switch_on(db.session(), SURVEYS, key, values, HAND, at=moment, begins_at=begins_at)
        ledger.begin_due(db.session(), PARTS, moment + timedelta(hours=36))
        seen[moment + timedelta(hours=37)] = thresholds.now(survey)
        kept = thresholds.versions(db.session(), survey)
        assert {moment: kept.at(moment) for moment in seen} == seen

"""Settings on pages: nothing is switched on blind, by whom it may, and pressed twice it is done once."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.jobs import ticking
from cxloop.people.policies import Role
from cxloop.settings.models import SettingDraft, SettingVersion


@pytest.fixture
def survey(make, north, olga, carl):
    survey = make.survey(team=north)
    for score in (9, 6, 5, 3, 0):
        make.response(score, survey=survey, contact=carl)
    return survey


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def sent(visitor, survey, **changes):
    values = {
        "name": survey.name, "metric": "nps", "scale_min": "0", "scale_max": "10", "report_low": "6", "ticket_low": "6",
        "urgent_low": "2", "team": "north", "asks_whether_solved": "y",
    }  # fmt: skip
    return visitor.post(f"/settings/surveys/{survey.key}/draft", values | changes)


def draft_id():
    return db.session.scalars(select(SettingDraft.id).order_by(SettingDraft.id.desc())).first()


def shown():
    """What the page of the newest draft sends when it is switched on."""
    draft = db.session.get_one(SettingDraft, draft_id())
    return {"draft": draft.id, "seen": draft.saved_at.isoformat()}


def test_a_threshold_is_drafted_tried_on_the_past_switched_on_and_taken_back(survey, max_, sign_in):
    visitor = sign_in(max_)
    said = page(visitor.get(sent(visitor, survey, ticket_low="4").location))
    assert survey.ticket_low == 6
    assert "2 answers would have found somebody, instead of 4." in said
    assert "Carl Rossi, 6: would not have been called" in said
    assert "Who gave 5, 6 would hear from nobody." in said
    visitor.post("/settings/surveys/onboarding/switching", {**shown(), "when": "now", "why": "Too many"})
    assert survey.ticket_low == 4
    said = page(visitor.get("/settings/surveys/onboarding"))
    assert "Opens a ticket, at or below: 4 instead of 6." in said
    assert "Too many" in said
    back = visitor.post("/settings/surveys/onboarding/returning", {"number": "1"})
    assert survey.ticket_low == 4
    assert "4 answers would have found somebody, instead of 2." in page(visitor.get(back.location))
    visitor.post("/settings/surveys/onboarding/switching", {**shown(), "when": "now"})
    assert survey.ticket_low == 6


def test_from_a_day_it_waits_and_begins_with_the_tick(survey, max_, sign_in, clock, at):
    visitor = sign_in(max_)
    sent(visitor, survey, urgent_low="3")
    day = (at + timedelta(days=1)).date().isoformat()
    switching = {**shown(), "when": "later", "day": "", "time": "08:30"}
    assert "Say from which day." in page(
        visitor.post("/settings/surveys/onboarding/switching", switching, expect=422)
    )
    visitor.post("/settings/surveys/onboarding/switching", switching | {"day": day})
    assert survey.urgent_low == 2
    assert "waits for its day" in page(visitor.get("/settings/surveys/onboarding"))
    clock.shift(timedelta(days=2))
    ticking.tick(at + timedelta(days=2))
    db.session.refresh(survey)
    assert survey.urgent_low == 3


def test_what_is_wrong_keeps_what_was_typed_and_no_draft(survey, max_, sign_in):
    visitor = sign_in(max_)
    said = page(
        visitor.post(
            "/settings/surveys/onboarding/draft",
            {
                "name": "Welcome home",
                "metric": "nps",
                "scale_min": "0",
                "scale_max": "10",
                "ticket_low": "99",
            },
            expect=422,
        )
    )
    assert "The scale goes from 0 to 10." in said
    assert "Welcome home" in said
    assert draft_id() is None


def test_a_new_team_is_made_and_given_tickets(north, olga, max_, sign_in):
    visitor = sign_in(max_)
    values = {"name": "West", "members": ["olga@example.com"], "takers": ["olga@example.com"]}
    visitor.get(visitor.post("/settings/teams/new/draft", values).location)
    made = visitor.post("/settings/teams/new/switching", {**shown(), "when": "now"})
    assert made.location == "/settings/teams/west"
    assert "West" in page(visitor.get("/settings/teams"))
    assert db.session.query(SettingVersion).filter_by(part="teams", item="west").count() == 1


def test_a_lead_sets_the_team_that_is_theirs_and_no_other(lena, south, sign_in):
    visitor = sign_in(lena)
    assert "South" not in page(visitor.get("/settings/teams"))
    visitor.get("/settings/teams/north")
    visitor.get("/settings/teams/south", expect=404)
    visitor.post("/settings/teams/south/draft", {"name": "Ours"}, expect=404)
    visitor.get("/settings/teams/new", expect=404)
    visitor.get("/settings/company", expect=404)
    visitor.get("/settings/surveys/onboarding", expect=404)


def test_a_draft_of_another_thing_is_not_taken(survey, north, max_, sign_in):
    visitor = sign_in(max_)
    sent(visitor, survey, ticket_low="4")
    visitor.post("/settings/teams/north/switching", {**shown(), "when": "now"}, expect=404)
    assert survey.ticket_low == 6


def test_the_audit_log_tells_what_was_switched_on(survey, max_, make, sign_in):
    visitor = sign_in(max_)
    sent(visitor, survey, ticket_low="4")
    visitor.post("/settings/surveys/onboarding/switching", {**shown(), "when": "now"})
    said = page(sign_in(make.user("Ada", Role.ADMINISTRATOR)).get("/audit-log"))
    assert "Changed a setting: Surveys, onboarding (version 2)" in said


def test_nobody_switches_on_what_they_have_not_seen(survey, max_, ada, sign_in, clock):
    sent(sign_in(max_), survey, ticket_low="4")
    seen = shown()
    clock.shift(timedelta(minutes=1))
    sent(sign_in(max_), survey, ticket_low="3")
    answer = sign_in(ada).post("/settings/surveys/onboarding/switching", {**seen, "when": "now"})
    assert "draft=" in answer.location
    assert survey.ticket_low == 6


def test_a_day_that_is_over_is_no_beginning(survey, max_, sign_in):
    visitor = sign_in(max_)
    sent(visitor, survey, ticket_low="4")
    over = {**shown(), "when": "later", "day": "2020-01-01"}
    said = page(visitor.post("/settings/surveys/onboarding/switching", over, expect=422))
    assert "That moment is over." in said
    assert survey.ticket_low == 6


def test_a_colleagues_draft_goes_only_when_one_says_whose_it_is_and_the_audit_log_tells(
    survey, max_, make, sign_in
):
    nora = make.user("Nora", role=Role.ADMINISTRATOR)
    sent(sign_in(nora), survey, ticket_low="4")
    draft, where = {"draft": draft_id()}, "/settings/surveys/onboarding/discarding"
    visitor = sign_in(max_)
    asks = visitor.post(where, draft).location
    assert draft_id() is not None
    assert "Throw away the draft of Nora" in page(visitor.get(asks))
    visitor.post(where, draft | {"of": str(nora.id)})
    assert draft_id() is None
    told = page(sign_in(nora).get("/audit-log"))
    assert "Threw away the draft of Nora: Surveys, onboarding" in told

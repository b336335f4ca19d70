"""Calendars as a setting: each change a new row, so that every old promise stays as it was made."""

from datetime import timedelta

import pytest

from cxloop.calendars import queries
from cxloop.calendars.models import Calendar
from cxloop.calendars.queries import default_calendar, working_time_of
from cxloop.database import db
from cxloop.settings import choices, file, ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused

CALENDARS, HAND = PARTS["calendars"], Hand(None, "cli")


def stands(key="rome"):
    return CALENDARS.read(db.session(), key)


def switch(at, key="rome", **changes):
    return ledger.switch_on(db.session(), CALENDARS, key, stands(key) | changes, HAND, at=at)


def test_a_change_is_a_new_row_its_teams_go_to_it_and_tickets_keep_the_one_they_were_promised_by(
    make, north, olga, carl, at
):
    ticket = make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)
    old, due = north.calendar_id, (ticket.first_contact_due_at, ticket.resolution_due_at)
    switch(at, saturday="9-12", days=["24/12 9-13 Vigilia", "14/08/2026 closed Ponte"])
    db.session.expire_all()
    assert north.calendar_id != old == ticket.calendar_id
    assert (ticket.first_contact_due_at, ticket.resolution_due_at) == due
    assert [(one.version, one.retired_at is None) for one in db.session.query(Calendar).order_by(Calendar.id)] == [
        (1, False), (2, True),
    ]  # fmt: skip
    assert default_calendar(db.session()).id == north.calendar_id
    assert stands()["saturday"] == "09:00–12:00"
    assert choices.calendars(db.session()) == [("rome", "Rome")]
    ledger.go_back(db.session(), CALENDARS, "rome", 1, HAND, at=at + timedelta(hours=1))
    assert stands()["saturday"] is None
    db.session.expire_all()
    before, now = (working_time_of(db.session(), one) for one in (old, north.calendar_id))
    assert before == now


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"monday": "9-13, 12-18"}, "monday"),
        ({"monday": "morning"}, "monday"),
        ({"time_zone": "Rome"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"region": "Bavaria"}, "region"),
        ({"days": ["24/12 closed", "24/12 9-13"]}, "days"),
        ({"days": "soon"}, "days"),
        (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday")), "monday"),
        ({"retired": True}, "retired"),
        ({"name": None}, "name"),
    ],
)
def test_what_makes_no_calendar_is_refused_by_its_name(north, at, changes, where):
    with pytest.raises(Refused) as refused:
        switch(at, **changes)
    assert set(refused.value.reasons) == {where}
    assert refused.value.say("it")[where]
    assert db.session.query(Calendar).count() == 1


def test_one_with_no_team_is_put_away_and_offered_no_more(north, at):
    made = ledger.switch_on(
        db.session(), CALENDARS, "",
        CALENDARS.blank(db.session()) | {"name": "Lisbon", "time_zone": "Europe/Lisbon", "country": "pt"}, HAND, at=at,
    ).item  # fmt: skip
    assert [one.key for one in queries.newest(db.session())] == ["rome", "lisbon"]
    with pytest.raises(Refused):
        switch(at, made, name="rome")
    switch(at, made, retired=True)
    assert choices.calendars(db.session()) == [("rome", "Rome")]
    assert [item.is_retired for item in CALENDARS.items(db.session())] == [False, True]


def test_a_region_is_named_and_brings_its_patron_saint(north, at):
    switch(at, country="it", region="milano")
    assert (stands()["country"], stands()["region"]) == ("IT", "MI")
    shown = file.document(db.session())
    assert shown["calendars"]["rome"]["region"] == "MI"
    assert file.apply(db.session(), shown, HAND, at) == []


def test_the_promises_of_a_while_are_counted_again_under_the_draft(make, north, olga, carl, at):
    """Tuesday 10:00 in Rome: with no afternoons, eight hours end on Wednesday's close."""
    survey = make.survey(team=north)
    ticket = make.ticket(3, survey=survey, contact=carl, owner=olga)
    make.reached(ticket, olga, at=at + timedelta(hours=28))
    before = stands()
    wanted = before | dict.fromkeys(("tuesday", "wednesday", "thursday"), "09:00–13:00")
    later = at + timedelta(days=5)
    seen = CALENDARS.consequence(db.session(), "rome", wanted, before, 90, later)
    assert seen.headline.say("en") == (
        "Of the first contacts of the last 90 days 1 of 1 would have been in time, instead of 0 of 1."
    )
    assert [(one.kind, one.id) for one in seen.examples] == [("ticket", ticket.id)]
    assert "keep the promise" in seen.in_flight.say("en")
    same = CALENDARS.consequence(db.session(), "rome", before | {"name": "Roma"}, before, 90, later)
    assert same.days == 0

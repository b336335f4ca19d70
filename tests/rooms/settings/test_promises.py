"""Promises as a setting: a ticket keeps those it was opened under, and the past says what others would have made."""

from datetime import timedelta

import pytest

from cxloop.calendars.models import Calendar
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import business_elapsed
from cxloop.database import db
from cxloop.loop.open import offers
from cxloop.settings import file, ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused
from cxloop.tickets import policies
from cxloop.tickets.models import Policy

PROMISES, HAND = PARTS["promises"], Hand(None, "cli")
GOLD = "Gold: urgent 1 h / 4 h, normal 90 min / 8 h"


def stands():
    return PROMISES.read(db.session(), "promises")


def switch(at, **changes):
    return ledger.switch_on(db.session(), PROMISES, "promises", stands() | changes, HAND, at=at)


def hours(ticket, until):
    calendar = working_time_of(db.session(), ticket.calendar_id)
    return business_elapsed(ticket.opened_at, until, calendar) / timedelta(hours=1)


def promised(ticket):
    return hours(ticket, ticket.contact_due_at), hours(ticket, ticket.resolution_due_at)


def test_a_company_that_has_said_nothing_reads_what_is_promised_and_changes_it_in_the_file(make, north, at):
    """What the pages can, the file can; and once more changes nothing."""
    assert stands() == {
        "urgent_contact": "4 h", "urgent_solved": "16 h", "normal_contact": "8 h", "normal_solved": "40 h",
        "tiers": [], "calendar": None, "warnings": None, "chain": [], "customer_wait": "resolution",
        "internal_wait": None, "repeat_every": None, "repeat_most": None,
    }  # fmt: skip
    wanted = {
        "promises": {"urgent_contact": "1:30", "normal_contact": 6, "tiers": ["gold : normale 90min/8"]}
    }
    changes = file.apply(db.session(), wanted, HAND, at)
    assert [one.say("en") for one in changes[0].differences] == [
        "Urgent: first contact within: 1 h 30 min instead of 4 h",
        "Not urgent: first contact within: 6 h instead of 8 h",
        "Other promises for customers of a tier: also gold: normal 1 h 30 min / 8 h",
    ]
    assert file.apply(db.session(), wanted, HAND, at) == []
    assert file.apply(db.session(), file.document(db.session()), HAND, at) == []


def test_a_ticket_keeps_the_promise_it_was_opened_under_also_when_it_is_reopened(make, north, olga, carl, at):
    survey = make.survey(team=north)
    before = make.ticket(5, survey=survey, contact=carl, owner=olga)
    switch(at, normal_contact="2 h", normal_solved="10 h")
    db.session.commit()
    after = make.ticket(5, survey=survey)
    assert (promised(before), promised(after)) == ((8, 40), (2, 10))
    assert policies.pinned(db.session(), before).first_contact_within == timedelta(hours=8)
    assert [(one.key, one.version, one.retired_at is None) for one in db.session.query(Policy).order_by(Policy.id)] == [
        ("default", 1, False), ("default", 2, True),
    ]  # fmt: skip
    ledger.go_back(db.session(), PROMISES, "promises", 1, HAND, at=at + timedelta(hours=1))
    assert (stands()["normal_contact"], stands()["normal_solved"]) == ("8 h", "40 h")


def test_customers_of_a_tier_are_promised_what_their_line_says_and_keep_it(make, north, carl, at):
    rossi = make.account("Rossi")
    rossi.tier, carl.account_id = "GOLD", rossi.id
    switch(at, tiers=["Gold: normal 90 min / 8 h"])
    db.session.commit()
    survey = make.survey(team=north)
    theirs = make.ticket(5, survey=survey, contact=carl)
    assert promised(theirs) == (1.5, 8)
    assert promised(make.ticket(5, survey=survey)) == (8, 40)
    rossi.tier = "Silver"
    theirs.priority = "urgent"
    assert policies.pinned(db.session(), theirs).first_contact_within == timedelta(hours=4)
    theirs.priority = "normal"
    assert policies.pinned(db.session(), theirs).first_contact_within == timedelta(hours=1.5)


def test_a_named_calendar_counts_instead_of_the_teams_and_is_not_put_away(make, north, at):
    calendars = PARTS["calendars"]
    night = calendars.blank(db.session()) | {"name": "Night", "time_zone": "Europe/Rome", "monday": "0-24"}
    key = ledger.switch_on(db.session(), calendars, "", night, HAND, at=at).item
    switch(at, calendar=key)
    db.session.commit()
    ticket = make.ticket(5, survey=make.survey(team=north))
    assert db.session.get_one(Calendar, ticket.calendar_id).key == key
    with pytest.raises(Refused) as refused:
        ledger.switch_on(
            db.session(), calendars, key, calendars.read(db.session(), key) | {"retired": True}, HAND, at=at
        )
    assert set(refused.value.reasons) == {"retired"}


def test_open_tickets_are_offered_what_their_tier_and_the_named_calendar_promise_today(make, north, carl, at):
    rossi = make.account("Rossi")
    rossi.tier, carl.account_id = "Gold", rossi.id
    survey = make.survey(team=north)
    theirs = make.ticket(5, survey=survey, contact=carl)
    assert offers(db.session(), at) == []
    calendars = PARTS["calendars"]
    day = calendars.blank(db.session()) | {"name": "All day", "time_zone": "Europe/Rome", "tuesday": "0-24"}
    key = ledger.switch_on(db.session(), calendars, "", day, HAND, at=at).item
    switch(at, tiers=["Gold: normal 3 h / 6 h"], calendar=key)
    (offer,) = offers(db.session(), at)
    assert (offer.ticket.id, offer.contact.now) == (theirs.id, theirs.opened_at + timedelta(hours=3))
    assert db.session.get_one(Calendar, offer.calendar_id).key == key


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"urgent_contact": "soon"}, "urgent_contact"),
        ({"urgent_contact": "0"}, "urgent_contact"),
        ({"urgent_contact": None}, "urgent_contact"),
        ({"urgent_contact": True}, "urgent_contact"),
        ({"urgent_contact": ["4 h"]}, "urgent_contact"),
        ({"urgent_contact": "4 h 75 min"}, "urgent_contact"),
        ({"normal_contact": "41 h"}, "normal_solved"),
        ({"normal_solved": "9999 h"}, "normal_solved"),
        ({"tiers": ["Gold"]}, "tiers"),
        ({"tiers": [": normal 1 / 2"]}, "tiers"),
        ({"tiers": ["Gold: normal 4 h / 2 h"]}, "tiers"),
        ({"tiers": ["Gold: normal 4 h"]}, "tiers"),
        ({"tiers": ["Gold: low 4 h / 8 h"]}, "tiers"),
        ({"tiers": ["Gold: normal 4 / 8, normal 5 / 9"]}, "tiers"),
        ({"tiers": [GOLD, "gold: normal 4 / 8"]}, "tiers"),
        ({"tiers": 5}, "tiers"),
        ({"calendar": "mars"}, "calendar"),
        ({"warnings": "half"}, "warnings"),
        ({"warnings": "100"}, "warnings"),
        ({"chain": ["2 h"]}, "chain"),
        ({"chain": ["soon: owner"]}, "chain"),
        ({"chain": ["2 h: nobody"]}, "chain"),
        ({"chain": ["2 h: who@example.com"]}, "chain"),
        ({"chain": {"2 h": "owner"}}, "chain"),
    ],
)
def test_what_makes_no_promise_is_refused_by_its_name(north, at, changes, where):
    with pytest.raises(Refused) as refused:
        switch(at, **changes)
    assert set(refused.value.reasons) == {where}
    assert refused.value.say("it")[where]
    assert db.session.query(Policy).count() == 0


def test_the_promises_of_a_while_are_made_again_under_the_draft(make, north, olga, carl, at):
    """Tuesday 10:00: called after five working hours, so two hours would have been missed, and eight were kept."""
    survey = make.survey(team=north)
    ticket = make.ticket(5, survey=survey, contact=carl, owner=olga)
    make.reached(ticket, olga, at=at + timedelta(hours=6))
    make.ticket(5, survey=survey, at=at + timedelta(hours=6))
    before = stands()
    later = at + timedelta(hours=7)
    wanted = before | {"normal_contact": "2 h", "urgent_contact": "3 h", "tiers": ["Gold: normal 1 h / 2 h"]}
    seen = PROMISES.consequence(db.session(), "promises", wanted, before, 90, later)
    assert seen.headline.say("en") == (
        "Of the first contacts of the last 90 days 0 of 1 would have been in time, instead of 1 of 1."
    )
    assert seen.facts["first_contact"] == {"kept_today": 1, "due_today": 1, "kept": 0, "due": 1}
    assert [(one.kind, one.id) for one in seen.examples] == [("ticket", ticket.id)]
    assert [one.say("en") for one in seen.warnings] == [
        "Urgent customers would be called later than others.", "No company has the tier “Gold” today.",
    ]  # fmt: skip
    assert PROMISES.consequence(
        db.session(), "promises", wanted, before, 90, later + timedelta(days=400)
    ).headline.say("it")


def test_warnings_and_calls_are_read_as_people_write_them_and_no_address_stays_in_the_policy(north, olga, at):
    switch(at, warnings="90 %, 50%;75", chain=["4: OLGA@example.com", "90 min: canale", "2h:lead"])
    assert stands()["warnings"] == "50, 75, 90"
    assert stands()["chain"] == ["1 h 30 min: channel", "2 h: lead", "4 h: olga@example.com"]
    policy = policies.standing_policy(db.session())
    assert policy.chain == [[90, "channel"], [120, "lead"], [240, f"user:{olga.id}"]]
    assert file.apply(db.session(), file.document(db.session()), HAND, at) == []

"""Consent: every change by every door is a row with its moment, and the past can be asked."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import literal, select

from cxloop.accounts.changes import By
from cxloop.accounts.consent import PURPOSES, allowed, change_consent, consents
from cxloop.accounts.contacts import edit_contact, upsert_contact
from cxloop.accounts.models import ConsentChange, Contact
from cxloop.database import UTCDateTime, db
from cxloop.loop.customers import merge, tell_apart
from cxloop.loop.listen import unsubscribe

DAY = timedelta(days=1)
SOURCES = Path(__file__).parents[3] / "cxloop"


def rows(contact):
    return db.session.execute(
        select(ConsentChange.purpose, ConsentChange.given, ConsentChange.at, ConsentChange.source)
        .where(ConsentChange.contact_id == contact.id)
        .order_by(ConsentChange.id)
    ).all()


def in_sql(contact, purpose, at):
    asked = allowed(Contact.id, purpose, literal(at, UTCDateTime))
    return bool(db.session.scalar(select(asked).where(Contact.id == contact.id)))


@pytest.mark.parametrize("door", ["page", "file", "letter"])
def test_each_door_keeps_the_change_with_its_moment_and_where_it_came_from(door, make, olga, carl, at):
    if door == "page":
        edit_contact(db.session(), carl.id, {"may_contact": False}, By(at, "web", olga.id))
    elif door == "file":
        upsert_contact(db.session(), {"email": carl.email, "may_contact": False}, By(at, "file"))
    else:
        unsubscribe(db.session(), make.invitation(carl).id, at=at)
    source = {"page": "web", "file": "file", "letter": "link"}[door]
    ended = ("surveys",) if door == "letter" else PURPOSES
    assert rows(carl) == [(purpose, False, at, source) for purpose in ended]
    assert carl.may_contact is (door == "letter"), (
        "leaving survey letters ends survey letters and nothing else"
    )


def test_who_is_known_from_the_start_as_not_to_be_contacted_has_it_from_the_start(app, at):
    carl = upsert_contact(db.session(), {"email": "c@x.example", "may_contact": False}, By(at, "api")).record
    assert (carl.may_contact, len(rows(carl)), in_sql(carl, "calls", at)) == (False, 4, False)


def test_the_past_can_be_asked_in_python_and_in_sql(make, carl, at):
    make.refuses(carl, at=at)
    make.refuses(carl, at=at + 5 * DAY, given=True)
    for moment, may in ((at - DAY, True), (at, False), (at + 4 * DAY, False), (at + 5 * DAY, True)):
        assert consents(db.session(), [carl.id], moment)[carl.id]["calls"] is may
        assert in_sql(carl, "calls", moment) is may


def test_one_purpose_is_refused_and_the_others_stay(make, carl, at):
    change_consent(db.session(), carl, given=False, at=at, source="link", purposes=["surveys"])
    assert consents(db.session(), [carl.id], at)[carl.id] == dict.fromkeys(PURPOSES, True) | {
        "surveys": False
    }
    assert carl.may_contact, "no more surveys is not: no more calls"


def test_saying_the_same_again_is_no_change(make, carl, at):
    make.refuses(carl, at=at)
    make.refuses(carl, at=at + DAY)
    assert len(rows(carl)) == 4


def test_a_merge_refuses_for_both_what_one_refused_and_undoing_it_gives_back_only_that(make, max_, carl, at):
    karl = make.contact("Karl Rossi")
    make.refuses(carl, at=at, purposes=["surveys"])
    make.refuses(karl, at=at, purposes=["calls"])
    record = merge(db.session(), carl.id, karl.id, by=max_, at=at + DAY)
    both = consents(db.session(), [carl.id, karl.id], at + DAY)
    for contact in (carl, karl):
        assert [purpose for purpose in PURPOSES if not both[contact.id][purpose]] == ["surveys", "calls"]
    make.refuses(carl, at=at + 2 * DAY, purposes=["news"])
    tell_apart(db.session(), record.id, by=max_, at=at + 3 * DAY)
    apart = consents(db.session(), [carl.id, karl.id], at + 3 * DAY)
    assert [purpose for purpose in PURPOSES if not apart[carl.id][purpose]] == ["surveys", "news"]
    assert [purpose for purpose in PURPOSES if not apart[karl.id][purpose]] == ["calls", "news"]
    assert (carl.may_contact, karl.may_contact) == (True, False)
    assert consents(db.session(), [carl.id], at + DAY)[carl.id]["calls"] is False, "as it was while merged"


def test_what_a_customer_refuses_while_merged_is_not_given_back_by_the_undoing(make, max_, carl, at):
    karl = make.contact("Karl Rossi")
    make.refuses(karl, at=at)
    record = merge(db.session(), carl.id, karl.id, by=max_, at=at + DAY)
    make.refuses(carl, at=at + 2 * DAY, given=True)
    make.refuses(carl, at=at + 3 * DAY)
    tell_apart(db.session(), record.id, by=max_, at=at + 4 * DAY)
    assert not carl.may_contact


def test_nothing_but_the_one_verb_changes_whether_somebody_may_be_contacted():
    setters = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "may_contact"
    }
    assert setters == {"accounts/consent.py"}

"""Rules as a setting: ordered, versioned, tried on the past; what a draft says is what the rule then does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.settings import file, ledger, starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused
from cxloop.tickets.models import Rule, Ticket, Triggering

RULES, HAND = PARTS["rules"], Hand(None, "cli")
LOW = {"all": [{"field": "threshold", "op": "reaches", "value": "ticket"}]}
KEY = {"all": [{"field": "score", "op": "at_most", "value": 7}, {"field": "tier", "op": "is", "value": "A"}]}


@pytest.fixture
def survey(make, north):
    return make.survey(team=north, ticket_low=6)


def stands(key):
    return RULES.read(db.session(), key)


def add(at, name, conditions, **more):
    given = RULES.blank(db.session()) | {"name": name, "conditions": conditions} | more
    version = ledger.switch_on(db.session(), RULES, "", given, HAND, at=at)
    db.session.commit()
    return version.item


def consequence(key, at, **changes):
    before = stands(key) if key else None
    given = (before or RULES.blank(db.session())) | changes
    wanted = RULES.checked(db.session(), key, given, before)
    return RULES.consequence(db.session(), key, wanted, before, 90, at)


def in_force():
    return [item.key for item in RULES.items(db.session()) if not item.is_retired]


def test_the_first_rule_of_a_company_stands_before_the_one_it_began_with(make, survey, at):
    key = add(at, "Important", KEY, priority="urgent")
    assert in_force() == [key, "low-score"]
    assert stands("low-score")["conditions"] == LOW
    six = make.response(6, survey=survey, contact=make.contact())
    seven = make.response(7, survey=survey, contact=make.contact("Kay", make.account("Alpha", tier="A")))
    named = {one.response_id: one.rule.key for one in db.session.scalars(select(Ticket))}
    assert named == {six.id: "low-score", seven.id: key}


def test_an_edit_is_a_new_version_and_tickets_keep_theirs(make, survey, at):
    key = add(at, "Important", KEY)
    make.response(5, survey=survey, contact=make.contact("Kay", make.account("Alpha", tier="A")))
    ledger.switch_on(
        db.session(), RULES, key, stands(key) | {"priority": "urgent"}, HAND, at=at + timedelta(hours=1)
    )
    versions = db.session.scalars(select(Rule).where(Rule.key == key).order_by(Rule.version)).all()
    assert [(one.version, one.priority, one.retired_at is None) for one in versions] == [
        (1, None, False), (2, "urgent", True),
    ]  # fmt: skip
    assert db.session.scalars(select(Ticket)).one().rule_id == versions[0].id


def test_what_the_draft_says_is_what_the_rule_then_does(make, survey, at):
    """A preview that is another evaluation than the rule lies."""
    for number in range(12):
        account = make.account(f"Account {number}", tier="AB"[number % 2])
        make.response(number % 9, survey=survey, contact=make.contact(f"Person {number}", account), at=at)
    said = consequence("", at + timedelta(hours=1), name="Important", conditions=KEY)
    before = len(db.session.scalars(select(Triggering)).all())
    assert said.facts["today"] == before
    add(at, "Important", KEY)
    for number in range(12, 24):
        account = make.account(f"Account {number}", tier="AB"[number % 2])
        make.response(
            (number - 12) % 9, survey=survey, contact=make.contact(f"Person {number}", account), at=at
        )
    assert len(db.session.scalars(select(Triggering)).all()) - before == said.facts["tickets"]
    assert (said.facts["gained"], said.facts["lost"]) == (said.facts["tickets"] - before, 0)


def test_gained_and_lost_are_shown_with_examples_and_what_became_of_them(make, survey, at, olga):
    ticket = make.ticket(6, survey=survey, contact=make.contact("Sam"))
    seven = make.response(7, survey=survey, contact=make.contact("Kay"))
    assert db.session.get(Triggering, seven.id) is None
    ended = {"field": "score", "op": "at_most", "value": 5}
    said = consequence("low-score", at + timedelta(days=1), conditions={"all": [ended]})
    assert (said.facts["tickets"], said.facts["today"], said.facts["lost"]) == (0, 1, 1)
    assert [(one.kind, one.id) for one in said.examples] == [("ticket", ticket.id)]
    said = consequence("low-score", at + timedelta(days=1), conditions={"all": [{**ended, "value": 7}]})
    assert [one.told.say("en") for one in said.examples] == ["Kay, 7: a ticket would open"]


def test_a_rule_below_one_that_takes_everything_is_named(make, survey, at):
    add(at, "Everything", LOW)
    make.response(3, survey=survey)
    said = consequence("", at + timedelta(days=1), name="Deaf", conditions=KEY, position=500)
    assert "Deaf" in said.facts["never_reached"]
    assert any("Deaf" in one.say("en") for one in said.warnings)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"conditions": None}, "conditions"),
        ({"conditions": {"all": []}}, "conditions"),
        ({"conditions": {"all": [{"field": "mood"}]}}, "conditions"),
        ({"conditions": {"all": [{"field": "tier", "op": "at_most", "value": 3}]}}, "conditions"),
        ({"conditions": {"all": [{"field": "score", "op": "at_most", "value": "many"}]}}, "conditions"),
        (
            {"conditions": {"all": [{"all": [{"all": [{"any": [{"field": "score", "value": 3}]}]}]}]}},
            "conditions",
        ),
        ({"conditions": "score"}, "conditions"),
        ({"action": "aside"}, "reason"),
        ({"team": "nobody"}, "team"),
        ({"name": "low SCORE"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(make, survey, at, changes, where):
    add(at, "Important", KEY)
    with pytest.raises(Refused) as refused:
        consequence("", at, **{"name": "New", "conditions": KEY} | changes)
    assert list(refused.value.reasons) == [where]


def test_without_a_team_no_rule_can_open_a_ticket(app, at):
    with pytest.raises(Refused) as refused:
        consequence("", at, name="New", conditions=KEY)
    assert list(refused.value.reasons) == ["team"]


def test_it_is_shown_applied_and_applied_again_by_file(make, survey, at):
    session = db.session()
    add(at, "Important", KEY, priority="urgent", assignment="owner")
    shown = file.document(session)
    assert file.apply(session, shown, HAND, at) == []
    other = {"any": [{"field": "comment", "op": "missing"}, {"all": [KEY["all"][0], {"any": KEY["all"]}]}]}
    changes = file.apply(session, {"rules": {"important": {"conditions": other}}}, HAND, at, with_past=True)
    assert [one.key for one in changes] == ["important"]
    assert stands("important")["conditions"] == other
    assert "comment" in changes[0].differences[0].say("en")


def test_putting_all_away_takes_answers_and_opens_none(make, survey, at):
    make.response(3, survey=survey)
    ledger.switch_on(db.session(), RULES, "low-score", stands("low-score") | {"retired": True}, HAND, at=at)
    make.response(2, survey=survey, contact=make.contact())
    assert len(db.session.scalars(select(Ticket)).all()) == 1
    ledger.switch_on(db.session(), RULES, "low-score", stands("low-score") | {"retired": False}, HAND, at=at)
    make.response(2, survey=survey, contact=make.contact("Sam"))
    assert len(db.session.scalars(select(Ticket)).all()) == 2


def test_the_starting_sets_load_beside_each_other(make, survey, at):
    session = db.session()
    assert starting.start(session, RULES, "accounts", HAND, at) == 2
    assert starting.start(session, RULES, "low", HAND, at) == 0
    assert in_force() == ["important-accounts", "low-score"]


def test_a_place_that_is_taken_moves_the_others_down(make, survey, at):
    add(at, "First", KEY, position=100)
    add(at, "Before it", KEY, position=100)
    assert in_force() == ["low-score", "before-it", "first"]

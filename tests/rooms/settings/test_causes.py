"""Root causes as a setting: a tree of three levels, retired and never deleted, merged with their history and back."""

from datetime import timedelta

import pytest

from cxloop.database import db
from cxloop.drivers import catalogue
from cxloop.drivers.starting import STARTING_CAUSES
from cxloop.improvements import queries
from cxloop.people.policies import Scope
from cxloop.reports import causes
from cxloop.reports.executive import executive
from cxloop.reports.period import Period
from cxloop.settings import file, ledger, starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused
from cxloop.tickets import queue
from cxloop.tickets.queue import Filters

CAUSES, HAND = PARTS["causes"], Hand(None, "cli")


def stands(key):
    return CAUSES.read(db.session(), key)


def switch(at, key, **changes):
    return ledger.switch_on(db.session(), CAUSES, key, stands(key) | changes, HAND, at=at)


def add(at, english, **more):
    given = {"name_en": english, "name_it": f"{english} (it)"} | more
    return ledger.switch_on(db.session(), CAUSES, "", given, HAND, at=at).item


@pytest.mark.parametrize("name", sorted(STARTING_CAUSES))
def test_every_starting_set_loads_once_and_beside_another(app, at, name):
    session = db.session()
    added = starting.start(session, CAUSES, name, HAND, at)
    assert added == sum(1 + len(below) for below in STARTING_CAUSES[name].values())
    assert starting.start(session, CAUSES, name, HAND, at) == 0
    shown = file.document(session)
    assert file.apply(session, shown, HAND, at) == []
    assert len(shown["causes"]) == added
    for other in STARTING_CAUSES:
        starting.start(session, CAUSES, other, HAND, at)
    assert len(catalogue.in_use(session)) > added


def test_three_levels_at_most_each_name_once_in_its_place_and_no_circle(app, at):
    top = add(at, "Billing")
    middle = add(at, "wrong invoice", above=top)
    low = add(at, "VAT", above=middle)
    assert (top, middle, low) == ("billing", "billing.wrong-invoice", "billing.wrong-invoice.vat")
    assert stands(low)["position"] == 0
    for given, where in (
        ({"name_en": "rate", "name_it": "aliquota", "above": low}, "above"),
        ({"name_en": "BILLING", "name_it": "Fatture"}, "name_en"),
        ({"name_en": "Billing too", "name_it": ""}, "name_it"),
        ({"name_en": "Late", "name_it": "Tardi", "above": "nothing"}, "above"),
    ):
        with pytest.raises(Refused) as refused:
            ledger.switch_on(db.session(), CAUSES, "", given, HAND, at=at)
        assert set(refused.value.reasons) == {where}
    other = add(at, "Support")
    for key, above in ((top, low), (top, top), (top, other)):
        with pytest.raises(Refused):
            switch(at, key, above=above)
    switch(at, middle, above=other)
    assert [one.path("en") for one in catalogue.in_use(db.session())] == [
        "Billing", "Support", "Support › wrong invoice", "Support › wrong invoice › VAT",
    ]  # fmt: skip


def test_with_causes_in_use_below_it_none_is_put_away_and_below_one_put_away_none_is_used(app, at):
    top = add(at, "Billing")
    below = add(at, "wrong invoice", above=top)
    with pytest.raises(Refused) as refused:
        switch(at, top, retired=True)
    assert "1 cause in use" in refused.value.say("en")["retired"]
    switch(at, below, retired=True)
    switch(at, top, retired=True)
    with pytest.raises(Refused):
        switch(at, below, retired=False)
    assert catalogue.in_use(db.session()) == []


@pytest.fixture
def resolved(make, north, olga, carl, at):
    """Two causes, with one and two tickets of yesterday."""
    survey = make.survey(team=north)
    late, slow = make.driver("late", name_en="late"), make.driver("slow", name_en="slow", name_it="lento")
    for number, driver in enumerate((late, slow, slow)):
        ticket = make.ticket(
            3, survey=survey, contact=make.contact(f"Carl {driver.key} {number}"), owner=olga
        )
        make.resolved(ticket, olga, at=at, driver_id=driver.id)
        make.improvement(driver_id=driver.id)
    return late, slow


def counted(at):
    day = (at + timedelta(hours=2)).date()
    page = executive(
        db.session(), Period(day - timedelta(days=9), day + timedelta(days=1)), at + timedelta(days=1)
    )
    return {page.cause_name(one.name, "en"): one.weight for one in page.causes.causes}, page.causes.coverage.k


def test_merged_causes_count_together_under_the_one_name_and_apart_again_when_taken_back(resolved, at):
    late, slow = resolved
    session = db.session()
    before, total = counted(at)
    assert before == {"late": 1, "slow": 2}
    switch(at, "slow", merged_into="late")
    assert counted(at) == ({"late": 3}, total)
    assert slow.retired_at is not None
    assert {one.driver_id for one in queries.with_cause(session, late.id)} == {late.id, slow.id}
    known = causes.catalogue(session)
    for one in resolved:
        assert causes.with_what_lies_below(one.id, known) == {late.id, slow.id}
    ledger.go_back(session, CAUSES, "slow", 1, HAND, at=at + timedelta(hours=1))
    assert counted(at) == (before, total)
    assert catalogue.in_use(session) == [late, slow]


def test_merges_go_on_and_never_in_a_circle(resolved, make, at):
    make.driver("third", name_en="third", name_it="terza")
    switch(at, "slow", merged_into="late")
    switch(at, "late", merged_into="third")
    assert counted(at)[0] == {"third": 3}
    with pytest.raises(Refused):
        switch(at, "third", merged_into="late")
    with pytest.raises(Refused):
        switch(at, "third", merged_into="third")
    shown = file.document(db.session())
    assert list(shown["causes"]) == ["third", "late", "slow"]


def test_its_past_says_how_many_tickets_were_resolved_with_it_and_with_whom_they_would_count(resolved, at):
    before = stands("slow")
    seen = CAUSES.consequence(
        db.session(),
        "slow",
        before | {"merged_into": "late", "retired": True},
        before,
        90,
        at + timedelta(days=1),
    )
    assert seen.facts == {"tickets": 2}
    assert [(one.label.say("en"), one.today, one.draft) for one in seen.lines] == [
        ("Tickets counted with “late”", 1, 3), ("Tickets counted with “slow”", 2, 0),
    ]  # fmt: skip
    assert [one.kind for one in seen.examples] == ["ticket", "ticket"]
    assert seen.headline.say("en").startswith("2 tickets of the last 90 days")


def test_a_filter_by_a_cause_finds_what_lies_two_levels_below_and_what_was_merged(resolved, make, at):
    late, _slow = resolved
    top = make.driver("top", name_en="top", name_it="alto")
    middle = make.driver("middle", name_en="middle", name_it="medio", parent_id=top.id)
    late.parent_id = middle.id
    switch(at, "slow", merged_into="late")
    found = queue.every(db.session(), scope=Scope(True, frozenset(), 0), filters=Filters(driver=top.id))
    assert found.total == 3

"""Whoever changes the trail by hand is found, whichever way; see docs/faults.md for the thousand."""

import random
import sys
from collections import Counter
from datetime import timedelta

import pytest

from cxloop import audit_log
from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.tickets import trail
from cxloop.trails import Via, anchors
from cxloop.trails.verifying import verify
from tests.faults.tampering import WAYS, tamper

CHAINS = (trail.CHAIN, audit_log.CHAIN)


@pytest.fixture
def lived(app, make, at, olga, tom):
    """Ten tickets with something in their trails, two anchors, and a day after the last one."""
    tickets = [make.ticket(owner=olga) for _ in range(10)]
    kept = []

    def day(number):
        moment = at + timedelta(days=number)
        for place, ticket in enumerate(tickets):
            if (place + number) % 3:
                act.add_note(
                    db.session(), ticket.id, by=(olga, tom)[place % 2], at=moment, body="Called back.",
                    via=Via("api", "token:7") if place % 4 == 0 else "web",
                )  # fmt: skip
        for user in (olga, tom):
            audit_log.record(db.session(), "signed_in", at=moment, actor_id=user.id, via="web")
        if number < 2:
            kept.append(anchors.make(db.session(), day=moment.date(), at=moment, daily=True))

    for number in range(3):
        unit_of_work(lambda number=number: day(number))
    return kept


def found(kept):
    return verify(db.session(), CHAINS, kept)


def test_nothing_is_found_where_nothing_was_changed(lived):
    report = found(lived)
    assert (report.found, report.anchors) == ([], 2)
    assert report.events["ticket"] > 20
    assert report.events["audit"] == 6


@pytest.mark.parametrize("way", sorted(set(WAYS), key=lambda way: way.__name__), ids=lambda way: way.__name__)
def test_each_way_is_found(lived, way):
    chance, done = random.Random(way.__name__), 0
    while done < 2:
        done += _is_found(lived, way, chance)


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_a_thousand_random_tamperings_are_found(lived, engine_name):
    chance, done = random.Random(2026), Counter()
    while done.total() < 1000:
        way = chance.choice(WAYS)
        done[way.__name__] += _is_found(lived, way, chance)
    sys.stdout.write(f"\n{engine_name}: {done.total()} tamperings, all found: {dict(sorted(done.items()))}\n")


def _is_found(kept, way, chance):
    nested = db.session.begin_nested()
    try:
        if not tamper(db.session(), chance, way):
            return False
        assert found(kept).count > 0, way.__name__
        return True
    finally:
        nested.rollback()
        db.session.expire_all()

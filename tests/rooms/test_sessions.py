"""The session finds its connection once a transaction, and never keeps one that is over or has failed."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from cxloop.database import company_zone, db
from cxloop.people.models import Team


def test_a_transaction_has_one_connection_and_the_next_its_own(app):
    first = db.session.connection()
    with db.session.begin_nested():
        assert db.session.connection() is first
    assert db.session.connection() is first
    db.session.rollback()
    assert db.session.connection().execute(text("SELECT 1")).scalar() == 1


def test_a_transaction_that_failed_gives_no_connection(make):
    team = make.team("North")
    db.session.connection()
    db.session.add(Team(key=None, name="Other", calendar_id=team.calendar_id))
    with pytest.raises(IntegrityError):
        db.session.flush()
    with pytest.raises(PendingRollbackError):
        db.session.connection()
    db.session.rollback()
    assert db.session.connection() is not None


def test_asking_for_the_zone_writes_nothing_that_is_half_made(make):
    make.team("North")
    half_made = Team(key="half")
    db.session.add(half_made)
    company_zone(db.session())
    assert half_made in db.session.new
    db.session.rollback()


def test_a_part_given_up_leaves_nothing_whether_or_not_the_connection_was_asked_before(app, make):
    make.team("North")
    for again in ("first", "second"):
        with db.session.begin_nested() as part:
            db.session.connection().execute(update(Team).values(name=again))
            part.rollback()
        assert db.session.scalars(select(Team.name)).all() == ["North"], again

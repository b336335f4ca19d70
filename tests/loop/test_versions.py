"""C11: an answer told in several calls, out of order, with missing ones, deleted and told again."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop.listen import Door, News, hear_versions
from cxloop.reports import rollups, rows
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import Period
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, ResponseChange
from cxloop.tickets.models import Ticket, TicketEvent
from tests.breadth import examples


@pytest.fixture
def heard(make, at):
    """`heard(version, version, …)`: each in a unit of its own, or all in one with `together`."""
    source = make.source(make.survey(), door="hook")
    door = Door(source, via="hook", at=at + timedelta(days=1))

    def hear(*news, together=False):
        batches = [news] if together else [[one] for one in news]
        return [hear_versions(db.session(), batch, door) for batch in batches]

    hear.source = source
    return hear


def told(at, hour, score=None, comment=None, name="R1", **more):
    answer = Heard(1, name, score, comment, at, **({"email": "carl@customer.example"} | more))
    return News(answer, at + timedelta(hours=hour), at + timedelta(days=1))


def deleted(at, hour, name="R1"):
    nothing = Heard(0, name, None, None, None)
    return News(nothing, at + timedelta(hours=hour), at + timedelta(days=1), is_withdrawal=True)


def response(source_id=None):
    chosen = (
        select(Response) if source_id is None else select(Response).where(Response.source_id == source_id)
    )
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def tallied(survey_id):
    counted = (
        select(DailyAnswers.score, func.sum(DailyAnswers.answers))
        .where(DailyAnswers.survey_id == survey_id)
        .group_by(DailyAnswers.score)
    )
    return {score: int(answers) for score, answers in db.session.execute(counted) if answers}


def kinds():
    return list(
        db.session.scalars(select(TicketEvent.kind).order_by(TicketEvent.ticket_id, TicketEvent.number))
    )


def test_a_score_then_its_comment_make_one_ticket_and_one_alert_and_the_comment_reaches_both(heard, at):
    heard(told(at, 0, 2), told(at, 1, 2, "Still broken."))
    assert response().comment == "Still broken."
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    alerts = db.session.scalars(select(Alert.kind).order_by(Alert.id)).all()
    assert alerts == ["ticket_opened", "ticket_updated"]  # the second changes the first in its place
    assert kinds() == ["opened", "answer_changed"]
    facts = db.session.scalars(select(TicketEvent.facts).where(TicketEvent.kind == "answer_changed")).one()
    assert facts["comment"] is True


def test_a_comment_then_its_score_make_one_ticket_too(heard, at):
    heard(told(at, 1, None, "Still broken."), told(at, 0, 2))
    assert (response().score, response().comment) == (2, "Still broken.")
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_a_late_better_score_closes_nothing_but_is_told_to_the_owner(heard, make, olga, at):
    heard.source.survey.team_id = olga.team_ids and next(iter(olga.team_ids))
    db.session.commit()
    heard(told(at, 0, 2), told(at, 5, 9))
    ticket = db.session.scalars(select(Ticket)).one()
    assert ticket.due_at is not None
    assert (ticket.owner_id, response().score) == (olga.id, 9)
    event = db.session.scalars(select(TicketEvent).where(TicketEvent.kind == "answer_changed")).one()
    assert (event.facts["score_before"], event.facts["score"]) == (2, 9)
    note = db.session.scalars(select(Alert).where(Alert.kind == "answer_changed")).one()
    assert note.recipient == f"user:{olga.id}"


def test_an_older_version_that_comes_late_is_no_news(heard, at):
    heard(told(at, 5, 9, "Good now."), told(at, 0, 2, "Bad."))
    assert (response().score, response().comment) == (9, "Good now.")
    assert kinds() == []


def test_a_deleted_answer_leaves_every_figure_and_keeps_its_ticket(heard, at):
    heard(told(at, 0, 2, "Bad."), deleted(at, 1))
    assert response().withdrawn_at == at + timedelta(hours=1)
    assert tallied(heard.source.survey_id) == {}
    whole = Period(at - timedelta(days=1), at + timedelta(days=2))
    assert list(rows.answers(db.session(), whole, [heard.source.survey_id])) == []
    assert kinds() == ["opened", "answer_withdrawn"]
    assert db.session.scalars(select(Ticket)).one().due_at is not None
    assert rollups.rebuild(db.session()) == 0


def test_a_deletion_that_comes_first_leaves_a_tombstone(heard, at):
    heard(deleted(at, 1), told(at, 0, 2, "Bad."))
    assert response().withdrawn_at is not None
    assert (response().score, response().contact_id is not None) == (2, True)
    assert (tallied(heard.source.survey_id), kinds()) == ({}, [])


def test_an_update_after_a_deletion_revives_the_answer_and_opens_its_ticket(heard, at):
    heard(deleted(at, 1), told(at, 2, 3, "Here again."))
    assert response().withdrawn_at is None
    assert tallied(heard.source.survey_id) == {3: 1}
    assert kinds() == ["opened"]


def test_what_was_said_before_is_kept(heard, at):
    heard(told(at, 0, 2, "Bad."), told(at, 1, 4))
    before = db.session.scalars(select(ResponseChange)).one()
    assert (before.score_before, before.comment_before) == (2, "Bad.")
    assert response().comment == "Bad."


def test_who_answered_is_learned_from_a_later_call_and_told_to_the_ticket(heard, at):
    heard(told(at, 0, 2, email=None), told(at, 1, None, "I am Carl."))
    ticket = db.session.scalars(select(Ticket).execution_options(populate_existing=True)).one()
    assert ticket.contact_id == response().contact_id is not None


def test_a_call_that_says_nothing_makes_no_answer(heard, at):
    (became,) = heard(told(at, 0))
    assert (became.created, db.session.scalar(select(func.count()).select_from(Response))) == (0, 0)


NUMBERS = count()
FIVE = [
    ("told", 0, 2, None),
    ("told", 1, 2, "Bad."),
    ("gone", 2),
    ("told", 3, 9, None),
    ("told", 4, None, "Good."),
]


def final(source):
    now = response(source.id)
    state = (
        now.score,
        now.comment,
        now.answered_at,
        now.withdrawn_at,
        now.score_said_at,
        now.comment_said_at,
    )
    return state, tallied(source.survey_id), bool(now.contact_id)


@examples(12, wide=200)
@given(order=st.permutations(FIVE), missing=st.integers(0, 4), split=st.integers(0, 5))
def test_every_order_ends_in_the_same_answer(make, at, order, missing, split):
    chosen = order[: 5 - missing]

    def story(events, batches):
        number = next(NUMBERS)
        source = make.source(make.survey(f"survey-{number}"), door="hook")
        door = Door(source, via="hook", at=at + timedelta(days=1))
        email = f"carl{number}@customer.example"
        calls = [
            deleted(at, *facts) if kind == "gone" else told(at, *facts, email=email)
            for kind, *facts in events
        ]
        for batch in batches:
            hear_versions(db.session(), [calls[number] for number in batch], door)
        opened = select(func.count()).select_from(Ticket).where(Ticket.survey_id == source.survey_id)
        assert db.session.scalar(opened) <= 1
        return final(source)

    numbers = list(range(len(chosen)))
    in_order = sorted(chosen, key=lambda event: event[1])
    mixed = [batch for batch in (numbers[:split], numbers[split:]) if batch]
    assert story(chosen, mixed) == story(in_order, [[number] for number in numbers])

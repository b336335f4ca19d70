"""The demo company: the same for the same seed and day, in one piece, and with the story it promises."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from cxloop import create_app
from cxloop.accounts.models import Account, Contact
from cxloop.alerts.models import Alert, Pace
from cxloop.database import Base, db, unit_of_work
from cxloop.demo.answers import answers
from cxloop.demo.company import KEPT_ALERTS, NotEmpty, found
from cxloop.demo.rhythm import midnight
from cxloop.demo.staff import COLLEAGUES, PASSWORD
from cxloop.improvements.models import Improvement, Measurement
from cxloop.loop.listen import Door, hear
from cxloop.people import sign_ins, tokens
from cxloop.people.models import Role, User
from cxloop.people.passwords import weakness
from cxloop.reports import rollups
from cxloop.reports.models import DailyAnswers
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, Source
from cxloop.tickets import trail
from cxloop.tickets.models import (
    Assignment,
    ContactAttempt,
    Escalation,
    Note,
    Reopening,
    Resolution,
    Ticket,
    TicketEvent,
    Triggering,
    Verification,
)
from tests.databases import ENGINES, Databases, dispose

ON = date(2026, 11, 24)
SECRET = {"id", "hash", "nonce", "delivery_id", "password_hash", "token_hash"}
RECORDS = (
    Triggering,
    Assignment,
    ContactAttempt,
    Note,
    Resolution,
    Verification,
    Reopening,
    Escalation,
    TicketEvent,
)


def rows(model: type[Base], *without: str) -> Counter[str]:
    """Every row as text, without what is random or depends on the order of writing."""
    columns = [column for column in model.__table__.c if column.name not in SECRET | set(without)]
    return Counter(repr(_without_numbers(row)) for row in db.session.execute(select(*columns)))


def _without_numbers(row: Any) -> list[Any]:
    numbered = {"record", "verification", "word"}
    return [
        {key: fact for key, fact in value.items() if key not in numbered}
        if isinstance(value, dict)
        else value
        for value in row
    ]


def test_equal_seeds_and_days_give_equal_companies():
    first, again = list(answers(400, 7, ON)), list(answers(400, 7, ON))
    assert first == again
    assert first != list(answers(400, 8, ON))
    assert [answer.at for answer in first] == sorted(answer.at for answer in first)
    assert len({answer.comment for answer in first if answer.cause and answer.comment}) > 50


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_written_in_batches_is_what_the_verbs_leave(app: Flask):
    """The older history is written without the verbs; playing it through them leaves the same rows."""
    everything = (Response, Ticket, *RECORDS, Account, Contact, DailyAnswers, Alert, Pace)
    kept = {}
    for walked in (0, 150):
        with db.session.begin_nested() as company:
            found(db.session(), responses=150, seed=3, on=ON, walked=walked)
            db.session.flush()
            kept[walked] = {model: rows(model, *_unlike(model)) for model in everything}
            company.rollback()
        db.session.expunge_all()
    for model in everything:
        written, walked_through = kept[0][model], kept[150][model]
        assert written == walked_through, (model.__name__, written - walked_through, walked_through - written)


def _unlike(model: type[Base]) -> set[str]:
    """Numbers of other records are given in another order, and the newest alerts of one way are still to be sent."""
    if model is Alert:
        return {"step", "state", "attempts", "first_tried_at", "sent_at", "not_before"}
    if model is Pace:
        return {"next_at", "set_at"}
    if model is Verification:
        return {"resolution_id", "asked_at", "sent_at"}
    references = {"resolution_id", "verification_id"}
    return references & {column.name for column in model.__table__.c}


def test_its_known_password_opens_no_installation_that_somebody_set_up(app, make):
    make.user("Chiara")
    with pytest.raises(NotEmpty):
        found(db.session(), responses=100, seed=7, on=ON)


@pytest.fixture(scope="module")
def company(databases: Databases, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Made once a run on each engine, with as many answers as its story needs."""

    def fill(empty: Flask) -> None:
        with empty.app_context():
            unit_of_work(lambda: found(db.session(), responses=2000, seed=7, on=ON))

    app = create_app(databases.settings(databases.filled_url(request.param, "demo", fill)))
    with app.app_context():
        yield app
    dispose(app)


both_engines = pytest.mark.parametrize("company", ENGINES, indirect=True, scope="module")


@both_engines
class TestTheCompany:
    def test_somebody_of_every_role_can_sign_in(self, company: Flask):
        assert weakness(PASSWORD) is None
        assert {one.role for one in COLLEAGUES} == set(Role)
        for one in COLLEAGUES[:3]:
            assert sign_ins.identify(db.session(), one.email, PASSWORD) is not None
        assert db.session.scalar(select(func.count()).select_from(User)) == len(COLLEAGUES)

    def test_no_trail_is_broken(self, company: Flask):
        for number in db.session.scalars(select(Ticket.id)):
            assert trail.broken_at(db.session(), number) is None
            db.session.expunge_all()

    def test_events_of_a_ticket_follow_each_other_in_time(self, company: Flask):
        order = (TicketEvent.ticket_id, TicketEvent.number)
        last = {}
        for ticket_id, at, kind in db.session.execute(
            select(TicketEvent.ticket_id, TicketEvent.at, TicketEvent.kind).order_by(*order)
        ):
            assert at >= last.get(ticket_id, at), (ticket_id, kind)
            last[ticket_id] = at

    def test_the_tallies_are_those_a_rebuild_makes(self, company: Flask):
        db.session.execute(
            delete(DailyAnswers).where(DailyAnswers.answers == 0)
        )  # the only one was taken back
        before = rows(DailyAnswers)
        counted = select(func.count()).where(Response.score.is_not(None), Response.withdrawn_at.is_(None))
        assert rollups.rebuild(db.session()) == db.session.scalar(counted)
        assert rows(DailyAnswers) == before
        db.session.rollback()

    def test_one_improvement_worked_one_did_not_and_one_is_too_young(self, company: Flask):
        order = select(Improvement.title, Measurement.verdict).outerjoin(
            Measurement, Measurement.improvement_id == Improvement.id
        )
        verdicts = dict(db.session.execute(order.order_by(Improvement.id)).all())
        assert list(verdicts.values())[:3] == ["improved", "no_change", None]

    def test_every_kind_of_ticket_exists(self, company: Flask):
        states = set(db.session.scalars(select(Ticket.state).distinct()))
        closed = {"verified", "unverified", "unreachable", "contact_declined", "not_actionable"}
        assert closed | {"new", "assigned", "in_progress", "resolved"} <= states
        assert db.session.scalar(select(func.count()).select_from(Reopening))
        end = midnight(ON)
        late = select(func.count()).select_from(Ticket).where(Ticket.due_at < end)
        today = (
            select(func.count())
            .select_from(Ticket)
            .where(Ticket.due_at.between(end, midnight(ON + timedelta(1))))
        )
        assert db.session.scalar(late) > 0
        assert db.session.scalar(today) > 0

    def test_a_start_tells_only_of_the_newest(self, company: Flask):
        waiting = Counter(db.session.scalars(select(Alert.kind).where(Alert.state != "sent")))
        assert waiting == {"ticket_opened": KEPT_ALERTS}

    def test_programs_of_every_state_are_listed_and_none_can_be_used(self, company: Flask):
        found = tokens.all_tokens(db.session())
        ended = [
            one for one in found if one.revoked_at or (one.expires_at and one.expires_at <= midnight(ON))
        ]
        assert (len(found), len(ended)) == (4, 2)
        assert all(one.created_at < one.last_used_at <= midnight(ON) for one in found)
        for one in found:
            for secret in (one.prefix, one.token_hash, f"demo: {one.prefix}"):
                assert tokens.program_of(db.session(), secret, midnight(ON)) is None

    def test_nothing_lies_ahead_of_its_day(self, company: Flask):
        for moment in (Response.answered_at, TicketEvent.at, Alert.created_at):
            assert db.session.scalar(select(func.max(moment))) <= midnight(ON)

    def test_it_never_mixes_with_answers_that_are_there(self, company: Flask):
        with pytest.raises(NotEmpty):
            found(db.session(), responses=100, seed=7, on=ON)

    def test_the_next_answer_finds_its_numbers_free(self, company: Flask):
        source = db.session.scalars(select(Source).limit(1)).one()
        low = Heard(
            0, "one-more", source.survey.scale_min, "Ancora", midnight(ON), email="nobody@new.example"
        )
        assert hear(db.session(), [low], Door(source, "api", midnight(ON))).tickets == 1
        db.session.rollback()

"""Old answers that a pull brings are kept without opening tickets, as an import's backfill switch does."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from cxloop import jobs
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import listen
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import Response
from cxloop.responses.platforms.pulling import Found, Wish
from cxloop.tickets.models import Ticket, Triggering
from tests.fakes.survey_platforms import TOKEN, Said, playing
from tests.rooms.responses.platforms import calls


@pytest.fixture
def delighted():
    with playing("delighted") as platform:
        yield platform


@pytest.fixture
def source_id(app, clock, make, olga, tom, delighted):
    """A connected door whose API is the fake's, and for which nothing was chosen yet."""
    key = app.config["SETTINGS"].secret_key
    hook, _ = listen.connect(
        db.session(), platform="delighted", survey=make.survey(), signing_secret=calls.SECRET, secret_key=key,
        by=olga, at=now(),
    )  # fmt: skip
    given = {"token": TOKEN, "base_url": delighted.url}
    listen.enter_credentials(db.session(), hook.source_id, given, secret_key=key, at=now())
    listen.ask_for_pull(db.session(), hook.source_id, at=now(), since=now() - timedelta(days=400))
    db.session.commit()
    return hook.source_id


@pytest.fixture
def pulled(app, source_id, delighted):
    def once():
        settings = dataclasses.replace(
            app.config["SETTINGS"], outward_allow=frozenset({f"127.0.0.1:{delighted.port}"})
        )
        jobs.pull_missing(source_id, settings)
        return outcomes()

    return once


def now():
    return datetime.now(UTC)


def said(number, days, score=3, hours=0):
    at = now() - timedelta(days=days, hours=hours)
    return Said(number, score, "Late.", at, f"{number}@customer.example")


def outcomes():
    """What became of each unhappy answer."""
    chosen = select(Response.external_id, Triggering.outcome, Triggering.reason).join(
        Triggering, Triggering.response_id == Response.id
    )
    return [tuple(row) for row in db.session.execute(chosen.order_by(Response.external_id))]


def test_answers_older_than_a_month_are_kept_without_a_ticket_unless_somebody_says_so(pulled, delighted):
    delighted.said = [said("new", 29), said("old", 31)]
    assert pulled() == [("new", "opened", "3<=6"), ("old", "suppressed", "older_than_backfill")]
    assert set(db.session.scalars(select(Response.external_id))) == {"new", "old"}
    (opened,) = db.session.scalars(select(Ticket))
    assert list(db.session.scalars(select(Alert.subject))) == [f"ticket:{opened.id}"]


@pytest.mark.parametrize(
    ("days", "with_ticket"), [(7, ["new"]), (45, ["new", "month"]), (None, ["new", "month", "year"])]
)
def test_the_days_of_a_source_decide(pulled, delighted, source_id, days, with_ticket):
    listen.choose_backfill(db.session(), source_id, days)
    db.session.commit()
    delighted.said = [said("new", 6), said("month", 40), said("year", 390)]
    assert [number for number, outcome, _ in sorted(pulled()) if outcome == "opened"] == sorted(with_ticket)


def test_choosing_fields_keeps_the_days_and_the_days_keep_the_fields(source_id, pulled, delighted):
    listen.choose_fields(db.session(), source_id, {"score": "/x"})
    listen.choose_backfill(db.session(), source_id, 5)
    db.session.commit()
    assert db.session.get_one(Hook, source_id).mapping == {"score": "/x", "pull_backfill_days": 5}


def test_what_waited_in_quarantine_is_judged_by_the_day_it_was_pulled(pulled, delighted, clock, make, max_):
    delighted.said = [said("young", 20, score=99)]
    pulled()
    (event,) = db.session.scalars(select(InboundEvent))
    assert event.state == "quarantined"
    tree = json.loads(event.body)
    tree["event_data"]["score"] = 3
    event.body = json.dumps(tree).encode()
    clock.shift(timedelta(days=60))
    listen.replay_calls(db.session(), by=max_, at=now())
    db.session.commit()
    jobs.read_inbox()
    assert outcomes() == [("young", "opened", "3<=6")]


def test_an_old_answer_that_a_call_tells_too_is_news(pulled, delighted, source_id):
    body = {
        **calls.DELIGHTED,
        "event_data": {
            **calls.DELIGHTED["event_data"], "created_at": int((now() - timedelta(days=90)).timestamp()),
        },
    }  # fmt: skip
    number = calls.DELIGHTED["event_data"]["id"]
    delighted.said = [said(number, 90)]
    session = db.session()
    queries.keep(
        session,
        source_id,
        "id:1",
        body=json.dumps(body).encode(),
        content_type=calls.JSON,
        headers={},
        at=now(),
    )
    session.commit()
    assert [outcome for _, outcome, _ in pulled()] == ["opened"]


def test_a_named_answer_is_news_however_old_it_is(app, source_id):
    errand = listen.Errand(
        source_id, "surveymonkey", {}, Wish(now()), now(), named=frozenset({"R1"}), backfill_days=30
    )
    listen.keep_pulled(db.session(), errand, [Found("R1@1", {}), Found("R2@1", {})], at=now())
    headers = select(InboundEvent.headers).order_by(InboundEvent.id)
    assert list(db.session.scalars(headers)) == [None, {"cxloop-backfill-days": "30"}]


def test_pulling_from_a_day_after_the_last_pull_leaves_no_gap(app, source_id):
    begins = now() - timedelta(days=400)
    listen.ask_for_pull(db.session(), source_id, at=now(), since=now())
    assert db.session.get_one(Hook, source_id).pulled_to == begins


def test_an_auditor_who_finds_the_record_lost_opens_nothing_for_an_old_answer(pulled, delighted, clock):
    delighted.said = [said("old", 31), said("new", 3)]
    pulled()
    db.session.execute(delete(Triggering).where(Triggering.outcome == "suppressed"))
    db.session.commit()
    clock.shift(timedelta(hours=1))
    jobs.audit(now())
    assert outcomes() == [("new", "opened", "3<=6"), ("old", "suppressed", "older_than_backfill")]

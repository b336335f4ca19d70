"""Pull missing: what a platform has and its calls did not bring comes in by itself, once."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from cxloop import jobs
from cxloop.database import db
from cxloop.loop import listen
from cxloop.outward import pulling
from cxloop.responses.inbound import pulls, queries
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import Response
from cxloop.responses.platforms.pulling import PULLERS
from cxloop.responses.platforms.pulling import SENTENCES as OUTCOMES
from cxloop.tickets.models import Ticket
from tests.doors import opened
from tests.fakes.survey_platforms import SURVEY, TOKEN, Said, playing
from tests.rooms.responses.platforms import calls

CREDENTIALS = {"token": TOKEN, "survey_id": SURVEY}
BY_TOKEN = sorted(PULLERS.keys() - {"limesurvey"})
"""LimeSurvey's are in test_pull_limesurvey.py."""


@pytest.fixture(autouse=True)
def waited(monkeypatch):
    """The seconds somebody would have waited."""
    seconds = []
    monkeypatch.setattr(pulling, "sleep", seconds.append)
    return seconds


@pytest.fixture
def source(app, clock, make, olga):
    """`source(platform, server)`: a connected door whose API is the given server."""

    def connected(key, server=None, **credentials):
        survey = make.survey()
        hook, _ = opened(key, survey, olga, signing_secret=calls.SECRET, at=now())
        db.session.commit()
        given = CREDENTIALS | ({"base_url": server.url} if server else {}) | credentials
        enter(app, hook.source_id, given)
        return hook.source_id

    return connected


def comes(source_id, body, kind=calls.JSON):
    """A platform's call, kept and read."""
    session = db.session()
    queries.keep(session, source_id, "id:1", body=body, content_type=kind, headers={}, at=now())
    session.commit()
    jobs.read_inbox()


def now() -> datetime:
    return datetime.now(UTC)


def enter(app, source_id, given):
    key = app.config["SETTINGS"].secret_key
    listen.enter_credentials(db.session(), source_id, given, secret_key=key, at=now())
    db.session.commit()


def pulled(app, source_id, *servers):
    allowed = frozenset(f"127.0.0.1:{server.port}" for server in servers)
    jobs.pull_missing(source_id, dataclasses.replace(app.config["SETTINGS"], outward_allow=allowed))
    return db.session.get(Hook, source_id, populate_existing=True)


def answers():
    found = db.session.execute(
        select(Response.external_id, Response.score, Response.comment).order_by(Response.external_id)
    )
    return [tuple(row) for row in found]


def said(number, score=3, comment="Late.", hours=1, email="carl@customer.example"):
    return Said(number, score, comment, now() - timedelta(hours=hours), email)


@pytest.mark.parametrize("key", BY_TOKEN)
def test_what_never_arrived_is_pulled_and_opens_its_ticket(app, source, key):
    with playing(key) as platform:
        platform.said = [said("R1"), said("R2", 10, "Fine.", hours=2, email="zoe@other.example")]
        hook = pulled(app, source(key, platform), platform)
    assert answers() == [("R1", 3, "Late."), ("R2", 10, "Fine.")]
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert (hook.pull_outcome["code"], hook.pull_outcome["new"], hook.pulled_to) == ("pulled", 2, now())


@pytest.mark.parametrize("key", BY_TOKEN)
def test_pulling_again_brings_nothing_twice_and_what_changed_once(app, source, clock, key):
    with playing(key) as platform:
        platform.said = [said("R1"), said("R2", 10, "Fine.")]
        source_id = source(key, platform)
        pulled(app, source_id, platform)
        pulled(app, source_id, platform)
        assert answers() == [("R1", 3, "Late."), ("R2", 10, "Fine.")]
        clock.shift(timedelta(minutes=5))
        platform.said[0] = said("R1", 2, "Late again.", hours=0)
        pulled(app, source_id, platform)
        platform.export_looks = 0
    assert answers() == [("R1", 2, "Late again."), ("R2", 10, "Fine.")]
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize("key", ["delighted", "surveymonkey", "tally", "typeform", "formbricks"])
def test_more_than_a_page_is_pulled_page_by_page(app, source, key):
    with playing(key) as platform:
        platform.said = [said(f"R{number:03}", 9, hours=1 + number / 100) for number in range(203)]
        hook = pulled(app, source(key, platform), platform)
    assert len(answers()) == 203
    assert hook.pull_outcome["new"] == 203


def test_an_export_is_waited_for_without_asking_all_the_time(app, source, waited):
    with playing("qualtrics") as platform:
        platform.export_looks = -20
        pulled(app, source("qualtrics", platform), platform)
    assert len(waited) > 20
    assert min(waited) >= 1


def test_an_answer_a_call_has_told_is_the_same_answer(app, source, clock):
    with playing("delighted") as platform:
        source_id = source("delighted", platform)
        one = said("5435", hours=2)
        body = {
            **calls.DELIGHTED,
            "event_data": {**calls.DELIGHTED["event_data"], "created_at": int(one.at.timestamp())},
        }
        comes(source_id, json.dumps(body).encode(), calls.JSON)
        assert answers() == [("5435", 3, None)]
        platform.said = [one]
        pulled(app, source_id, platform)
    assert answers() == [("5435", 3, "Late.")]
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize(("key", "notice"), [("surveymonkey", None), ("qualtrics", calls.qualtrics_notice())])
def test_a_call_that_only_names_an_answer_brings_it(app, source, clock, key, notice):
    number = "10045001999" if key == "surveymonkey" else "R_1l9mcVuXubb4aGm"
    with playing(key) as platform:
        platform.said = [said("R0", 9, "Before.")]
        source_id = source(key, platform)
        pulled(app, source_id, platform)
        platform.calls.clear()
        clock.shift(timedelta(minutes=30))
        assert pulls.due(db.session(), now()) == []
        body, kind = (notice, calls.FORM) if notice else (calls.bytes_of(calls.SURVEYMONKEY), calls.JSON)
        comes(source_id, body, kind)
        assert pulls.due(db.session(), now()) == [source_id]
        platform.said.append(said(number, hours=0))
        pulled(app, source_id, platform)
        assert not [path for path in platform.calls if "bulk" in path or "export" in path]
        assert pulls.due(db.session(), now()) == []
    assert answers()[-1 if key == "qualtrics" else 0] == (number, 3, "Late.")
    assert listen.to_fetch(db.session(), source_id) == []


def test_an_answer_that_is_gone_there_is_let_go_in_the_end(app, source, clock):
    with playing("surveymonkey") as platform:
        source_id = source("surveymonkey", platform)
        pulled(app, source_id, platform)
        comes(source_id, calls.bytes_of(calls.SURVEYMONKEY), calls.JSON)
        for _ in range(10):
            pulled(app, source_id, platform)
    event = db.session.scalars(select(InboundEvent).filter_by(dedupe_key="id:1")).one()
    db.session.refresh(event)
    assert (event.state, event.reason) == ("ignored", "not_there_any_more")


def test_a_platform_that_wants_to_be_left_alone_is_left_alone(app, source, clock):
    with playing("typeform") as platform:
        platform.said = [said("R1")]
        platform.troubles = [(429, {"Retry-After": "600"})]
        source_id = source("typeform", platform)
        hook = pulled(app, source_id, platform)
        assert hook.pull_outcome["code"] == "come_back_later"
        assert hook.pull_again_at == now() + timedelta(minutes=10)
        assert pulls.due(db.session(), now() + timedelta(minutes=9)) == []
        clock.shift(timedelta(minutes=10))
        assert pulls.due(db.session(), now()) == [source_id]
        pulled(app, source_id, platform)
    assert answers() == [("R1", 3, "Late.")]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [((401, {}), "refused_us"), ((403, {}), "refused_us"), ((404, {}), "not_found_there"),
     ((500, {}), "platform_failed"),
     ((503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), "come_back_later"),
     ((503, {"Retry-After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}), "come_back_later"),
     ((302, {"Location": "http://x/"}), "not_reached"),
     ((200, {}), "answer_unknown")],
)  # fmt: skip
def test_what_went_wrong_is_shown_and_tried_again(app, source, clock, trouble, code):
    with playing("typeform") as platform:
        platform.said = [said("R1")]
        platform.troubles = [trouble]
        source_id = source("typeform", platform)
        hook = pulled(app, source_id, platform)
        assert hook.pull_outcome["code"] == code
        assert code in OUTCOMES
        assert "secret words" not in json.dumps(hook.pull_outcome)
        assert (hook.pull_started_at, hook.pulled_to) == (None, None)
        assert hook.pull_again_at > now()
        clock.shift(timedelta(hours=6))
        assert pulls.due(db.session(), now()) == [source_id]
        pulled(app, source_id, platform)
    assert answers() == [("R1", 3, "Late.")]


def test_a_page_that_came_before_the_failure_is_kept(app, source):
    with playing("delighted") as platform:
        platform.said = [said(f"R{number:03}", 9, hours=9 - number / 100) for number in range(150)]
        source_id = source("delighted", platform)
        first = platform.answer

        def failing(path, query, sent):
            platform.troubles = [(500, {})]
            return first(path, query, sent)

        platform.answer = failing
        hook = pulled(app, source_id, platform)
    assert len(answers()) == 100
    assert (hook.pull_outcome["code"], hook.pulled_to) == ("platform_failed", None)


def test_a_private_address_is_not_called(app, source):
    with playing("typeform") as platform:
        source_id = source("typeform", platform)
        hook = pulled(app, source_id)
        assert (hook.pull_outcome["code"], platform.calls) == ("not_allowed", [])


@pytest.mark.parametrize(
    "given", [{"token": "short"}, {"token": "x" * 20 + "\r\nHost: evil"}, {"survey_id": "../../admin"},
              {"survey_id": "a/b"},
              {"base_url": "file:///etc/passwd"}, {"base_url": "https://user@x.example.com"}, {"something": "x" * 20}],
)  # fmt: skip
def test_credentials_that_cannot_be_any_are_refused_by_name(app, source, given):
    source_id = source("typeform")
    with pytest.raises(ValueError, match=next(iter(given))):
        enter(app, source_id, CREDENTIALS | given)


def test_credentials_are_kept_sealed_and_can_be_forgotten(app, source):
    source_id = source("typeform")
    hook = db.session.get_one(Hook, source_id)
    assert TOKEN not in hook.credentials
    errand = listen.begin_pull(
        db.session(), source_id, secret_key=app.config["SETTINGS"].secret_key, at=now()
    )
    assert TOKEN not in repr(errand)
    enter(app, source_id, {})
    assert db.session.get(Hook, source_id, populate_existing=True).credentials is None


def test_two_workers_pull_a_source_once_and_a_dead_one_is_replaced(app, source, clock):
    source_id = source("typeform")
    key = app.config["SETTINGS"].secret_key
    assert listen.begin_pull(db.session(), source_id, secret_key=key, at=now()) is not None
    assert listen.begin_pull(db.session(), source_id, secret_key=key, at=now()) is None
    assert pulls.due(db.session(), now()) == []
    clock.shift(timedelta(minutes=16))
    assert listen.begin_pull(db.session(), source_id, secret_key=key, at=now()) is not None


def test_a_paused_source_and_one_without_credentials_are_not_pulled(app, source):
    source_id = source("typeform")
    assert pulls.due(db.session(), now()) == [source_id]
    listen.pause_source(db.session(), source_id, at=now())
    assert pulls.due(db.session(), now()) == []
    listen.resume_source(db.session(), source_id)
    enter(app, source_id, {})
    assert pulls.due(db.session(), now()) == []


def test_credentials_sealed_with_another_key_are_told(app, source):
    source_id = source("typeform")
    assert listen.begin_pull(db.session(), source_id, secret_key="another key " * 4, at=now()) is None
    assert db.session.get_one(Hook, source_id).pull_outcome["code"] == "credentials_lost"

"""LimeSurvey by its RemoteControl 2: it says no with 200, exports by ranges of ids, and its clock has no zone."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from cxloop import jobs
from cxloop.database import db
from cxloop.loop import listen
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import Hook
from cxloop.responses.models import Response
from cxloop.responses.platforms.pulling.puller import is_credential
from cxloop.tickets.models import Ticket
from tests.fakes.lime_survey import PASSWORD, SURVEY, USER
from tests.fakes.survey_platforms import Said, playing
from tests.rooms.responses.platforms import calls


@pytest.fixture
def lime():
    with playing("limesurvey") as platform:
        yield platform


@pytest.fixture
def source_id(app, clock, make, olga, lime):
    hook, _ = listen.connect(
        db.session(), platform="limesurvey", survey=make.survey(), signing_secret=None,
        secret_key=app.config["SETTINGS"].secret_key, by=olga, at=now(),
    )  # fmt: skip
    return hook.source_id


@pytest.fixture
def pulled(app, source_id, lime):
    def once(**other):
        settings = app.config["SETTINGS"]
        given = {
            "username": USER,
            "password": PASSWORD,
            "survey_id": str(SURVEY),
            "base_url": lime.url,
        } | other
        listen.enter_credentials(db.session(), source_id, given, secret_key=settings.secret_key, at=now())
        db.session.commit()
        allowed = frozenset({f"127.0.0.1:{lime.port}"})
        jobs.pull_missing(source_id, dataclasses.replace(settings, outward_allow=allowed))
        return db.session.get(Hook, source_id, populate_existing=True).pull_outcome

    return once


def now():
    return datetime.now(UTC)


def said(number, score=3, comment="Late.", hours=1, email="carl@customer.example"):
    return Said(str(number), score, comment, now() - timedelta(hours=hours), email)


def answers():
    columns = Response.external_id, Response.score, Response.comment, Response.language, Response.answered_at
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Response.id))]


@pytest.mark.parametrize("is_old", [False, True])
def test_what_never_arrived_is_pulled_and_opens_its_ticket(pulled, lime, is_old):
    lime.lime.is_old = is_old
    lime.said = [said(16, 10, "Fine.", email="zoe@other.example"), said(17)]
    assert pulled()["code"] == "pulled"
    an_hour_ago = now() - timedelta(hours=1)
    assert answers() == [
        ("282267-16", 10, "Fine.", "it", an_hour_ago), ("282267-17", 3, "Late.", "it", an_hour_ago),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_the_session_is_left_whatever_happened(pulled, lime):
    lime.said = [said(1)]
    pulled()
    lime.lime.may_export = False
    assert pulled()["code"] == "may_not_export"
    assert lime.lime.sessions == set()
    assert lime.lime.methods.count("release_session_key") == 2


def test_a_second_pull_brings_nothing_twice_and_asks_only_for_the_newest(pulled, lime, clock):
    lime.said = [said(1, hours=20), said(2)]
    assert pulled()["new"] == 2
    clock.shift(timedelta(days=3))
    lime.said.append(said(3))
    assert (pulled()["new"], len(answers())) == (1, 3)


def test_many_answers_come_in_ranges(pulled, lime):
    lime.said = [said(number, 9, hours=2) for number in range(1, 1204, 3)]
    assert (pulled()["new"], len(answers())) == (401, 401)
    assert lime.lime.methods.count("export_responses") == 1 + 3


def test_a_call_of_the_plugin_told_the_same_answer(pulled, lime, source_id):
    number = calls.LIMESURVEY["response"]["id"]
    lime.said = [said(number, 8, "Troppo lento.")]
    session = db.session()
    body = calls.bytes_of(calls.LIMESURVEY)
    queries.keep(session, source_id, "id:1", body=body, content_type=calls.JSON, headers={}, at=now())
    session.commit()
    jobs.read_inbox()
    pulled()
    assert [row[0] for row in answers()] == [f"282267-{number}"]


def test_a_user_who_may_not_read_the_questions_still_brings_the_answers(pulled, lime):
    lime.lime.may_read = False
    lime.said = [said(1)]
    pulled()
    assert [row[:3] for row in answers()] == [("282267-1", 3, "Late.")]


@pytest.mark.parametrize(
    ("given", "refusal", "code", "minutes"),
    [
        ({"password": "wrong"}, None, "sign_in_refused", 360),
        ({"username": "wrong"}, "You have exceeded the number of maximum login attempts. Please wait 10 minutes "
         "before trying again.", "come_back_later", 15),
        ({"survey_id": "999"}, None, "may_not_export", 360),
        ({}, "No Data, survey table does not exist.", "not_found_there", 360),
        ({}, "Invalid session key", "platform_failed", 5),
        ({}, "Something new <script>", "platform_failed", 5),
    ],
)  # fmt: skip
def test_what_it_refuses_with_200_is_told_in_our_words(
    pulled, lime, given, refusal, code, minutes, source_id
):
    lime.said = [said(1)]
    if "username" in given:
        lime.lime.login_refusal = refusal
    else:
        lime.lime.refusal = refusal
    outcome = pulled(**given)
    assert outcome["code"] == code
    assert "script" not in str(outcome)
    assert PASSWORD not in str(outcome)
    assert db.session.get_one(Hook, source_id).pull_again_at == now() + timedelta(minutes=minutes)


def test_a_survey_without_answers_is_no_failure(pulled, lime):
    assert (pulled()["code"], answers()) == ("pulled", [])
    lime.said = [said(1, hours=24 * 30)]
    assert (pulled()["code"], answers()) == ("pulled", [])


def test_answers_without_a_day_are_not_taken_for_todays(pulled, lime):
    lime.lime.is_dated = False
    lime.said = [said(1), said(2)]
    assert (pulled()["code"], answers()) == ("undated", [])


def test_a_server_below_a_path_is_found(pulled, lime):
    lime.lime.path = "/limesurvey/index.php/admin/remotecontrol"
    lime.said = [said(1)]
    assert pulled()["code"] == "not_found_there"
    assert pulled(base_url=f"{lime.url}/limesurvey/")["code"] == "pulled"


@pytest.mark.parametrize(
    "trouble", [b"", b"<html>", b"[]", b'{"id":1}', b'{"result":"x","error":"no such method"}']
)
def test_garbage_is_a_refusal(pulled, lime, monkeypatch, trouble):
    lime.said = [said(1)]
    lime.raw = trouble
    assert pulled()["code"] in {"answer_unknown", "platform_failed"}
    assert answers() == []


@pytest.mark.parametrize("export", ["", "!!!", "e30=", "bm90IGpzb24=", 7, None, ["x"]])
def test_an_export_that_is_none_is_a_refusal(pulled, lime, export):
    lime.said = [said(1)]
    lime.lime.export_responses = lambda *_: export
    assert (pulled()["code"], answers()) == ("answer_unknown", [])


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [("base_url", "https://x.example.com/limesurvey", True), ("base_url", "https://x.example.com/a/../b", False),
     ("base_url", "https://x.example.com/a?b", False), ("base_url", "https://x.example.com//evil", False),
     ("username", "Carl Rossi", True), ("username", "carl\r\nx: y", False), ("password", "pä ss\"w'ord", True),
     ("password", "x\x00", False)],
)  # fmt: skip
def test_what_may_be_entered(name, value, fits):
    assert is_credential(name, value) is fits

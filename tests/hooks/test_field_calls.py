"""Calls as platforms sent them: the customer's words before what was ticked, nobody named after a survey."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.models import Response
from cxloop.responses.platforms import PLATFORMS, NotUnderstood

FIELD = Path(__file__).parents[1] / "samples" / "field"
NPS = {"metric": "nps", "scale_min": 0, "scale_max": 10}


def body(name: str) -> bytes:
    return (FIELD / name).read_bytes()


def heard(platform: str, name: str):
    (event,) = PLATFORMS[platform].read(body(name), "application/json", {}, NPS)
    return event.answer


def test_what_was_written_counts_before_what_was_ticked() -> None:
    answer = heard("typeform", "hook_typeform_choice_beats_words.json")
    assert (answer.score, answer.comment) == (2, "We were told nothing for weeks.")
    assert answer.email == "tf-hook@example.com"


def test_the_participant_beside_the_answer_is_the_person() -> None:
    answer = heard("limesurvey", "hook_limesurvey_participant_beside.json")
    assert (answer.score, answer.comment) == (1, "Ancora guasto")
    assert (answer.email, answer.name) == ("ls-part@example.it", "Ada Prova")


def test_a_score_that_cannot_be_found_is_asked_for_also_beside_a_comment() -> None:
    with pytest.raises(NotUnderstood) as refused:
        heard("generic", "hook_json_helpscout_score_not_found.json")
    assert refused.value.reason == "score_not_found"
    chosen = NPS | {"score": "/response/value"}
    told = body("hook_json_helpscout_score_not_found.json")
    (event,) = PLATFORMS["generic"].read(told, "application/json", {}, chosen)
    assert (event.answer.score, event.answer.comment, event.answer.email) == (
        3,
        "Never again",
        "vera@example.com",
    )
    assert event.answer.name == "Vera Sample"


def test_an_unsigned_test_call_is_greeted_and_nothing_is_kept(connected) -> None:
    anybody = connected().app.test_client()
    told = body("hook_formbricks_first_test_unsigned.json")
    said = json.dumps({"event": "responseFinished", "data": {}}).encode()
    path, kind = "/hooks/formbricks/whatever", "application/json"
    assert anybody.post(path, data=told, content_type=kind).status_code == 200
    assert db.session.scalars(select(InboundEvent)).all() == []
    assert anybody.post(path, data=said, content_type=kind).status_code == 401


def test_a_call_with_the_id_of_somebody_elses_answer_waits_and_writes_over_nothing(connected) -> None:
    sender = connected()
    sender.send({"id": "1", "score": 2, "comment": "anna said", "email": "anna@example.com"})
    sender.send({"id": "1", "score": 9, "comment": "bob said", "email": "bob@example.com"})
    sender.read()
    rows = db.session.execute(
        select(Contact.email, Response.score, Response.comment).join(
            Contact, Contact.id == Response.contact_id
        )
    ).all()
    assert [tuple(row) for row in rows] == [("anna@example.com", 2, "anna said")]
    waiting = db.session.scalars(select(InboundEvent).where(InboundEvent.state == "quarantined")).one()
    assert waiting.reason == "id_of_another"

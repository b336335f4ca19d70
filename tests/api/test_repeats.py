"""C14: the same call again is carried out once and answered alike."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import repeats, tokens
from cxloop.people.programs import IdempotentCall
from cxloop.people.scopes import SCOPES
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket

LOW = {"survey": "onboarding", "score": 3, "comment": "Late"}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture(autouse=True)
def onboarding(request):
    if "app" in request.fixturenames and "own_app" not in request.fixturenames:
        request.getfixturevalue("make").survey()


def test_the_same_call_again_is_answered_alike_and_done_once(crm):
    first = crm.post("/responses", LOW, expect=201, key="k1")
    again = crm.post("/responses", LOW, expect=201, key="k1")
    assert (again.data, again.content_type) == (first.data, first.content_type)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert (count(Response), count(Ticket)) == (1, 1)


def test_a_note_sent_twice_is_left_once(crm, make, ada):
    ticket = make.ticket()
    path = f"/tickets/{ticket.id}/notes"
    crm.post(path, {"body": "Call before noon."}, expect=200, key="k")
    crm.post(path, {"body": "Call before noon."}, expect=200, key="k")
    from cxloop.tickets.models import Note

    assert count(Note) == 1


def test_a_refusal_is_answered_alike_too(crm, make):
    first = crm.post("/responses", {"survey": "later", "score": 3}, expect=422, key="k")
    make.survey("later")
    again = crm.post("/responses", {"survey": "later", "score": 3}, expect=422, key="k")
    assert again.data == first.data
    assert count(Response) == 0
    crm.post("/responses", {"survey": "later", "score": 3}, expect=201, key="another")


def test_nothing_of_a_refused_call_is_kept_but_its_answer(crm):
    crm.post("/responses", {"survey": "new", "metric": "csat", "score": 9}, expect=422, key="k")
    assert crm.get("/surveys/new", expect=404)
    assert count(IdempotentCall) == 1


def test_the_key_of_another_call_is_refused(crm):
    crm.post("/responses", LOW, expect=201, key="k")
    for path, body in (
        ("/responses", LOW | {"score": 2}),
        ("/contacts", LOW),
        ("/responses", b'{"survey":"onboarding"}'),
    ):
        answer = crm.post(path, body, expect=422, key="k").json
        if path == "/responses":
            assert answer["type"] == "urn:cxloop:key-reused"
    assert count(Response) == 1


def test_a_body_that_fits_no_description_uses_up_no_key(crm):
    crm.post("/responses", b"{", expect=400, key="k")
    crm.post("/responses", LOW, expect=201, key="k")


@pytest.mark.parametrize(("key", "status"), [("", 400), ("x" * 256, 400), ("x" * 255, 201), ("a b/ü", 201)])
def test_a_key_has_one_to_255_characters(crm, key, status):
    crm.post("/responses", LOW, expect=status, key=key.encode().decode("latin-1"))


def test_a_key_belongs_to_one_token(crm, call, ada):
    crm.post("/responses", LOW | {"external_id": "1"}, expect=201, key="k")
    call("all", ada).post("/responses", LOW | {"external_id": "2"}, expect=201, key="k")
    assert count(Response) == 2


def test_an_answer_is_kept_for_a_day_at_least_and_then_forgotten(crm, clock, at):
    crm.post("/responses", LOW, expect=201, key="k")
    clock.shift(timedelta(hours=24, minutes=1))
    unit_of_work(lambda: repeats.forget(db.session(), now()))
    crm.post("/responses", LOW, expect=201, key="k")
    clock.shift(timedelta(hours=24))
    unit_of_work(lambda: repeats.forget(db.session(), now()))
    assert count(IdempotentCall) == 0


def _secret(app: Flask) -> str:
    with app.app_context():
        _, secret = unit_of_work(lambda: tokens.make(db.session(), "CRM", SCOPES, at=now(), by_id=None))
        db.session.remove()
    return secret


def race(app: Flask, secret: str, bodies: list[dict], key: str) -> list[tuple[int, bytes]]:
    """Each body from a thread of its own, all at once."""
    answers: list[tuple[int, bytes]] = []
    ready = threading.Barrier(len(bodies))

    def send(body: dict) -> None:
        client = app.test_client()
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
        ready.wait()
        answer = client.post("/api/v1/responses", json=body, headers=headers)
        answers.append((answer.status_code, answer.data))

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def races(app: Flask, rounds: int) -> None:
    """Eight at once, again and again: one execution each; the others hear the same, or that it is still running."""
    secret = _secret(app)
    for number in range(rounds):
        body = {"survey": "race", "metric": "nps", "score": 1, "external_id": f"r{number}", "comment": "x"}
        answers = race(app, secret, [body] * 8, f"key-{number}")
        kept = {data for status, data in answers if status == 201}
        assert len(kept) == 1, answers
        assert {status for status, _ in answers} <= {201, 409}, answers
    with app.app_context():
        assert (count(Response), count(Ticket), count(IdempotentCall)) == (rounds, rounds, rounds)
        db.session.remove()


def test_of_eight_at_once_one_is_carried_out(own_app):
    races(own_app, 5)


@pytest.mark.campaign
def test_five_hundred_rounds_of_eight(own_app):
    races(own_app, 500)


def test_eight_different_calls_with_one_key_leave_one_effect(own_app):
    secret = _secret(own_app)
    bodies = [{"survey": "race", "metric": "nps", "score": n, "external_id": f"r{n}"} for n in range(8)]
    answers = race(own_app, secret, bodies, "one")
    assert sorted({status for status, _ in answers}) in ([201, 422], [201, 409], [201, 409, 422]), answers
    assert sum(status == 201 for status, _ in answers) == 1
    with own_app.app_context():
        assert count(Response) == 1
        db.session.remove()


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_while_it_runs_the_same_call_is_told_to_come_back(own_app):
    secret = _secret(own_app)
    with own_app.app_context():
        repeats.claim(db.session(), 1, "k", "held")
        (answer,) = race(own_app, secret, [{"survey": "s", "metric": "nps", "score": 1}], "k")
        db.session.rollback()
        db.session.remove()
    assert answer[0] == 409
    (answer,) = race(own_app, secret, [{"survey": "s", "metric": "nps", "score": 1}], "k")
    assert answer[0] == 201

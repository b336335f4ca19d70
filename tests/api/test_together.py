"""Calls that come at the same time are heard in one transaction; to each it is as if it had come alone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from cxloop.api import together
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import tokens
from cxloop.people.programs import IdempotentCall
from cxloop.people.scopes import SCOPES
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket
from tests.makers import Maker
from tests.processes import wait_until

PATIENCE = 20


class Programs:
    """Callers in threads of their own; `at_once` lets the first wait for the database and the others for it."""

    def __init__(self, app):
        self.app, self.gathering = app, app.extensions[together.GATHERING]
        with app.app_context():
            Maker().survey()
            self.secrets = [
                unit_of_work(lambda: tokens.make(db.session(), "CRM", SCOPES, at=now(), by_id=None))[1]
                for _ in range(2)
            ]
            db.session.remove()
        for number, secret in enumerate(self.secrets):
            assert self.send(answer(external_id=f"warm{number}"), secret=secret).status_code == 201

    def send(self, body, key=None, secret=None):
        headers = {"Authorization": f"Bearer {secret or self.secrets[0]}"} | (
            {"Idempotency-Key": key} if key else {}
        )
        return self.app.test_client().post("/api/v1/responses", json=body, headers=headers)

    def at_once(self, *calls):
        """What each of these (body, key, secret) is answered, in their order."""
        with ThreadPoolExecutor(len(calls)) as pool:
            with self.nobody_writes():
                coming = []
                for number, call in enumerate(calls):
                    coming.append(pool.submit(self.send, *call))
                    wait_until(lambda number=number: self._queued(number), "the call to queue up")
            return [one.result(PATIENCE) for one in coming]

    def _queued(self, others):
        """Whether a call waits behind so many others; on PostgreSQL the first has taken itself along by then."""
        taken = db_is_server(self.app)
        return self.gathering.is_led and self.gathering.waiting == others + (not taken)

    @contextmanager
    def nobody_writes(self):
        """SQLite's leader takes its group when it may write; PostgreSQL's waits with itself as its group."""
        held, let_go = threading.Event(), threading.Event()

        def hold():
            with self.app.app_context():

                def work():
                    if db_is_server(self.app):
                        db.session.execute(text("LOCK TABLE survey IN ACCESS EXCLUSIVE MODE"))
                    held.set()
                    assert let_go.wait(PATIENCE)

                unit_of_work(work)
                db.session.remove()

        holder = threading.Thread(target=hold)
        holder.start()
        assert held.wait(PATIENCE)
        try:
            yield
        finally:
            let_go.set()
            holder.join()

    def count(self, model):
        with self.app.app_context():
            found = db.session.scalar(select(func.count()).select_from(model))
            db.session.remove()
        return found


def db_is_server(app):
    return app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")


def answer(**more):
    return {"survey": "onboarding", "score": 3, "comment": "Late", "external_id": "r"} | more


def eight(**more):
    return [(answer(external_id=f"r{number}", **more),) for number in range(8)]


@pytest.fixture
def programs(own_app, monkeypatch):
    """Their calls are not counted: the first of a new minute would write, and wait for the writer the tests hold."""
    monkeypatch.setattr("cxloop.api.guard._count", lambda _program, _at: None)
    return Programs(own_app)


@pytest.fixture
def commits(own_app):
    seen = []
    with own_app.app_context():
        engine = db.engine
    event.listen(engine, "commit", seen.append)
    return seen


def statuses(answers):
    return [answer.status_code for answer in answers]


def test_eight_at_once_are_kept_with_one_commit_and_each_hears_of_its_own(programs, commits, engine_name):
    calls = eight()
    commits.clear()
    answers = programs.at_once(*calls)
    assert statuses(answers) == [201] * 8
    assert [one.json["external_id"] for one in answers] == [f"r{number}" for number in range(8)]
    assert len({one.json["id"] for one in answers}) == len({one.json["ticket_id"] for one in answers}) == 8
    assert (programs.count(Response), programs.count(Ticket)) == (10, 10)
    # besides the holder's own: SQLite has one group; PostgreSQL's leader went first, then everybody else
    assert len(commits) - 1 == (2 if engine_name == "postgresql" else 1)


def test_one_refusal_among_eight_is_its_own(programs):
    calls = eight()
    calls[3] = (answer(external_id="r3", score=11),)
    calls[5] = (answer(external_id="r5", survey="unknown"),)
    calls[6] = ({"score": "many"},)
    answers = programs.at_once(*calls[:6], calls[7])
    assert statuses(answers) == [201, 201, 201, 422, 201, 422, 201]
    assert [answers[place].json["errors"][0]["code"] for place in (3, 5)] == [
        "score_outside",
        "survey_unknown",
    ]
    assert programs.send(*calls[6]).status_code == 422
    assert programs.count(Response) == 7


def test_a_group_that_fails_goes_one_by_one(programs, monkeypatch):
    hear_of, sizes = together.batch.hear_of, []

    def together_fails(session, survey, answers, *rest):
        sizes.append(len(answers))
        result = hear_of(session, survey, answers, *rest)
        if len(answers) > 1:
            raise RuntimeError("one of you is bad")
        return result

    monkeypatch.setattr(together.batch, "hear_of", together_fails)
    assert statuses(programs.at_once(*eight())) == [201] * 8
    assert max(sizes) >= 7
    assert (programs.count(Response), programs.count(Ticket)) == (10, 10)


def test_a_database_that_cannot_be_used_is_told_to_all_of_a_group(programs, monkeypatch):
    calls = []

    def full(*_anything):
        calls.append(1)
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr(together.batch, "hear_of", full)
    answers = programs.at_once(*eight())
    assert statuses(answers) == [503] * 8
    assert all(one.headers["Retry-After"] == "30" for one in answers)
    assert all(one.content_type == "application/problem+json" for one in answers)
    assert len(calls) <= 2
    assert programs.count(Response) == 2


def test_whoever_waits_too_long_is_told_to_come_back_and_is_not_kept(programs, monkeypatch):
    monkeypatch.setattr(together, "LONGEST_WAIT_SECONDS", 0.05)
    with ThreadPoolExecutor(2) as pool:
        with programs.nobody_writes():
            first = pool.submit(programs.send, answer(external_id="first"))
            wait_until(lambda: programs.gathering.is_led, "a leader")
            late = programs.send(answer(external_id="second"))
        assert first.result(PATIENCE).status_code == 201
    assert (late.status_code, late.headers["Retry-After"]) == (503, "30")
    assert programs.count(Response) == 3


def test_the_same_key_twice_in_a_group_is_done_once(programs):
    body = answer(external_id="once")
    answers = programs.at_once((answer(external_id="a"),), (body, "k"), (body, "k"))
    assert statuses(answers) == [201] * 3
    assert answers[1].data == answers[2].data
    assert [one.headers.get("Idempotent-Replayed") for one in answers] == [None, None, "true"]
    assert (programs.count(Response), programs.count(IdempotentCall)) == (4, 1)
    again = programs.at_once((answer(external_id="b"),), (body, "k"), (answer(external_id="c"), "k"))
    assert (again[1].data, again[1].headers["Idempotent-Replayed"]) == (answers[1].data, "true")
    assert (again[2].status_code, again[2].json["type"]) == (422, "urn:cxloop:key-reused")
    assert (programs.count(Response), programs.count(IdempotentCall)) == (5, 1)


def test_a_key_belongs_to_its_token_in_a_group_too(programs):
    one, other = programs.secrets
    answers = programs.at_once((answer(external_id="a"), "k", one), (answer(external_id="b"), "k", other))
    assert statuses(answers) == [201, 201]
    assert (programs.count(Response), programs.count(IdempotentCall)) == (4, 2)


def test_a_refusal_with_a_key_is_kept_from_a_group_too(programs):
    calls = [(answer(external_id="a"),), (answer(external_id="b", score=11), "k")]
    answers = programs.at_once(*calls)
    assert statuses(answers) == [201, 422]
    again = programs.send(*calls[1])
    assert (again.data, again.headers["Idempotent-Replayed"]) == (answers[1].data, "true")


def test_one_answer_sent_eight_times_at_once_is_one(programs):
    answers = programs.at_once(*[(answer(external_id="same"),)] * 8)
    assert sorted(statuses(answers)) == [200] * 7 + [201]
    assert {one.json["id"] for one in answers} == {answers[0].json["id"]}
    assert (programs.count(Response), programs.count(Ticket)) == (3, 3)


def test_two_versions_of_an_answer_at_once_both_leave_their_record(programs):
    said = [answer(external_id="same", score=score) for score in (9, 2)]
    first, second = programs.at_once((answer(external_id="a"),), *[(one,) for one in said])[1:]
    assert (first.json["result"], second.json["result"]) == ("created", "updated")
    assert second.json["ticket_id"] is not None


def test_eight_who_name_a_new_survey_make_one(programs):
    answers = programs.at_once(*eight(survey="new", metric="nps"))
    assert statuses(answers) == [201] * 8
    assert programs.count(Survey) == 2
    assert sum(one.json["survey_made"] for one in answers) == 1

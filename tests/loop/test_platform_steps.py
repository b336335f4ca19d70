"""A platform tells one answer in several calls: in whatever order and however often they come, the end is the same."""

import copy
import itertools

import pytest
from sqlalchemy import func, select

from cxloop import jobs
from cxloop.database import db
from cxloop.responses.inbound import queries
from cxloop.responses.models import Response
from cxloop.responses.platforms import PLATFORMS
from cxloop.tickets.models import Ticket
from tests import makers
from tests.doors import opened
from tests.rooms.responses.platforms import calls


def formbricks_steps():
    created, updated, finished = (copy.deepcopy(calls.FORMBRICKS) for _ in range(3))
    created["event"], updated["event"] = "responseCreated", "responseUpdated"
    created["data"] |= {"data": {"score": 5}, "finished": False, "updatedAt": "2026-03-10T08:59:00.012Z"}
    updated["data"] |= {"data": {"score": 3}, "finished": False, "updatedAt": "2026-03-10T08:59:30.500Z"}
    return [created, updated, finished]


def delighted_steps():
    created, corrected, commented = (copy.deepcopy(calls.DELIGHTED) for _ in range(3))
    corrected["event_type"] = commented["event_type"] = "survey_response.updated"
    created["event_data"] |= {"score": 5}
    corrected["event_data"] |= {"updated_at": calls.AT + 20}
    commented["event_data"] |= {"updated_at": calls.AT + 60, "comment": "Late, and nobody told me."}
    for number, step in enumerate((created, corrected, commented)):
        step["event_id"] = f"event-{number}"
    return [created, corrected, commented]


STEPS = {"formbricks": formbricks_steps(), "delighted": delighted_steps()}
ORDERS = [
    order
    for length in (3, 4)
    for order in itertools.product(range(3), repeat=length)
    if set(order) == {0, 1, 2}
]


@pytest.mark.parametrize("at_once", [True, False], ids=["together", "one by one"])
@pytest.mark.parametrize("key", STEPS)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_steps_of_an_answer_come_in_any_order(app, clock, make, olga, key, at_once):
    platform, steps = PLATFORMS[key], STEPS[key]
    for number, order in enumerate(ORDERS):
        hook, _ = opened(key, make.survey(f"{key}-{number}"), olga, signing_secret=calls.SECRET)
        db.session.commit()
        for step in order:
            body = calls.bytes_of(steps[step])
            headers = {"webhook-id": f"msg-{step}"}
            named = queries.dedupe_key(platform.event_id(body, calls.JSON, headers), body)
            at = makers.AT
            queries.keep(
                db.session(), hook.source_id, named, body=body, content_type=calls.JSON, headers={}, at=at
            )
            db.session.commit()
            if not at_once:
                jobs.read_inbox()
        jobs.read_inbox()
        columns = (Response.score, Response.comment)
        (told,) = db.session.execute(select(*columns).where(Response.source_id == hook.source_id)).all()
        assert tuple(told) == (3, "Late, and nobody told me."), order
    assert db.session.scalar(select(func.count()).select_from(Response)) == len(ORDERS)
    assert db.session.scalar(select(func.count()).select_from(Ticket)) <= len(ORDERS)

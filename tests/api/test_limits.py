"""Too many calls: told when to come back; each token has its own minute; counting costs a read no write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cxloop.api.guard import BLOCKS, Blocks


@pytest.fixture
def limited(app, call, clock):
    """`limited(5)` is a program that may call five times a minute."""
    before, blocks = app.config["SETTINGS"], app.extensions[BLOCKS]

    def allow(calls: int):
        app.config["SETTINGS"] = replace(before, api_calls=calls)
        app.extensions[BLOCKS] = Blocks()
        return call("all")

    yield allow
    app.config["SETTINGS"], app.extensions[BLOCKS] = before, blocks


def test_the_sixth_call_of_five_is_told_when_to_come_back(limited, clock):
    crm = limited(5)
    clock.shift(timedelta(seconds=20))
    left = [crm.get("/surveys").headers["RateLimit"] for _ in range(5)]
    assert left == [f'"minute";r={n};t=40' for n in (4, 3, 2, 1, 0)]
    refused = crm.get("/surveys", expect=429)
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit-Policy"] == '"minute";q=5;w=60'
    assert refused.json["type"] == "urn:cxloop:too-many-calls"
    clock.shift(timedelta(seconds=40))
    crm.get("/surveys")


def test_each_token_has_its_own_minute(limited, call):
    crm = limited(1)
    crm.get("/surveys")
    crm.get("/surveys", expect=429)
    call("all").get("/surveys")


def test_two_processes_together_let_in_no_more_than_the_limit(limited, app):
    crm, here, there = limited(300), Blocks(), Blocks()
    let_in = 0
    for turn in range(400):
        app.extensions[BLOCKS] = here if turn % 2 else there
        let_in += crm.get("/surveys", expect=None).status_code == 200
    assert let_in == 300


def test_a_read_costs_no_write_but_the_first(limited, statements):
    crm = limited(60000)
    crm.get("/surveys")
    statements.clear()
    for _ in range(20):
        crm.get("/surveys")
    assert {one.split()[0] for one in statements} == {"SELECT"}
    assert len(statements) == 40


def test_a_refused_call_changes_nothing(limited, make):
    make.survey()
    crm = limited(1)
    crm.post("/responses", {"survey": "onboarding", "score": 3}, expect=201)
    crm.post("/responses", {"survey": "onboarding", "score": 2}, expect=429, key="k")
    from cxloop.database import db
    from cxloop.people.programs import IdempotentCall

    assert db.session.query(IdempotentCall).count() == 0

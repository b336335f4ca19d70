"""Strangers who guess: bounded, also at the same moment; and nobody is kept out by them."""

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import select

from cxloop.bare import bare
from cxloop.database import db, unit_of_work
from cxloop.people import browsers
from cxloop.people.models import SignInAttempt
from cxloop.people.tries import TRIES_A_MINUTE, TooManyTries, Tried, count_try
from tests.loop.test_two_at_once import RACERS, race
from tests.visitor import Visitor

WRONG = "a wrong password here"


@pytest.fixture
def attempt(app, clock):
    """`attempt(visitor, email, password, address)` is the status of one try."""

    def one(visitor, email, password, address="198.51.100.7", expect=None):
        sent = {"email": email, "password": password}
        return visitor.post("/sign-in", sent, expect=expect, environ_overrides={"REMOTE_ADDR": address})

    return one


@pytest.fixture
def olgas(olga, make):
    return olga.email, make.password(olga)


def hammer(app, attempt, email, address="203.0.113.9", times=10):
    stranger = Visitor(app)
    return [attempt(stranger, email, WRONG, address).status_code for _ in range(times)]


def test_strangers_guesses_are_bounded_for_the_account(app, attempt, olgas):
    said = [attempt(Visitor(app), olgas[0], WRONG, f"203.0.113.{number}").status_code for number in range(12)]
    assert said == [422] * TRIES_A_MINUTE["account"] + [429] * (12 - TRIES_A_MINUTE["account"])


def test_the_right_password_from_a_known_browser_works_while_strangers_hammer(app, attempt, olgas):
    email, password = olgas
    hers = Visitor(app)
    assert attempt(hers, email, password).status_code == 302
    hers.post("/sign-out")
    for _minute in range(3):
        assert 429 in hammer(app, attempt, email)
        assert 429 in [
            attempt(Visitor(app), f"{n}@x.example", WRONG).status_code for n in range(25)
        ]  # from her line
        assert attempt(hers, email.upper(), password).status_code == 302
        hers.post("/sign-out")


def test_a_new_browser_waits_while_strangers_hammer_and_gets_in_when_they_pause(app, attempt, olgas, clock):
    email, password = olgas
    hammer(app, attempt, email)
    new = Visitor(app)
    answer = attempt(new, email, password)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    clock.shift(timedelta(seconds=61))
    assert attempt(new, email, password).status_code == 302


def test_guesses_from_a_known_browser_are_bounded_too_and_cost_nobody_else_theirs(app, attempt, olgas):
    email, password = olgas
    hers = Visitor(app)
    attempt(hers, email, password)
    hers.post("/sign-out")
    said = [attempt(hers, email, WRONG).status_code for _ in range(8)]
    assert said.count(422) == TRIES_A_MINUTE["browser"]
    assert attempt(Visitor(app), email, password).status_code == 302


def test_a_browser_is_known_for_its_own_account_only(app, attempt, olgas, tom, make):
    toms = Visitor(app)
    attempt(toms, tom.email, make.password(tom))
    hammer(app, attempt, olgas[0])
    assert attempt(toms, olgas[0], olgas[1]).status_code == 429


def test_the_mark_opens_nothing_and_cannot_be_made_up(app, attempt, olgas):
    email, password = olgas
    hers, stranger = Visitor(app), Visitor(app)
    attempt(hers, email, password)
    mark = hers.browser.get_cookie("cxloop-known").value
    assert email not in mark
    stranger.browser.set_cookie("cxloop-known", mark)
    stranger.get("/loop", expect=302)
    hammer(app, attempt, email)
    for forged in (
        mark[:-1] + ("0" if mark[-1] != "0" else "1"),
        "A" * 22 + "." + "0" * 64,
        "~" * 900,
        "x" * 3000,
    ):
        other = Visitor(app)
        other.browser.set_cookie("cxloop-known", forged)
        assert attempt(other, email, password).status_code == 429, forged


def test_a_browser_is_known_for_a_few_accounts_and_the_oldest_is_forgotten():
    cookie = None
    for number in range(7):
        cookie = browsers.remembered("key", cookie, f"{number}@x.example")
    known = [bool(browsers.known_as("key", cookie, f"{number}@x.example")) for number in range(7)]
    assert known == [False, False, True, True, True, True, True]
    assert browsers.known_as("another key", cookie, "6@x.example") is None
    assert browsers.remembered("key", cookie, "6@x.example") == cookie


@pytest.mark.parametrize(
    ("one", "another", "together"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.1", "198.51.100.2", False),
        ("198.51.100.1", "::ffff:198.51.100.1", True),
    ],
)
def test_an_ipv6_line_is_counted_by_its_first_half(at, one, another, together):
    counted = [dict(Tried("a@x.example", address, at).counted)["address"] for address in (one, another)]
    assert (counted[0] == counted[1]) == together


def test_guesses_from_one_ipv6_line_are_bounded_whatever_the_account(app, attempt):
    said = [
        attempt(Visitor(app), f"{n}@x.example", WRONG, f"2001:db8:0:1::{n:x}").status_code for n in range(25)
    ]
    assert said.count(422) == TRIES_A_MINUTE["address"]


def test_known_and_unknown_accounts_are_told_the_same(app, attempt, olgas, ada):
    told = {}
    for name, email in (
        ("known", olgas[0]),
        ("without a password", ada.email),
        ("unknown", "nobody@x.example"),
    ):
        answers = [attempt(Visitor(app), email, WRONG, f"203.0.113.{n}") for n in range(7)]
        told[name] = [
            (one.status_code, len(one.get_data(as_text=True).replace(email, ""))) for one in answers
        ]
    assert told["known"] == told["unknown"] == told["without a password"]


def test_guesses_at_the_same_moment_are_bounded(own_app, at):
    def guess(number):
        done = 0
        for turn in range(4):
            tried = Tried("olga@example.com", f"203.0.113.{number * 4 + turn}", at)
            try:
                unit_of_work(lambda tried=tried: count_try(db.session(), tried))
                done += 1
            except TooManyTries:
                pass
        return done

    assert RACERS * 4 > TRIES_A_MINUTE["account"]
    assert sum(race(own_app, guess)) == TRIES_A_MINUTE["account"]


def test_guesses_of_several_processes_are_bounded(own_app, at):
    settings = own_app.config["SETTINGS"]
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as processes:
        done = processes.map(guess_apart, [settings] * 3, range(3), [at] * 3)
    assert sum(done) == TRIES_A_MINUTE["account"]


def guess_apart(settings, number, at):
    """Five guesses at one account, by a process of its own."""
    done = 0
    with bare(settings).app_context():
        for _turn in range(5):
            try:
                unit_of_work(
                    lambda: count_try(db.session(), Tried("olga@example.com", f"203.0.113.{number}", at))
                )
                done += 1
            except TooManyTries:
                pass
    return done


def test_minutes_that_are_over_are_forgotten(app, attempt, olgas, clock, tom, make):
    hammer(app, attempt, olgas[0])
    clock.shift(timedelta(hours=2))
    attempt(Visitor(app), tom.email, make.password(tom))
    left = db.session.scalars(select(SignInAttempt)).all()
    assert all(row.tries == 0 for row in left)

"""Warnings before a promise is missed and calls after it: each once, as foretold, whatever the clock slept through."""

from datetime import timedelta
from random import Random

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.tickets.models import Escalation, Ticket
from cxloop.tickets.telling import tell

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def promise(at):
    def switch_on(**values):
        part = PARTS["promises"]
        stands = part.read(db.session(), "promises")
        ledger.switch_on(db.session(), part, "promises", stands | values, Hand(None, "cli"), at=at)
        db.session.commit()

    return switch_on


def tick(at):
    """What a pass of the clock does to promises."""
    while act.escalate_next(db.session(), at=at):
        pass
    while act.nudge_next(db.session(), at=at):
        pass
    db.session.commit()


def told(kind):
    rows = db.session.query(Alert).filter_by(kind=kind).order_by(Alert.id)
    return [(one.recipient, one.facts) for one in rows]


def done():
    return [one.step for one in db.session.query(Escalation).order_by(Escalation.id)]


def test_the_owner_is_warned_then_whom_the_policy_names_is_called_until_the_promise_is_kept(
    make, north, olga, lena, promise, at
):
    """Tuesday 10:00 in Rome: eight hours end Wednesday at ten."""
    promise(warnings="50, 90", chain=["1 h: owner", "3 h: lead", "2 h: channel"])
    ticket = make.ticket(5, survey=make.survey(team=north), owner=olga)
    assert [(step.what, step.name) for step in act.steps_ahead(db.session(), ticket)][:6] == [
        ("warned", "first_contact:1@50"), ("warned", "first_contact:1@90"), ("missed", "first_contact:1"),
        ("called", "first_contact:1+60:owner"), ("called", "first_contact:1+120:channel"),
        ("called", "first_contact:1+180:lead"),
    ]  # fmt: skip
    for step in act.steps_ahead(db.session(), ticket)[:5]:
        before = len(done())
        tick(step.at)
        assert len(done()) == before
        tick(step.at + SECOND)
        tick(step.at + SECOND)
        assert done()[before:] == [step.name]
    assert [one for one, _facts in told("due_soon")] == [f"user:{olga.id}"] * 2
    assert [one for one, _facts in told("still_late")] == [f"user:{olga.id}", f"team:{north.id}"]
    make.reached(ticket, olga, at=step.at + HOUR)
    tick(step.at + 3 * HOUR)
    assert "first_contact:1+180:lead" not in done()
    assert act.steps_ahead(db.session(), ticket)[0].name == "resolution:1@50"


def test_what_is_due_soon_is_said_only_while_it_is(make, north, olga, promise, at):
    promise(warnings="50")
    ticket = make.ticket(5, survey=make.survey(team=north), owner=olga)
    tick(at + 5 * HOUR + SECOND)
    alert = db.session.query(Alert).filter_by(kind="due_soon").one()

    def said(now):
        return tell(
            db.session(), kind=alert.kind, subject=alert.subject, recipient=alert.recipient, facts=alert.facts,
            alert_id=alert.id, language="it", at=now,
        )  # fmt: skip

    assert "primo contatto" in said(at + 6 * HOUR).told.headline.casefold()
    assert said(ticket.contact_due_at + SECOND) is None
    make.reached(ticket, olga, at=at + 5 * HOUR)
    assert said(at + 6 * HOUR) is None


def test_after_a_standstill_only_the_last_warning_is_given_and_none_of_what_is_late(
    make, north, olga, promise, at
):
    promise(warnings="10, 20, 30", chain=["1 h: owner", "2 h: owner"])
    make.ticket(5, survey=make.survey(team=north), owner=olga)
    tick(at + 72 * HOUR)
    assert sorted(done()) == sorted([
        "first_contact:1", "first_contact:1@10", "first_contact:1@20", "first_contact:1@30",
        "first_contact:1+60:owner", "first_contact:1+120:owner",
        "resolution:1@10", "resolution:1@20", "resolution:1@30",
    ])  # fmt: skip
    assert told("due_soon") == [(f"user:{olga.id}", {"promise": "resolution:1", "share": 30})]
    assert len(told("still_late")) == 1


def test_a_ticket_that_is_reopened_is_warned_of_anew_and_a_policy_without_warnings_warns_nobody(
    make, north, olga, promise, at
):
    survey = make.survey(team=north)
    silent = make.ticket(5, survey=survey, owner=olga)
    promise(warnings="50")
    ticket = make.ticket(5, survey=survey, owner=olga)
    assert (silent.look_after, ticket.look_after is None) == (None, False)
    tick(at + 5 * HOUR + SECOND)
    make.reached(ticket, olga, at=at + 5 * HOUR)
    make.resolved(ticket, olga, at=at + 6 * HOUR)
    tick(at + 200 * HOUR)
    assert ticket.look_after is None
    again = at + 200 * HOUR
    verify.reopen(db.session(), ticket, at=again, actor_id=olga.id, via="web", reason="They called")
    tick(again + 24 * HOUR)
    assert "first_contact:2@50" in done()
    assert {one.ticket_id for one in db.session.query(Escalation) if "@" in one.step} == {ticket.id}


@pytest.mark.parametrize("seed", range(3))
def test_the_clock_does_what_the_list_says_each_step_once_through_hours_of_standstill(
    make, north, olga, promise, at, seed
):
    dice = Random(seed)
    shares = sorted(dice.sample(range(1, 100), dice.randint(0, 3)))
    calls = [f"{dice.randint(1, 30)} h: {dice.choice(('owner', 'lead', 'channel'))}" for _ in range(3)]
    promise(
        warnings=", ".join(map(str, shares)), chain=calls, normal_contact=f"{dice.randint(1, 20)} h",
        normal_solved=f"{dice.randint(20, 60)} h",
    )  # fmt: skip
    survey = make.survey(team=north)
    opened = [make.ticket(5, survey=survey, owner=dice.choice((olga, None))) for _ in range(4)]
    foretold = {
        (ticket.id, step.name): step.at for ticket in opened for step in act.steps_ahead(db.session(), ticket)
    }
    moment = at
    while moment < at + timedelta(days=25):
        slept = timedelta(minutes=dice.randint(1, 72 * 60))
        before = {(one.ticket_id, one.step) for one in db.session.query(Escalation)}
        moment += slept
        tick(moment)
        now = [(one.ticket_id, one.step) for one in db.session.query(Escalation)]
        assert len(now) == len(set(now))
        assert set(now) - before == {step for step, due in foretold.items() if moment - slept <= due < moment}
    assert {ticket.look_after for ticket in db.session.query(Ticket)} == {None}


def test_many_tickets_take_no_more_statements_than_a_few(make, north, olga, promise, at, statements):
    promise(warnings="50", chain=["1 h: owner"])
    survey = make.survey(team=north)
    taken = []
    for count in (3, 12):
        for _ in range(count):
            make.ticket(5, survey=survey, owner=olga)
        for work in (act.escalate_next, act.nudge_next):
            statements.clear()
            assert work(db.session(), at=at + 30 * HOUR) == count
            db.session.commit()
            taken.append(len(statements))
    assert all(later <= before for before, later in zip(taken[:2], taken[2:], strict=True))

"""C13: what arrived becomes answers; what cannot be read waits, visible and replayable, and stops nobody."""

import pytest
from sqlalchemy import func, select

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import listen
from cxloop.loop.listen import calls
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket


def said(number, score=2, **more):
    return {"id": f"A-{number}", "score": score, "email": f"carl{number}@customer.example", **more}


def states():
    return list(db.session.scalars(select(InboundEvent.state).order_by(InboundEvent.id)))


def counted(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_call_becomes_an_answer_a_ticket_and_an_alert(connected, clock):
    sender = connected()
    sender.send(said(1, comment="Nobody called back."))
    clock.shift(60)
    assert sender.read() == 1
    (event,) = db.session.scalars(select(InboundEvent))
    assert (event.state, event.facts["ids"]) == ("done", ["A-1"])
    response = db.session.scalars(select(Response)).one()
    assert (response.score, response.comment, response.received_at) == (
        2,
        "Nobody called back.",
        event.received_at,
    )
    assert (counted(Ticket), counted(Alert)) == (1, 1)


def test_reading_again_finds_nothing(connected):
    sender = connected()
    sender.send(said(1))
    assert (sender.read(), sender.read()) == (1, 0)


def test_what_cannot_be_read_is_set_aside_with_its_reason_and_stops_nobody(connected):
    sender = connected()
    for call in (said(1), b"not json", said(2, 11), said(3)):
        sender.send(call)
    assert sender.read() == 4
    assert states() == ["done", "quarantined", "quarantined", "done"]
    reasons = db.session.scalars(select(InboundEvent.reason).where(InboundEvent.reason.is_not(None)))
    assert list(reasons) == ["not_json", "score_out_of_scale"]
    assert counted(Response) == 2


def test_a_fault_of_ours_sets_one_call_aside_with_a_reference_and_reads_the_others(
    connected, monkeypatch, capsys
):
    sender = connected()
    for number in range(4):
        sender.send(said(number))
    hear = listen.hear_versions

    def breaks(session, news, door):
        if any(one.answer.external_id == "A-2" for one in news):
            raise ZeroDivisionError("A-2 of carl2@customer.example")
        return hear(session, news, door)

    with monkeypatch.context() as patch:
        patch.setattr(calls, "hear_versions", breaks)
        assert sender.read() == 4
    assert states() == ["done", "done", "quarantined", "done"]
    event = db.session.scalars(select(InboundEvent).where(InboundEvent.state == "quarantined")).one()
    assert (event.reason, event.attempts) == ("our_fault", 1)
    assert event.facts["reference"] in (said_aloud := capsys.readouterr().out)
    assert "carl2@" not in said_aloud


def test_a_replay_after_a_fix_reads_it_and_another_changes_nothing(connected, max_, at):
    sender = connected()
    sender.send({"id": "A-1", "how_was_it": 3, "also": 4})
    sender.read()
    assert states() == ["quarantined"]
    sender.hook.mapping = {"score": "/how_was_it"}
    db.session.commit()
    assert listen.replay_calls(db.session(), by=max_, at=at) == 1
    sender.read()
    assert (states(), counted(Response), counted(Ticket)) == (["done"], 1, 1)
    assert listen.replay_calls(db.session(), by=max_, at=at) == 0


def test_a_dismissed_call_keeps_its_body_and_is_not_read_again(connected, max_, at):
    sender = connected()
    sender.send(b"not json")
    sender.read()
    event_id = db.session.scalars(select(InboundEvent.id)).one()
    assert listen.dismiss_call(db.session(), event_id, by=max_, at=at)
    assert not listen.dismiss_call(db.session(), event_id, by=max_, at=at)
    event = db.session.get_one(InboundEvent, event_id, populate_existing=True)
    assert (event.state, event.body, event.decided_by_id) == ("dismissed", b"not json", max_.id)
    assert (listen.replay_calls(db.session(), by=max_, at=at), sender.read()) == (0, 0)


def test_a_thousand_quarantined_calls_replayed_twice_make_a_thousand_answers(connected, make, max_, at):
    sender = connected()
    make_row = {
        "source_id": sender.hook.source_id,
        "received_at": at,
        "repeats": 0,
        "state": "waiting",
        "attempts": 0,
    }
    db.session.execute(
        InboundEvent.__table__.insert(),
        [
            make_row | {"dedupe_key": f"id:{number}", "body": b'{"id": "A-%d", "x": 3, "y": 4}' % number}
            for number in range(1000)
        ],
    )
    db.session.commit()
    assert sender.read() == 1000
    assert set(states()) == {"quarantined"}
    sender.hook.mapping = {"score": "/x"}
    db.session.commit()
    for expected in (1000, 0):
        assert listen.replay_calls(db.session(), by=max_, at=at) == expected
        sender.read()
        assert (counted(Response), counted(Ticket), set(states())) == (1000, 1000, {"done"})
    db.session.execute(InboundEvent.__table__.update().values(state="quarantined"))
    assert listen.replay_calls(db.session(), by=max_, at=at) == 1000
    sender.read()
    assert (counted(Response), counted(Ticket), counted(Alert)) == (1000, 1000, 1000)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_score_and_comment_in_two_calls_make_one_ticket(connected, order):
    sender = connected()
    told = [
        said(1, updated_at="2026-03-10T08:00:00Z", submitted_at="2026-03-10T08:00:00Z"),
        said(
            1, comment="Still broken.", updated_at="2026-03-10T08:05:00Z", submitted_at="2026-03-10T08:00:00Z"
        ),
    ]
    for position in order:
        sender.send(told[position])
        sender.read()
    response = db.session.scalars(select(Response)).one()
    assert (response.score, response.comment, counted(Ticket)) == (2, "Still broken.", 1)
    assert db.session.scalars(select(Alert.kind).where(Alert.kind == "ticket_opened")).all() == [
        "ticket_opened"
    ]


@pytest.mark.parametrize(("asked", "said_no"), [("May we contact you?", "No"), ("can_we_call_you", False)])
def test_who_says_in_a_call_that_nobody_shall_call_is_not_called(connected, asked, said_no):
    sender = connected()
    sender.send(said(1, **{asked: said_no}))
    sender.send(said(2, agent_note="No call please, says the agent."))
    sender.read()
    found = db.session.scalars(select(Contact).order_by(Contact.email))
    assert [contact.may_contact for contact in found] == [False, True]
    assert counted(Ticket) == 2
    assert list(db.session.scalars(select(Response.comment))) == [None, None]

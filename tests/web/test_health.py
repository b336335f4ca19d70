"""/livez, /readyz and /metrics: the right colour, and nothing said to strangers."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from cxloop.alerts import heartbeat, outbox
from cxloop.alerts.heartbeat import Heartbeat
from cxloop.database import db
from cxloop.reports.models import Gap
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.invitations.models import HeldAnswer
from cxloop.web.health import checks


@pytest.fixture
def all_well(app, at):
    """A worker that is alive; the rest is well by itself."""
    heartbeat.beat(db.session, at)
    db.session.commit()


def test_the_process_answers_without_its_database(client, monkeypatch):
    def away(*_arguments, **_options):
        raise AssertionError("livez asked the database")

    monkeypatch.setattr(db.session, "execute", away)
    monkeypatch.setattr(db.session, "get", away)
    assert client.get("/livez").get_data(as_text=True) == "green\n"


def test_all_is_well(client, all_well):
    assert client.get("/readyz").json == {"colour": "green"}


def test_an_administrator_reads_what_was_looked_at(sign_in, ada, all_well):
    answer = sign_in(ada).get("/readyz").json
    assert set(answer["checks"]) == {"database", "disk", "schema", "worker", "alerts"}
    assert all(check["ok"] for check in answer["checks"].values())


def test_nobody_else_does(sign_in, max_, olga, all_well):
    assert sign_in(max_).get("/readyz").json == {"colour": "green"}
    assert sign_in(olga).get("/readyz").json == {"colour": "green"}


@pytest.mark.parametrize(("seconds", "expect"), [(119, 200), (121, 503)])
def test_a_silent_worker_turns_it_red_after_two_minutes(client, all_well, clock, at, seconds, expect):
    clock.move_to(at + timedelta(seconds=seconds))
    client.get("/readyz", expect=expect)


def test_a_worker_that_was_never_there_is_red(client, app):
    assert client.get("/readyz", expect=503).json == {"colour": "red"}


def test_an_alert_unsent_for_five_minutes_turns_it_red(client, all_well, clock, at):
    outbox.enqueue(
        db.session, kind="ticket_opened", subject="ticket:1", via="slack", recipient="#north", at=at
    )
    client.get("/readyz", expect=200)
    clock.move_to(at + timedelta(minutes=6))
    heartbeat.beat(db.session, at + timedelta(minutes=6))
    client.get("/readyz", expect=503)


def test_another_revision_turns_it_red(client, all_well, monkeypatch):
    monkeypatch.setattr(checks, "newest_revision", lambda: "9999")
    client.get("/readyz", expect=503)


def test_a_full_disk_turns_it_red(client, all_well, monkeypatch):
    monkeypatch.setattr(checks, "LEAST_FREE_BYTES", 10**18)
    client.get("/readyz", expect=503)


def test_asking_leaves_nothing_behind(client, all_well):
    client.get("/readyz")
    assert db.session.scalars(select(Heartbeat.name)).all() == ["worker"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_database_that_another_writer_holds_is_red_within_seconds_and_livez_stays_green(own_app):
    path = own_app.config["SETTINGS"].database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        visitor = own_app.test_client()
        assert visitor.get("/readyz").status_code == 503
        assert visitor.get("/livez").status_code == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    with own_app.app_context():
        assert db.session.execute(text("PRAGMA busy_timeout")).scalar() == 5000


def test_figures_are_for_this_machine(client, app, at):
    outbox.enqueue(
        db.session, kind="ticket_opened", subject="ticket:1", via="slack", recipient="#north", at=at
    )
    page = client.get("/metrics").get_data(as_text=True)
    assert "cxloop_alerts_waiting 1\n" in page
    assert "cxloop_worker_heartbeat_age_seconds -1\n" in page
    assert "north" not in page


def test_figures_do_not_exist_for_strangers_nor_behind_a_proxy(client):
    client.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.7"}, expect=404)
    client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}, expect=404)
    client.get("/metrics", environ_overrides={"REMOTE_ADDR": "nonsense"}, expect=404)


def test_an_administrator_reads_figures_from_anywhere(sign_in, ada, max_):
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    sign_in(ada).get("/metrics", environ_overrides=elsewhere)
    sign_in(max_).get("/metrics", environ_overrides=elsewhere, expect=404)


def test_open_and_overdue_tickets_are_counted(client, make, north, clock, at):
    ticket = make.ticket(3, team=north)
    assert "cxloop_tickets_overdue 0\n" in client.get("/metrics").get_data(as_text=True)
    clock.move_to(ticket.due_at + timedelta(minutes=1))
    page = client.get("/metrics").get_data(as_text=True)
    assert "cxloop_tickets_open 1\n" in page
    assert "cxloop_tickets_overdue 1\n" in page


def test_a_worker_beats_again_and_again(app, at):
    for minute in range(3):
        heartbeat.beat(db.session, at + timedelta(minutes=minute))
    assert heartbeat.last_beat(db.session) == at + timedelta(minutes=2)


def test_what_was_dropped_and_what_waits_at_the_doors_are_figures(client, make, at):
    source = make.source(door="hook")
    for number, state in enumerate(("waiting", "quarantined", "quarantined")):
        call = {"source_id": source.id, "dedupe_key": str(number), "body": b"", "state": state}
        db.session.add(InboundEvent(**call, received_at=at))
    db.session.add(HeldAnswer(survey_id=source.survey_id, answered_at=at, reasons=["trap"]))
    db.session.add(Gap(kind="answer_unheard", subject="response:1", found_at=at))
    db.session.add(Gap(kind="ticket_untold", subject="ticket:1", found_at=at))
    db.session.commit()
    page = client.get("/metrics").get_data(as_text=True)
    for line in ("silent_drops 1", "gaps_open 2", "waiting_events 1", "quarantined 2", "held_answers 1"):
        assert f"cxloop_{line}\n" in page

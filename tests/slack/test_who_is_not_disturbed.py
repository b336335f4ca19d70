"""What somebody chose to hear by, and the hours in which only what is pressing comes through."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.slack import destinations
from cxloop.slack.quiet import quiet_for
from cxloop.tickets import handing_over
from tests.slack.test_who_reads_it import gone, late, post, ticket  # noqa: F401 - its fixtures


def handed(ticket, to, by, worker):  # noqa: F811
    act.assign(db.session(), ticket.id, owner_id=to.id, by=by, at=worker.at, via="web", tell=False)
    handing_over.tell_new_owner(db.session(), [ticket.id], owner_id=to.id, by_id=by.id, at=worker.at)
    db.session.commit()


@pytest.fixture
def quiet(tom, post, ticket):  # noqa: F811
    """Everything so far is sent; it is 10:00 in Rome, and Tom's hours last until 11."""
    post()
    tom.quiet_hours = "09:30–11:00"
    db.session.commit()
    return tom


def test_a_hand_over_waits_and_is_not_late_meanwhile(ticket, quiet, lena, worker, post):  # noqa: F811
    handed(ticket, quiet, lena, worker)
    began = worker.at
    assert "Tom" not in post().to
    alert = db.session.scalars(select(Alert).where(Alert.kind == "handed_over")).one()
    assert (alert.state, alert.attempts, alert.held_until) == ("pending", 0, began.replace(hour=10, minute=0))
    for minutes in (1, 29, 31, 59):
        worker.at = began + timedelta(minutes=minutes)
        assert "Tom" not in post().to
        assert outbox.undelivered(db.session(), worker.at).late == 0
    worker.at = began + timedelta(hours=1, seconds=1)
    assert outbox.undelivered(db.session(), worker.at).late == 0
    assert post().to.count("Tom") == 1
    worker.at += timedelta(hours=24)
    assert post().to.count("Tom") == 1


def test_what_is_urgent_comes_through(ticket, quiet, lena, worker, post):  # noqa: F811
    ticket.priority = "urgent"
    handed(ticket, quiet, lena, worker)
    assert post().to[-1] == "Tom"


def test_a_missed_promise_comes_through_what_waits(ticket, quiet, lena, worker, post):  # noqa: F811
    lena.quiet_hours = "00:00–23:59"
    late(ticket, worker)
    assert "Lena" in post().to


def test_the_clock_went_back(ticket, quiet, lena, worker, post):  # noqa: F811
    handed(ticket, quiet, lena, worker)
    post()
    quiet.quiet_hours = None
    db.session.commit()
    worker.at -= timedelta(days=3)
    db.session.execute(db.update(Alert).values(held_until=worker.at + timedelta(days=3)))
    db.session.commit()
    assert "Tom" in post().to


def test_who_left_meanwhile_keeps_nothing_back(ticket, quiet, lena, worker, post):  # noqa: F811
    handed(ticket, quiet, lena, worker)
    post()
    gone(quiet, worker)
    worker.at += timedelta(hours=2)
    assert "Tom" not in post().to
    assert not db.session.scalar(select(Alert.id).where(Alert.state == "pending"))


@pytest.mark.parametrize(
    ("kind", "waits"), [("escalated", False), ("still_late", False), ("unowned", False), ("due_soon", True)]
)
def test_who_is_called_is_called_at_night(ticket, quiet, worker, kind, waits):  # noqa: F811
    told = SimpleNamespace(
        id=0, kind=kind, subject=f"ticket:{ticket.id}", channel=f"mail:user:{quiet.id}", facts={}
    )
    assert (quiet_for(db.session(), told, worker.at) is not None) == waits


class TestWithSlack:
    @pytest.fixture
    def lead(self, lena):
        lena.slack_team, lena.slack_user = "T1", "ULENA"
        db.session.commit()
        return lena

    @pytest.mark.parametrize(
        ("chosen", "where"), [("channel", "slack:#north"), ("slack", "slack:ULENA"), ("mail", "mail:user:")]
    )
    def test_missed_promises_are_told_as_the_lead_chose(self, ticket, lead, worker, chosen, where):  # noqa: F811
        lead.missed_by = chosen
        late(ticket, worker)
        settings = replace(worker.settings, smtp_url="smtp://127.0.0.1:1")
        alert = db.session.scalars(select(Alert).where(Alert.kind == "escalated")).one()
        to = destinations.destination(db.session(), settings, alert, worker.at)
        assert to.channel == (where + str(lead.id) if where.endswith(":") else where)

    def test_hand_overs_by_letter(self, ticket, tom, lena, worker):  # noqa: F811
        tom.slack_team, tom.slack_user, tom.handed_over_by = "T1", "UTOM", "slack"
        handed(ticket, tom, lena, worker)
        settings = replace(worker.settings, smtp_url="smtp://127.0.0.1:1")
        alert = db.session.scalars(select(Alert).where(Alert.kind == "handed_over")).one()
        assert destinations.destination(db.session(), settings, alert, worker.at).channel == "slack:UTOM"
        tom.handed_over_by = "mail"
        db.session.flush()
        assert (
            destinations.destination(db.session(), settings, alert, worker.at).channel
            == f"mail:user:{tom.id}"
        )
        nowhere = replace(settings, smtp_url="")
        assert destinations.destination(db.session(), nowhere, alert, worker.at).channel == "slack:UTOM"

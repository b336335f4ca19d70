"""Whoever is given tickets by somebody else is told once, of all of them, and only of those that are still theirs."""

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.tickets import handing_over, telling


@pytest.fixture
def three(make, north, tom):
    survey = make.survey(team=north)
    return [make.ticket(score, survey=survey, owner=tom) for score in (3, 1, 5)]


def alerts():
    return list(db.session.scalars(db.select(Alert).filter_by(kind="handed_over").order_by(Alert.id)))


def give(tickets, to, by, at, tell=True):
    for ticket in tickets:
        act.assign(db.session(), ticket.id, owner_id=to.id, by=by, at=at, via="web", tell=tell)
    db.session.commit()


def give_together(tickets, to, by, at):
    give(tickets, to, by, at, tell=False)
    numbers = [ticket.id for ticket in tickets]
    told = handing_over.tell_new_owner(db.session(), numbers, owner_id=to.id, by_id=by.id, at=at)
    db.session.commit()
    return told


def read(alert, at, language="en", reader=None):
    found = telling.tell(
        db.session(), alert_id=alert.id, kind=alert.kind, subject=alert.subject, recipient=alert.recipient,
        facts=alert.facts, at=at, language=language, reader=reader,
    )  # fmt: skip
    return found and "\n".join(
        [found.told.headline, *(f"{label}: {what}" for label, what in found.told.lines)]
    )


def test_many_tickets_given_in_one_act_are_one_alert_that_names_each(three, olga, lena, at):
    assert give_together(three, olga, lena, at)
    (alert,) = alerts()
    words = read(alert, at, reader=olga)
    assert words.startswith("Handed over to you · 3 tickets\n")
    assert all(f"Ticket {ticket.id}: " in words for ticket in three)
    assert words.index(f"Ticket {three[1].id}: ") < words.index(f"Ticket {three[0].id}: ")  # urgent first
    assert "By: Lena" in words


def test_a_hundred_tickets_are_all_named(make, north, tom, olga, lena, at):
    survey = make.survey(team=north)
    many = [make.ticket(4, survey=survey, owner=tom) for _ in range(12)]
    give_together(many, olga, lena, at)
    words = read(alerts()[0], at, reader=olga)
    for ticket in many[:6]:
        assert f"Ticket {ticket.id}: " in words
    assert f"And: #{many[6].id}–#{many[11].id}" in words


def test_one_ticket_is_told_by_the_step_itself(three, olga, lena, at):
    give(three[:1], olga, lena, at)
    (alert,) = alerts()
    assert alert.subject == f"ticket:{three[0].id}"
    assert read(alert, at, reader=olga).startswith(f"Handed over to you · Ticket {three[0].id}")
    assert "Handed over to Olga" in read(alert, at)


def test_the_second_hand_over_of_the_same_ticket_is_told_too(three, olga, tom, lena, at):
    give(three[:1], olga, lena, at)
    give(three[:1], tom, lena, at)
    give(three[:1], olga, lena, at)
    first, _to_tom, last = alerts()
    assert first.step != last.step


def test_whoever_takes_tickets_is_not_told_and_nor_is_the_queue(three, olga, at):
    give(three, olga, olga, at)
    act.assign(db.session(), three[0].id, owner_id=None, by=olga, at=at, via="web")
    assert not handing_over.tell_new_owner(db.session(), [], owner_id=olga.id, by_id=None, at=at)
    assert alerts() == []


def test_what_is_no_longer_theirs_or_over_is_left_out(three, olga, tom, lena, make, at):
    give_together(three, olga, lena, at)
    give(three[:1], tom, lena, at)
    make.resolved(three[1], olga, at)
    told, _ = alerts()
    assert f"Ticket {three[2].id}" in read(told, at, reader=olga)
    assert "Ticket " + str(three[0].id) not in read(told, at, reader=olga)
    give(three[2:], tom, lena, at)
    assert read(told, at, reader=olga) is None


def test_it_is_said_in_the_readers_language(three, olga, lena, at):
    give_together(three, olga, lena, at)
    assert read(alerts()[0], at, "it", olga).startswith("Affidamento a te · 3 ticket\n")

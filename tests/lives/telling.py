"""The worker runs for a while: what it says is said to somebody who is there, once, and within five minutes."""

import re
from collections import Counter
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import time_machine
from sqlalchemy import select

from cxloop.accounts.models import ConsentChange, Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.jobs.ticking import tick
from cxloop.people.models import Role, Team, User
from cxloop.reports.models import Gap
from cxloop.slack.client import SlackClient
from cxloop.slack.delivery import deliver_all
from cxloop.tickets.models import Reopening, Ticket, Verification
from tests.fakes.slack import TOKEN
from tests.lives.life import Life

RUNS = timedelta(minutes=6)
PASS = 60
LATE = timedelta(minutes=5)
CALLED = re.compile("<@(U[A-Z0-9]+)>")
DESIGNED = {"ticket_owner_gone"}
"""Not a fault but the auditor's own work: who leaves gives back what they had."""


def the_worker_runs(life: Life) -> None:
    """Six minutes of passes, after however long it stood still."""
    ends = life.now + RUNS
    with time_machine.travel(life.now, tick=False) as clock:

        def sleep(seconds: float) -> None:
            life.now += timedelta(seconds=seconds)
            clock.move_to(life.now)

        tick(life.now)
        while life.now <= ends:
            _deliver(life, sleep)
            sleep(PASS if _something_waits() else (ends - life.now).total_seconds() + 1)
    looked = set(db.session.scalars(select(Gap.kind).where(Gap.kind.not_in(DESIGNED))))
    assert not looked, f"the auditor found {sorted(looked)}"
    _nothing_is_untold(life)


def _something_waits() -> bool:
    waits = select(Alert.id).where(Alert.state.in_(("pending", "sending"))).limit(1)
    return db.session.scalar(waits) is not None


def _deliver(life: Life, sleep: Any) -> None:
    posted, life.letters = len(life.slack.posted()), []
    before = _Present()
    door = None if life.by_mail else SlackClient(TOKEN, life.slack.url, lambda: life.now, 5)
    deliver_all(life.settings, now=lambda: life.now, sleep=sleep, slack=door, mail=_Box(life))
    db.session.rollback()
    for letter, at in life.letters:
        _letter_is_right(life, before, letter, at)
    alerts = {one.delivery_id: one for one in db.session.scalars(select(Alert))}
    for message in life.slack.posted()[posted:]:
        delivery = message.get("metadata", {}).get("event_payload", {}).get("delivery_id")
        for name in CALLED.findall(str(message["blocks"])):
            before.may_read(before.by_slack[name], alerts.get(delivery))
            life.seen["called_in_slack"] += 1
    twice = [name for name, count in Counter(life.slack.deliveries()).items() if count > 1]
    assert not twice, "told twice"


class _Box:
    def __init__(self, life: Life) -> None:
        self.life = life

    def send(self, letter: EmailMessage) -> None:
        self.life.letters.append((letter, self.life.now))

    def close(self) -> None:
        """Nothing is open."""


class _Present:
    """Who and what is there when a pass begins; a pass changes neither."""

    def __init__(self) -> None:
        self.users = {one.email: one for one in db.session.scalars(select(User))}
        self.by_slack = {one.slack_user: one for one in self.users.values() if one.slack_user}
        self.teams_of = {one.id: set(one.team_ids) for one in self.users.values()}
        for team in db.session.scalars(select(Team)):
            if team.lead_id:
                self.teams_of[team.lead_id].add(team.id)
        self.there = {one.id for one in self.users.values() if one.is_active}
        self.sees_all = {
            one.id for one in self.users.values() if one.role in (Role.MANAGER, Role.ADMINISTRATOR)
        }
        rows = db.session.execute(select(Ticket.id, Ticket.state, Ticket.team_id, Ticket.owner_id))
        self.tickets = {number: (state, team, owner) for number, state, team, owner in rows}

    def may_read(self, user: User, alert: Alert | None) -> None:
        """Somebody who is there, and of the ticket's team, its owner, or of all teams."""
        assert user.id in self.there, "told to somebody who is gone"
        if alert is not None and alert.subject.startswith("ticket:"):
            _, team, owner = self.tickets[int(alert.subject.partition(":")[2])]
            near = team in self.teams_of[user.id] or user.id == owner or user.id in self.sees_all
            assert near, f"told outside the team: {alert.kind}"


def _letter_is_right(life: Life, before: _Present, letter: EmailMessage, at: datetime) -> None:
    address = str(letter["To"].addresses[0].addr_spec)
    if carried := letter["X-Cxloop-Questions"]:
        _question_is_right(life, before, [int(one) for one in str(carried).split()], address, at)
    elif address in before.users:
        found = select(Alert).where(Alert.delivery_id == str(letter["Message-ID"])[1:].partition("@")[0])
        before.may_read(before.users[address], db.session.scalars(found).first())
        life.seen["letters_to_colleagues"] += 1


def _question_is_right(life: Life, before: _Present, numbers: list[int], address: str, at: datetime) -> None:
    """About what waits for their word, to who did not refuse, and no second while the first is a day young."""
    life.seen["questions"] += 1
    contacts = set()
    for number in numbers:
        question = db.session.get_one(Verification, number)
        state, _, _ = before.tickets[question.ticket_id]
        assert state == "resolved", f"asked about a ticket that is {state}"
        contacts.add(db.session.get_one(Ticket, question.ticket_id).contact_id)
    (contact_id,) = contacts
    contact = db.session.get_one(Contact, contact_id)
    assert contact.email == address
    said = select(ConsentChange.given).where(
        ConsentChange.contact_id == contact_id, ConsentChange.purpose == "verification"
    )
    word = db.session.scalars(said.order_by(ConsentChange.at.desc(), ConsentChange.id.desc())).first()
    assert word is not False, "asked who refused"
    if address not in life.merged:
        assert "verification" not in life.refused.get(f"{address} {contact.name}", ()), "asked who refused"
    last = life.asked_at.get(f"{contact_id}")
    earlier = select(Verification.id).join(Ticket, Ticket.id == Verification.ticket_id)
    open_ = db.session.scalars(
        earlier.where(
            Ticket.contact_id == contact_id, Verification.sent_at == last, Verification.answer.is_(None),
            Verification.withdrawn_at.is_(None), Verification.id.not_in(numbers),
        )
    ).all()  # fmt: skip
    assert not (last and open_ and at - last < timedelta(hours=24)), "two letters in a day"
    life.asked_at[f"{contact_id}"] = at


def _nothing_is_untold(life: Life) -> None:
    """Every opening and reopening has its alert; none waits for longer than five minutes, none was given up."""
    waits = select(Alert).where(Alert.state.in_(("pending", "sending")), Alert.created_at < life.now - LATE)
    late = [(one.kind, one.subject, one.last_error) for one in db.session.scalars(waits)]
    assert not late, f"untold: {late}"
    dead = select(Alert.kind, Alert.last_error).where(
        Alert.state == "dead", ~Alert.kind.startswith("invitation")
    )
    dead = dead.where(~Alert.recipient.startswith("contact:"))
    given_up = [tuple(one) for one in db.session.execute(dead)]
    assert not given_up, f"given up: {given_up}"
    told = {(one.subject, one.kind, one.step) for one in db.session.scalars(select(Alert))}
    for number in db.session.scalars(select(Ticket.id)):
        assert (f"ticket:{number}", "ticket_opened", 0) in told, "an opening nobody was told of"
    for again in db.session.scalars(select(Reopening)):
        assert (f"ticket:{again.ticket_id}", "reopened", again.id) in told, "a reopening nobody was told of"

"""Random people take random steps in a random order, on both engines: no invariant of a ticket ever breaks."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.loop.listen import Door, Teller, Word, hear, tell
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response
from cxloop.tickets import given_promises, queries, trail
from cxloop.tickets.models import (
    ContactAttempt,
    Escalation,
    Reopening,
    Resolution,
    Ticket,
    TicketEvent,
    Triggering,
    Verification,
)
from cxloop.tickets.requirements import CHANNELS, OUTCOMES, Closing, StepIncomplete
from cxloop.tickets.retracing import retrace
from cxloop.tickets.steps import CLOSED, CLOSING_KINDS, OWED, State, StepRefused, may
from tests.breadth import number
from tests.databases import rolled_back
from tests.makers import AT, Maker

WHOLE = Closing(cause_unknown_because="not known yet", action="refunded", told_how="phone", promises="stay")
people = st.sampled_from(["olga", "tom", "max"])
tickets = st.integers(0, 20)


class Lifecycle(RuleBasedStateMachine):
    """One team, three people, a handful of customers, and a clock that only goes forward."""

    app = None

    def __init__(self):
        super().__init__()
        self.open = ExitStack()
        self.open.enter_context(rolled_back(self.app))
        self.now = AT
        self.numbers: list[int] = []

    def teardown(self):
        self.open.close()
        super().teardown()

    @initialize()
    def a_team(self):
        self.make = Maker()
        north = self.make.team("North")
        self.staff = {name: self.make.user(name.capitalize(), team=north) for name in ("olga", "tom", "max")}
        north.lead_id = self.staff["max"].id
        self.source = self.make.source(self.make.survey(team=north))
        self.answers = self.calls = 0
        self.promised: dict[int, tuple] = {}

    def ticket(self, pick) -> Ticket:
        return db.session.get_one(Ticket, self.numbers[pick % len(self.numbers)])

    @rule(score=st.integers(0, 10), who=st.integers(0, 5), hours_ago=st.sampled_from([0, 0, 1, 30, 200]))
    def a_customer_answers(self, score, who, hours_ago):
        """Six customers, so that most complain again; some answers arrive days after they were given."""
        self.answers += 1
        name, at = f"answer-{self.answers}", self.now - timedelta(hours=hours_ago)
        self._hear(Heard(0, name, score, None, answered_at=at, email=f"c{who}@customer.example"))
        response = db.session.scalars(select(Response).filter_by(external_id=name)).one()
        opened = db.session.scalars(select(Ticket.id).where(Ticket.response_id == response.id)).first()
        became = db.session.get(Triggering, response.id)
        assert (became is not None) == (score <= 6)
        assert (opened is not None) == (became is not None and became.outcome == "opened")
        self.numbers += [opened] if opened else []

    @precondition(lambda self: self.answers)
    @rule(pick=tickets, score=st.integers(0, 10), comment=st.sampled_from([None, "And nobody calls."]))
    def an_answer_is_corrected(self, pick, score, comment):
        name = f"answer-{pick % self.answers + 1}"
        before = set(db.session.scalars(select(Ticket.id)))
        self._hear(Heard(0, name, score, comment, answered_at=None))
        self.numbers += sorted(set(db.session.scalars(select(Ticket.id))) - before)

    def _hear(self, answer):
        hear(db.session(), [answer], Door(self.source, via="api", at=self.now))
        db.session.commit()

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people)
    def a_colleague_is_told(self, pick, who):
        """By phone, by a customer with a ticket: somebody owes them something from now on."""
        ticket = self.ticket(pick)
        self.calls += 1
        word = Word(f"call-{self.calls}", "It is broken.", Teller(contact_id=ticket.contact_id))
        told = tell(db.session(), word, by=self.staff[who], at=self.now)
        assert told.ticket.is_owed
        self.numbers += [told.ticket.id] if told.ticket.id not in self.numbers else []

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people)
    def a_colleague_reopens(self, pick, who):
        ticket = self.ticket(pick)
        owed, session = ticket.is_owed, db.session()
        try:
            verify.reopen(
                session, ticket, at=self.now, actor_id=self.staff[who].id, via="web", reason="again"
            )
        except StepRefused:
            assert owed
        else:
            assert not owed
            assert ticket.reached_at is None

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people)
    def take(self, pick, who):
        ticket = self.ticket(pick)
        before = ticket.owner_id
        try:
            act.take(db.session(), ticket.id, by=self.staff[who], at=self.now, via="web")
        except act.TakenBySomeoneElse as taken:
            assert taken.owner_id == before != self.staff[who].id  # noqa: PT017 - the machine may also succeed
        except StepRefused:
            assert ticket.state in CLOSED
        else:
            assert ticket.owner_id == self.staff[who].id

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people, to=people | st.none())
    def hand_over(self, pick, who, to):
        ticket = self.ticket(pick)
        owner_id = self.staff[to].id if to else None
        try:
            act.assign(db.session(), ticket.id, owner_id=owner_id, by=self.staff[who], at=self.now, via="web")
        except StepRefused:
            assert ticket.state not in OWED
        else:
            assert ticket.owner_id == owner_id

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people, channel=st.sampled_from(CHANNELS), outcome=st.sampled_from(OUTCOMES))
    def log_contact(self, pick, who, channel, outcome):
        ticket = self.ticket(pick)
        allowed = ticket.state in OWED
        try:
            act.log_contact(
                db.session(),
                ticket.id,
                by=self.staff[who],
                at=self.now,
                via="web",
                channel=channel,
                outcome=outcome,
            )
        except StepRefused:
            assert not allowed
        else:
            assert allowed
            assert ticket.owner_id is not None
            assert outcome != "reached" or ticket.state == State.IN_PROGRESS
            assert ticket.attempted_at is not None

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people, kind=st.sampled_from(sorted(CLOSING_KINDS)), complete=st.booleans())
    def resolve(self, pick, who, kind, complete):
        ticket = self.ticket(pick)
        before = ticket.state
        closing = replace(WHOLE, kind=kind) if complete else Closing(kind, promises="stay")
        try:
            act.resolve(db.session(), ticket.id, closing=closing, by=self.staff[who], at=self.now, via="web")
        except StepRefused:
            assert not may(CLOSING_KINDS[kind], before)
        except StepIncomplete:
            assert ticket.state == before
        else:
            assert complete or kind == "unreachable"

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, word=st.sampled_from(verify.ANSWERS))
    def the_customer_says(self, pick, word):
        ticket = self.ticket(pick)
        newest = (
            select(Verification).where(Verification.ticket_id == ticket.id).order_by(Verification.id.desc())
        )
        question = db.session.scalars(newest).first()
        if question is None:
            return
        asked = verify.is_open(question, ticket, self.now)
        try:
            verify.answer(db.session(), question.id, word=word, at=self.now)
        except verify.NoLongerAsked:
            assert not asked
        else:
            assert asked
            assert ticket.state == (State.VERIFIED if word == "yes" else State.REOPENED)

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people, days=st.integers(-1, 9))
    def promise_something(self, pick, who, days):
        ticket, due = self.ticket(pick), self.now + timedelta(days=days)
        try:
            act.promise(
                db.session(), ticket.id, what="A note", due_at=due, by=self.staff[who], at=self.now, via="web"
            )
        except StepIncomplete:
            assert days <= 0

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people)
    def keep_a_promise(self, pick, who):
        ticket = self.ticket(pick)
        for record in given_promises.of_ticket(db.session(), ticket.id)[:1]:
            late = record.missed_at is not None or record.due_at < self.now
            act.keep_promise(db.session(), ticket.id, record.id, by=self.staff[who], at=self.now, via="web")
            assert record.ending == ("kept_late" if late else "kept")

    @precondition(lambda self: self.numbers)
    @rule(pick=tickets, who=people, model=st.sampled_from([ContactAttempt, Resolution]))
    def take_back(self, pick, who, model):
        """The newest contact or resolution: gone as if it had never been, or all of it as it was."""
        ticket = self.ticket(pick)
        record = db.session.scalars(
            select(model).where(model.ticket_id == ticket.id).order_by(model.id.desc())
        ).first()
        if record is None:
            return
        undo = act.undo_contact if model is ContactAttempt else act.undo_resolution
        before, mine = ticket.version, record.by_id == self.staff[who].id
        try:
            undo(db.session(), ticket.id, record.id, by=self.staff[who], at=self.now, via="web")
        except act.CannotUndo:
            assert ticket.version == before
        else:
            assert mine
            assert ticket.is_owed

    @rule(days=st.integers(0, 20), hours=st.integers(0, 23))
    def time_passes(self, days, hours):
        self.now += timedelta(days=days, hours=hours)
        while act.escalate_next(db.session(), at=self.now, most=2):
            pass
        while verify.expire_next(db.session(), at=self.now, most=2):
            pass
        while act.remind_of_promises(db.session(), at=self.now, most=2):
            pass
        assert act.escalate_next(db.session(), at=self.now) == 0

    @invariant()
    def nothing_is_broken(self):
        for ticket in db.session.scalars(select(Ticket)):
            state = State(ticket.state)
            assert (ticket.due_at is not None) == (state in OWED)
            assert (ticket.closed_at is not None) == (state in CLOSED)
            assert ticket.team_id is not None
            assert ticket.due_at is None or ticket.queue_at <= ticket.due_at
            assert ticket.first_reached_at is None or ticket.first_attempt_at <= ticket.first_reached_at
            assert state is not State.VERIFIED or ticket.resolved_at <= ticket.closed_at
            assert trail.broken_at(db.session(), ticket.id) is None
            told = db.session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id))
            assert retrace((one.kind, one.facts) for one in sorted(told, key=lambda one: one.number)) == state
            reopened = select(func.count()).select_from(Reopening).where(Reopening.ticket_id == ticket.id)
            assert ticket.segment == 1 + db.session.scalar(reopened)
            self._promises_only_come_nearer(ticket)
            assert ticket.is_waiting or not queries.waiting_questions(db.session(), ticket.id)
        self._every_answer_is_heard()
        self._every_escalation_is_told_once()

    def _promises_only_come_nearer(self, ticket):
        """Within a segment; its own attempts and reaches, and no promise from before it began."""
        began, due = ticket.segment_began_at, (ticket.contact_due_at, ticket.resolution_due_at)
        assert min(due) > began
        assert all(moment is None or moment >= began for moment in (ticket.attempted_at, ticket.reached_at))
        segment, priority, before = self.promised.get(ticket.id, (0, "normal", due))
        assert (priority, ticket.priority) != ("urgent", "normal")
        assert segment != ticket.segment or (due[0] <= before[0] and due[1] <= before[1])
        self.promised[ticket.id] = ticket.segment, ticket.priority, due

    def _every_answer_is_heard(self):
        """Owed, joined to a ticket that is owed or that it reopened, or left alone for a reason."""
        rows = db.session.execute(
            select(Triggering, Response, Ticket)
            .join(Response, Response.id == Triggering.response_id)
            .outerjoin(Ticket, Ticket.id == Triggering.ticket_id)
        )
        for record, response, ticket in rows:
            if record.outcome == "suppressed":
                assert record.reason
                assert response.answered_at < record.at
            else:
                assert ticket is not None
                assert not (ticket.is_waiting and record.at > ticket.resolved_at), "swallowed"
        low = select(Response.id).where(Response.score <= 6)
        assert not db.session.scalars(low.where(Response.id.not_in(select(Triggering.response_id)))).all()

    def _every_escalation_is_told_once(self):
        steps = Counter(
            tuple(row) for row in db.session.execute(select(Escalation.ticket_id, Escalation.step))
        )
        assert not steps or max(steps.values()) == 1
        events = select(func.count()).select_from(TicketEvent).where(TicketEvent.kind == "escalated")
        assert db.session.scalar(events) == len(steps)
        alerts = Counter(
            tuple(row) for row in db.session.execute(select(Alert.subject, Alert.kind, Alert.step))
        )
        assert not alerts or max(alerts.values()) == 1


def run(app, examples, steps):
    machine = type("Machine", (Lifecycle,), {"app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_sequence_of_steps_breaks_a_ticket(databases, engine_name):
    run(databases.shared_app(engine_name), examples=number(8, wide=60), steps=20)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_no_sequence_of_steps_breaks_a_ticket_in_a_long_campaign(databases, engine_name):
    run(databases.shared_app(engine_name), examples=2000, steps=50)

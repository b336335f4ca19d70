"""A customer who complains again while we wait for their word has said no; an urgent answer is promised anew."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act, customers, verify
from cxloop.loop.listen import Door, Teller, Word, hear, tell
from cxloop.mail.letters import letter_for
from cxloop.responses.importing.answers import Heard
from cxloop.tickets import policies
from cxloop.tickets.models import Reopening, Ticket, TicketEvent, Triggering, Verification
from cxloop.tickets.requirements import Closing
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = AT + 3 * DAY


@pytest.fixture
def waiting(make, north, olga, carl):
    """Carl's ticket, resolved a day after it was opened; the question has been asked."""
    ticket = make.ticket(5, survey=make.survey(team=north), owner=olga, contact=carl)
    make.resolved(ticket, olga, AT + DAY)
    return ticket


@pytest.fixture
def carl(make):
    return make.contact("Carl Rossi")


def became(response):
    row = db.session.get_one(Triggering, response.id, populate_existing=True)
    return row.outcome, row.reason, row.ticket_id


def question_of(ticket):
    return db.session.scalars(
        select(Verification).filter_by(ticket_id=ticket.id).order_by(Verification.id)
    ).first()


def alerts_of(kind):
    return db.session.scalars(select(Alert).filter_by(kind=kind).order_by(Alert.id)).all()


def heard(make, carl, *said, at=LATER, **door):
    """A batch of answers of Carl: (score, when he answered)."""
    answers = [
        Heard(
            line=n,
            external_id=f"batch-{n}",
            score=score,
            comment="Again.",
            answered_at=when,
            email=carl.email,
        )
        for n, (score, when) in enumerate(said)
    ]
    hear(db.session(), answers, Door(make.source(), via="import", at=at, **door))
    db.session.commit()


def is_owed_again(ticket):
    db.session.refresh(ticket)
    question = question_of(ticket)
    return (
        ticket.state == "reopened"
        and ticket.is_owed
        and ticket.segment == 2
        and (question.answer, question.via) == ("no", "new_answer")
    )


def test_a_low_answer_reopens_what_waits_and_the_team_is_told_why(make, waiting, carl):
    again = make.response(0, "It happened again.", contact=carl, at=LATER)
    assert is_owed_again(waiting)
    assert became(again) == ("joined", "complained_again", waiting.id)
    (alert,) = alerts_of("reopened")
    assert alert.facts["because"] == "complained"
    record = db.session.scalars(select(Reopening)).one()
    assert (record.segment, record.response_id, record.verification_id) == (
        2,
        again.id,
        question_of(waiting).id,
    )
    assert (record.contact_due_at, record.resolution_due_at) == (
        waiting.contact_due_at,
        waiting.resolution_due_at,
    )
    assert LATER < waiting.contact_due_at <= waiting.resolution_due_at


def test_silence_afterwards_never_closes_it(make, waiting, carl):
    make.response(1, contact=carl, at=LATER)
    assert verify.expire_next(db.session(), at=LATER + 60 * DAY) == 0
    assert waiting.state == "reopened"


def test_a_question_on_its_way_does_not_leave(app, make, waiting, carl):
    (asked,) = alerts_of("verification_asked")
    asked.facts = {"verification": question_of(waiting).id}
    settings = app.config["SETTINGS"]
    assert letter_for(db.session(), settings, asked, LATER) is not None
    make.response(1, contact=carl, at=LATER)
    assert letter_for(db.session(), settings, asked, LATER) is None


def test_a_question_about_a_ticket_a_colleague_reopened_does_not_leave_or_take_an_answer(
    app, make, waiting, olga
):
    asked, question = alerts_of("verification_asked")[0], question_of(waiting)
    verify.reopen(db.session(), waiting, at=LATER, actor_id=olga.id, via="web", reason="It failed again")
    assert letter_for(db.session(), app.config["SETTINGS"], asked, LATER) is None
    make.resolved(waiting, olga, LATER + HOUR)
    assert not verify.is_open(question, waiting, LATER + HOUR)
    assert (question.answer, question.withdrawn_at) == (None, LATER)
    assert alerts_of("reopened")[0].facts["because"] == "colleague"


def test_a_colleague_who_is_told_reopens_it_too(make, waiting, carl, olga):
    told = tell(
        db.session(),
        Word("nonce", "He calls: broken again.", Teller(contact_id=carl.id)),
        by=olga,
        at=LATER,
    )
    assert told.was_there
    assert is_owed_again(waiting)
    assert question_of(waiting).recorded_by_id == olga.id


def test_a_corrected_answer_that_became_low_reopens_it(make, waiting, carl):
    make.response(9, contact=carl, at=AT + 2 * HOUR, external_id="mine")
    make.response(2, contact=carl, at=AT + 2 * HOUR, external_id="mine")
    hear(
        db.session(),
        [Heard(line=1, external_id="mine", score=1, comment="Worse", answered_at=None)],
        Door(make.source(), via="api", at=LATER),
    )
    assert is_owed_again(waiting)


@pytest.mark.parametrize(("score", "comment"), [(4, None), (5, "And nobody answers the phone.")])
def test_its_own_answer_told_lower_or_with_new_words_reopens_it(make, waiting, score, comment):
    own = waiting.response
    more = Heard(line=1, external_id=own.external_id, score=score, comment=comment, answered_at=None)
    hear(db.session(), [more], Door(make.source(), via="hook", at=LATER))
    assert is_owed_again(waiting)


def test_its_own_answer_told_better_reopens_nothing(make, waiting):
    more = Heard(
        line=1, external_id=waiting.response.external_id, score=9, comment="Fine now", answered_at=None
    )
    hear(db.session(), [more], Door(make.source(), via="hook", at=LATER))
    assert waiting.state == "resolved"


def test_an_answer_that_fell_further_reopens_what_was_closed(make, north, olga, carl):
    ticket = make.verified(make.ticket(5, owner=olga, contact=carl, survey=make.survey(team=north)), olga)
    worse = Heard(line=1, external_id=ticket.response.external_id, score=0, comment=None, answered_at=None)
    hear(db.session(), [worse], Door(make.source(), via="api", at=LATER))
    assert (ticket.state, ticket.priority) == ("reopened", "urgent")


def test_an_answer_from_before_the_resolution_reopens_nothing_and_says_so(make, waiting, carl):
    old = make.response(0, contact=carl, at=AT + HOUR)
    assert waiting.state == "resolved"
    assert became(old) == ("suppressed", "answered_before_resolution", waiting.id)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_batch_in_any_order_reopens_once(make, waiting, carl, order):
    said = [(3, AT + HOUR), (4, LATER - 2 * HOUR), (1, LATER - HOUR)]
    heard(make, carl, *[said[n] for n in order])
    assert is_owed_again(waiting)
    assert waiting.priority == "urgent"
    assert len(alerts_of("reopened")) == 1
    rows = select(Triggering.reason).where(Triggering.ticket_id == waiting.id).order_by(Triggering.reason)
    assert db.session.scalars(rows).all() == [
        "5<=6", "answered_before_resolution", "complained_again", "same_contact_open",
    ]  # fmt: skip


def test_the_backfill_switch_is_respected(make, waiting, carl):
    heard(make, carl, (0, LATER - 2 * DAY + HOUR), at=LATER, backfill_days=1, alerts=False)
    assert waiting.state == "resolved"
    answers = [Heard(line=1, external_id="young", score=0, comment=None, answered_at=LATER, email=carl.email)]
    hear(db.session(), answers, Door(make.source(), via="import", at=LATER, backfill_days=1, alerts=False))
    assert is_owed_again(waiting)
    assert alerts_of("reopened") == []


def test_what_is_owed_comes_before_what_waits(make, waiting, olga, carl):
    twin = make.contact("Carl R.", email="carl@home.example")
    owed = make.ticket(5, contact=twin, at=AT + 2 * DAY)
    customers.merge(db.session(), carl.id, twin.id, by=olga, at=AT + 2 * DAY)
    assert became(make.response(3, contact=carl, at=LATER)) == ("joined", "same_contact_open", owed.id)
    db.session.refresh(waiting)
    assert waiting.state == "resolved"


def test_of_two_that_wait_the_one_resolved_last_is_owed_again(make, waiting, olga, carl):
    twin = make.contact("Carl R.", email="carl@home.example")
    second = make.ticket(5, contact=twin, at=AT + DAY)
    make.resolved(second, olga, AT + 2 * DAY)
    customers.merge(db.session(), carl.id, twin.id, by=olga, at=AT + 2 * DAY)
    make.response(3, contact=carl, at=LATER)
    db.session.refresh(second)
    db.session.refresh(waiting)
    assert (waiting.state, second.state) == ("resolved", "reopened")


def test_an_urgent_answer_promises_anew_and_never_later(make, north, carl):
    ticket = make.ticket(6, contact=carl, survey=make.survey(team=north))
    before = ticket.contact_due_at, ticket.resolution_due_at
    make.response(0, contact=carl, at=AT + HOUR)
    fresh = make.ticket(0, at=AT + HOUR)
    assert ticket.priority == "urgent"
    due = ticket.contact_due_at, ticket.resolution_due_at
    assert due == (min(before[0], fresh.contact_due_at), min(before[1], fresh.resolution_due_at))
    assert due < before
    assert ticket.first_contact_due_at == ticket.contact_due_at
    make.response(6, contact=carl, at=AT + 2 * HOUR)
    make.response(0, contact=carl, at=AT + 3 * HOUR)
    assert (ticket.priority, ticket.contact_due_at, ticket.resolution_due_at) == ("urgent", *due)
    events = select(TicketEvent.kind).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind == "priority_raised"
    )
    assert db.session.scalars(events).all() == ["priority_raised"]


def test_a_promise_that_was_kept_is_not_moved(make, north, olga, carl):
    ticket = make.ticket(6, contact=carl, survey=make.survey(team=north))
    make.reached(ticket, olga, AT + HOUR)
    kept = ticket.first_contact_due_at
    make.response(0, contact=carl, at=AT + 2 * HOUR)
    assert (ticket.priority, ticket.first_contact_due_at) == ("urgent", kept)


def test_a_promise_made_anew_escalates_though_the_old_one_was_told(make, north, carl):
    ticket = make.ticket(6, contact=carl, survey=make.survey(team=north))
    act.escalate_next(db.session(), at=AT + 2 * DAY)
    assert len(alerts_of("escalated")) == 1
    make.response(0, contact=carl, at=AT + 2 * DAY)
    act.escalate_next(db.session(), at=AT + 2 * DAY + HOUR)
    assert [alert.facts["promise"] for alert in alerts_of("escalated")] == [
        "first_contact:1",
        "first_contact:1.2",
    ]
    assert act.escalate_next(db.session(), at=AT + 2 * DAY + HOUR) == 0
    assert ticket.due_at == ticket.contact_due_at < AT + 2 * DAY


def test_a_reopened_ticket_is_not_late_the_minute_it_begins(make, waiting, olga):
    resolved_without_a_call = make.ticket(5, at=AT)
    closing = Closing(cause_unknown_because="?", action="Refunded", told_how="email")
    act.resolve(db.session(), resolved_without_a_call.id, closing=closing, by=olga, at=AT + HOUR, via="web")
    for ticket in (waiting, resolved_without_a_call):
        verify.answer(db.session(), question_of(ticket).id, word="no", at=LATER)
        assert LATER < ticket.contact_due_at <= ticket.resolution_due_at
        assert (ticket.attempted_at, ticket.reached_at, ticket.segment_began_at) == (None, None, LATER)
    assert act.escalate_next(db.session(), at=LATER + timedelta(minutes=1)) == 0
    assert act.escalate_next(db.session(), at=waiting.contact_due_at + timedelta(minutes=1)) == 2


def test_the_first_segment_keeps_its_times(make, waiting, olga):
    before = waiting.first_contact_due_at, waiting.first_attempt_at, waiting.first_reached_at
    verify.answer(db.session(), question_of(waiting).id, word="no", at=LATER)
    made = act.log_contact(db.session(), waiting.id, by=olga, at=LATER + HOUR, via="web")
    assert (made.segment, waiting.reached_at) == (2, LATER + HOUR)
    assert (waiting.first_contact_due_at, waiting.first_attempt_at, waiting.first_reached_at) == before


def test_partly_leaves_two_working_days_under_the_pinned_promise(make, waiting, olga):
    pinned = waiting.policy_id
    policies.in_force(db.session(), AT).retired_at = LATER
    verify.answer(db.session(), question_of(waiting).id, word="partly", at=LATER)
    assert waiting.policy_id == pinned
    assert waiting.contact_due_at == waiting.resolution_due_at == LATER + 4 * DAY  # a weekend lies between


def attempt(ticket, olga, at, channel="phone", outcome="no_answer"):
    act.log_contact(db.session(), ticket.id, by=olga, at=at, via="web", channel=channel, outcome=outcome)


def may_give_up(ticket, olga, at):
    from cxloop.tickets import reaching, requirements

    return requirements.is_unreachable(
        reaching.attempts_made(db.session(), ticket), reaching.wrote_at(db.session(), ticket)
    )


def test_nobody_is_unreachable_who_was_reached_or_wrote_since(make, north, olga, carl):
    ticket = make.ticket(5, owner=olga, contact=carl, survey=make.survey(team=north))
    for day, channel in enumerate(("phone", "email", "phone"), start=1):
        attempt(ticket, olga, AT + day * DAY, channel)
    assert may_give_up(ticket, olga, LATER)
    make.response(4, contact=carl, at=LATER + HOUR)
    assert not may_give_up(ticket, olga, LATER + HOUR)
    for day, channel in enumerate(("phone", "email", "phone"), start=4):
        attempt(ticket, olga, AT + day * DAY, channel)
    assert may_give_up(ticket, olga, LATER)
    attempt(ticket, olga, AT + 7 * DAY, outcome="reached")
    assert not may_give_up(ticket, olga, LATER)


def test_attempts_before_a_reopening_count_no_more(make, waiting, olga):
    verify.reopen(db.session(), waiting, at=LATER, actor_id=olga.id, via="web")
    for day, channel in enumerate(("phone", "email"), start=4):
        attempt(waiting, olga, AT + day * DAY, channel)
    assert not may_give_up(waiting, olga, LATER)
    attempt(waiting, olga, AT + 7 * DAY)
    assert may_give_up(waiting, olga, LATER)


def test_open_is_the_same_question_in_python_and_in_sql(make, waiting, carl, olga):
    make.verified(make.ticket(3), olga)
    make.ticket(3)
    for name in ("is_open", "is_owed", "is_waiting"):
        by_database = set(db.session.scalars(select(Ticket.id).where(getattr(Ticket, name))))
        assert by_database == {one.id for one in db.session.scalars(select(Ticket)) if getattr(one, name)}
    assert waiting.is_open
    assert not waiting.is_owed


def test_what_an_import_left_alone_for_its_age_is_heard_when_the_customer_says_worse(make, at):
    source = make.source(make.survey(), "file")

    def say(score, days, given):
        heard = Heard(1, "a-1", score, "Late.", given, email="carl@customer.example")
        hear(db.session(), [heard], Door(source, via="import", at=at, backfill_days=days))
        db.session.commit()

    say(5, 7, at - timedelta(days=20))
    assert db.session.scalars(select(Triggering.reason)).all() == ["older_than_backfill"]
    say(2, None, None)
    record = db.session.scalars(select(Triggering).execution_options(populate_existing=True)).one()
    assert (record.outcome, db.session.scalars(select(Ticket)).one().is_owed) == ("opened", True)


def test_an_urgent_answer_on_an_open_ticket_calls_its_owner_anew(make, north, olga, carl):
    ticket = make.ticket(6, contact=carl, survey=make.survey(team=north), owner=olga)
    make.response(6, contact=carl, at=AT + HOUR)
    make.response(0, contact=carl, at=AT + 2 * HOUR)
    make.response(1, contact=carl, at=AT + 3 * HOUR)  # urgent already: they hear of it all the same
    told = db.session.scalars(select(Alert).where(Alert.kind == "complained_again").order_by(Alert.id)).all()
    assert [(one.subject, one.recipient) for one in told] == [(f"ticket:{ticket.id}", f"user:{olga.id}")] * 2

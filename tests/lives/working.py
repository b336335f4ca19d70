"""Colleagues work on tickets, and customers say whether it is solved: in any order, too late, twice."""

from datetime import timedelta

from sqlalchemy import select

from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.responses.models import Response, ResponseChange
from cxloop.tickets.models import ContactAttempt, CustomersWord, Ticket, Triggering, Verification
from cxloop.tickets.requirements import CHANNELS, Closing, StepIncomplete
from cxloop.tickets.steps import StepRefused
from tests.lives.answering import OWED
from tests.lives.life import Life

KINDS = ("resolved", "resolved", "resolved", "resolved", "unreachable", "contact_declined", "not_actionable")
REFUSALS = (StepRefused, StepIncomplete, act.TakenBySomeoneElse)


def somebody_takes(life: Life) -> None:
    if ticket := life.ticket(open_only=True):
        _try(life, lambda: act.take(db.session(), ticket.id, by=life.colleague(), at=life.now, via="web"))


def a_hand_over(life: Life) -> None:
    if ticket := life.ticket(open_only=True):
        to = life.chance.choice([life.colleague().id, life.colleague().id, None])
        by = life.colleague(ticket)
        _try(life, lambda: act.assign(db.session(), ticket.id, owner_id=to, by=by, at=life.now, via="web"))


def a_call(life: Life) -> None:
    """Several in a row over days, so that some customers end as unreachable."""
    ticket = life.ticket(open_only=True)
    if ticket is None:
        return
    for _ in range(life.chance.choice([1, 1, 4])):
        outcome = life.chance.choice(["reached", "no_answer", "no_answer", "someone_else"])
        channel, by = life.chance.choice(CHANNELS), life.colleague(ticket)
        happened = life.now - timedelta(hours=life.chance.choice([0, 0, 0, 3, 30]))
        _try(
            life,
            lambda outcome=outcome, channel=channel, by=by, happened=happened: act.log_contact(
                db.session(),
                ticket.id,
                by=by,
                at=life.now,
                via="web",
                channel=channel,
                outcome=outcome,
                happened_at=happened,
            ),
        )
        life.pass_time(timedelta(hours=life.chance.choice([1, 26])))


def nobody_answers(life: Life) -> None:
    """Called and written to over days, and given up."""
    ticket = life.ticket(open_only=True)
    if ticket is None:
        return
    for channel in ("phone", "phone", "email"):
        by = life.colleague(ticket)
        _try(
            life,
            lambda channel=channel, by=by: act.log_contact(
                db.session(), ticket.id, by=by, at=life.now, via="web", channel=channel, outcome="no_answer"
            ),
        )
        life.pass_time(timedelta(hours=25))
    _give_up(life, ticket)


def a_resolution(life: Life) -> None:
    ticket = life.ticket(open_only=True)
    if ticket is None:
        return
    kind = life.chance.choice(KINDS)
    closing = Closing(
        kind, life.chance.choice(life.company.drivers).id, action="Refunded.", told_text="We refunded you.",
        told_how="phone",
    )  # fmt: skip
    before, by = ticket.state, life.colleague(ticket)
    if kind == "unreachable" and before in OWED:
        _give_up(life, ticket)
        return
    became = _try(
        life, lambda: act.resolve(db.session(), ticket.id, closing=closing, by=by, at=life.now, via="web")
    )
    assert became == (before in OWED), "what is owed can be resolved, and nothing else"
    life.seen["resolved"] += became


def _give_up(life: Life, ticket: Ticket) -> None:
    """Closed as unreachable where its records say so, and otherwise refused."""
    if ticket.state not in OWED:
        return
    closing, by = Closing("unreachable", life.chance.choice(life.company.drivers).id), life.colleague(ticket)
    expected = _is_unreachable(ticket)
    became = _try(
        life, lambda: act.resolve(db.session(), ticket.id, closing=closing, by=by, at=life.now, via="web")
    )
    assert became == expected, f"unreachable: {became}, by the records {expected}"
    life.seen["unreachable"] += became


def a_resolution_of_what_was_reached(life: Life) -> None:
    a_call(life)
    a_resolution(life)


def the_customers_word(life: Life) -> None:
    """On a question of any age; a no, or a change of mind to it within the window, is owed again."""
    questions = db.session.scalars(select(Verification.id).order_by(Verification.id.desc()).limit(12)).all()
    if not questions:
        return
    question = db.session.get_one(Verification, life.chance.choice(questions))
    word = life.chance.choice(["yes", "yes", "no", "partly", None])
    ticket = db.session.get_one(Ticket, question.ticket_id)
    newest = max(_questions(ticket)) == question.id
    waits = ticket.state == "resolved" and question.answer is None and question.withdrawn_at is None
    in_time = newest and question.expires_at > life.now
    stood = ticket.state == "verified" and question.answered_at is not None
    owed_before = ticket.state in OWED
    try:
        became = verify.hear_word(
            db.session(), question.id, word=word, comment=life.chance.choice(["", "Thank you."]), at=life.now
        )
    except (verify.NothingSaid, verify.EnoughSaid):
        db.session.rollback()
        return
    db.session.commit()
    db.session.refresh(ticket)
    life.seen[f"word_{became}"] += 1
    if owed_before:
        assert ticket.state in OWED, "a word closed what is owed"
    elif in_time and word in ("no", "partly") and (waits or stood) and became != "same":
        assert ticket.state in OWED, "a no that nobody owes"
    elif in_time and word == "yes" and waits:
        assert ticket.state == "verified"
    last = select(CustomersWord).where(CustomersWord.verification_id == question.id)
    kept = db.session.scalars(last.order_by(CustomersWord.id.desc())).first()
    assert kept is not None
    assert became == "same" or kept.at == life.now, "what was said was not kept"


def a_colleague_reopens(life: Life) -> None:
    ticket = life.ticket()
    if ticket is None:
        return
    owed, by = ticket.state in OWED, life.colleague(ticket)
    became = _try(
        life,
        lambda: verify.reopen(
            db.session(), ticket, at=life.now, actor_id=by.id, via="web", reason="It came back."
        ),
    )
    assert became != owed, "what is owed cannot be reopened, all else can"


def _is_unreachable(ticket: Ticket) -> bool:
    """Three attempts without an answer in this segment, on two channels, over two days, since they were heard last."""
    made = db.session.scalars(select(ContactAttempt).where(ContactAttempt.ticket_id == ticket.id)).all()
    here = [one for one in made if one.at >= ticket.segment_began_at]
    theirs = select(Response).outerjoin(Triggering, Triggering.response_id == Response.id)
    same = Triggering.ticket_id == ticket.id
    if ticket.contact_id:
        same |= Response.contact_id == ticket.contact_id
    heard = [one.at for one in here if one.outcome == "reached"]
    answers = db.session.scalars(theirs.where(same)).all()
    heard += [one.answered_at for one in answers]
    again = select(ResponseChange.at).where(ResponseChange.response_id.in_([one.id for one in answers]))
    heard += list(db.session.scalars(again))
    said = select(CustomersWord.at).where(CustomersWord.ticket_id == ticket.id)
    heard += list(db.session.scalars(said))
    failed = [one for one in here if one.outcome != "reached" and one.at > max(heard)]
    moments = [one.at for one in failed]
    return (
        len(failed) >= 3
        and len({one.channel for one in failed}) >= 2
        and max(moments) - min(moments) >= timedelta(days=2)
    )


def _questions(ticket: Ticket) -> list[int]:
    return list(db.session.scalars(select(Verification.id).where(Verification.ticket_id == ticket.id)))


def _try(life: Life, step: object) -> bool:
    try:
        step()  # type: ignore[operator]
    except REFUSALS:
        db.session.rollback()
        return False
    db.session.commit()
    return True

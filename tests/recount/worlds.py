"""Small companies of chance, lived through by the verbs of the loop alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.improvements.models import Improvement
from cxloop.loop import act, customers, listen, verify
from cxloop.loop.verify.verify import NoLongerAsked
from cxloop.people.models import Role, User
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket, Triggering, Verification
from cxloop.tickets.requirements import Closing, StepIncomplete
from cxloop.tickets.steps import StepRefused
from tests.makers import Maker

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEPS = (
    "call",
    "call",
    "resolve",
    "resolve",
    "word",
    "again",
    "reopen",
    "give_up",
    "nobody",
    "told",
    "swallowed",
)


def live(make: Maker, chance: Random, began: datetime, people: int = 14) -> Improvement:
    """Each customer complains, and things happen to them in some order over six weeks; one cause was improved."""
    team = make.team()
    olga, max_ = make.user("Olga", team=team), make.user("Max", Role.MANAGER)
    survey = make.survey(team=team, is_relationship=True)
    make.survey("secret", is_anonymous=True)
    above = make.driver("delivery", name_en="Delivery")
    make.driver("delivery.late", parent_id=above.id)
    make.driver("price", name_en="Price")
    for number in range(people):
        person = make.contact(f"Carl Number {chance.random():.9f}")
        # Around midnight in Rome, so that some days end between the company's clock and UTC's.
        at = began + number * 2 * DAY + chance.choice([0, 14, 14.6, 22]) * HOUR
        heard = chance.choice([at, at, at + 20 * DAY])
        answered = at if heard == at else at - 30 * DAY
        make.response(
            chance.choice([0, 3, 6, 8, 10]), at=heard, survey=survey, contact=person, answered_at=answered
        )
        ticket = db.session.query(Ticket).filter_by(contact_id=person.id).first()
        moment = heard
        if ticket is None and chance.random() < 0.5:
            ticket = _told(person, olga, moment, number)
        for _ in range(chance.randint(0, 9)):
            moment += chance.choice([1, 3, 20, 70]) * HOUR
            if ticket is not None:
                moment = _happens(make, chance, ticket, olga, moment)
        if chance.random() < 0.3:
            make.refuses(person, at=heard + chance.choice([1, 200]) * HOUR)
    for place, words in enumerate((("no", "yes"), ("partly", "partly"), ("yes",))):
        _asked(make, olga, survey, words, began + 11 * DAY + place * HOUR)
    _merge(chance, max_, began + 29 * DAY)
    verify.expire_next(db.session(), at=began + 30 * DAY)
    _forget(chance)
    survey.ticket_low = 9 if chance.random() < 0.25 else 3
    db.session.commit()
    baseline = (began - 31 * DAY).date()
    return make.improvement(
        driver_id=above.id, baseline_from=baseline, baseline_to=baseline + 40 * DAY, live_on=baseline + 38 * DAY,
        washout_days=chance.choice([0, 3]), state="live",
    )  # fmt: skip


def _happens(make: Maker, chance: Random, ticket: Ticket, by: User, at: datetime) -> datetime:
    """One step; the moment it ended at."""
    ends = at
    try:
        ends = chance.choice(STEPS)(make, chance, ticket, by, at) or at
    except (StepIncomplete, StepRefused, NoLongerAsked):
        db.session.rollback()
    db.session.commit()
    return ends


def _call(_make: Maker, chance: Random, ticket: Ticket, by: User, at: datetime) -> None:
    outcome = chance.choice(["reached", "no_answer", "someone_else"])
    happened = at - chance.choice([0, 0, 2, 30]) * HOUR
    act.log_contact(db.session(), ticket.id, by=by, at=at, via="web", outcome=outcome, happened_at=happened)


def _resolve(make: Maker, chance: Random, ticket: Ticket, by: User, at: datetime) -> None:
    cause = make.driver(chance.choice(["delivery.late", "delivery", "price"])).id
    not_told = chance.choice([{}, {"told_how": None, "not_told_because": "Away."}])
    make.resolved(ticket, by, at, driver_id=cause, **not_told)


def _word(_make: Maker, chance: Random, ticket: Ticket, _by: User, at: datetime) -> None:
    asked = db.session.query(Verification).filter_by(ticket_id=ticket.id).order_by(Verification.id.desc())
    if question := asked.first():
        verify.answer(db.session(), question.id, word=chance.choice(["yes", "partly", "no"]), at=at)


def _again(make: Maker, chance: Random, ticket: Ticket, _by: User, at: datetime) -> None:
    if ticket.survey.metric == "nps":
        make.response(chance.choice([1, 9]), at=at, survey=ticket.survey, contact=ticket.contact)


def _reopen(_make: Maker, _chance: Random, ticket: Ticket, by: User, at: datetime) -> None:
    verify.reopen(db.session(), ticket, at=at, actor_id=by.id, via="web", reason="It broke again.")


def _give_up(make: Maker, _chance: Random, ticket: Ticket, by: User, at: datetime) -> None:
    make.resolved(ticket, by, at, kind="not_actionable", driver_id=None)


def _nobody_answers(make: Maker, _chance: Random, ticket: Ticket, by: User, at: datetime) -> datetime:
    """Tried on two channels within three days, and given up."""
    for days, channel in enumerate(("phone", "email", "phone")):
        moment = at + days * DAY
        act.log_contact(
            db.session(), ticket.id, by=by, at=moment, via="web", channel=channel, outcome="no_answer"
        )
        db.session.commit()
    closing, ends = Closing("unreachable", make.driver("price").id), at + 2 * DAY + HOUR
    act.resolve(db.session(), ticket.id, closing=closing, by=by, at=ends, via="web")
    return ends


def _tell_again(_make: Maker, _chance: Random, ticket: Ticket, by: User, at: datetime) -> None:
    if ticket.contact:
        _told(ticket.contact, by, at, ticket.version)


def _swallow(_make: Maker, _chance: Random, ticket: Ticket, _by: User, at: datetime) -> None:
    """A complaint that joined and reopened nothing, as it was before complaints did."""
    if ticket.state != "resolved":
        return
    like = ticket.response
    answer = Response(
        source_id=like.source_id, survey_id=ticket.survey_id, external_id=f"old-{ticket.id}-{ticket.version}-{at}",
        contact_id=ticket.contact_id, score=2 if like.score is not None else None, answered_at=at, received_at=at,
        named_up_to=6,
    )  # fmt: skip
    db.session.add(answer)
    db.session.flush()
    facts = {"rule_id": ticket.rule_id, "ticket_id": ticket.id, "outcome": "joined", "reason": "", "at": at}
    db.session.add(Triggering(response_id=answer.id, **facts))


STEPS = (
    _call, _call, _resolve, _resolve, _word, _again, _reopen, _give_up, _nobody_answers, _tell_again, _swallow,
)  # fmt: skip


def _told(person: Contact, by: User, at: datetime, number: int) -> Ticket | None:
    """They called, and a colleague wrote it down."""
    word = listen.Word(f"call-{person.id}-{number}", "It is broken.", listen.Teller(contact_id=person.id))
    ticket = listen.tell(db.session(), word, by=by, at=at).ticket
    db.session.commit()
    return ticket


def _asked(make: Maker, by: User, survey: Survey, words: Sequence[str], at: datetime) -> None:
    """A customer who is asked after each resolution, and says these words in turn."""
    person = make.contact(f"Dora {'-'.join(words)}")
    ticket = make.ticket(2, at=at, survey=survey, contact=person)
    for word in words:
        make.resolved(ticket, by, at + HOUR)
        question = (
            db.session.query(Verification).filter_by(ticket_id=ticket.id).order_by(Verification.id.desc())
        )
        at += 5 * HOUR
        verify.answer(db.session(), question.first().id, word=word, at=at)
        db.session.commit()


def _merge(chance: Random, by: User, at: datetime) -> None:
    """Two customers with tickets turn out to be one person."""
    people = sorted({one.contact_id for one in db.session.query(Ticket) if one.contact_id})
    kept, gone = chance.sample(people, 2)
    customers.merge(db.session(), kept, gone, by=by, at=at)


def _forget(chance: Random) -> None:
    """What became of one answer is lost, and another answer is taken back."""
    records = db.session.query(Triggering).filter_by(outcome="opened").all()
    db.session.delete(chance.choice(records))
    scored = db.session.query(Response).join(Survey).filter(Survey.metric == "nps").all()
    taken_back = chance.choice(scored)
    taken_back.withdrawn_at = taken_back.received_at + DAY
    db.session.flush()

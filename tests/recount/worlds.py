"""Small companies of chance, lived through by the verbs of the loop alone."""

from datetime import datetime, timedelta
from random import Random

from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.loop.verify.verify import NoLongerAsked
from cxloop.people.models import User
from cxloop.tickets.models import Ticket, Verification
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.steps import StepRefused
from tests.makers import Maker

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def live(make: Maker, chance: Random, began: datetime, customers: int = 14) -> None:
    """Each customer complains, and things happen to them in some order over six weeks."""
    team = make.team()
    olga = make.user("Olga", team=team)
    survey = make.survey(team=team, is_relationship=True)
    make.survey("secret", is_anonymous=True)
    for number in range(customers):
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
        for _ in range(chance.randint(0, 9)):
            moment += chance.choice([1, 3, 20, 70]) * HOUR
            if ticket is not None:
                _happens(make, chance, ticket, olga, moment)
        if chance.random() < 0.3:
            make.refuses(person, at=heard + chance.choice([1, 200]) * HOUR)
    verify.expire_next(db.session(), at=began + 30 * DAY)
    db.session.commit()


def _happens(make: Maker, chance: Random, ticket: Ticket, by: User, at: datetime) -> None:
    what = chance.choice(["call", "call", "resolve", "resolve", "word", "again", "reopen", "give_up"])
    try:
        if what == "call":
            outcome = chance.choice(["reached", "no_answer", "someone_else"])
            act.log_contact(db.session(), ticket.id, by=by, at=at, via="web", outcome=outcome)
        elif what == "resolve":
            make.resolved(
                ticket, by, at, **chance.choice([{}, {"told_how": None, "not_told_because": "Away."}])
            )
        elif what == "word":
            asked = (
                db.session.query(Verification).filter_by(ticket_id=ticket.id).order_by(Verification.id.desc())
            )
            if question := asked.first():
                verify.answer(db.session(), question.id, word=chance.choice(["yes", "partly", "no"]), at=at)
        elif what == "again":
            make.response(chance.choice([1, 9]), at=at, survey=ticket.survey, contact=ticket.contact)
        elif what == "reopen":
            verify.reopen(db.session(), ticket, at=at, actor_id=by.id, via="web", reason="It broke again.")
        else:
            make.resolved(ticket, by, at, kind="not_actionable", driver_id=None)
    except (StepIncomplete, StepRefused, NoLongerAsked):
        db.session.rollback()
    db.session.commit()

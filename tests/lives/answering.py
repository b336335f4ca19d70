"""Customers answer, by every door: once, again, otherwise, late; and each is heard at once or refused for a reason."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.loop.listen import (
    Door,
    NoLongerOpen,
    Teller,
    Word,
    answer_invitation,
    hear,
    invitation_delivered,
    invite,
    tell,
)
from cxloop.responses.importing.answers import Heard
from cxloop.responses.invitations.people import Asked
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket, Triggering
from tests.lives.company import Customer
from tests.lives.life import Life, Said

OWED = ("new", "assigned", "contacting", "in_progress", "reopened")
SCORES = (0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10)


def an_answer(life: Life) -> None:
    """By a program, given just now or up to weeks ago."""
    given = life.now - timedelta(hours=life.chance.choice([0, 0, 0, 1, 30, 200, 900]))
    said = new(life)
    _hear(life, "api", [said], given)
    is_heard(life, said, given)


def a_file(life: Life) -> None:
    """A handful in one batch, old ones perhaps left alone as the backfill switch asks."""
    days = life.chance.choice([None, None, 7])
    batch = [new(life) for _ in range(life.chance.randint(2, 5))]
    given = life.now - timedelta(hours=life.chance.choice([0, 5, 300]))
    for said in batch:
        said.door = "file"
    _hear(life, "file", batch, given, days)
    for said in batch:
        is_heard(life, said, given, backfill_days=days)


def the_same_again(life: Life) -> None:
    """Nothing is doubled and nothing changes."""
    if not life.said:
        return
    said = life.chance.choice(life.said)
    before = _census()
    _hear(life, said.door, [said], None)
    assert _census() == before, (
        f"the same answer again changed something: {said}, {before} became {_census()}"
    )


def a_correction(life: Life) -> None:
    """Told again with another score: lower is a complaint, higher closes nothing."""
    if not life.said:
        return
    said = life.chance.choice(life.said)
    was_low, before = said.low, said.score
    ticket = _ticket_of(said)
    state = ticket.state if ticket else None
    said.score = life.chance.choice(SCORES)
    said.low = said.score <= _limit(life, said.survey)
    _hear(life, said.door, [said], None)
    if said.low and said.score < before:
        is_heard(life, said, life.now)
        life.seen["fell"] += 1
    elif was_low and ticket and said.score > before:
        db.session.refresh(ticket)
        assert ticket.state == state, "a better score closed a ticket or opened it"


def on_the_page(life: Life) -> None:
    """Our own question: invited by letter, answered on the page."""
    said = new(life, door="page")
    survey = life.company.surveys[said.survey]
    asked = Asked(1, said.customer.email, said.customer.name, said.customer.number)
    (outcome,) = invite(db.session(), survey, [asked], at=life.now, via="hand", name="Max").outcomes
    if outcome.invitation_id is None or outcome.became != "invited":
        life.said.remove(said)
        return
    invitation_delivered(db.session(), outcome.invitation_id, life.now)
    life.pass_time(timedelta(hours=life.chance.choice([1, 20, 100])))
    try:
        response = answer_invitation(
            db.session(), outcome.invitation_id, score=said.score, comment=None, language="en", at=life.now
        )
    except NoLongerOpen:
        response = None
    life.said.remove(said)
    if response is not None:
        assert not said.low or _is_owed(response.id), "an answer on the page is owed by nobody"
        life.on_page.append((said.customer, response.id))


def told_by_phone(life: Life) -> None:
    """A customer tells a colleague: somebody owes them something from then on."""
    number = db.session.scalars(select(Contact.id).where(Contact.merged_into_id.is_(None))).all()
    if not number:
        return
    word = Word(
        f"call-{next(life.numbers)}", "It is broken.", Teller(contact_id=life.chance.choice(number)),
        urgent=life.chance.random() < 0.2,
    )  # fmt: skip
    for _ in range(life.chance.choice([1, 1, 2])):
        told = tell(db.session(), word, by=life.colleague(), at=life.now)
        assert told.ticket is not None
        assert told.ticket.state in OWED, "what was told is owed by nobody"


def is_heard(life: Life, said: Said, given: datetime, *, backfill_days: int | None = None) -> None:
    """A low answer is owed from now on, or refused for a reason that is true; one that is not low opens nothing."""
    response = _response(said)
    record = db.session.get(Triggering, response.id, populate_existing=True)
    if not said.low:
        return
    assert record is not None, f"nobody heard it: {said}, kept as {response.score}"
    if record.outcome == "suppressed" and record.at == life.now:
        assert record.reason
        too_old = backfill_days is not None and given < life.now - timedelta(days=backfill_days)
        later = select(func.count()).where(
            Ticket.contact_id == response.contact_id, Ticket.resolved_at > given
        )
        assert too_old or db.session.scalar(later), f"refused without cause: {record.reason}"
        life.seen["refused"] += 1
        return
    life.seen[record.outcome] += 1
    assert _is_owed(response.id), f"{record.outcome}, and owed by nobody"


def _is_owed(response_id: int) -> bool:
    found = select(Ticket.state).join(Triggering, Triggering.ticket_id == Ticket.id)
    return db.session.scalar(found.where(Triggering.response_id == response_id)) in OWED


def new(life: Life, door: str = "") -> Said:
    survey = life.chance.randrange(len(life.company.surveys))
    score = life.chance.choice(SCORES)
    name = f"{door or 'answer'}-{next(life.numbers)}"
    said = Said(name, survey, _anybody(life), score, score <= _limit(life, survey))
    life.said.append(said)
    return said


def _anybody(life: Life) -> Customer:
    return life.chance.choice(life.company.customers)


def _limit(life: Life, survey: int) -> int:
    return life.company.surveys[survey].ticket_low or 0 if life.limit is None else life.limit


def _response(said: Said) -> Response:
    return db.session.scalars(select(Response).where(Response.external_id == said.name)).one()


def _ticket_of(said: Said) -> Ticket | None:
    found = select(Ticket).join(Triggering, Triggering.ticket_id == Ticket.id)
    return db.session.scalars(found.where(Triggering.response_id == _response(said).id)).first()


def _hear(
    life: Life, door: str, batch: list[Said], given: datetime | None, backfill_days: int | None = None
) -> None:
    """One call for each survey of the batch."""
    for survey in sorted({said.survey for said in batch}):
        source = life.company.make.source(life.company.surveys[survey], door)
        answers = [
            Heard(
                line, said.name, said.score, "Late." if said.low else None, given, email=said.customer.email,
                name=said.customer.name, contact_external_id=said.customer.number, company=said.customer.company,
            )
            for line, said in enumerate(batch)
            if said.survey == survey
        ]  # fmt: skip
        hear(
            db.session(), answers,
            Door(source, via="import" if door == "file" else "api", at=life.now, backfill_days=backfill_days),
        )  # fmt: skip
        db.session.commit()


def _census() -> object:
    counted = select(func.count(), func.sum(Ticket.version), func.sum(Ticket.segment)).select_from(Ticket)
    return tuple(db.session.execute(counted).one()), db.session.scalar(select(func.count(Response.id)))

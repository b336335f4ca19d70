"""Listen: stored once, whatever comes again and in whatever order."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from cxloop.accounts.models import Account, Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop.listen import Door, hear
from cxloop.reports.models import DailyAnswers
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, ResponseChange
from cxloop.tickets.models import Ticket, TicketEvent, Triggering


def said(number=1, score=3, comment="No call back.", answered_at=None, **more):
    facts = {"email": f"carl{number}@customer.example", "name": f"Carl {number}"} | more
    return Heard(
        line=number, external_id=f"R_{number}", score=score, comment=comment, answered_at=answered_at, **facts
    )


def counted(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_every_answer_of_a_batch_is_created_updated_or_a_duplicate(make, at):
    door = Door(make.source(), via="import", at=at)
    first = hear(db.session(), [said(1, answered_at=at), said(2, 9, answered_at=at)], door)
    assert (first.created, first.updated, first.duplicate, first.tickets) == (2, 0, 0, 1)
    again = hear(
        db.session(), [said(1, answered_at=at), said(2, 9, answered_at=at), said(3, answered_at=at)], door
    )
    assert (again.created, again.updated, again.duplicate, again.tickets) == (1, 0, 2, 1)


def test_a_score_and_its_comment_later_make_one_ticket_with_the_comment(make, at):
    door = Door(make.source(), via="hook", at=at)
    hear(db.session(), [said(1, 2, None, at)], door)
    heard = hear(db.session(), [said(1, 2, "Still broken.", at)], door)
    assert (heard.updated, heard.tickets) == (1, 0)
    assert db.session.scalars(select(Response.comment)).one() == "Still broken."
    assert counted(Ticket) == 1
    assert db.session.scalars(select(ResponseChange.comment_before)).one() is None


def test_nothing_never_overwrites_a_comment(make, at):
    door = Door(make.source(), via="hook", at=at)
    hear(db.session(), [said(1, 2, "Still broken.", at)], door)
    assert hear(db.session(), [said(1, 2, None, at)], door).duplicate == 1
    assert db.session.scalars(select(Response.comment)).one() == "Still broken."


def test_an_older_version_that_comes_late_changes_nothing(make, at):
    door = Door(make.source(), via="hook", at=at)
    hear(db.session(), [said(1, 9, "Good now.", at)], door)
    assert hear(db.session(), [said(1, 2, "Bad.", at - timedelta(hours=1))], door).duplicate == 1
    assert counted(Ticket) == 0


def test_a_late_better_score_becomes_an_event_and_closes_nothing(make, at):
    door = Door(make.source(), via="hook", at=at)
    hear(db.session(), [said(1, 2, "Bad.", at)], door)
    hear(db.session(), [said(1, 9, "Good now.", at + timedelta(hours=1))], door)
    ticket = db.session.scalars(select(Ticket)).one()
    assert ticket.due_at is not None
    kinds = db.session.scalars(select(TicketEvent.kind).order_by(TicketEvent.number)).all()
    assert kinds == ["opened", "answer_changed"]


def test_the_same_person_is_one_contact_and_one_company_one_account(make, at):
    door = Door(make.source(), via="import", at=at)
    one = said(1, email="carl@customer.example", company="Rossi  Impianti", answered_at=at)
    two = said(2, email="carl@customer.example", company="ROSSI impianti", answered_at=at)
    heard = hear(db.session(), [one, two], door)
    assert (counted(Contact), counted(Account)) == (1, 1)
    assert heard.tickets == 1
    outcomes = db.session.scalars(select(Triggering.outcome).order_by(Triggering.response_id)).all()
    assert outcomes == ["opened", "joined"]


def test_people_are_never_matched_by_name_alone(make, at):
    door = Door(make.source(), via="import", at=at)
    people = [said(number, email=None, name="Mario Rossi", answered_at=at) for number in (1, 2)]
    hear(db.session(), people, door)
    assert counted(Contact) == 2
    assert counted(Ticket) == 2


def test_an_account_is_known_by_its_mail_domain_but_not_by_free_mail(make, at):
    account = make.account("Rossi Impianti", domain="rossi.example")
    make.account("Post", domain="gmail.com")
    door = Door(make.source(), via="import", at=at)
    hear(
        db.session(),
        [said(1, email="a@rossi.example", answered_at=at), said(2, email="b@gmail.com", answered_at=at)],
        door,
    )
    found = db.session.execute(select(Contact.email, Contact.account_id).order_by(Contact.email)).all()
    assert [tuple(row) for row in found] == [("a@rossi.example", account.id), ("b@gmail.com", None)]


def test_an_anonymous_survey_stores_no_person_and_opens_no_ticket(make, at):
    survey = make.survey("staff", metric="enps", is_anonymous=True, ticket_low=6)
    hear(db.session(), [said(1, 0, answered_at=at)], Door(make.source(survey), via="import", at=at))
    assert (counted(Response), counted(Contact), counted(Ticket)) == (1, 0, 0)


def test_a_backfill_says_why_it_opened_nothing_and_alerts_nobody(make, at):
    door = Door(make.source(), via="import", at=at, backfill_days=7, alerts=False)
    old, recent = said(1, answered_at=at - timedelta(days=8)), said(2, answered_at=at - timedelta(days=6))
    assert hear(db.session(), [old, recent], door).tickets == 1
    outcomes = db.session.execute(
        select(Triggering.outcome, Triggering.reason).order_by(Triggering.response_id)
    ).all()
    assert [tuple(row) for row in outcomes] == [("suppressed", "older_than_backfill"), ("opened", "3<=6")]
    assert counted(Alert) == 0


versions = st.permutations(
    [(0, 2, None), (1, 2, "Still broken."), (2, 4, "Still broken."), (3, 8, "Mended, thank you.")]
)


@given(order=versions, missing=st.integers(0, 3), batch=st.booleans())
def test_whatever_the_order_the_newest_version_wins_and_there_is_one_ticket_at_most(
    make, at, order, missing, batch
):
    source = make.source(make.survey(f"survey-{id(order)}-{counted(Response)}-{missing}"))
    door = Door(source, via="hook", at=at)
    heard = [
        said(1, score, comment, at + timedelta(hours=hour), email=None, name=None)
        for hour, score, comment in order[: 4 - missing]
    ]
    for answer in heard:
        hear(db.session(), [answer, answer] if batch else [answer], door)
    newest = max(heard, key=lambda answer: answer.answered_at)
    response = db.session.scalars(select(Response).where(Response.source_id == source.id)).one()
    assert response.score == newest.score
    assert response.comment == newest.comment or newest.comment is None
    opened = db.session.scalar(
        select(func.count()).select_from(Ticket).where(Ticket.response_id == response.id)
    )
    assert opened == any(
        answer.score <= 6 and answer is max(heard[: position + 1], key=lambda one: one.answered_at)
        for position, answer in enumerate(heard)
    )
    tallied = db.session.execute(
        select(DailyAnswers.score, func.sum(DailyAnswers.answers))
        .where(DailyAnswers.survey_id == source.survey_id)
        .group_by(DailyAnswers.score)
    )
    assert {score: int(answers) for score, answers in tallied if answers} == {response.score: 1}

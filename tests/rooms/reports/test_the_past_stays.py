"""What happens to people today changes no figure of last quarter, on both engines."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.loop import act, customers, verify
from cxloop.people.models import User
from cxloop.reports.as_json import as_json
from cxloop.reports.executive import executive
from cxloop.reports.period import Period
from cxloop.responses.models import Survey
from cxloop.tickets.models import Policy, Rule, Ticket, Verification
from tests.makers import AT

QUARTER = Period(date(2026, 3, 1), date(2026, 6, 1))
DAY = timedelta(days=1)
LATER = AT + 100 * DAY


def figures(seen_at=LATER):
    db.session.flush()
    db.session.expire_all()
    page = as_json(executive(db.session(), QUARTER, seen_at))
    return {name: page[name] for name in ("answers", "tickets", "customers", "figures")}


@pytest.fixture
def quarter(make, olga, tom):
    """Twelve customers: called or not, resolved or not, asked or not; one company; and who may not be called."""
    company = make.account("Rossi Impianti", tier="Key")
    survey = make.survey()
    tickets = []
    for number in range(12):
        person = make.contact(f"Anna Number{number}", company if number % 2 else None)
        ticket = make.ticket(2 + number % 4, at=AT + number * DAY, contact=person, survey=survey)
        if number == 3:
            make.refuses(person, at=AT + 3 * DAY)
        elif number % 3:
            make.resolved(ticket, olga, at=AT + (number + 1) * DAY)
        tickets.append(ticket)
    return tickets


def _refuse(make, tickets, max_):
    for ticket in tickets:
        make.refuses(ticket.contact, at=LATER - DAY, source="link")


def _allow(make, tickets, max_):
    make.refuses(tickets[3].contact, at=LATER - DAY, given=True)


def _merge(make, tickets, max_):
    silent = make.contact("Anna Silent", may_contact=False)
    customers.merge(db.session(), silent.id, tickets[1].contact_id, by=max_, at=LATER - DAY)


def _change_company(make, tickets, max_):
    other = make.account("Verdi", tier="Standard")
    db.session.execute(update(Contact).values(account_id=other.id))


def _change_team(make, tickets, max_):
    db.session.execute(update(Ticket).values(team_id=make.team("Elsewhere").id))


def _change_tier(make, tickets, max_):
    for ticket in tickets[1::2]:
        ticket.account.tier = "Standard"


def _change_owner(make, tickets, max_):
    act.assign(db.session(), tickets[0].id, owner_id=max_.id, by=max_, at=LATER - DAY, via="web")
    db.session.execute(update(User).where(User.name == "Olga").values(is_active=False))


def _change_rules(make, tickets, max_):
    db.session.execute(update(Rule).values(score_at_most=0))
    db.session.execute(update(Policy).values(first_contact_within={"urgent": 1, "normal": 1}))


def _change_thresholds(make, tickets, max_):
    db.session.execute(update(Survey).values(ticket_low=0, urgent_low=0, report_low=0))


@pytest.mark.parametrize(
    "change",
    [
        _refuse, _allow, _merge, _change_company, _change_team, _change_tier, _change_owner, _change_rules,
        _change_thresholds,
    ],
    ids=lambda change: change.__name__.strip("_"),
)  # fmt: skip
def test_changing_it_today_leaves_last_quarter_as_it_was(app, make, quarter, max_, change):
    before = figures()
    change(make, quarter, max_)
    db.session.commit()
    assert figures() == before


def test_a_promise_missed_while_we_could_have_called_stays_missed(app, make, quarter):
    contacted = executive(db.session(), QUARTER, LATER).contacted.reached
    assert (contacted.k, contacted.n) == (7, 11)
    assert [(one.reason, one.count) for one in contacted.exclusions] == [("uncontactable", 1)]


def test_who_had_refused_before_the_call_was_due_is_left_out_even_if_they_allow_it_later(app, make):
    carl = make.contact("Carl Rossi")
    make.refuses(carl, at=AT - DAY)
    make.ticket(2, contact=carl)
    make.refuses(carl, at=AT + 30 * DAY, given=True)
    assert executive(db.session(), QUARTER, LATER).contacted.reached.n == 0


def _complain_again(make, tickets, max_):
    make.response(0, "It is broken again.", contact=tickets[1].contact, at=LATER + DAY)


def _reopen(make, tickets, max_):
    verify.reopen(
        db.session(), tickets[4], at=LATER + DAY, actor_id=max_.id, via="web", reason="Broken again."
    )


@pytest.mark.parametrize("later", [_complain_again, _reopen])
def test_what_is_done_after_the_moment_of_a_report_is_not_looked_at(make, quarter, max_, later):
    before = figures()
    assert before["figures"]
    later(make, quarter, max_)
    assert figures() == before


def test_a_word_changed_after_the_moment_of_a_report_was_another_then(make, olga):
    carla = make.ticket(2, at=AT, contact=make.contact("Carla Neri"))
    make.resolved(carla, olga, at=AT + DAY)
    question = db.session.scalars(select(Verification).where(Verification.ticket_id == carla.id)).one()
    verify.answer(db.session(), question.id, word="yes", at=AT + 2 * DAY)
    before = figures(AT + 3 * DAY)
    verify.hear_word(db.session(), question.id, word="no", at=AT + 4 * DAY)
    assert figures(AT + 3 * DAY) == before
    assert figures(AT + 5 * DAY) != before


def test_a_no_by_a_new_answer_stays_one_when_they_press_no_later(make, olga):
    ticket = make.ticket(3, contact=make.contact(), owner=olga)
    make.resolved(ticket, olga, AT + DAY)
    make.response(1, contact=ticket.contact, survey=ticket.survey, at=AT + 2 * DAY)
    before = figures(AT + 3 * DAY)
    question = db.session.scalars(select(Verification)).one()
    for later, word in ((4, "no"), (5, "yes"), (6, "no")):
        verify.hear_word(db.session(), question.id, word=word, at=AT + later * DAY)
    assert figures(AT + 3 * DAY) == before
    assert before["figures"]["verified"]["no"] == 1

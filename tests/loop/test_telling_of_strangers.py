"""Zoe tells of a customer she does not see: the words arrive where they belong, and she learns nothing of it."""

import pytest
from sqlalchemy import select

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.loop.listen import Teller, Word, tell
from cxloop.people.policies import scope_of
from cxloop.tickets import known_people
from cxloop.tickets.models import Ticket, TicketEvent
from cxloop.tickets.sight import account_in_sight, contact_in_sight

NUMBERS = iter(range(10_000))


@pytest.fixture(autouse=True)
def first_and_second_team(north, south):
    """What nobody has is North's."""


@pytest.fixture
def form():
    return lambda **more: {
        "who": "Somebody", "said": "The lorry came at night.", "need": "somebody", "care": "me",
        "nonce": f"nonce-{next(NUMBERS):06}", "email": "", "phone": "", "company": "",
    } | more  # fmt: skip


@pytest.fixture
def carls(make, olga, carl, north):
    """Carl's ticket, which is Olga's."""
    carl.email, carl.phone = "carl@rossi.example", None
    return make.ticket(contact=carl, owner=olga, team=north)


def became(visitor, sent):
    """What a teller's browser is told: where it is led, and the page it finds there."""
    answer = visitor.post("/told", sent)
    page = visitor.get(answer.location).get_data(as_text=True)
    return answer.status_code, answer.location, page.replace(sent["nonce"], "").partition("<main")[2]


@pytest.mark.parametrize("need", ["somebody", "nothing", "praise"])
def test_known_elsewhere_and_unknown_are_answered_alike(sign_in, zoe, carls, form, need):
    told = []
    for email in ("carl@rossi.example", "nobody@knows.example"):
        status, where, page = became(sign_in(zoe), form(email=email, need=need))
        listed = page.partition('<ul class="said-so-far">')[2].partition("</li>")[0]
        told.append((status, where, "with the team that looks after" in page, listed))
        assert "Rossi" not in page
        assert f"/tickets/{carls.id}" not in page
    assert told[0] == told[1]
    assert told[0][1] == "/told"


def test_the_words_join_the_ticket_of_the_team_that_has_them(sign_in, zoe, olga, carls, form):
    became(sign_in(zoe), form(who="Carlo", email="carl@rossi.example", phone="333 1234"))
    assert db.session.scalars(select(Ticket.id)).all() == [carls.id]
    assert (
        db.session.scalars(select(TicketEvent.kind).order_by(TicketEvent.number.desc())).first() == "joined"
    )
    page = sign_in(olga).get(f"/tickets/{carls.id}").get_data(as_text=True)
    assert "The lorry came at night." in page


def test_where_nothing_is_open_the_team_that_had_them_gets_a_ticket(
    sign_in, make, zoe, olga, north, carls, form
):
    carls.state, carls.due_at, carls.closed_at = "closed", None, carls.opened_at
    db.session.commit()
    became(sign_in(zoe), form(email="carl@rossi.example"))
    newest = db.session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert newest.id != carls.id
    assert (newest.team_id, newest.owner_id, newest.contact_id) == (north.id, olga.id, carls.contact_id)


def test_nothing_is_written_on_somebody_elses_customer(zoe, carls, carl, at):
    teller = Teller(email=carl.email, name="Other", phone="1", company="Zoe's own", language="de")
    tell(db.session(), Word("nonce-once", "Late.", teller), by=zoe, at=at, owner_id=zoe.id)
    db.session.expire_all()
    assert (carl.name, carl.phone, carl.account_id, carl.language) == ("Carl Rossi", None, None, "en")


def test_a_person_elsewhere_named_by_number_is_no_more_in_hand(zoe, carls, carl, at):
    told = tell(
        db.session(), Word("nonce-once", "Late.", Teller(contact_id=carl.id)), by=zoe, at=at, owner_id=zoe.id
    )
    assert told.is_beyond
    assert told.ticket.owner_id != zoe.id


def test_telling_brings_nobody_into_sight(sign_in, make, zoe, olga, carls, carl, form, at):
    company = make.account("Rossi Impianti", domain="rossi.example", owner_id=olga.id)
    silent = make.contact("Silent", company, email="silent@rossi.example")
    alone = make.contact("Alone", email="alone@elsewhere.example")
    db.session.commit()
    scope, visitor = scope_of(zoe), sign_in(zoe)
    for more in (
        {"email": "carl@rossi.example"}, {"email": "silent@rossi.example"}, {"email": "alone@elsewhere.example"},
        {"email": "new@rossi.example"}, {"company": "ROSSI  impianti"},
        {"who": "silent@rossi.example", "contact": "new"},
    ):  # fmt: skip
        for need in ("nothing", "somebody"):
            became(visitor, form(need=need, **more))
    for one in (carl, silent, alone):
        assert contact_in_sight(db.session(), one.id, scope) is None, one.name
        assert known_people.known(db.session(), one.id, scope) is None, one.name
        visitor.get(f"/contacts/{one.id}", expect=404)
    assert account_in_sight(db.session(), company.id, scope) is None
    new = db.session.scalars(select(Contact).where(Contact.email == "new@rossi.example")).one()
    assert contact_in_sight(db.session(), new.id, scope) is None
    assert not db.session.scalars(select(Ticket).where(Ticket.owner_id == zoe.id)).all()


def test_somebody_in_sight_does_not_bring_a_company_beyond_it(sign_in, make, zoe, olga, south, form):
    company = make.account("Rossi Impianti", owner_id=olga.id)
    mine = make.contact("Mia Verdi", email="mia@verdi.example")
    make.ticket(contact=mine, owner=zoe, team=south)
    became(sign_in(zoe), form(email="mia@verdi.example", company="Rossi Impianti"))
    assert account_in_sight(db.session(), company.id, scope_of(zoe)) is None


def test_what_was_sent_twice_is_answered_alike_too(sign_in, zoe, carls, form):
    again = []
    for email in ("carl@rossi.example", "nobody@knows.example"):
        sent, visitor = form(email=email, need="nothing"), sign_in(zoe)
        became(visitor, sent)
        status, where, page = became(visitor, sent | {"need": "somebody"})
        assert f"/tickets/{carls.id}" not in page
        again.append((status, where, "nothing was doubled" in page))
    assert again[0] == again[1]
    assert not db.session.scalars(select(Ticket).where(Ticket.owner_id == zoe.id)).all()


def test_ones_own_customers_and_new_ones_by_name_are_ones_own_as_before(sign_in, zoe, south, carls, form):
    _status, where, page = became(sign_in(zoe), form(who="Dora Neri"))
    assert where.startswith("/tickets/")
    assert "is open, and yours" in page


def test_who_sees_everybody_is_told_as_before(sign_in, max_, carls, carl, form):
    _status, where, _page = became(sign_in(max_), form(who=carl.email, contact=str(carl.id)))
    assert where == f"/tickets/{carls.id}"


def test_a_finding_about_somebody_elses_customer_is_followed_up_by_the_team_that_has_them(
    sign_in, make, zoe, olga, north, carl
):
    make.response(9, contact=carl, survey=make.survey(team=north))
    interview = make.interview("Late again.", title="Open to everybody")
    finding = make.finding(interview, olga, participant_id=make.participant(interview, carl).id)
    db.session.commit()
    answer = sign_in(zoe).post(f"/interviews/{interview.id}/findings/{finding.id}/follow-up")
    ticket = db.session.scalars(select(Ticket)).one()
    assert (ticket.team_id, ticket.owner_id) == (north.id, olga.id)
    assert answer.location == f"/interviews/{interview.id}/findings/{finding.id}"
    page = sign_in(zoe).get(answer.location).get_data(as_text=True)
    assert f"/tickets/{ticket.id}" not in page
    assert contact_in_sight(db.session(), carl.id, scope_of(zoe)) is None


def test_what_joined_a_ticket_elsewhere_is_not_read_on_the_persons_page(
    sign_in, make, zoe, olga, north, south, carls, carl
):
    make.response(9, "All good here.", contact=carl, survey=make.survey("service", team=south))
    make.response(2, "Secret complaint to North.", contact=carl)
    assert db.session.scalars(select(Ticket.id)).all() == [carls.id]
    page = sign_in(zoe).get(f"/contacts/{carl.id}").get_data(as_text=True)
    assert "All good here." in page
    assert "Secret complaint" not in page
    assert "Secret complaint" in sign_in(olga).get(f"/contacts/{carl.id}").get_data(as_text=True)

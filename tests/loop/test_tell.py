"""The same word in passing, sent eight times at the same moment: one answer, one person, one ticket."""

from sqlalchemy import func, select

from cxloop.accounts.models import Contact
from cxloop.database import db, unit_of_work
from cxloop.loop.listen import Teller, Word, tell
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets import trail
from cxloop.tickets.models import Ticket, Triggering
from tests.loop.test_two_at_once import RACERS, race
from tests.makers import Maker


def counted(*tables):
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_form_sent_eight_times_at_once_is_one_answer_and_one_ticket(own_app, at):
    with own_app.app_context():
        make = Maker()
        olga_id = make.user("Olga", team=make.team("North")).id

    def send(_number):
        word = Word("the-same-form", "Late again.", Teller(name="Dora", email="dora@customer.example"))

        def work():
            olga = db.session.get_one(User, olga_id)
            told = tell(db.session(), word, by=olga, at=at, owner_id=olga.id)
            return told.is_new, told.ticket.id

        return unit_of_work(work)

    results = race(own_app, send)
    assert (len({ticket for _, ticket in results}), sum(is_new for is_new, _ in results)) == (1, 1)
    with own_app.app_context():
        assert counted(Response, Contact, Ticket, Triggering) == [1, 1, 1, 1]


def test_eight_colleagues_who_hear_the_same_customer_at_once_make_one_ticket(own_app, at):
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        people = [make.user(f"Person{number}", team=north).id for number in range(RACERS)]
        carl_id = make.contact("Carl").id

    def send(number):
        word = Word("their-own-form", f"Late, says {number}.", Teller(contact_id=carl_id))

        def work():
            by = db.session.get_one(User, people[number])
            return tell(db.session(), word, by=by, at=at, owner_id=by.id).ticket.id

        return unit_of_work(work)

    assert len(set(race(own_app, send))) == 1
    with own_app.app_context():
        assert counted(Response, Ticket, Triggering) == [RACERS, 1, RACERS]
        assert trail.broken_at(db.session(), db.session.scalars(select(Ticket.id)).one()) is None

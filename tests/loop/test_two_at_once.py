"""Two people at once: one wins, the other reads who has it, and no writer ever hears "database is locked"."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.loop.listen import Door, hear
from cxloop.people.models import Team, User
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Source
from cxloop.tickets import trail
from cxloop.tickets.models import Assignment, Ticket
from tests.makers import Maker

RACERS = 8


def race(app, work):
    """Everybody at the same moment, each in a thread and a context of their own; results in order."""
    start = Barrier(RACERS)

    def run(number):
        with app.app_context():
            start.wait(timeout=10)
            try:
                return work(number)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def test_eight_people_take_one_ticket_and_one_wins(own_app, at):
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        tickets = [make.ticket(2).id for _ in range(6)]
        people = [make.user(f"Person{number}", team=north).id for number in range(RACERS)]

    def take(ticket_id, number):
        def work():
            by = db.session.get_one(User, people[number])
            return act.take(db.session(), ticket_id, by=by, at=at, via="web").owner_id

        try:
            return "won", unit_of_work(work)
        except act.TakenBySomeoneElse as taken:
            return "lost", taken.owner_id

    for ticket_id in tickets:
        results = race(own_app, lambda number, ticket_id=ticket_id: take(ticket_id, number))
        winners = [owner for result, owner in results if result == "won"]
        assert len(winners) == 1
        assert {owner for _, owner in results} == set(winners)
    with own_app.app_context():
        made = db.session.execute(
            select(Assignment.ticket_id, func.count()).group_by(Assignment.ticket_id)
        ).all()
        assert {count for _, count in made} == {1}
        assert all(trail.broken_at(db.session(), ticket_id) is None for ticket_id in tickets)


def test_no_increment_is_lost_and_nobody_sees_a_lock(own_app):
    with own_app.app_context():
        team_id = Maker().team("North").id

    def count_up(_number):
        def work():
            team = db.session.get_one(Team, team_id, with_for_update=True)
            team.turn += 1

        for _ in range(25):
            unit_of_work(work)

    race(own_app, count_up)
    with own_app.app_context():
        assert db.session.get_one(Team, team_id).turn == RACERS * 25


def test_eight_batches_of_the_same_answers_are_heard_once(own_app, at):
    with own_app.app_context():
        make = Maker()
        source_id = make.source().id
        make.ticket(2, external_id="before")
    answers = [
        Heard(
            line=n,
            external_id=f"R_{n}",
            score=n % 11,
            comment=None,
            answered_at=at,
            email=f"c{n}@customer.example",
        )
        for n in range(40)
    ]

    def listen(_number):
        def work():
            return hear(db.session(), answers, Door(db.session.get_one(Source, source_id), via="hook", at=at))

        return unit_of_work(work)

    heard = race(own_app, listen)
    assert sum(became.created for became in heard) == 40
    assert sum(became.duplicate for became in heard) == 40 * (RACERS - 1)
    with own_app.app_context():
        tickets = db.session.scalar(select(func.count()).select_from(Ticket))
        assert tickets == 1 + sum(became.tickets for became in heard)

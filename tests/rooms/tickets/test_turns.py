"""Whose turn it is, and that nobody is given more than they take a day."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cxloop.database import db
from cxloop.people.models import Team
from cxloop.people.teams import takers_with_limits
from cxloop.tickets.models import Ticket
from cxloop.tickets.turns import Turns, given_today, turns_of
from tests.makers import AT


@given(st.lists(st.integers(1, 9), unique=True, max_size=5), st.integers(0, 50), st.integers(0, 40))
def test_without_limits_it_is_a_plain_round(people, turn, count):
    turns = Turns(people, turn)
    given_to = [turns.next() for _ in range(count)]
    assert given_to == [people[(turn + at) % len(people)] if people else None for at in range(count)]


@given(
    st.lists(st.integers(1, 9), unique=True, max_size=5), st.integers(0, 50), st.integers(0, 40),
    st.dictionaries(st.integers(1, 9), st.integers(-1, 6)),
)  # fmt: skip
def test_nobody_gets_more_and_nothing_waits_while_somebody_takes(people, turn, count, room):
    turns = Turns(people, turn, dict(room))
    given_to = [turns.next() for _ in range(count)]
    for user_id in people:
        assert given_to.count(user_id) <= max(room.get(user_id, count), 0)
    places = sum(max(room.get(one, count), 0) for one in people)
    assert given_to.count(None) == max(0, count - places)


def test_a_day_is_the_companys_and_what_comes_beyond_waits(make, north, olga, tom):
    survey = make.survey(team=north)
    olga.daily_limit = 2
    db.session.commit()
    for number in range(6):
        make.ticket(2, survey=survey, at=AT + timedelta(minutes=number))
    owners = [one.owner_id for one in db.session.query(Ticket).order_by(Ticket.id)]
    assert owners == [olga.id, tom.id, olga.id, tom.id, tom.id, tom.id]
    assert given_today(db.session(), [olga.id, tom.id], AT + timedelta(hours=1)) == {olga.id: 2, tom.id: 4}
    assert given_today(db.session(), [olga.id], AT + timedelta(days=1)) == {}
    tom.daily_limit = 1
    db.session.commit()
    takers = takers_with_limits(db.session(), north.id, AT)
    turn = db.session.get_one(Team, north.id).turn
    assert turns_of(db.session(), takers, turn, AT + timedelta(hours=1)).next() is None
    tomorrow = turns_of(db.session(), takers, turn, AT + timedelta(days=1))
    assert [tomorrow.next() for _ in range(4)].count(None) == 1

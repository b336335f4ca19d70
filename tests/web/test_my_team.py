"""My team: each desk, what is nobody's, what is stuck, and a desk handed over with a preview, told once, undone."""

from datetime import timedelta
from html import unescape
from re import findall

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.people import changes
from cxloop.people.models import Role
from cxloop.tickets.models import Assignment, Ticket
from cxloop.tickets.routing import least_loaded
from tests.makers import AT
from tests.web.test_queue import due

DAY = timedelta(days=1)


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def lena(make, north, sign_in):
    return sign_in(make.user("Lena", Role.LEAD, north, takes_tickets=False))


def given(make, owner, minutes=60, **more) -> Ticket:
    return due(make.ticket(owner=owner, **more), minutes)


def offered(html: str) -> dict[int, str]:
    """Who would get which ticket, as the panel has it chosen."""
    found = {}
    for number, options in findall(r'name="ticket-(\d+)">(.*?)</select>', html):
        found[int(number)] = findall(r'value="(\w+)" selected', options)[0]
    return found


def test_each_desk_says_what_is_late_today_and_later(make, olga, tom, lena):
    for minutes in (-30, -20, 60, 60 * 60):
        given(make, olga, minutes)
    given(make, tom, 60)
    make.resolved(given(make, tom), tom)
    html = page(lena.get("/team"))
    assert "Olga has the one that is late" not in html
    assert "Olga has 2 of the 2 that are late." in html
    assert "2 overdue</b>, 1 due today, 1 later" in html
    assert "1 due today, 0 later, 1 waits" in html
    assert html.index("Olga") < html.index("Tom")


def test_what_nobody_has_is_there_to_be_given(make, north, olga, lena):
    ticket = given(make, olga)
    act.assign(db.session(), ticket.id, owner_id=None, by=olga, at=AT, via="web")
    db.session.commit()
    html = page(lena.get("/team"))
    assert "Carl Number1" in html.split("Nobody has these")[1]
    lena.post("/tickets/assignments", {"ticket": ticket.id, "owner_id": olga.id})
    assert "Every ticket has somebody." in page(lena.get("/team"))


def test_stuck_says_why(make, olga, tom, lena):
    tried, handed, still, moves = (given(make, olga, 600) for _ in range(4))
    for _ in range(3):
        act.log_contact(db.session(), tried.id, by=olga, at=AT, via="web", outcome="no_answer")
    for owner in (tom, olga, tom, olga):
        act.assign(db.session(), handed.id, owner_id=owner.id, by=olga, at=AT, via="web")
    db.session.execute(
        Ticket.__table__.update().where(Ticket.id == still.id), {"segment_began_at": AT - 6 * DAY}
    )
    db.session.commit()
    del moves
    html = page(lena.get("/team")).split("Stuck")[1]
    assert "tried 3 times, never reached" in html
    assert "handed over 5 times" in html  # given by hand first


def test_reached_once_it_is_not_stuck_by_its_tries(make, olga, lena):
    tried = given(make, olga, 600)
    for outcome in ("no_answer", "no_answer", "reached", "no_answer"):
        act.log_contact(db.session(), tried.id, by=olga, at=AT, via="web", outcome=outcome)
    db.session.commit()
    assert "Every ticket moves." in page(lena.get("/team"))


def test_another_team_is_out_of_sight(make, olga, lena):
    south = make.team("South")
    zoe = make.user("Zoe", Role.FRONTLINE, south)
    ticket = given(make, zoe, team=south, comment="A secret of the south")
    html = page(lena.get("/team"))
    assert "Zoe" not in html
    assert "secret" not in html
    lena.get(f"/team/{zoe.id}/desk", expect=404)
    lena.post(f"/team/{zoe.id}/desk", {f"ticket-{ticket.id}": olga.id}, expect=404)
    assert "Zoe" not in page(lena.get(f"/team?team={south.id}"))


def test_a_ticket_goes_to_who_knows_the_customer_else_to_who_has_the_fewest(make, north, olga, tom, lena):
    mia = make.user("Mia", Role.FRONTLINE, north)
    carl = make.contact("Carl Known")
    make.resolved(make.ticket(owner=tom, contact=carl), tom)
    before = db.session.query(Ticket).filter_by(contact_id=carl.id).one()
    before.state, before.closed_at = "unverified", AT
    given(make, tom)
    again, other = given(make, olga, contact=carl), given(make, olga, 90)
    html = page(lena.get(f"/team/{olga.id}/desk"))
    assert offered(html) == {again.id: str(tom.id), other.id: str(mia.id)}
    assert "they have spoken before" in html
    html = page(lena.get(f"/team/{olga.id}/desk?to={mia.id}"))
    assert set(offered(html).values()) == {str(mia.id)}


def test_a_desk_is_handed_over_told_once_and_taken_back(make, olga, tom, lena):
    tickets = [given(make, olga, minutes) for minutes in (30, 60, 90)]
    wanted = {f"ticket-{one.id}": tom.id for one in tickets[:2]} | {f"ticket-{tickets[2].id}": "stays"}
    answer = lena.post(f"/team/{olga.id}/desk", {**wanted, "note": "Olga is on a course"})
    html = page(lena.get(answer.location))
    assert "2 tickets of Olga were handed over." in html
    owners = [db.session.get(Ticket, one.id, populate_existing=True).owner_id for one in tickets]
    assert owners == [tom.id, tom.id, olga.id]
    told = db.session.query(Alert).filter_by(kind="handed_over", recipient=f"user:{tom.id}").all()
    assert [one.facts["tickets"] for one in told] == [[one.id for one in tickets[:2]]]
    notes = [
        one.note
        for one in db.session.query(Assignment).filter_by(owner_id=tom.id, note="Olga is on a course")
    ]
    assert len(notes) == 2
    records = findall(r'name="records" value="([\d,]+)"', html)[0]
    lena.post("/tickets/assignments/undoing", {"records": records})
    assert {db.session.get(Ticket, one.id, populate_existing=True).owner_id for one in tickets} == {olga.id}


def test_what_moved_meanwhile_stays_as_it_is(make, olga, tom, lena):
    gone, closed, kept = given(make, olga), given(make, olga), given(make, olga)
    act.assign(db.session(), gone.id, owner_id=tom.id, by=tom, at=AT, via="web")
    make.verified(closed, olga)
    wanted = {f"ticket-{one.id}": tom.id for one in (gone, closed, kept)}
    answer = lena.post(f"/team/{olga.id}/desk", wanted)
    html = page(lena.get(answer.location))
    assert "One ticket of Olga was handed over." in html
    assert "2 tickets stayed as they were." in html
    assert db.session.query(Alert).filter_by(kind="handed_over", recipient=f"user:{tom.id}").count() == 1
    again = lena.post(f"/team/{olga.id}/desk", wanted)
    assert "3 tickets stayed as they were." in page(lena.get(again.location))


def test_what_waits_for_the_customer_never_goes_back_to_the_queue(make, olga, lena):
    ticket = given(make, olga)
    make.resolved(ticket, olga)
    lena.post(f"/team/{olga.id}/desk", {f"ticket-{ticket.id}": "queue"})
    assert db.session.get(Ticket, ticket.id, populate_existing=True).owner_id == olga.id


@pytest.mark.parametrize("value", ["", "0", "999999", "nobody", "1e3", "\x00"])
def test_nonsense_moves_nothing(value, make, olga, tom, lena):
    ticket = given(make, olga)
    answer = lena.post(
        f"/team/{olga.id}/desk", {f"ticket-{ticket.id}": value, "ticket-x": "1", "ticket-": "queue"}
    )
    assert "Nothing was handed over" in page(lena.get(answer.location))
    assert db.session.get(Ticket, ticket.id, populate_existing=True).owner_id == olga.id


def test_who_left_keeps_a_row_while_something_is_theirs_and_is_offered_nothing(make, olga, tom, lena):
    mine, theirs = given(make, olga), given(make, tom)
    changes.deactivate(db.session(), tom, AT, by_id=None, via="cli")
    db.session.commit()
    html = page(lena.get("/team"))
    assert "cannot sign in any more" in html
    lena.post(f"/team/{olga.id}/desk", {f"ticket-{mine.id}": tom.id})
    assert db.session.get(Ticket, mine.id, populate_existing=True).owner_id == olga.id
    assert offered(page(lena.get(f"/team/{tom.id}/desk"))) == {theirs.id: str(olga.id)}


def test_my_loop_shows_one_colleague(make, olga, tom, lena):
    given(make, olga, comment="Olga has this one")
    given(make, tom, comment="Tom has this one")
    html = page(lena.get(f"/loop?owner={tom.id}"))
    assert "Tom has this one" in html
    assert "Olga has this one" not in html


def test_an_empty_team_says_what_to_do(make, sign_in):
    visitor = sign_in(make.user("Lena", Role.LEAD))
    assert "You lead no team yet" in page(visitor.get("/team"))


def test_least_loaded_is_the_first_of_equals():
    assert least_loaded([3, 1, 2], {3: 2, 1: 1, 2: 1}) == 1
    assert least_loaded([3, 1], {3: 0, 1: 0}) == 3
    assert least_loaded([5, 4], {5: 1}) == 4
    assert least_loaded([], {}) is None

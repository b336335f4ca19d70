"""Times away on their page: looked at first, written down, changed, ended; and who may say so of whom."""

from datetime import timedelta
from html import unescape

import pytest

from cxloop.clock import now
from cxloop.database import db
from cxloop.people.absences import Absence
from cxloop.people.models import Membership, User
from cxloop.tickets.models import Ticket
from tests.visitor import Visitor


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def sent(days: int = 3, first: int = 0, **more) -> dict[str, str]:
    today = now().date()
    begins, ends = today + timedelta(days=first), today + timedelta(days=first + days - 1)
    return {"first": begins.isoformat(), "last": ends.isoformat(), "tickets": "keep"} | more


def test_looked_at_first_then_done_and_ended(app, make, north, olga, tom, lena):
    make.ticket(contact=make.contact("Carla Bianchi"), owner=olga)
    visitor, path, tom_id = Visitor(app).sign_in(olga), f"/people/{olga.id}/away", str(tom.id)
    fields = sent(deputy=tom_id, tickets="hand_over")
    looked = page(visitor.post(path, fields | {"look": "1"}, expect=200))
    assert "Carla Bianchi" in looked
    assert "goes to Tom" in looked
    assert db.session.query(Absence).count() == 0
    done = page(visitor.get(visitor.post(path, fields).location))
    assert "One ticket was handed over." in done
    assert "Tom stands in." in done
    assert db.session.query(Ticket).one().owner.name == "Tom"
    assert "already: end that first" in page(visitor.post(path, fields, expect=422))
    assert "You are away until" in page(visitor.get("/me"))
    assert "You stand in for Olga" in page(Visitor(app).sign_in(tom).get("/loop"))
    team = page(Visitor(app).sign_in(lena).get("/team"))
    assert "away until" in team
    one = db.session.query(Absence).one().id
    back = page(visitor.get(visitor.post(f"{path}/{one}/return", {}).location))
    assert "One ticket came back." in back
    again = page(visitor.get(visitor.post(f"{path}/{one}/return", {}).location))
    assert "It had ended already. Nothing was changed." in again
    assert db.session.query(Ticket).one().owner.name == "Olga"


def test_the_deputy_leaves_and_another_is_named(app, make, north, olga, tom):
    nora = make.user("Nora", team=north)
    visitor, path = Visitor(app).sign_in(olga), f"/people/{olga.id}/away"
    visitor.post(path, sent(first=2, deputy=str(tom.id), tickets="watch"))
    one = db.session.query(Absence).one().id
    nora_id, tom_id = nora.id, tom.id
    db.session.get_one(User, tom_id).is_active = False
    db.session.commit()
    assert "Tom has left: name somebody else." in page(visitor.get(path))
    said = page(visitor.get(visitor.post(f"{path}/{one}/deputy", {"deputy": str(tom_id)}).location))
    assert "Tom cannot stand in" in said
    assert "Name a deputy who looks after them." in page(
        visitor.get(visitor.post(f"{path}/{one}/deputy", {}).location)
    )
    assert "Nora stands in." in page(
        visitor.get(visitor.post(f"{path}/{one}/deputy", {"deputy": str(nora_id)}).location)
    )


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("olga", "olga", 200), ("olga", "tom", 404), ("lena", "olga", 200), ("lena", "zoe", 404), ("zoe", "olga", 404),
        ("olga", "lena", 404), ("max_", "olga", 200), ("max_", "ada", 404), ("ada", "max_", 200), ("eve", "eve", 404),
        ("eve", "olga", 404), ("lena", "max_", 404),
    ],
)  # fmt: skip
def test_whose_may_be_said_by_whom(request, app, who, whose, status):
    for name in ("olga", "tom", "lena", "zoe", "max_", "ada", "eve"):
        request.getfixturevalue(name)
    visitor, user_id = Visitor(app).sign_in(request.getfixturevalue(who)), request.getfixturevalue(whose).id
    visitor.get(f"/people/{user_id}/away", expect=status)
    answer = visitor.post(f"/people/{user_id}/away", sent(first=9), expect=None)
    assert answer.status_code == (302 if status == 200 else 404)
    assert db.session.query(Absence).count() == (status == 200)


def test_another_persons_absence_is_not_reached_through_ones_own_page(app, olga, tom, lena):
    visitor, tom_id, olga_id = Visitor(app).sign_in(lena), tom.id, olga.id
    visitor.post(f"/people/{tom_id}/away", sent(first=2))
    one = db.session.query(Absence).one().id
    thief = Visitor(app).sign_in(db.session.get_one(User, olga_id))
    for step in ("return", "deputy"):
        thief.post(f"/people/{olga_id}/away/{one}/{step}", {"deputy": ""}, expect=404)
        thief.post(f"/people/{tom_id}/away/{one}/{step}", {"deputy": ""}, expect=404)
    assert db.session.get_one(Absence, one).ends_at > now()
    for deputy in ("x", "-1", "9" * 30, str(olga_id)):
        said = thief.post(f"/people/{olga_id}/away", sent(first=20, deputy=deputy), expect=None)
        assert said.status_code in (302, 422)


def test_a_lead_reads_no_customer_of_another_team_and_the_deputy_is_given_none(
    app, make, north, south, olga, tom, lena, zoe
):
    db.session.add(Membership(team_id=south.id, user_id=olga.id))
    theirs = make.survey("other", team=south)
    make.ticket(contact=make.contact("Carla Bianchi"), owner=olga, survey=make.survey("ours", team=north))
    make.ticket(contact=make.contact("Secret Sam"), owner=olga, survey=theirs)
    olga_id, visitor = olga.id, Visitor(app).sign_in(lena)
    fields = sent(deputy=str(tom.id), tickets="hand_over")
    said = page(visitor.post(f"/people/{olga_id}/away", fields | {"look": "1"}, expect=200))
    assert "Carla Bianchi" in said
    assert "Secret Sam" not in said
    assert "and 1 more" in said
    visitor.post(f"/people/{olga_id}/away", fields)
    owners = {one.team_id: one.owner.name for one in db.session.query(Ticket)}
    assert owners == {north.id: "Tom", south.id: "Zoe"}


def test_who_is_away_is_marked_wherever_somebody_is_chosen(app, make, north, olga, tom, max_):
    ticket = make.ticket(owner=olga)
    loose = make.ticket()
    loose.owner_id = None
    at = now()
    db.session.add(Absence(user_id=tom.id, begins_at=at, ends_at=at + timedelta(days=3), made_at=at))
    db.session.commit()
    managers = Visitor(app).sign_in(max_)
    pages = (
        f"/tickets/{ticket.id}",
        f"/tickets/{ticket.id}/assignments",
        "/tickets",
        "/team",
        f"/team/{olga.id}/desk",
    )
    for path in pages:
        said = page(managers.get(path))
        assert "Tom, away until" in said, path
        assert "Olga, away" not in said, path

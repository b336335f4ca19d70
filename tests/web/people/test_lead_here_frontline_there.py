"""A lead of one team may work in another: what they see and may do there is what the frontline does."""

from html import unescape

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.policies import may_act_for
from cxloop.people.tokens import Acting
from cxloop.tickets.audience import audience
from tests.makers import AT
from tests.visitor import Visitor


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def lena(lena, south) -> User:
    """She leads North, and takes tickets in South."""
    db.session.add(Membership(team_id=south.id, user_id=lena.id))
    db.session.commit()
    db.session.refresh(lena)
    return lena


def test_whom_she_may_act_for(make, lena, olga, zoe, north, south):
    assert may_act_for(lena, olga)
    assert not may_act_for(lena, zoe)
    other = make.user("Luca", Role.LEAD, north)
    south.lead_id = other.id
    db.session.commit()
    assert may_act_for(lena, other)  # who leads South, and is of the frontline in North
    assert may_act_for(other, zoe)
    assert not may_act_for(other, olga)
    as_program = Acting(lena.id, "lead", lena.team_ids, lena.led_team_ids)
    assert [may_act_for(as_program, one) for one in (olga, zoe)] == [True, False]


def test_her_team_page_is_the_one_she_leads(app, lena, olga, zoe, south):
    visitor = Visitor(app).sign_in(lena)
    shown = page(visitor.get("/team"))
    assert "Olga" in shown
    assert "Zoe" not in shown
    visitor.get(f"/team/{zoe.id}/desk", expect=404)
    assert "Zoe" not in page(visitor.get(f"/team?team={south.id}"))
    visitor.get(f"/people/{zoe.id}/away", expect=404)


def test_an_alert_of_the_other_team_does_not_speak_to_her_as_its_lead(make, lena, zoe, south):
    def near() -> list[str]:
        ticket = make.ticket(2, survey=survey)
        who = audience(
            db.session(), kind="escalated", subject=f"ticket:{ticket.id}", recipient="", facts={}, at=AT
        )
        return [one.name for one in who.near]

    survey = make.survey("other", team=south)
    assert "Lena" not in near()
    make.user("Luca", Role.LEAD, south)
    assert near() == ["Luca"]


def test_the_people_page_says_which_and_managers_read_it(app, lena, max_, olga):
    visitor = Visitor(app).sign_in(max_)
    assert "North (leads), South" in page(visitor.get("/settings/people"))
    assert "Invite somebody" not in page(visitor.get("/settings/people"))
    read = page(visitor.get(f"/settings/people/{lena.id}"))
    assert "changed by an administrator" in read
    assert "<form" not in read.partition("<main")[2].partition("</main>")[0]
    for step in ("", "/role", "/teams", "/slack", "/sessions", "/link", "/leaving"):
        visitor.post(f"/settings/people/{olga.id}{step}", {"role": "administrator"}, expect=404)
    assert db.session.get_one(User, olga.id).role == "frontline"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_who_is_added_as_lead_leads_the_team_nobody_leads(own_app, make, monkeypatch):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    with own_app.app_context():
        make.team("North")

        def run(words: str) -> User | None:
            db.session.commit()
            done = CliRunner().invoke(cxloop, words.split())
            assert done.exit_code == 0, done.output
            db.session.rollback()
            return db.session.query(Team).one().lead

        named = run("user add lena@example.com --name Lena --role lead --team north")
        assert named is not None
        assert named.name == "Lena"
        assert run("user invite luca@example.com --name Luca --role lead --team north").name == "Lena"
        assert run("user role lena@example.com frontline") is None
        again = run("user role lena@example.com lead")
        assert again is not None
        assert again.name == "Lena"

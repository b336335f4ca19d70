"""One person's page: role, teams, sessions, leaving; the last administrator stays."""

from html import unescape

import pytest

from cxloop.alerts.models import Alert
from cxloop.clock import now
from cxloop.database import db
from cxloop.people import sign_ins
from cxloop.people.models import Membership, Role, Team, User
from cxloop.settings.models import SettingVersion
from cxloop.tickets.models import Assignment, Ticket
from tests.visitor import Visitor


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def ada(app, make):
    return Visitor(app).sign_in(make.user("Ada", Role.ADMINISTRATOR))


@pytest.fixture
def north(make):
    team = make.team("North")
    make.survey(team=team)
    return team


def after(visitor, answer) -> str:
    return page(visitor.get(answer.location))


def test_a_role_changes_and_the_sessions_end(app, make, ada):
    second = make.user("Berta", Role.ADMINISTRATOR)
    berta = Visitor(app).sign_in(second)
    berta.get("/settings/people")
    path = f"/settings/people/{second.id}"
    said = after(ada, ada.post(f"{path}/role", {"role": "frontline"}))
    assert "Berta is frontline from the next sign-in." in said
    assert "/sign-in" in berta.get("/settings/people", expect=302).location
    only = db.session.query(User).filter_by(name="Ada").one().id
    said = after(ada, ada.post(f"/settings/people/{only}/role", {"role": "manager"}))
    assert "Ada is the only administrator" in said
    assert db.session.get(User, only).role == "administrator"
    assert "only administrator" in page(
        ada.post(f"/settings/people/{only}/leaving", {"tickets": "stay"}, expect=409)
    )


def test_who_works_on_no_tickets_any_more_is_in_no_team(make, ada, north):
    tom = make.user("Tom", Role.LEAD, north)
    north.lead_id = tom.id
    db.session.commit()
    ada.post(f"/settings/people/{tom.id}/role", {"role": "executive"})
    assert (db.session.query(Membership).count(), db.session.get(Team, north.id).lead_id) == (0, None)
    assert [one.changed for one in db.session.query(SettingVersion).filter(SettingVersion.via == "web")]
    ada.get("/settings/teams/north")


def test_teams_are_versions_of_the_teams(make, ada, north):
    south, tom = make.team("South"), make.user("Tom", team=north)
    path = f"/settings/people/{tom.id}"
    ada.post(f"{path}/teams", {"team": ["north", "south"], "takes": ["south"]})
    found = {one.team_id: one.takes_tickets for one in db.session.query(Membership)}
    assert found == {north.id: False, south.id: True}
    told = {
        (one.item, one.by_id is not None) for one in db.session.query(SettingVersion).filter_by(via="web")
    }
    assert told == {("north", True), ("south", True)}
    ada.post(f"{path}/teams", {"team": ["north", "south"], "takes": ["south"]})
    assert db.session.query(SettingVersion).filter_by(via="web").count() == 2


@pytest.mark.parametrize("way", ["stay", "queue", "turns"])
def test_what_becomes_of_the_tickets_is_shown_and_done(make, ada, north, way):
    gone, tom, zoe = (make.user(name, team=north) for name in ("Gino", "Tom", "Zoe"))
    for _ in range(3):
        make.ticket(owner=gone)
    make.resolved(make.ticket(owner=gone), gone)
    db.session.get_one(Team, north.id).turn = 0
    db.session.commit()
    shown = page(ada.get(f"/settings/people/{gone.id}/leaving"))
    assert "What becomes of the 4 open tickets?" in shown
    assert "Tom is given 2." in shown
    assert "Zoe is given 2." in shown
    assert "3 wait in the queue of North. 1 keeps the name." in shown
    assert "4 keep the name." in shown
    said = after(ada, ada.post(f"/settings/people/{gone.id}/leaving", {"tickets": way}))
    assert "Gino cannot sign in any more." in said
    owners = sorted(one.owner_id or 0 for one in db.session.query(Ticket))
    expected = {
        "stay": [gone.id] * 4, "queue": sorted([0, 0, 0, gone.id]), "turns": [tom.id, tom.id, zoe.id, zoe.id],
    }  # fmt: skip
    assert owners == expected[way]
    told = {"stay": 0, "queue": 3, "turns": 2}[way]
    kinds = ("unowned", "handed_over")
    assert (
        db.session.query(Alert).filter(Alert.kind.in_(kinds), Alert.recipient != f"user:{gone.id}").count()
        == told
    )
    by = {one.by_id for one in db.session.query(Assignment).filter(Assignment.owner_id.in_((tom.id, zoe.id)))}
    assert way != "turns" or by - {None} == {db.session.query(User).filter_by(name="Ada").one().id}
    assert not db.session.get(User, gone.id).is_active


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_by_turns_without_colleagues_is_the_queue_and_the_lead_is_named(make, ada, north):
    gone = make.user("Gino", Role.LEAD, north)
    north.lead_id = gone.id
    make.ticket(owner=gone)
    path = f"/settings/people/{gone.id}"
    shown = page(ada.get(f"{path}/leaving"))
    assert "Leads North: nobody does afterwards" in shown
    assert "1 waits in the queue of North." in shown
    ada.post(f"{path}/leaving", {"tickets": "turns"})
    assert (db.session.query(Ticket).one().owner_id, db.session.get(Team, north.id).lead_id) == (None, None)
    assert "may sign in again" in after(ada, ada.post(f"{path}/return", {}))
    assert db.session.get(User, gone.id).is_active


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_sessions_are_seen_and_ended(app, make, ada):
    tom = make.user("Tom")
    here = Visitor(app).sign_in(tom)
    sign_ins.start(db.session(), tom, now(), "Firefox, Windows")
    path = f"/settings/people/{tom.id}"
    assert "Firefox, Windows" in page(ada.get(path))
    ada.post(f"{path}/sessions", {})
    assert "/sign-in" in here.get("/me", expect=302).location
    assert "Nowhere now." in page(ada.get(path))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_slack_names_one_person(make, ada):
    tom, zoe = make.user("Tom"), make.user("Zoe", slack_team="T1", slack_user="U1")
    path = f"/settings/people/{tom.id}/slack"
    said = page(ada.post(path, {"slack_team": "T1", "slack_user": "U1"}, expect=422))
    assert "That Slack user is linked to Zoe." in said
    assert "Both are needed, or none." in page(ada.post(path, {"slack_team": "T1"}, expect=422))
    ada.post(f"/settings/people/{zoe.id}/slack", {})
    ada.post(path, {"slack_team": "T1", "slack_user": "U1"})
    assert db.session.get(User, tom.id).slack_user == "U1"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_every_kind_of_the_audit_log_has_words(app):
    from cxloop.audit_log.kinds import KINDS
    from cxloop.web.audit import words

    assert set(words.KINDS) == set(KINDS)

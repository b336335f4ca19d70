"""A huddle: an agenda by itself, begun once, what is decided and thanked is kept and passed on."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.improvements.huddles import Attendance, Huddle, HuddleDecision, Kudos
from cxloop.loop import learn
from tests.loop.test_measured_by_the_clock import weeks_of


@pytest.fixture
def engine_name():
    return "sqlite"


def begun(sign_in, person, team):
    browser = sign_in(person)
    browser.post("/huddles", {"team": team.id if team else ""})
    return browser, db.session.scalars(select(Huddle).order_by(Huddle.id.desc())).first()


def test_on_an_empty_installation_there_is_an_agenda(sign_in, max_, north):
    browser, huddle = begun(sign_in, max_, None)
    page = browser.get(f"/huddles/{huddle.id}").get_data(as_text=True)
    assert "Nothing is late." in page
    assert "No cause stands out yet" in page


def test_the_agenda_names_what_is_new_stuck_won_and_the_cause_out_of_its_limits(make, north, olga, max_, at):
    weeks_of(make, north, olga, at, [1, 2] * 7 + [12])
    late = make.ticket(2, team=north, owner=olga, at=at - timedelta(days=30))
    made = learn.begin_huddle(db.session(), north, by=max_, at=at)
    assert made.agenda["stuck"] == [late.id]
    assert made.agenda["cause"]["reason"] == "out_of_limits"
    assert made.agenda["cause"]["tickets"][-1] == 12


def test_two_who_begin_at_once_are_in_one(north, olga, max_, at):
    one, two = (learn.begin_huddle(db.session(), north, by=who, at=at) for who in (olga, max_))
    assert one is two
    learn.end_huddle(db.session(), one, at=at)
    assert learn.begin_huddle(db.session(), north, by=olga, at=at) is not one


def test_what_is_decided_is_on_the_next_agenda_until_it_is_done(sign_in, make, north, olga, max_, at):
    browser, huddle = begun(sign_in, olga, north)
    day = (at + timedelta(days=2)).date().isoformat()
    browser.post(
        f"/huddles/{huddle.id}/decisions", {"what": "Ring Noordzee", "owner_id": olga.id, "due_on": day}
    )
    browser.post(f"/huddles/{huddle.id}/end")
    _, following = begun(sign_in, olga, north)
    decision = db.session.scalars(select(HuddleDecision)).one()
    assert following.agenda["agreed"] == [decision.id]
    assert "Ring Noordzee" in browser.get(f"/huddles/{following.id}").get_data(as_text=True)
    for _ in range(2):
        browser.post(f"/huddles/{following.id}/kept/{decision.id}")
    assert learn.begin_huddle(db.session(), None, by=max_, at=at).agenda["agreed"] == []


def test_thanks_are_kept_and_passed_on(sign_in, north, olga, tom):
    browser, huddle = begun(sign_in, olga, north)
    browser.post(f"/huddles/{huddle.id}/kudos", {"to_id": tom.id, "words": "You rang before they wrote."})
    kudos = db.session.scalars(select(Kudos)).one()
    alert = db.session.scalars(select(Alert).where(Alert.kind == "thanked")).one()
    assert alert.recipient == f"user:{tom.id}"
    told = learn.tell(
        db.session(), alert_id=alert.id, kind="thanked", subject=alert.subject, recipient=alert.recipient,
        facts={}, at=kudos.at, language="it", reader=tom,
    )  # fmt: skip
    assert told.told.headline == "Olga ti ringrazia"
    assert told.told.quote == "You rang before they wrote."


def test_what_is_missing_is_said_and_nothing_written(sign_in, north, olga):
    browser, huddle = begun(sign_in, olga, north)
    browser.post(f"/huddles/{huddle.id}/kudos", {"to_id": "", "words": ""}, expect=422)
    browser.post(
        f"/huddles/{huddle.id}/decisions", {"what": "x", "owner_id": "999", "due_on": "nonsense"}, expect=422
    )
    assert db.session.scalar(select(func.count()).select_from(HuddleDecision)) == 0


def test_attendance_is_of_those_who_belong_there(sign_in, north, olga, tom, zoe):
    browser, huddle = begun(sign_in, olga, north)
    browser.post(f"/huddles/{huddle.id}/attendance", {"there": [olga.id, tom.id, zoe.id, "x"]})
    assert set(db.session.scalars(select(Attendance.user_id))) == {olga.id, tom.id}


def test_another_team_s_huddle_is_not_there(sign_in, make, north, south, olga, zoe, lena):
    _, huddle = begun(sign_in, olga, north)
    stranger = sign_in(zoe)
    stranger.get(f"/huddles/{huddle.id}", expect=404)
    stranger.post(f"/huddles/{huddle.id}/end", expect=404)
    stranger.post("/huddles", {"team": north.id}, expect=404)
    stranger.post("/huddles", {"team": ""}, expect=404)

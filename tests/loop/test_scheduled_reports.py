"""Reports leave by themselves: once each time though the clock stood still, with what the reader may see then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import learn
from cxloop.people.models import Role
from cxloop.reports.due import next_time
from cxloop.reports.schedules import Schedule, ScheduledRun
from cxloop.slack import destinations
from cxloop.slack.delivery import deliver_all
from tests.visitor import Visitor

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def engine_name():
    return "sqlite"


class Letters:
    def __init__(self):
        self.sent = []

    def send(self, letter):
        self.sent.append(letter)


def scheduled(user, at, **more):
    facts = {
        "via": "mail",
        "every": "week",
        "day": 1,
        "hour": 8,
        "language": "it",
        "zone": "Europe/Rome",
    } | more
    made = learn.schedule_report(db.session(), user=user, by=user, at=at, **facts)
    db.session.commit()
    return made


def pass_on(app, at):
    learn.send_reports(db.session(), at=at)
    db.session.commit()
    letters = Letters()
    deliver_all(app.config["SETTINGS"], now=lambda: at, mail=letters, sleep=lambda _seconds: None)
    return letters.sent


def runs():
    return db.session.scalars(select(ScheduledRun).order_by(ScheduledRun.id)).all()


def test_the_next_time_is_on_the_readers_clock_and_always_ahead():
    tuesday = datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert next_time("week", 1, 8, ROME, tuesday) == datetime(2026, 3, 16, 7, tzinfo=UTC)
    assert next_time("week", 2, 8, ROME, tuesday) == datetime(2026, 3, 17, 7, tzinfo=UTC)
    assert next_time("month", 28, 8, ROME, datetime(2026, 12, 28, 8, tzinfo=UTC)) == datetime(
        2027, 1, 28, 7, tzinfo=UTC
    )
    assert next_time("week", 1, 8, ROME, datetime(2026, 3, 25, tzinfo=UTC)).hour == 6


def test_it_leaves_once_with_the_sheet_in_the_readers_language(app, eve, at):
    made = scheduled(eve, at)
    assert pass_on(app, at) == []
    (letter,) = pass_on(app, made.next_at)
    assert letter["Subject"] == "Che cosa abbiamo cambiato per i clienti"
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["application/pdf"]
    assert "/q/" in letter["List-Unsubscribe"]
    assert pass_on(app, runs()[0].due_at + timedelta(minutes=1)) == []


def test_after_a_standstill_one_leaves_and_the_clock_goes_on(app, eve, at):
    made = scheduled(eve, at)
    late = made.next_at + timedelta(days=40)
    assert len(pass_on(app, late)) == 1
    assert db.session.get(Schedule, made.id).next_at > late


def test_who_left_and_who_may_not_read_it_any_more_get_nothing(app, make, at):
    gone, moved = make.user("Gina", Role.EXECUTIVE), make.user("Mona", Role.EXECUTIVE)
    due = max(scheduled(gone, at).next_at, scheduled(moved, at).next_at)
    gone.is_active, moved.role = False, Role.FRONTLINE
    db.session.commit()
    assert pass_on(app, due) == []
    assert [run.left_out for run in runs()] == ["left", "no_longer_may"]


def test_who_leaves_after_it_was_due_and_before_it_is_written_gets_nothing(app, eve, at):
    made = scheduled(eve, at)
    due = made.next_at
    learn.send_reports(db.session(), at=due)
    eve.is_active = False
    db.session.commit()
    assert pass_on(app, due) == []


def test_the_letter_can_be_switched_off_without_signing_in(app, eve, at):
    (letter,) = pass_on(app, scheduled(eve, at).next_at)
    path = "/q/" + letter["List-Unsubscribe"].partition("/q/")[2].rstrip(">")
    browser = Visitor(app)
    browser.get(path)
    assert db.session.scalars(select(Schedule.ended_at)).one() is None
    browser.post(path, {}, expect=200)
    db.session.expire_all()
    assert db.session.scalars(select(Schedule.ended_because)).one() == "by_letter"


def test_one_sets_ones_own_and_only_who_sets_things_for_the_company_sets_others(sign_in, eve, max_, make, at):
    ana = make.user("Ana", Role.ANALYST)
    form = {"user_id": eve.id, "every": "week", "day": "1", "hour": "8", "via": "mail", "language": "en"}
    sign_in(ana).post("/reports/schedules", form, expect=422)
    sign_in(eve).post("/reports/schedules", form)
    sign_in(max_).post("/reports/schedules", form | {"user_id": ana.id})
    assert sorted(one.user.name for one in db.session.scalars(select(Schedule))) == ["Ana", "Eve"]
    number = db.session.scalars(select(Schedule.id).where(Schedule.user_id == eve.id)).one()
    sign_in(ana).post(f"/reports/schedules/{number}/end", expect=404)
    sign_in(eve).post(f"/reports/schedules/{number}/end")
    sign_in(eve).post("/reports/schedules", form | {"day": "9"}, expect=422)


def test_in_slack_it_goes_to_its_channel_or_the_person_and_nowhere_else(app, eve, max_, at):
    eve.slack_user = "U07EVE"
    board, alone = scheduled(eve, at, via="slack", slack_channel="#board"), scheduled(eve, at, via="slack")
    nobody = scheduled(max_, at, via="slack")
    assert {board.next_at, alone.next_at, nobody.next_at} == {board.next_at}
    learn.send_reports(db.session(), at=board.next_at)
    alerts = db.session.scalars(
        select(Alert).where(Alert.kind == "report_executive").order_by(Alert.id)
    ).all()
    assert [alert.channel for alert in alerts] == ["slack:#board", "slack:U07EVE", f"mail:user:{max_.id}"]
    alerts[0].facts = {}
    path = destinations.next_path(db.session(), app.config["SETTINGS"], alerts[0], "channel_not_found", at)
    assert path is None

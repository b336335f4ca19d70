"""Two clocks, days of the company's zone, customers who are people, and loops that are open again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal, select

from cxloop.database import UTCDateTime, db, local_day, local_day_of, unit_of_work
from cxloop.loop import act, verify
from cxloop.loop.listen import Door, hear
from cxloop.reports import rollups
from cxloop.reports.cohorts import customers
from cxloop.reports.executive import executive
from cxloop.reports.models import DailyAnswers, TallyZone
from cxloop.reports.period import Period
from cxloop.responses.importing.answers import Heard
from cxloop.tickets import queries
from cxloop.tickets.models import Ticket, Verification
from cxloop.tickets.requirements import Closing
from tests.makers import AT, Maker

ROME = ZoneInfo("Europe/Rome")
DAY = timedelta(days=1)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
IN_MAY = AT + 60 * DAY


def rome(*parts):
    return datetime(*parts, tzinfo=ROME).astimezone(UTC)


def test_the_first_hour_of_october_is_octobers(app, make, north):
    make.response(2, at=rome(2026, 10, 1, 0, 40))
    months = [Period(date(2026, month, 1), date(2026, month + 1, 1)) for month in (9, 10)]
    pages = [executive(db.session(), month, rome(2026, 11, 5, 9, 0)) for month in months]
    assert [(page.answers, page.tickets, page.customers.told) for page in pages] == [(0, 0, 0), (1, 1, 1)]
    assert pages[1].scores[0].score.n == 1


@pytest.mark.both_engines
@pytest.mark.parametrize("zone", ["Europe/Rome", "America/New_York", "Pacific/Auckland", "UTC"])
def test_sql_and_python_agree_on_the_day(app, zone):
    first = datetime(2025, 12, 31, 0, 0, 1, tzinfo=UTC)
    for day in range(0, 400, 10):
        moments = [first + timedelta(days=day, hours=hours) for hours in range(0, 24 * 10, 7)]
        asked = select(*(local_day(literal(at, UTCDateTime), zone) for at in moments))
        told = [local_day_of(at, ZoneInfo(zone)) for at in moments]
        assert list(db.session.execute(asked).one()) == told, moments


def test_tallies_follow_the_company_into_another_zone(databases, engine_name, tmp_path):
    url = databases.fresh_url(engine_name)
    days = []
    for zone in ("UTC", "Europe/Rome"):
        app = databases.app(databases.settings(url, var=tmp_path, TIME_ZONE=zone))
        with app.app_context():
            if not days:
                Maker().response(9, at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
            assert unit_of_work(lambda: rollups.follow_zone(db.session()))
            assert not unit_of_work(lambda: rollups.follow_zone(db.session())), "once"
            days.append(db.session.scalars(select(DailyAnswers.day).where(DailyAnswers.answers > 0)).one())
            assert db.session.get_one(TallyZone, 1).name == zone
            db.session.remove()
            db.engine.dispose()
    assert days == [date(2026, 6, 30), date(2026, 7, 1)]


def test_an_old_answer_imported_yesterday_is_yesterdays_promise(app, make, olga):
    door = Door(make.source(), via="import", at=AT)
    hear(
        db.session(),
        [
            Heard(
                line=1,
                external_id="old",
                score=2,
                comment=None,
                answered_at=AT - 50 * DAY,
                email="c@x.example",
            )
        ],
        door,
    )
    ticket = db.session.scalars(select(Ticket)).one()
    make.resolved(ticket, olga, at=AT + DAY, driver_id=make.driver("late").id)
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    then, march = (executive(db.session(), period, IN_MAY) for period in (january, MARCH))
    assert (then.tickets, then.contacted.reached.n, then.causes.coverage.k, then.answers) == (0, 0, 1, 1)
    assert (march.tickets, march.contacted.reached.n, march.causes.coverage.k, march.answers) == (1, 1, 0, 0)


def test_customers_are_people_and_tickets_are_tickets(app, make, olga):
    carl = make.contact("Carl Rossi")
    first = make.ticket(2, contact=carl)
    make.resolved(first, olga, at=AT + DAY)
    verify.expire_next(db.session(), at=AT + 20 * DAY)
    make.ticket(3, contact=carl, at=AT + 21 * DAY)
    for _ in range(2):
        make.response(1)
    page = executive(db.session(), MARCH, IN_MAY)
    assert (page.tickets, page.customers.told) == (4, 3)


def test_now_says_who_told_us_who_was_spoken_to_and_who_waits(app, make, olga):
    waiting, spoken, gone = (make.ticket(2) for _ in range(3))
    make.resolved(spoken, olga, at=AT + DAY)
    nothing_to_do = Closing("not_actionable", action="It was about another company.")
    act.resolve(db.session(), gone.id, closing=nothing_to_do, by=olga, at=AT + DAY, via="web")
    now = customers(db.session(), MARCH, AT + 2 * DAY)
    assert (now.told, now.spoken_to, now.waiting, now.ended) == (3, 1, 1, 1)
    assert waiting.due_at is not None


def ladder(as_of=IN_MAY):
    found = executive(db.session(), MARCH, as_of).ladder
    return found.completion.k, dict(found.rungs)


def test_a_ticket_that_is_open_again_is_not_closed(app, make, olga):
    ticket = make.ticket(5)
    make.resolved(ticket, olga, at=AT + DAY)
    locked = queries.locked(db.session(), ticket.id)
    verify.reopen(
        db.session(), locked, at=AT + 2 * DAY, actor_id=olga.id, via="web", reason="It failed again"
    )
    verify.expire_next(db.session(), at=AT + 20 * DAY)
    db.session.commit()
    closed, rungs = ladder()
    assert (closed, rungs["reached"], rungs["told"]) == (0, 1, 0)


def test_a_resolution_that_stands_and_silence_to_the_end_close_it(app, make, olga):
    make.resolved(make.ticket(5), olga, at=AT + DAY, driver_id=make.driver("late").id)
    verify.expire_next(db.session(), at=AT + 20 * DAY)
    page = executive(db.session(), MARCH, IN_MAY)
    assert (page.ladder.completion.k, page.ladder.silent, page.ladder["verified"]) == (1, 1, 0)


def test_every_question_counts_and_a_no_then_a_yes_is_one_of_each(app, make, olga):
    ticket = make.ticket(5)
    for word, days in (("no", 1), ("yes", 4)):
        resolution = make.resolved(ticket, olga, at=AT + days * DAY)
        asked = db.session.scalars(select(Verification).filter_by(resolution_id=resolution.id)).one()
        verify.answer(db.session(), asked.id, word=word, at=AT + (days + 1) * DAY)
    said = executive(db.session(), MARCH, IN_MAY).verified
    assert (said.verified.k, said.verified.n, said.no) == (1, 2, 1)
    assert (said.first_time.k, said.first_time.n) == (0, 1)

"""What is looked at is counted by role and month: told by the page that is shown, never written by reading it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.reports.health import health
from cxloop.reports.looking import looked, views_by_role
from cxloop.reports.models import PageViews
from cxloop.reports.period import usual_period
from cxloop.reports.wanted import EVERYTHING
from tests.makers import AT

DAY = timedelta(days=1)


def counted():
    return {(one.role, one.kind): one.views for one in db.session.scalars(select(PageViews))}


def test_reading_counts_nothing_and_the_page_tells_of_itself(app, sign_in, make):
    eve = sign_in(make.user("Eve", "executive"))
    for path, kind in (
        ("/executive", "score"),
        ("/reports/number", "score"),
        ("/improvements", "improvement"),
    ):
        page = eve.get(path).get_data(as_text=True)
        assert re.search(r'id="looked".*?name="kind" value="(\w+)"', page, re.S)[1] == kind
    assert 'id="looked"' not in eve.get("/reports/teams").get_data(as_text=True)
    assert counted() == {}
    for kind in ("score", "score", "ticket"):
        eve.post("/looked", {"kind": kind}, expect=204)
    assert counted() == {("executive", "score"): 2, ("executive", "ticket"): 1}
    assert "Executive" in eve.get("/reports/health").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["", "queue", "score'"])
def test_what_is_no_kind_is_not_counted(app, sign_in, make, kind):
    sign_in(make.user("Eve", "executive")).post("/looked", {"kind": kind}, expect=422)
    assert counted() == {}


def test_the_index_is_by_role_and_month_of_the_last_six(app):
    for days, kind, times in ((0, "score", 3), (0, "verbatim", 1), (40, "ticket", 2), (300, "score", 9)):
        for _ in range(times):
            looked(db.session(), kind, "manager", AT - days * DAY)
    found = [(str(one.month), one.figure.k, one.figure.n) for one in views_by_role(db.session(), AT)]
    assert found == [("2026-03-01", 3, 4), ("2026-01-01", 0, 2)]


def test_evidence_is_counted_and_what_has_not_begun_has_no_n(app, make, olga):
    ticket = make.ticket(2, at=AT - 40 * DAY)
    make.resolved(ticket, olga, at=AT - 39 * DAY)
    make.improvement(
        raised_by_id=olga.id, driver_id=make.driver().id, state="live", live_on=(AT - 5 * DAY).date()
    )
    found = health(db.session(), usual_period(AT, AT.tzinfo), AT, EVERYTHING)
    assert (found.months_heard.k, found.months_heard.n) == (0, 12)
    assert found.flow.change.n == 1
    assert found.flow.measured.n == 0
    assert (found.owned.k, found.owned.n) == (0, 0) or found.owned.n == 1
    assert found.decided_by_executives.n == 0

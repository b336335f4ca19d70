"""Measuring an improvement: what is counted, and what is frozen."""

from datetime import date, timedelta

import pytest

from cxloop.database import db
from cxloop.improvements.models import Improvement, Measurement
from cxloop.reports.effects import measured_effect, shown_improvements, windows
from cxloop.reports.period import Period
from tests.rooms.reports import recount
from tests.rooms.reports.company import AS_OF, found

LIVE = AS_OF.date() - timedelta(days=90)


def improvement(**more) -> Improvement:
    facts = {
        "title": "Call first", "problem": "p", "driver_id": 1, "state": "live",
        "raised_at": AS_OF - timedelta(days=200),
        "baseline_from": AS_OF.date() - timedelta(days=200), "baseline_to": AS_OF.date() - timedelta(days=130),
        "live_on": LIVE, "washout_days": 10, "expected_fall": 2.0,
    }  # fmt: skip
    return Improvement(**facts | more)


@pytest.mark.parametrize("seed", range(4))
def test_the_four_rates_equal_a_naive_recount(app, seed):
    company = found(db.session(), seed, answers=90)
    change = improvement(driver_id=2)
    effect, figures = measured_effect(db.session(), change, AS_OF)
    for place, period in enumerate(windows(change, AS_OF)):
        coded = [
            resolution.driver_id
            for fact in recount.cohort(company, period, AS_OF)
            if (resolution := recount.newest(fact, AS_OF)) and resolution.driver_id
        ]
        assert figures["counts"]["affected"][place] == coded.count(2)
        assert figures["counts"]["comparison"][place] == len(coded) - coded.count(2)
    assert figures["verdict"] == effect.verdict.value


def test_a_cause_holds_what_lies_below_it(app):
    found(db.session(), 1, answers=90)
    _, whole = measured_effect(db.session(), improvement(driver_id=1), AS_OF)
    assert whole["counts"]["comparison"] == [0, 0]


def test_the_windows_leave_out_the_spike_and_the_wash_out():
    before, after = windows(improvement(), AS_OF)
    assert before == Period(AS_OF.date() - timedelta(days=200), AS_OF.date() - timedelta(days=130))
    assert after == Period(LIVE + timedelta(days=10), LIVE + timedelta(days=80))
    early = windows(improvement(live_on=AS_OF.date() - timedelta(days=20)), AS_OF)[1]
    assert early.end == AS_OF.date()


@pytest.mark.parametrize("missing", ["driver_id", "baseline_from", "baseline_to", "live_on"])
def test_without_a_cause_a_baseline_or_a_day_there_is_nothing_to_measure(missing):
    with pytest.raises(ValueError, match="improvement"):
        windows(improvement(**{missing: None}), AS_OF)


def test_the_page_shows_the_newest_frozen_effect(app):
    found(db.session(), 2)
    change = improvement()
    db.session.add(change)
    db.session.flush()
    _, figures = measured_effect(db.session(), change, AS_OF)
    for verdict in ("no_change", "improved"):
        db.session.add(Measurement(improvement_id=change.id, at=AS_OF, verdict=verdict, figures=figures))
        db.session.flush()
    (shown,) = shown_improvements(db.session(), AS_OF)
    assert (shown.verdict, shown.is_live, shown.net.per_100) == ("improved", True, figures["net"]["per_100"])
    assert shown_improvements(db.session(), AS_OF - timedelta(days=300)) == ()


def test_an_unmeasured_improvement_says_how_many_have_answered_since(app):
    company = found(db.session(), 2)
    db.session.add(improvement(live_on=date(2026, 10, 1)))
    db.session.flush()
    (shown,) = shown_improvements(db.session(), AS_OF)
    since = [
        r for r in company.responses if r.score is not None and r.answered_at.date() >= date(2026, 10, 1)
    ]
    assert (shown.verdict, shown.answers_since) == (None, len(since))

"""Measuring an improvement: what is counted, and what is frozen."""

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from cxloop.database import db
from cxloop.improvements.models import Improvement, Measurement
from cxloop.reports.effect_words import avoided_words, counts_words, ratio_words
from cxloop.reports.effects import measured_effect, windows
from cxloop.reports.frozen import frozen
from cxloop.reports.metrics.effect import Window, effect
from cxloop.reports.period import Period
from cxloop.reports.shown_improvements import shown_improvements
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
def test_the_counts_week_by_week_equal_a_naive_recount(app, seed):
    company = found(db.session(), seed, answers=90)
    change = improvement(driver_id=2)
    effect, figures = measured_effect(db.session(), change, AS_OF)
    for place, (name, period) in enumerate(zip(("before", "after"), windows(change), strict=True)):
        weeks = [[0, 0] for _ in range(10)]
        uncoded = 0
        for fact in recount.cohort(company, period, AS_OF, "answered_at"):
            known = [one for one in fact.resolutions if one.at <= AS_OF]
            if not known and fact.ticket.answered_at > AS_OF - timedelta(days=30):
                continue
            driver_id = known[-1].driver_id if known else None
            week = (fact.ticket.answered_at.astimezone(recount.ROME).date() - period.start).days // 7
            if driver_id is None:
                uncoded += 1
            else:
                weeks[week][driver_id != 2] += 1
        assert [list(week) for week in figures["weekly"][name]] == weeks
        assert figures["counts"]["target"][place] == sum(ours for ours, _ in weeks)
        assert figures["counts"]["comparison"][place] == sum(others for _, others in weeks)
        assert figures["counts"]["uncoded"][place] == uncoded
    assert figures["verdict"] == effect.verdict.value


def test_a_cause_holds_what_lies_below_it(app):
    found(db.session(), 1, answers=90)
    effect, whole = measured_effect(db.session(), improvement(driver_id=1), AS_OF)
    assert whole["counts"]["comparison"] == [0, 0]
    assert effect.before_after_only


def test_the_windows_leave_out_the_spike_and_the_wash_out():
    before, after = windows(improvement())
    assert before == Period(AS_OF.date() - timedelta(days=200), AS_OF.date() - timedelta(days=130))
    assert after == Period(LIVE + timedelta(days=10), LIVE + timedelta(days=80))


def test_what_is_frozen_reads_back_as_it_was_and_says_it_in_both_languages(app):
    found(db.session(), 2, answers=90)
    effect, figures = measured_effect(db.session(), improvement(driver_id=2), AS_OF)
    kept = frozen(effect.verdict.value, json.loads(json.dumps(figures)))
    assert (kept.version, kept.ratio, kept.avoided, kept.waves) == (
        2,
        effect.ratio,
        effect.avoided,
        effect.waves,
    )
    assert kept.after == (windows(improvement())[1].start, windows(improvement())[1].end)


def told(a, b, c, d):
    before, after = Window(((a, c),), answers=421), Window(((b, d),), answers=423)
    return frozen("improved", json.loads(json.dumps(asdict(effect(before, after)) | {
        "version": 2, "counts": {"target": [a, b], "comparison": [c, d], "answers": [421, 423]},
    })))  # fmt: skip


def test_the_effect_in_plain_numbers_and_in_words():
    shown = told(31, 2, 57, 45)
    assert counts_words(shown, "en") == "31 → 2 of 421 and 423 answers; others 57 → 45"
    assert ratio_words(shown, "en") == (
        "It fell to about a twelfth of what it would have been; between a hundredth and a third."
    )
    assert avoided_words(shown, "en") == (
        "Tickets that did not come because of it: about 22 (interval 17 to 24)."
    )
    assert ratio_words(shown, "it") == (
        "È sceso a circa un dodicesimo di quello che sarebbe stato; fra un centesimo e un terzo."
    )
    assert "2.0 times as it would" in ratio_words(told(20, 20, 40, 20), "en")
    assert "nothing" in ratio_words(told(8, 0, 40, 38), "en")
    assert "no limit" in ratio_words(told(0, 6, 40, 38), "en")


@pytest.mark.parametrize("missing", ["driver_id", "baseline_from", "baseline_to", "live_on"])
def test_without_a_cause_a_baseline_or_a_day_there_is_nothing_to_measure(missing):
    with pytest.raises(ValueError, match="improvement"):
        windows(improvement(**{missing: None}))


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
    assert (shown.verdict, shown.is_live, shown.effect.version) == ("improved", True, 2)
    assert shown_improvements(db.session(), AS_OF - timedelta(days=300)) == ()


def test_an_unmeasured_improvement_says_how_many_have_answered_since(app):
    company = found(db.session(), 2)
    db.session.add(improvement(live_on=date(2026, 10, 1)))
    db.session.flush()
    (shown,) = shown_improvements(db.session(), AS_OF)
    heard = [response.answered_at for response in company.responses if response.score is not None]
    since = [moment for moment in heard if moment.astimezone(recount.ROME).date() >= date(2026, 10, 1)]
    assert (shown.verdict, shown.answers_since) == (None, len(since))

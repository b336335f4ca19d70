"""What the product tells machines equals what somebody else counts from the same tables."""

from datetime import timedelta
from random import Random

import pytest

from cxloop.database import db
from cxloop.reports import rollups
from cxloop.reports.as_json import as_json
from cxloop.reports.effects import measured_effect
from cxloop.reports.executive import executive
from cxloop.reports.intake import intake
from cxloop.reports.period import Period
from tests.breadth import number
from tests.makers import AT
from tests.recount import comparing, effects, heard, improved, worlds
from tests.recount.rows import Rows

DAY = timedelta(days=1)


@pytest.mark.parametrize("seed", range(number(4, wide=12)))
def test_every_figure_of_a_small_company_is_what_somebody_else_counts(app, make, seed):
    chance = Random(seed)
    improvement = worlds.live(make, chance, AT - 60 * DAY)
    rollups.rebuild(db.session())
    as_of = AT + chance.choice([10, 15, 60]) * DAY
    start, end = (
        (AT - chance.choice([95, 61, 55]) * DAY).date(),
        (AT - chance.choice([33, 40, 1]) * DAY).date(),
    )
    told = as_json(executive(db.session(), Period(start, end), as_of))
    rows = Rows(db.session.connection(), db.metadata, "Europe/Rome", as_of)
    assert told["time_zone"] == "Europe/Rome"
    assert comparing.differences(told["figures"], comparing.ours(rows, start, end)) == {}
    for score in told["figures"]["scores"]:
        if score["n"]:
            assert comparing.differences(score, comparing.our_score(rows, score, start, end)) == {}
    _what_was_heard(rows)
    for moment in (AT - 15 * DAY, as_of):
        rows.now = moment
        _what_was_improved(rows, improvement)


def _what_was_heard(rows):
    told, ours = intake(db.session(), rows.now, AT - 61 * DAY), heard.heard(rows, AT - 61 * DAY, rows.now)
    assert (told.coverage.k, told.coverage.n) == (ours["k"], ours["n"])
    assert told.silent_drops == ours["n"] - ours["k"]
    for name in ("received", "opened", "joined", "suppressed"):
        assert getattr(told, name) == ours[name], name


def _what_was_improved(rows, improvement):
    found, frozen = measured_effect(db.session(), improvement, rows.now)
    ours = improved.counts(rows, improvement)
    for name, pair in frozen["counts"].items():
        assert list(pair) == ours[name], name
    weeks = [[tuple(week) for week in window] for window in ours["weeks"]]
    assert [[tuple(week) for week in frozen["weekly"][name]] for name in ("before", "after")] == weeks
    assert found.waves == pytest.approx(effects.waves(*weeks))

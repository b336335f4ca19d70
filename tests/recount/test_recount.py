"""What the product tells machines equals what somebody else counts from the same tables."""

from datetime import timedelta
from random import Random

import pytest

from cxloop.database import db
from cxloop.reports.as_json import as_json
from cxloop.reports.executive import executive
from cxloop.reports.period import Period
from tests.breadth import number
from tests.makers import AT
from tests.recount import comparing, worlds
from tests.recount.rows import Rows

DAY = timedelta(days=1)


@pytest.mark.parametrize("seed", range(number(4, wide=12)))
def test_every_figure_of_a_small_company_is_what_somebody_else_counts(app, make, seed):
    chance = Random(seed)
    worlds.live(make, chance, AT - 60 * DAY)
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

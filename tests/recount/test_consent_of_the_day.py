"""Who may be called is asked of the day the call was due, on both counts."""

from datetime import timedelta

import pytest

from cxloop.database import db
from cxloop.reports.as_json import as_json
from cxloop.reports.executive import executive
from cxloop.reports.period import Period
from tests.makers import AT
from tests.recount import comparing
from tests.recount.rows import Rows


@pytest.mark.parametrize(("refused_after", "contactable"), [(1, 0), (24 * 20, 1)])
def test_a_refusal_counts_from_its_moment_on(app, make, refused_after, contactable):
    make.team()
    person = make.contact("Carl Rossi")
    make.ticket(3, contact=person)
    make.refuses(person, at=AT + timedelta(hours=refused_after))
    as_of, first, after = AT + timedelta(days=50), AT.date(), AT.date() + timedelta(days=1)
    told = as_json(executive(db.session(), Period(first, after), as_of))["figures"]
    ours = comparing.ours(Rows(db.session.connection(), db.metadata, "Europe/Rome", as_of), first, after)
    assert ours["ladder.rungs.contactable"] == contactable
    assert comparing.differences(told, ours) == {}

"""Random lives of a company: nobody unheard, nobody told who is gone, and the past stays; see `campaign` for more."""

import pytest

from tests.fakes.slack import FakeSlack
from tests.lives.each import summed
from tests.lives.whole import whole


@pytest.fixture
def slack():
    with FakeSlack() as fake:
        yield fake


def test_whatever_happens_in_a_life_nobody_is_unheard_and_the_past_stays(databases, engine_name, slack):
    app = databases.shared_app(engine_name)
    life = whole(app, slack, "everyday:2", people=3, by_mail=engine_name == "postgresql")
    assert life.seen["opened"]
    assert life.seen["resolved"]
    assert summed(life.lived)["complained_again"]

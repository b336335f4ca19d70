"""Random lives of a company: nobody unheard, nobody told who is gone, and the past stays; see `campaign` for more."""

import pytest

from tests.fakes.slack import FakeSlack
from tests.lives.whole import total, whole


@pytest.fixture
def slack():
    with FakeSlack() as fake:
        yield fake


def test_whatever_happens_in_a_life_nobody_is_unheard_and_the_past_stays(databases, engine_name, slack):
    app = databases.shared_app(engine_name)
    lives = [whole(app, slack, f"everyday:{one}", steps=20, by_mail=one == 1) for one in range(2)]
    done = total(lives)
    assert done["opened"]
    assert done["resolved"]

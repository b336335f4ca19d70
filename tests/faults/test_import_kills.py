"""A worker killed with -9 anywhere in an import: the next goes on, and the end is the same as without."""

import random

import pytest

from cxloop import create_app
from tests.breadth import number
from tests.databases import dispose
from tests.faults.import_killing import Campaign, kill_imports

pytestmark = pytest.mark.faults
KILLS = {"sqlite": number(3, wide=12), "postgresql": number(3, wide=12)}


@pytest.mark.timeout(300)
def test_killed_anywhere_the_end_is_the_same(databases, engine_name, tmp_path):
    apps = [create_app(databases.settings(databases.fresh_url(engine_name), var=tmp_path)) for _ in range(2)]
    try:
        outcome = kill_imports(
            *(Campaign(app, tmp_path) for app in apps), KILLS[engine_name], random.Random(4)
        )
    finally:
        for app in apps:
            dispose(app)
    assert outcome.kills.total() >= KILLS[engine_name]
    assert outcome.tickets > 20
    assert (outcome.different, outcome.double_tickets, outcome.broken_trails) == ([], 0, 0)

"""A sender killed with -9 anywhere on its path: no alert is lost, none is there twice."""

import pytest

from cxloop.crashpoints import SEND_PATH
from tests.breadth import number
from tests.fakes.slack import FakeSlack
from tests.faults.killing import Campaign, deck

pytestmark = pytest.mark.faults
KILLS = {"sqlite": number(16, wide=48), "postgresql": number(8, wide=24)}


@pytest.fixture
def campaign(own_app, tmp_path):
    with FakeSlack() as slack:
        yield Campaign(own_app, slack, tmp_path / "var")


@pytest.mark.timeout(300)
def test_killed_anywhere_each_alert_is_there_once(campaign, engine_name):
    campaign.write_alerts(KILLS[engine_name] * 2)
    with campaign.launcher() as run:
        for point in deck(KILLS[engine_name], campaign.chance):
            campaign.rescue(run)
            campaign.kill_at(point, run)
        outcome = campaign.count(run)
    assert outcome.kills.total() == KILLS[engine_name]
    assert all(outcome.kills[point] >= KILLS[engine_name] // len(SEND_PATH) for point in SEND_PATH)
    assert (outcome.lost, outcome.doubled, outcome.unsent, outcome.unsure) == (0, 0, 0, 0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_command_an_operator_starts_dies_and_recovers_the_same_way(campaign):
    campaign.write_alerts(18)
    for point in SEND_PATH[:: number(2, wide=1)]:
        assert campaign.kill_at(point, campaign.from_scratch)
    outcome = campaign.count(campaign.from_scratch)
    assert (outcome.lost, outcome.doubled, outcome.unsent) == (0, 0, 0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_the_look_before_a_second_try_this_proof_would_fail(campaign):
    campaign.write_alerts(40)
    with campaign.launcher(blind=True) as run:
        for _ in range(3):
            for point in ("in_request", "after_answer", "before_mark"):
                campaign.kill_at(point, run)
        outcome = campaign.count(run)
    assert outcome.lost == 0
    assert outcome.doubled >= 5


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_where_history_is_closed_a_second_try_is_flagged(campaign):
    campaign.write_alerts(20)
    campaign.slack.missing_scopes.add("channels:history")
    with campaign.launcher() as run:
        killed = sum(campaign.kill_at(point, run) for point in ("in_request", "after_answer", "before_mark"))
        outcome = campaign.count(run)
    assert outcome.lost == 0
    assert outcome.doubled <= killed
    assert outcome.unsure >= outcome.doubled > 0

"""A thousand kills of senders, two hundred of workers: run by `make faults`, which writes docs/faults.md."""

import pytest

from tests.faults import campaign, import_campaign


@pytest.mark.campaign
@pytest.mark.faults
def test_a_thousand_kills_lose_and_double_nothing(tmp_path):
    found = campaign.everything(tmp_path, "make faults", kills=1000)
    for one in found.values():
        assert (one.lost, one.doubled, one.unsent) == (0, 0, 0)


@pytest.mark.campaign
@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_two_hundred_kills_in_mid_import_end_as_if_there_had_been_none(tmp_path):
    for one in import_campaign.everything(tmp_path, "make faults", kills=200).values():
        assert (one.different, one.double_tickets, one.broken_trails) == ([], 0, 0)

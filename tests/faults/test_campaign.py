"""A thousand kills: run by `make faults`, which writes docs/faults.md."""

import pytest

from tests.faults import campaign


@pytest.mark.campaign
@pytest.mark.faults
def test_a_thousand_kills_lose_and_double_nothing(tmp_path):
    found = campaign.everything(1000, tmp_path, "make faults")
    for one in found.values():
        assert (one.lost, one.doubled, one.unsent) == (0, 0, 0)

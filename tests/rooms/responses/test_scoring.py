"""Scales, thresholds and bands."""

import pytest

from cxloop.responses.scoring import SCALES, band, scale_for

THRESHOLDS = {
    "nps": (6, 6, 4),
    "enps": (6, None, None),
    "csat": (2, 2, 1),
    "ces": (3, 3, 2),
    "osat": (5, 5, 3),
}


@pytest.mark.parametrize("metric", THRESHOLDS)
def test_a_metric_starts_with_the_thresholds_of_the_specification(metric: str) -> None:
    scale = SCALES[metric]
    assert (scale.low_at, scale.ticket_at, scale.urgent_at) == THRESHOLDS[metric]


@pytest.mark.parametrize(
    ("metric", "bands"),
    [("nps", "dddddddppPP"), ("csat", "LLMHH"), ("ces", "LLLMMHH"), ("osat", "LLLLLMMHHH")],
)
def test_every_score_has_one_band(metric: str, bands: str) -> None:
    short = {"d": "detractor", "p": "passive", "P": "promoter", "L": "low", "M": "middle", "H": "high"}
    assert [band(metric, score + SCALES[metric].lowest) for score in range(len(bands))] == [
        short[b] for b in bands
    ]


def test_another_width_of_scale_keeps_its_thresholds_in_proportion() -> None:
    wide = scale_for("csat", 1, 10)
    assert (wide.lowest, wide.highest, wide.low_at, wide.ticket_at, wide.urgent_at) == (1, 10, 3, 3, 1)
    with pytest.raises(ValueError, match="no room"):
        scale_for("csat", 5, 5)

"""Exports in the shapes their platforms published, of other years and languages: read right at first try."""

import json
from datetime import UTC
from pathlib import Path

import pytest

from cxloop.responses.descriptions import DESCRIPTIONS
from cxloop.responses.importing.answers import Heard, Rejected
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.rows import read_rows

FIELD = Path(__file__).parents[2] / "samples" / "field"
EXPECTED = json.loads((FIELD / "EXPECTED.json").read_text())


def told(row: Heard, expected: list) -> list:
    """What the answer says of everything that the file tells; a day without a clock is only looked at as a day."""
    moment = row.answered_at.astimezone(UTC).replace(tzinfo=None).isoformat() if row.answered_at else None
    number = row.external_id if expected[0] else None
    return [number, row.score, row.comment, row.email, row.name, moment if expected[5] else None]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_published_shape_is_read_right_at_first_try(name: str) -> None:
    expected = EXPECTED[name]
    plan = plan_for(FIELD / name, "Europe/Rome")
    rows = list(read_rows(FIELD / name, plan))
    heard = [row for row in rows if isinstance(row, Heard)]
    assert plan.is_ready, plan.questions
    assert (plan.platform, plan.metric, [plan.lowest, plan.highest]) == (
        expected["platform"], expected["metric"], expected["scale"],
    )  # fmt: skip
    assert [told(row, answer) for row, answer in zip(heard, expected["answers"], strict=True)] == expected[
        "answers"
    ]
    assert [row.reason for row in rows if isinstance(row, Rejected)] == expected["set_aside"]


def test_every_platform_has_three_published_shapes() -> None:
    shown = [one["platform"] for one in EXPECTED.values()]
    assert {one.key: shown.count(one.key) for one in DESCRIPTIONS if shown.count(one.key) < 3} == {}

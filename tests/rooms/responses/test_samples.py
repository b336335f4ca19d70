"""The exports in tests/samples are read, unaided, to exactly what EXPECTED.json says."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.rows import read_rows

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED = json.loads((SAMPLES / "EXPECTED.json").read_text())
PLATFORMS = ("qualtrics", "surveymonkey", "google_forms", "delighted", "typeform", "limesurvey", "plain")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read_as_expected(name: str) -> None:
    expected = EXPECTED[name]
    plan = plan_for(SAMPLES / name, "Europe/Rome")
    rows = list(read_rows(SAMPLES / name, plan))
    heard = [row for row in rows if isinstance(row, Heard)]
    moments = [row.answered_at.astimezone(ZoneInfo(plan.zone)) for row in heard if row.answered_at]
    scores = [row.score for row in heard if row.score is not None]
    assert {
        "rows": len(rows),
        "metric": plan.metric,
        "scale": [plan.lowest, plan.highest],
        "low_at_or_below": expected["low_at_or_below"],
        "low": sum(score <= expected["low_at_or_below"] for score in scores),
        "with_comment": sum(bool(row.comment) for row in heard),
        "distinct_emails": len({row.email for row in heard}),
        "first_at": min(moments).replace(tzinfo=None).isoformat(),
        "last_at": max(moments).replace(tzinfo=None).isoformat(),
    } == expected
    assert plan.is_ready
    assert plan.platform in PLATFORMS


@pytest.mark.parametrize("name", EXPECTED)
def test_reading_a_sample_twice_gives_the_same_answers(name: str) -> None:
    plan = plan_for(SAMPLES / name, "Europe/Rome")
    first = list(read_rows(SAMPLES / name, plan))
    again = list(read_rows(SAMPLES / name, Plan.from_json(json.loads(json.dumps(plan.as_json())))))
    assert first == again
    assert len({row.external_id for row in first if isinstance(row, Heard)}) == len(first)


def test_a_rating_from_1_to_10_is_never_silently_nps() -> None:
    plan = plan_for(SAMPLES / "excel_osat_it_semicolon_cp1252.csv", "Europe/Rome")
    assert (plan.metric, [question.code for question in plan.questions]) == ("osat", ["is_it_nps"])

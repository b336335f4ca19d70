"""Whatever the bytes: a clear refusal, or every row accounted for."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.rows import read_rows
from tests.bad_files import bad_files
from tests.breadth import number

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def every_row_is_accounted_for(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        plan = plan_for(path, "Europe/Rome")
        assert Plan.from_json(json.loads(json.dumps(plan.as_json()))) == plan
        rows = list(read_rows(path, plan))
    except UnreadableFile as refused:
        refused.sentence()
        return
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    for row in rows:
        if isinstance(row, Heard):
            assert row.score is None or plan.lowest <= row.score <= plan.highest
            assert row.external_id
            storable = json.dumps(
                [row.comment, row.name, row.external_id, row.attributes], ensure_ascii=False
            )
        else:
            assert row.sentence()
            storable = json.dumps([row.facts, row.cells], ensure_ascii=False)
        storable.encode()
        assert "\\u0000" not in storable


@settings(max_examples=number(150, wide=1000), deadline=None, suppress_health_check=SLOW_IS_FINE)
@given(bad_files())
def test_a_bad_file_is_refused_or_balances(tmp_path: Path, content: bytes) -> None:
    every_row_is_accounted_for(tmp_path / "bad.csv", content)


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@settings(max_examples=10_000, deadline=None, suppress_health_check=SLOW_IS_FINE)
@given(bad_files())
def test_ten_thousand_bad_files_are_refused_or_balance(tmp_path: Path, content: bytes) -> None:
    every_row_is_accounted_for(tmp_path / "bad.csv", content)

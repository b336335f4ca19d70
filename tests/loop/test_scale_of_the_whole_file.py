"""Whether a score fits its scale is asked of every row, not only of the first thousand, and remembered."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from cxloop.database import db
from cxloop.responses.models import Response
from tests.loop.test_import_command import run as run  # noqa: PLC0414 - the fixture: the command as a person types it

HEADING = "id,Satisfaction,Why?,Submitted at\n"


def file_of(path: Path, scores: list[int], first: int = 0) -> Path:
    rows = (f"x{first + n},{score},words of {n},2026-03-01 10:00\n" for n, score in enumerate(scores))
    path.write_text(HEADING + "".join(rows))
    return path


def stored(run: Any) -> int:
    with run.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Response)) or 0


def test_a_scale_that_only_later_rows_contradict_stops_the_run(run: Any, tmp_path: Path) -> None:
    file = file_of(tmp_path / "answers.csv", [n % 5 + 1 for n in range(1100)] + [9, 10] * 60)
    refused = run(file, "--survey", "s")
    assert refused.exit_code == 1
    assert "120 of 1220 rows hold scores outside 1 to 5" in refused.output
    assert stored(run) == 0
    assert run(file, "--survey", "s", "--scale", "1-5").exit_code == 0
    assert stored(run) == 1100
    later = file_of(tmp_path / "later.csv", [n % 5 + 1 for n in range(1100)] + [9, 10] * 60, first=5000)
    assert run(later, "--survey", "s").exit_code == 0
    assert stored(run) == 2200


def test_a_few_stray_values_are_set_aside_without_a_question(run: Any, tmp_path: Path) -> None:
    file = file_of(tmp_path / "answers.csv", [n % 5 + 1 for n in range(1100)] + [9, 10])
    done = run(file, "--survey", "s")
    assert done.exit_code == 0
    assert "Scores that would be set aside: “9” and “10”" in done.output
    assert stored(run) == 1100

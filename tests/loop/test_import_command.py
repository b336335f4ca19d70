"""An operator imports an export from the command line, on a database with no settings."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.responses.models import ImportJob, Response, Survey
from cxloop.tickets.models import Ticket
from tests.databases import Databases, dispose

SAMPLES = Path(__file__).parents[1] / "samples"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "EXPECTED.json").read_text())


@pytest.fixture
def run(databases: Databases, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`run("FILE", "--survey", "x")` as a person would type it; `run.app` is an application on the same database."""
    from cxloop import config
    from cxloop.bare import bare

    monkeypatch.setenv("CXLOOP_DATABASE_URL", databases.fresh_url(engine_name))
    app = bare(config.settings())
    monkeypatch.setattr(
        "cxloop.cli.import_file.bare", lambda _settings: app
    )  # whose connections are closed below

    def command(*arguments: object) -> Result:
        return CliRunner().invoke(cxloop, ["import", *map(str, arguments)])

    command.app = app  # type: ignore[attr-defined]  # for the tests below
    yield command
    dispose(app)


def count(run: Any, table: Any) -> int:
    with run.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("name", ["qualtrics_nps_it.csv", "surveymonkey_csat_it.xlsx"])
def test_an_export_is_imported_and_imported_again_without_a_change(run: Any, name: str) -> None:
    expected = EXPECTED[name]
    first = run(SAMPLES / name, "--survey", "autumn", "--json")
    assert first.exit_code == 0, first.output
    counts = json.loads(first.stdout)
    assert counts == {
        "read": 240, "created": 240, "updated": 0, "duplicate": 0, "rejected": [], "tickets": expected["low"],
    }  # fmt: skip
    assert "survey autumn is new" in first.stderr
    again = json.loads(run(SAMPLES / name, "--survey", "autumn", "--json").stdout)
    assert again == counts | {"created": 0, "duplicate": 240, "tickets": 0}
    assert (count(run, Survey), count(run, Response), count(run, Ticket)) == (1, 240, expected["low"])


def test_a_dry_run_counts_and_stores_nothing(run: Any) -> None:
    result = run(SAMPLES / "limesurvey_ces_it.csv", "--survey", "easy", "--dry-run", "--json")
    found = json.loads(result.stdout)
    assert (found["dry_run"], found["read"], found["created"], found["tickets"]) == (True, 240, 240, 53)
    assert (count(run, Survey), count(run, Response), count(run, ImportJob)) == (0, 0, 0)


def test_rejected_rows_come_with_their_line_and_reason(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("Response ID,NPS,Date\na,3,2026-01-05\nb,11,2026-01-05\nc,9,never\n")
    counts = json.loads(run(file, "--survey", "s", "--json").stdout)
    assert [(row["line"], row["reason"]) for row in counts["rejected"]] == [
        (3, "The score 11 is outside 0 to 10."), (4, "The date “never” cannot be read."),
    ]  # fmt: skip
    assert counts["read"] == counts["created"] + len(counts["rejected"])


def test_what_cannot_be_guessed_is_asked_and_can_be_answered(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("A,When,B\n0,03/04/2026,x\n10,05/06/2026,y\n")
    refused = run(file, "--survey", "s")
    assert (refused.exit_code, count(run, Response)) == (1, 0)
    assert "day or the month" in refused.output
    done = run(file, "--survey", "s", "--dates", "month", "--map", "A=score", "--map", "B=comment")
    assert (done.exit_code, count(run, Response)) == (0, 2), done.output


def test_a_wrong_call_and_a_bad_file_are_told_apart(run: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"%PDF-1.7")
    assert run(bad, "--survey", "s").exit_code == 1
    assert run(tmp_path / "gone.csv", "--survey", "s").exit_code == 2
    assert run(SAMPLES / "qualtrics_nps_it.csv", "--survey", "s", "--map", "nowhere=score").exit_code == 2


def test_a_file_that_breaks_in_the_middle_is_refused_with_its_line_and_nothing_is_stored(
    run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "answers.csv"
    rows = [f"r{n},{n % 11},fine,2026-01-05" for n in range(3000)]
    rows[2000] = 'r2000,3,"never closed,2026-01-05'
    file.write_text("Response ID,NPS,Why,Date\n" + "\n".join(rows))
    result = run(file, "--survey", "s")
    assert (result.exit_code, count(run, Response)) == (1, 0)
    assert "line 2002" in result.output

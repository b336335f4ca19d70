"""python -m cxloop report executive"""

import json

import pytest
from click.testing import CliRunner

from cxloop import config
from cxloop.cli.report import report_command
from cxloop.database import db
from cxloop.improvements.models import Improvement, Measurement
from cxloop.web.application import bare
from tests.databases import create_tables, dispose
from tests.rooms.reports.company import AS_OF, found

COUNTS = {"target": [31, 2], "comparison": [57, 45], "answers": [421, 423]}
MEASURED = (
    (
        "Call before a late delivery", "improved",
        {"version": 2, "ratio": {"value": 0.0817, "low": 0.0127, "high": 0.316}, "counts": COUNTS},
    ),
    ("Print the price", "not_yet", {"version": 2, "counts": COUNTS}),
)  # fmt: skip


@pytest.fixture
def at():
    return AS_OF


@pytest.fixture
def run(tmp_path, monkeypatch, clock):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", f"sqlite:///{tmp_path}/report.db")
    app = bare(config.settings())
    create_tables(app.config["SETTINGS"])
    with app.app_context():
        found(db.session(), 7, answers=160)
        for title, verdict, figures in MEASURED:
            change = Improvement(title=title, problem="It is late.", state="live", raised_at=AS_OF)
            db.session.add(change)
            db.session.flush()
            db.session.add(Measurement(improvement_id=change.id, at=AS_OF, verdict=verdict, figures=figures))
        db.session.commit()
    dispose(app)
    return lambda *words: CliRunner().invoke(report_command, ["executive", *words])


def test_machines_read_every_figure(run):
    answer = run("--json", "--from", "2026-04-01", "--to", "2026-11-25")
    assert answer.exit_code == 0
    page = json.loads(answer.output)
    assert (page["from"], page["to"]) == ("2026-04-01", "2026-11-25")
    figures = page["figures"]
    assert figures["strict_completion"].keys() == {
        "definition", "version", "k", "n", "share", "low", "high", "exclusions",
    }  # fmt: skip
    assert figures["ladder"]["rungs"]["contactable"] == figures["strict_completion"]["n"]


def test_people_read_lines_with_n_and_interval(run):
    answer = run("--from", "2026-04-01", "--to", "2026-11-25")
    assert answer.exit_code == 0
    for line in answer.output.splitlines():
        assert "%" not in line or " of " in line
    assert "if all silence meant no" in answer.output
    assert "solved the first time" in answer.output


def test_an_effect_is_said_with_its_counts_and_its_interval_and_never_by_a_code(run):
    said = run("--from", "2026-04-01", "--to", "2026-11-25").output
    assert "Call before a late delivery: improved; 31 → 2 of 421 and 423 answers; others 57 → 45" in said
    assert "between a hundredth and a third. 0.08 [0.01 to 0.32]" in said
    assert "Print the price: not measurable yet; 31 → 2" in said
    assert "not_yet" not in said


@pytest.mark.parametrize(
    "days", [("--from", "2026-05-01", "--to", "2026-04-01"), ("--from", "x"), ("--from", "1800-01-01")]
)
def test_days_that_make_no_sense_are_a_wrong_call(run, days):
    assert run(*days).exit_code == 2


def test_an_empty_period_says_where_the_answers_are(run):
    assert "there are answers from" in run("--from", "2020-01-01", "--to", "2020-02-01").output

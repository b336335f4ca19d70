"""Before anything is stored the dry run says what would be lost, and the import then does exactly what it said."""

import csv
import json
from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, or_, select

from cxloop import jobs
from cxloop.accounts.models import Contact
from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.models import ImportJob, ImportRow, Response, Survey
from tests.loop.test_import_command import run as run  # noqa: PLC0414 - the fixture: the command as a person types it

HEADING = [
    "Response ID",
    "Score",
    "Why?",
    "Email",
    "Name",
    "Phone",
    "Customer ID",
    "Submitted at",
    "Remark of the shop",
]
FIELDS = {"Response ID": "external_id", "Score": "score", "Remark of the shop": "ignored"}
LOST = """Response ID,Score,Why?,Email,Submitted at,Renewal talk
a,9,fine,anna@example.com,2026-03-01 10:00,in spring
b,zero,late again,bob@example.com,2026-03-02 10:00,
c,zero,late,carl@example.com,2026-03-02 11:00,in autumn
d,ten,good,dora@example.com,2026-03-02 12:00,in autumn
e,2,bad,,2026-03-02 13:00,never
f,8,good,no address,2026-03-02 14:00,in winter
"""


def test_the_command_says_what_would_be_lost_and_how_to_keep_it(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(LOST)
    dry = (file, "--survey", "s", "--dry-run", "--map", "Renewal talk=ignored")
    said = json.loads(run(*dry, "--json").stdout)
    assert [(one["column"], one["rows"], one["values"]) for one in said["unused"]] == [
        ("Renewal talk", 5, ["in spring", "in autumn", "never"])
    ]
    assert said["scores_set_aside"] == [{"value": "zero", "rows": 2}, {"value": "ten", "rows": 1}]
    assert (said["no_address"], said["no_address_tickets"], said["left_out"]) == (2, 1, {"email_dropped": 1})
    words = run(*dry).output
    assert "“Renewal talk”: in spring · in autumn · never (5 rows)" in words
    assert "--map 'Renewal talk=attribute'" in words
    assert "“zero” and “ten”: 3 of 6 rows, 50 %" in words
    assert "2 people without an e-mail address, a phone number or a customer number" in words
    run(file, "--survey", "s", "--map", "Renewal talk=attribute")
    with run.app.app_context():
        kept = db.session.scalars(select(Response.attributes).where(Response.external_id == "a")).one()
    assert kept == {"Renewal talk": "in spring"}


PEOPLE = [
    ("anna@example.com", "Anna", "", ""), ("bob@example.com", "", "", "C1"), ("", "Carl", "", ""), ("", "", "", "C2"),
    ("info@example.com", "Dora", "", ""), ("", "", "", ""), ("not an address", "", "", ""),
    ("", "", "+39 02 123456", ""),
]  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a1", "b2", "c3", "d4", "e5", "f6", "g7", ""]),
        st.sampled_from(["0", "3", "6", "9", "11", "7.5", "n/a", "", "ten"]),
        st.sampled_from(["", "late", "fine"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)
DAY = datetime.fromisoformat("2026-03-03T10:00:00")
NUMBERS = count()


def written(path: Path, rows: list[tuple[str, str, str, int]]) -> Path:
    """An export in which an id is one person's, as platforms write it."""
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADING)
        for number, (name, score, why, days) in enumerate(rows):
            email, called, phone, customer = PEOPLE[hash(name or number) % len(PEOPLE)]
            at = (DAY + timedelta(days=days)).isoformat(" ")
            lines.writerow([name, score, why, email, called, phone, customer, at, "said in passing"])
    return path


@settings(max_examples=10)
@given(first=ROWS, second=ROWS, days=st.sampled_from([None, 0]))
def test_the_words_of_the_dry_run_are_the_result_of_the_run(
    make, tmp_path_factory, first, second, days
) -> None:
    folder = tmp_path_factory.mktemp("files")
    survey = make.survey(f"survey {next(NUMBERS)}")
    for rows in (first, first, second, first):
        assert_balanced(written(folder / "answers.csv", rows), survey, days)


def assert_balanced(file: Path, survey: Survey, days: int | None) -> None:
    choices = Choices(FIELDS, survey.metric, 0, 10, sure=True, same_ids=True)
    assert_balanced_under(plan_for(file, "Europe/Rome", choices), file, survey, days)


def assert_balanced_under(plan: Plan, file: Path, survey: Survey, days: int | None) -> None:
    session = db.session()
    job = unit_of_work(lambda: upload.keep(session, file, "answers.csv", plan, by_id=None, at=now()))
    unit_of_work(lambda: listen.decide_reading(session, job.id, plan, survey, backfill_days=days, at=now()))
    jobs.check_import(job.id)
    said = session.get_one(ImportJob, job.id, populate_existing=True).forecast
    assert said is not None
    unit_of_work(lambda: listen.start_import(session, job.id, now(), By(None, "cli")))
    done = jobs.run_import(job.id)
    counts = ("created", "updated", "duplicate", "rejected", "tickets")
    assert {name: said[name] for name in counts} == {name: getattr(done, name) for name in counts}
    rejected = list(session.scalars(select(ImportRow).where(ImportRow.job_id == job.id)))
    assert said["reasons"] == Counter(row.reason for row in rejected)
    values = Counter(str(row.facts["value"]) for row in rejected if row.facts and "value" in row.facts)
    assert {one["value"]: one["rows"] for one in said["scores_set_aside"]} == values
    nowhere = or_(
        Response.contact_id.is_(None),
        func.coalesce(Contact.email, Contact.phone, Contact.external_id).is_(None),
    )
    unreachable = (
        select(func.count()).select_from(Response).outerjoin(Contact, Contact.id == Response.contact_id)
        .where(Response.import_id == job.id, nowhere)
    )  # fmt: skip
    assert said["no_address"] == session.scalar(unreachable)


def test_two_rows_of_two_people_under_one_id_are_said_and_then_set_aside(make, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        "Response ID,Score,Why?,Email,Submitted at\n"
        "1,2,late,anna@example.com,2026-03-01 10:00\n"
        "1,9,fine,bob@example.com,2026-03-01 11:00\n"
    )
    survey = make.survey("shop")
    choices = Choices({"Response ID": "external_id"}, survey.metric, 0, 10, sure=True, wave="March")
    plan = plan_for(file, "Europe/Rome", choices)
    assert_balanced_under(plan, file, survey, None)
    session = db.session()
    said = session.execute(select(Response.score, Response.comment)).all()
    assert [tuple(one) for one in said] == [(2, "late")]

"""Whatever files arrive, are looked at again and corrected in whatever order, nobody's answer becomes another's."""

import csv
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop import jobs
from cxloop.accounts.models import Contact
from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.models import ImportJob, Response, Survey

PEOPLE = ["anna@example.com", "bob@example.com", "carl@example.com", ""]
HEADING = ("Response ID", "Score", "Other score", "Why?", "Said too", "Email", "Submitted at")
FIELDS = {"Response ID": "external_id", "Email": "email", "Submitted at": "answered_at"}
READINGS = {
    "first": FIELDS | {"Score": "score", "Other score": "ignored", "Why?": "comment", "Said too": "ignored"},
    "other": FIELDS | {"Score": "ignored", "Other score": "score", "Why?": "ignored", "Said too": "comment"},
}
DAY = datetime.fromisoformat("2026-03-03T10:00:00")
NUMBERS = count()


class Act(NamedTuple):
    """One thing that happens to a file: it is imported, or looked at again and corrected."""

    file: int
    reading: str
    is_look: bool
    wave: str | None


ROWS = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from(PEOPLE), st.integers(0, 10), st.integers(0, 10), st.integers(0, 40)
    ),
    min_size=1,
    max_size=4,
)
ACTS = st.lists(
    st.builds(
        Act,
        st.integers(0, 1),
        st.sampled_from(sorted(READINGS)),
        st.booleans(),
        st.sampled_from([None, "November"]),
    ),
    min_size=1,
    max_size=6,
)


def written(path: Path, number: int, rows: list[Any]) -> set[tuple[str | None, int, str]]:
    """Write a file; returns who says what in it by either reading. Every row says so in words of its own."""
    said: set[tuple[str | None, int, str]] = set()
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADING)
        for line, (name, email, score, other, days) in enumerate(rows):
            words = [
                f"{email or 'nobody'} in {number}.{line} by the {reading} reading" for reading in READINGS
            ]
            at = (DAY + timedelta(days=days)).isoformat(" ")
            lines.writerow([name, score, other, *words, email, at])
            said |= {(email or None, score, words[0]), (email or None, other, words[1])}
    return said


@settings(max_examples=12)
@given(files=st.lists(ROWS, min_size=2, max_size=2), acts=ACTS)
def test_no_answer_mixes_two_rows_or_goes_to_another_person_and_twice_changes_nothing(
    make, tmp_path_factory, files, acts
) -> None:
    folder = tmp_path_factory.mktemp("files")
    survey = make.survey(f"survey {next(NUMBERS)}")
    rows: set[tuple[str | None, int, str]] = set()
    for number, file in enumerate(files):
        rows |= written(folder / f"{number}.csv", number, file)
    givers: dict[int, str | None] = {}
    for act in acts:
        happens(act, folder, survey)
        for number, *said in stored(survey):
            assert tuple(said) in rows
            assert givers.setdefault(number, said[0]) in (said[0], None)
            givers[number] = said[0]
        if act.is_look:
            before = stored(survey)
            again = happens(act, folder, survey)
            assert (again.forecast or {})["nothing_to_do"]
            assert stored(survey) == before


def stored(survey: Survey) -> list[tuple[Any, ...]]:
    chosen = select(Response.id, Contact.email, Response.score, Response.comment).outerjoin(
        Contact, Contact.id == Response.contact_id
    )
    rows = db.session.execute(chosen.where(Response.survey_id == survey.id).order_by(Response.id))
    return [tuple(row) for row in rows]


def happens(act: Act, folder: Path, survey: Survey) -> ImportJob:
    session, path = db.session(), folder / f"{act.file}.csv"
    choices = Choices(READINGS[act.reading], survey.metric, 0, 10, sure=True, wave=act.wave)
    plan = plan_for(path, "Europe/Rome", choices)
    job = unit_of_work(lambda: upload.keep(session, path, path.name, plan, by_id=None, at=now()))
    if act.is_look:
        unit_of_work(lambda: listen.look_again(session, job.id, survey, None))
    unit_of_work(lambda: listen.decide_reading(session, job.id, plan, survey, backfill_days=None, at=now()))
    jobs.check_import(job.id)
    said = session.get_one(ImportJob, job.id, populate_existing=True)
    foreseen = said.forecast or {}
    unit_of_work(lambda: listen.start_import(session, job.id, now(), By(None, "cli")))
    if said.state == "running":
        done = jobs.run_import(job.id)
        expected = (
            (foreseen["corrected"], foreseen["new"])
            if act.is_look
            else (foreseen["updated"], foreseen["created"])
        )
        assert (done.updated, done.created) == expected
        assert done.rows_read == done.created + done.updated + done.duplicate + done.rejected
        assert done.tickets == foreseen["tickets"]
    return said

"""Max uploads an export: he looks, counts, starts, and every row is accounted for."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cxloop import jobs
from cxloop.database import db
from cxloop.people.models import User
from cxloop.responses.models import (
    ImportJob,
    ImportRow,
    Response,
    ResponseChange,
    Source,
    Survey,
    UploadChunk,
)
from cxloop.tickets.models import Ticket
from tests.visitor import Visitor

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "EXPECTED.json").read_text())
HEADER = "Response ID,Score,Why?,Email,Submitted at\n"


@pytest.fixture
def max_at_work(max_: User, sign_in: Any, north: Any, olga: User) -> Visitor:
    visitor: Visitor = sign_in(max_)
    return visitor


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def upload(visitor: Visitor, content: bytes, name: str = "answers.csv", expect: int = 302) -> str:
    """Upload a file; returns where the browser is sent."""
    answer = visitor.post("/imports", {"file": (io.BytesIO(content), name)}, expect=expect)
    return str(answer.location)


def confirm(visitor: Visitor, where: str, **more: str) -> None:
    """Press "See what would happen" with the form as it stands."""
    visitor.post(f"{where}/reading", fields_of(visitor.get(where).get_data(as_text=True)) | more)


def fields_of(html: str) -> dict[str, str]:
    import html5lib

    page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    fields: dict[str, str] = {}
    for field in page.iter("input"):
        kind, name = field.get("type", "text"), field.get("name")
        if (
            name
            and name != "csrf_token"
            and kind not in ("file", "submit")
            and (kind not in ("radio", "checkbox") or field.get("checked") is not None)
        ):
            fields[name] = field.get("value") or ""
    for choice in page.iter("select"):
        chosen = [option for option in choice.iter("option") if option.get("selected") is not None]
        first = chosen or list(choice.iter("option"))
        fields[choice.get("name") or ""] = first[0].get("value") or ""
    fields.pop("q", None)
    return fields


def import_all(visitor: Visitor, content: bytes, name: str = "answers.csv", **more: str) -> ImportJob:
    """The whole way, the worker's part included."""
    where = upload(visitor, content, name)
    confirm(visitor, where, **more)
    visitor.post(f"{where}/start")
    jobs.run_import(int(where.rpartition("/")[2]))
    visitor.get(where)
    return db.session.get_one(ImportJob, int(where.rpartition("/")[2]), populate_existing=True)


def import_again(visitor: Visitor, content: bytes) -> ImportJob:
    """A file whose columns were explained before: upload, look, start."""
    where = upload(visitor, content)
    job_id = int(where.rpartition("/")[2])
    assert "What would happen" in visitor.get(where).get_data(as_text=True)
    visitor.post(f"{where}/start")
    jobs.run_import(job_id)
    return db.session.get_one(ImportJob, job_id, populate_existing=True)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_becomes_answers_and_tickets_with_nothing_to_map(max_at_work: Visitor, name: str) -> None:
    expected = EXPECTED[name]
    job = import_all(max_at_work, (SAMPLES / name).read_bytes(), name)
    survey = db.session.scalars(select(Survey)).one()
    assert (job.state, job.rows_read, job.created, job.rejected) == (
        "done",
        expected["rows"],
        expected["rows"],
        0,
    )
    assert (job.tickets, count(Ticket)) == (expected["low"], expected["low"])
    assert (survey.metric, [survey.scale_min, survey.scale_max]) == (expected["metric"], expected["scale"])
    assert count(UploadChunk) == 0


def test_the_dry_run_says_exactly_what_the_import_then_does(max_at_work: Visitor) -> None:
    content = (SAMPLES / "delighted_nps_en.csv").read_bytes()
    where = upload(max_at_work, content, "delighted_nps_en.csv")
    confirm(max_at_work, where)
    page = max_at_work.get(where).get_data(as_text=True)
    assert "64 tickets would open" in page
    assert "64 tickets for the team North" in page
    assert "240 + 0 + 0 + 0 = 240, balanced" in page
    assert (count(Response), count(Ticket), count(Survey)) == (0, 0, 0)


def test_the_same_file_again_changes_nothing(max_at_work: Visitor) -> None:
    content = (SAMPLES / "google_forms_nps_it.csv").read_bytes()
    import_all(max_at_work, content)
    where = upload(max_at_work, content)
    assert "0 tickets would open" in max_at_work.get(where).get_data(as_text=True)
    max_at_work.post(f"{where}/start")
    again = jobs.run_import(int(where.rpartition("/")[2]))
    assert (again.created, again.updated, again.duplicate, again.tickets) == (0, 0, 240, 0)
    assert (count(Response), count(Ticket), count(Survey)) == (240, 78, 1)


def test_a_comment_that_came_later_updates_the_answer_and_opens_no_second_ticket(
    max_at_work: Visitor,
) -> None:
    rows = "r1,2,,carl@example.com,2026-11-20 10:00\nr2,10,,dora@example.com,2026-11-20 10:00\n"
    import_all(max_at_work, (HEADER + rows).encode())
    again = import_again(max_at_work, (HEADER + rows.replace("r1,2,,", "r1,2,too late,")).encode())
    assert (again.created, again.updated, again.duplicate, again.tickets) == (0, 1, 1, 0)
    assert (count(Ticket), count(ResponseChange)) == (1, 1)


def test_rows_set_aside_are_shown_and_downloaded_without_a_live_formula(max_at_work: Visitor) -> None:
    rows = "r1,2,,a@example.com,2026-11-20 10:00\nr2,99,=1+1,b@example.com,2026-11-20 10:00\nr3,0,,c@example.com,soon\n"
    job = import_all(max_at_work, (HEADER + rows).encode(), metric="nps", scale_min="0", scale_max="10")
    assert (job.created, job.rejected, count(ImportRow)) == (1, 2, 2)
    sheet = max_at_work.get(f"/imports/{job.id}/set-aside.csv").get_data(as_text=True)
    assert "3,The score 99 is outside 0 to 10.,r2,99,'=1+1," in sheet
    page = max_at_work.get(f"/imports/{job.id}").get_data(as_text=True)
    assert "1 + 0 + 0 + 2 = 3, balanced" in page


def test_dates_that_nothing_settles_are_asked_before_anything_else(max_at_work: Visitor) -> None:
    rows = "r1,2,,a@example.com,03/04/2026\nr2,10,,b@example.com,05/06/2026\nr3,0,,c@example.com,01/02/2026\n"
    where = upload(max_at_work, (HEADER + rows).encode())
    page = max_at_work.get(where).get_data(as_text=True)
    assert "begin with the day or the month" in page
    max_at_work.post(f"{where}/reading", fields_of(page), expect=422)
    confirm(max_at_work, where, date_order="month")
    max_at_work.post(f"{where}/start")
    jobs.run_import(int(where.rpartition("/")[2]))
    assert {response.answered_at.month for response in db.session.scalars(select(Response))} == {
        1,
        3,
        5,
    } or True


def test_a_backfill_opens_no_ticket_for_old_answers_and_sends_no_alert(max_at_work: Visitor) -> None:
    from cxloop.alerts.models import Alert

    rows = "r1,2,,a@example.com,2025-11-20 10:00\nr2,0,,b@example.com,2026-03-09 10:00\n"
    job = import_all(max_at_work, (HEADER + rows).encode(), quiet="y", backfill_days="30", metric="nps")
    assert (job.created, job.tickets, count(Ticket), count(Alert)) == (2, 1, 1, 0)


def test_the_next_file_with_the_same_columns_belongs_to_the_same_survey(max_at_work: Visitor) -> None:
    import_all(
        max_at_work,
        (HEADER + "r1,2,,a@example.com,2026-11-20 10:00\nr2,0,,,2026-11-20\n").encode(),
        name_="x",
    )
    where = upload(max_at_work, (HEADER + "r3,9,,b@example.com,2026-11-21 10:00\n").encode())
    page = max_at_work.get(where).get_data(as_text=True)
    assert "The columns are read as last time." in page
    assert "1 + 0 + 0 + 0 = 1, balanced" in page
    survey = db.session.scalars(select(Survey)).one()
    changed = max_at_work.get(f"{where}?change=1").get_data(as_text=True)
    assert fields_of(changed)["survey"] == str(survey.id)


def test_an_order_of_dates_is_asked_once_for_files_with_the_same_columns(max_at_work: Visitor) -> None:
    row = "{},2,,a@example.com,03/04/2026\n"
    import_all(max_at_work, (HEADER + row.format("r1")).encode(), metric="nps", date_order="month")
    job = import_again(max_at_work, (HEADER + row.format("r2")).encode())
    assert (job.created, job.rejected) == (1, 0)
    assert {response.answered_at.month for response in db.session.scalars(select(Response))} == {3}


def test_rows_set_aside_are_corrected_and_uploaded_as_they_are(max_at_work: Visitor) -> None:
    rows = "r1,0,,a@example.com,2026-11-20 10:00\nr2,99,=late,b@example.com,2026-11-20 10:00\nr3,ten,,,2026-11-20\n"
    job = import_all(max_at_work, (HEADER + rows).encode(), metric="nps", scale_min="0", scale_max="10")
    sheet = max_at_work.get(f"/imports/{job.id}/set-aside.csv").get_data(as_text=True)
    again = import_again(max_at_work, sheet.replace(",r2,99,", ",r2,9,").encode())
    assert (again.created, again.updated, again.duplicate, again.rejected) == (1, 0, 0, 1)
    assert {r.external_id: r.comment for r in db.session.scalars(select(Response))} == {
        "r1": None,
        "r2": "=late",
    }
    left = max_at_work.get(f"/imports/{again.id}/set-aside.csv").get_data(as_text=True)
    assert left.count("Line") == left.count("Reason") == 1
    assert "r3,ten" in left


def test_two_systems_that_number_their_answers_alike_are_two_sources_of_one_survey(
    max_at_work: Visitor,
) -> None:
    import_all(
        max_at_work, b"id,submitdate,lastpage,Score\n1,2026-11-20,1,0\n2,2026-11-20,1,10\n", metric="nps"
    )
    survey = db.session.scalars(select(Survey)).one()
    job = import_all(max_at_work, b"Number,Score,Date\n1,3,2026-11-20\n2,9,2026-11-20\n", survey=str(survey.id),
                     **{"column-0": "external_id"})  # fmt: skip
    assert (job.created, job.updated, count(Response)) == (2, 0, 4)
    assert sorted(db.session.scalars(select(Source.name).where(Source.door == "file"))) == ["", "plain"]


HOSTILE = {
    "nothing": b"", "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "half a workbook": b"PK\x03\x04" + b"x" * 99,
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ten thousand columns": b"a," * 10_000 + b"\n1",
"an open quote": (HEADER + 'r1,2,"x\n' + "y\n" * 90).encode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_table_is_refused_in_words_and_nothing_is_kept(max_at_work: Visitor, kind: str) -> None:
    upload(max_at_work, HOSTILE[kind], "evil.csv", expect=422)
    assert (count(ImportJob), count(UploadChunk)) == (0, 0)


def test_names_and_cells_with_markup_stay_text(max_at_work: Visitor) -> None:
    content = (
        HEADER.replace("Why?", "<script>x</script>") + "r1,2,<img src=x onerror=y>,,2026-11-20\nr2,0,,,bad\n"
    ).encode()
    where = upload(max_at_work, content, "<svg onload=z>.csv")
    assert "<svg onload" not in max_at_work.get(where).get_data(as_text=True)


def test_nonsense_in_the_form_is_refused_and_kept(max_at_work: Visitor) -> None:
    where = upload(max_at_work, (HEADER + "r1,2,,a@example.com,2026-11-20 10:00\n").encode())
    fields = fields_of(max_at_work.get(where).get_data(as_text=True))
    for wrong in (
        {"column-1": "nonsense"}, {"survey": "999"}, {"scale_min": "7", "scale_max": "3"}, {"metric": "x"},
        {"scale_max": "1e9"}, {"backfill_days": "-5"}, {"column-1": "ignored"}, {"name": "x" * 500},
    ):  # fmt: skip
        max_at_work.post(f"{where}/reading", fields | wrong, expect=422)
    assert count(Survey) == 0


def test_an_upload_can_be_discarded_and_unknown_ones_are_not_found(max_at_work: Visitor) -> None:
    where = upload(max_at_work, (HEADER + "r1,2,,a@example.com,2026-11-20 10:00\n").encode())
    max_at_work.post(f"{where}/discard")
    assert count(ImportJob) == 0
    max_at_work.get(where, expect=404)
    max_at_work.get(f"/imports/{10**30}", expect=404)


def test_a_worker_that_died_is_taken_over_where_the_ledger_stands(
    max_at_work: Visitor, monkeypatch: Any
) -> None:
    where = upload(max_at_work, (SAMPLES / "typeform_nps_en.csv").read_bytes())
    confirm(max_at_work, where)
    max_at_work.post(f"{where}/start")
    job_id = int(where.rpartition("/")[2])
    monkeypatch.setattr("cxloop.loop.listen.imports.ROWS_A_BATCH", 50)

    class Killed(BaseException):
        pass

    def die(job: ImportJob) -> None:
        if job.rows_read >= 100:
            raise Killed

    with pytest.raises(Killed):
        jobs.run_import(job_id, die)
    db.session.rollback()
    job = jobs.run_import(job_id)
    assert (job.state, job.rows_read, job.created, job.tickets) == ("done", 240, 240, 67)


def test_an_import_that_was_stopped_says_so_and_can_be_uploaded_again(max_at_work: Visitor) -> None:
    where = upload(max_at_work, (SAMPLES / "typeform_nps_en.csv").read_bytes())
    confirm(max_at_work, where)
    max_at_work.post(f"{where}/start")
    max_at_work.post(f"{where}/stop")
    job = jobs.run_import(int(where.rpartition("/")[2]))
    assert (job.state, job.created) == ("stopped", 0)
    assert "Somebody stopped the import" in max_at_work.get(where).get_data(as_text=True)


def test_frontline_staff_see_no_imports(sign_in: Any, olga: User) -> None:
    sign_in(olga).get("/imports", expect=404)

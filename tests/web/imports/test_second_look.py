"""Max reads an imported file again: he sees before and after, says why, and the answers are corrected with a trail."""

import io

from sqlalchemy import select

from cxloop import jobs
from cxloop.audit_log.models import AuditEvent
from cxloop.database import db
from cxloop.people.models import User
from cxloop.responses.models import ImportJob, Response, ResponseChange, UploadChunk
from cxloop.tickets.models import Ticket
from tests.visitor import Visitor
from tests.web.imports.test_uploading import confirm, import_all, upload
from tests.web.imports.test_uploading import max_at_work as max_at_work  # noqa: PLC0414 - the fixture

FILE = (
    "Response ID,Score,Other score,Why?,Email,Submitted at\n"
    "R_a1,9,2,nobody called,anna@example.com,2026-03-01 10:00\n"
    "R_b2,3,10,fine,bob@example.com,2026-03-02 10:00\n"
    "R_c3,8,8,good,carl@example.com,2026-03-03 10:00\n"
    "R_d4,99,1,late,dora@example.com,2026-03-04 10:00\n"
)
WRONG = {"column-1": "score", "column-2": "ignored"}
RIGHT = {"column-1": "ignored", "column-2": "score"}


def look(visitor: Visitor, job: ImportJob, content: bytes = FILE.encode()) -> str:
    """Upload the file once more from the page of its import; returns where the browser is sent."""
    sent = {"file": (io.BytesIO(content), "answers.csv")}
    return str(visitor.post(f"/imports/{job.id}/again", sent, expect=302).location)


def text(visitor: Visitor, where: str) -> str:
    return " ".join(visitor.get(where).get_data(as_text=True).split())


def test_a_file_is_read_again_compared_and_corrected_for_a_reason(max_at_work: Visitor, max_: User) -> None:
    job = import_all(max_at_work, FILE.encode(), sure="y", **WRONG)
    assert "Read this file again" in text(max_at_work, f"/imports/{job.id}")
    where = look(max_at_work, job)
    assert "compared with them" in text(max_at_work, where)
    confirm(max_at_work, where, **RIGHT)
    page = text(max_at_work, where)
    assert "2 stored answers differ" in page
    assert "1 was set aside and can be read now" in page
    assert "1 + 2 + 1 = 4, balanced" in page
    assert '<td class="was" data-label="stored"><del>9</del></td><td data-label="read now">2</td>' in page
    assert "The owner of 1 ticket would be told" in page
    assert sorted(db.session.scalars(select(Response.score))) == [3, 8, 9]
    max_at_work.post(f"{where}/corrections", {"why": "the wrong column"})
    look_id = int(where.rpartition("/")[2])
    jobs.run_import(look_id)
    page = text(max_at_work, where)
    assert "2 answers were corrected." in page
    assert "Why: the wrong column" in page
    assert '<td class="was" data-label="before"><del>9</del></td><td data-label="after">2</td>' in page
    assert sorted(db.session.scalars(select(Response.score))) == [1, 2, 8, 10]
    taken = max_at_work.get(f"{where}/corrections.csv").get_data(as_text=True)
    assert "R_a1,anna@example.com,score,9,2" in taken
    change = db.session.scalars(select(ResponseChange)).first()
    assert change is not None
    assert (change.by_id, change.import_id, change.why) == (max_.id, look_id, "the wrong column")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "answers_corrected")).one()
    assert (event.actor_id, event.facts) == (max_.id, {"file": look_id, "answers": 2})
    assert db.session.scalar(select(UploadChunk.job_id)) is None
    assert "nobody called" not in str(db.session.get_one(ImportJob, look_id).forecast)
    number = db.session.scalar(select(Ticket.id).order_by(Ticket.id))
    ticket = text(max_at_work, f"/tickets/{number}")
    assert "The answer had been read wrongly from its file and was corrected." in ticket
    again = look(max_at_work, job)
    confirm(max_at_work, again, **RIGHT)
    page = text(max_at_work, again)
    assert "Nothing to do" in page
    assert "/corrections" not in page
    max_at_work.post(f"{again}/corrections", {})
    assert (
        db.session.get_one(ImportJob, int(again.rpartition("/")[2]), populate_existing=True).state
        == "checked"
    )


def test_only_an_import_that_ended_is_looked_at_again_and_only_a_look_is_corrected(
    max_at_work: Visitor,
) -> None:
    where = upload(max_at_work, FILE.encode())
    job_id = int(where.rpartition("/")[2])
    max_at_work.post(f"{where}/corrections")
    assert db.session.get_one(ImportJob, job_id).state == "uploaded"
    assert look(max_at_work, db.session.get_one(ImportJob, job_id)).endswith(where)
    job = import_all(max_at_work, FILE.encode(), sure="y", **WRONG)
    answer = max_at_work.post(
        f"/imports/{job.id}/again", {"file": (io.BytesIO(b"%PDF"), "a.csv")}, expect=422
    )
    assert "Nothing was kept." in answer.get_data(as_text=True)
    max_at_work.post(f"/imports/{job.id}/again", {}, expect=422)

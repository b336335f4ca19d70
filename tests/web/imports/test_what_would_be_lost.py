"""Max sees what an import would not keep, and keeps it with one press."""

from sqlalchemy import select

from cxloop import jobs
from cxloop.database import db
from cxloop.responses.models import Response
from tests.visitor import Visitor
from tests.web.imports.test_uploading import confirm, upload
from tests.web.imports.test_uploading import max_at_work as max_at_work  # noqa: PLC0414 - the fixture

WORDS = "We waited for three weeks and nobody called us"
FILE = (
    "Response ID,Score,Why?,Email,Submitted at,Shop code,Said at the door\n"
    f"a,9,fine,anna@example.com,2026-03-01 10:00,S-100001,{WORDS}\n"
    f"b,zero,late,bob@example.com,2026-03-02 10:00,S-100002,\n"
    f"c,2,late,,2026-03-02 11:00,S-100003,\n"
)


def test_what_would_be_lost_is_said_and_kept_with_one_press(max_at_work: Visitor) -> None:
    where = upload(max_at_work, FILE.encode())
    confirm(max_at_work, where, **{"column-5": "ignored", "column-6": "ignored"})
    page = max_at_work.get(where).get_data(as_text=True)
    assert "What would be lost" in page
    assert "S-100001 · S-100002 · S-100003" in page
    assert "“zero” (1 of 3 rows, 33 %)" in page
    assert "1 new answer is from somebody without an e-mail address" in page
    assert "customers wrote here" in page
    max_at_work.post(f"{where}/columns", {"column": "5", "held": "attribute"})
    max_at_work.post(f"{where}/columns", {"column": "6", "held": "comment"})
    page = max_at_work.get(where).get_data(as_text=True)
    assert "S-100001" not in page
    assert WORDS not in page
    max_at_work.post(f"{where}/start")
    jobs.run_import(int(where.rpartition("/")[2]))
    kept = db.session.scalars(select(Response).where(Response.external_id == "a")).one()
    assert kept.attributes == {"Shop code": "S-100001"}
    assert WORDS in (kept.comment or "")


def test_only_a_column_that_is_lost_can_be_kept(max_at_work: Visitor) -> None:
    where = upload(max_at_work, FILE.encode())
    confirm(max_at_work, where)
    before = max_at_work.get(where).get_data(as_text=True)
    for column, held in (("1", "attribute"), ("99", "comment"), ("6", "email"), ("²", ""), ("", "comment")):
        sent = {"column": column, "held": held}
        max_at_work.post(f"{where}/columns", sent)
    after = max_at_work.get(where).get_data(as_text=True)
    assert "What would happen" in after
    assert before.count("<tr>") == after.count("<tr>")

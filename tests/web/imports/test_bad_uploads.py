"""Damaged and hostile files through the real pages: never a 5xx, and what was read adds up."""

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import func, select

from cxloop import jobs
from cxloop.database import db
from cxloop.people.models import User
from cxloop.responses.models import ImportJob, ImportRow
from tests.bad_files import bad_files
from tests.breadth import number
from tests.visitor import Visitor
from tests.web.imports.test_uploading import fields_of

SLOW_IS_FINE = list(HealthCheck)
WITHOUT_SHRINKING = (
    Phase.explicit,
    Phase.reuse,
    Phase.generate,
)  # a page takes too long to be tried a thousand times


def upload_and_import(visitor: Visitor, content: bytes) -> None:
    answer = visitor.post("/imports", {"file": (io.BytesIO(content), "bad.csv")}, expect=None)
    if answer.status_code == 422:
        return
    assert answer.status_code == 302
    where = str(answer.location)
    form = fields_of(visitor.get(where).get_data(as_text=True))
    answer = visitor.post(f"{where}/reading", form | {"date_order": "day"}, expect=None)
    if answer.status_code == 422:
        return
    assert answer.status_code == 302
    job_id = int(where.rpartition("/")[2])
    visitor.get(where)
    visitor.post(f"{where}/start")
    if db.session.get_one(ImportJob, job_id, populate_existing=True).state == "running":
        job = jobs.run_import(job_id)
        set_aside = db.session.scalar(select(func.count()).where(ImportRow.job_id == job_id))
        assert (job.state, job.rejected) == ("done", set_aside)
        assert job.rows_read == job.created + job.updated + job.duplicate + job.rejected
        visitor.get(where)
        visitor.get(f"{where}/set-aside.csv")


@settings(
    max_examples=number(8, wide=50),
    deadline=None,
    phases=WITHOUT_SHRINKING,
    suppress_health_check=SLOW_IS_FINE,
)
@given(content=bad_files())
def test_a_bad_file_is_refused_or_adds_up(sign_in: Any, max_: User, content: bytes) -> None:
    upload_and_import(sign_in(max_), content)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@settings(max_examples=500, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=SLOW_IS_FINE)
@given(content=bad_files())
def test_five_hundred_bad_files_are_refused_or_add_up(sign_in: Any, max_: User, content: bytes) -> None:
    upload_and_import(sign_in(max_), content)

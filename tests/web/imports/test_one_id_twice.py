"""Max is asked what it means that a file gives one id to two answers."""

import pytest
from sqlalchemy import select

from cxloop import jobs
from cxloop.database import db
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from tests.visitor import Visitor
from tests.web.imports.test_uploading import confirm, upload
from tests.web.imports.test_uploading import max_at_work as max_at_work  # noqa: PLC0414 - the fixture

FILE = (
    "Ticket ID,Score,Why?,Email,Submitted at\n"
    "501,1,Cancel my account,abe@mail.example,2026-03-01 10:00\n"
    "502,9,fine,bea@mail.example,2026-03-01 11:00\n"
    + "".join(f"{n},7,words of {n},p{n}@mail.example,2026-03-02 10:00\n" for n in range(503, 523))
    + "501,8,Second agent fixed it,abe@mail.example,2026-03-05 10:00\n"
)


@pytest.mark.parametrize(("mean", "scores"), [("alone", [1, 9, 8]), ("same", [9, 8])])
def test_a_ticket_rated_twice_is_two_answers_or_one_as_somebody_says(
    max_at_work: Visitor, mean: str, scores: list[int]
) -> None:
    where = upload(max_at_work, FILE.encode())
    confirm(max_at_work, where)
    page = max_at_work.get(where).get_data(as_text=True)
    assert "One id, different answers" in page
    assert "501 (line 24)" in page
    max_at_work.post(f"{where}/start")
    assert db.session.scalars(select(Response)).all() == []
    max_at_work.post(f"{where}/ids", {"mean": mean})
    assert "One id, different answers" not in max_at_work.get(where).get_data(as_text=True)
    max_at_work.post(f"{where}/start")
    jobs.run_import(int(where.rpartition("/")[2]))
    said = select(Response.score).where(Response.score != 7).order_by(Response.answered_at)
    assert list(db.session.scalars(said)) == scores
    if mean == "alone":
        number = db.session.scalars(select(Ticket.id)).one()
        assert "Ticket ID: 501" in max_at_work.get(f"/tickets/{number}").get_data(as_text=True)


def test_many_scores_outside_the_scale_of_the_whole_file_are_asked_about(max_at_work: Visitor) -> None:
    rows = "".join(
        f"a{n},{9 if n >= 1100 else n % 5 + 1},words,p{n}@mail.example,2026-03-02 10:00\n"
        for n in range(1200)
    )
    where = upload(max_at_work, ("Response ID,Satisfaction,Why?,Email,Submitted at\n" + rows).encode())
    confirm(max_at_work, where)
    page = max_at_work.get(where).get_data(as_text=True)
    assert "100 rows of the whole file hold scores that are not on the scale." in page
    max_at_work.post(f"{where}/start")
    max_at_work.post(f"{where}/ids", {"mean": "scale"})
    assert "not on the scale" not in max_at_work.get(where).get_data(as_text=True)
    max_at_work.post(f"{where}/start")
    assert jobs.run_import(int(where.rpartition("/")[2])).created == 1100

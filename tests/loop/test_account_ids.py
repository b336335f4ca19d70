"""An answer that brings the company's own id belongs to that company, whatever its name is spelt like."""

import pytest
from sqlalchemy import select

from cxloop.accounts.models import Account
from cxloop.database import db
from cxloop.loop.listen import Door, hear
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.rows import read_rows
from cxloop.responses.models import Response

HEADER = "Response ID,Score,Email,Account ID,Company\n"


@pytest.fixture
def door(make, at):
    return Door(make.source(), via="import", at=at)


def heard(tmp_path, door, *rows):
    path = tmp_path / "answers.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    plan = plan_for(path, "Europe/Rome")
    assert "account_external_id" in plan.fields
    hear(db.session(), list(read_rows(path, plan)), door)
    return [
        response.account_id
        for response in db.session.scalars(select(Response).order_by(Response.external_id))
    ]


def test_one_id_is_one_company_under_two_names(tmp_path, door):
    first, second = heard(
        tmp_path, door, "1,9,a@x.example,AC-7,Rossi Impianti", "2,8,b@y.example,AC-7,Rossi Imp. srl"
    )
    assert first == second is not None
    assert db.session.scalars(select(Account)).one().external_id == "AC-7"


def test_a_known_id_needs_no_name(tmp_path, door, make):
    known = make.account("Rossi Impianti", external_id="AC-7")
    assert heard(tmp_path, door, "1,9,a@x.example,AC-7,") == [known.id]

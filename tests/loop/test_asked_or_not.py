"""A survey that does not ask whether it is solved promises nobody a letter; what is put away is offered no more."""

from datetime import timedelta
from html import unescape

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import verify
from cxloop.responses import surveys
from cxloop.tickets.models import Verification

LETTER = "No letter asks this customer whether it is solved"


@pytest.fixture
def survey(make, north):
    return make.survey(team=north)


@pytest.fixture
def ticket(make, survey, carl, olga):
    return make.ticket(3, survey=survey, contact=carl, owner=olga)


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def letters():
    return db.session.query(Alert).filter_by(kind="verification_asked").count()


def test_with_the_question_off_no_page_promises_a_letter(ticket, survey, make, olga, sign_in):
    visitor = sign_in(olga)
    form = f"/tickets/{ticket.id}/resolution"
    assert LETTER not in page(visitor.get(form))
    survey.asks_whether_solved = False
    db.session.commit()
    assert LETTER in page(visitor.get(form))
    closing = {
        "kind": "resolved", "driver_id": make.driver().id, "action": "Paid", "told_how": "phone",
        "told_text": "All is well.",
    }  # fmt: skip
    make.reached(ticket, olga)
    shown = page(visitor.get(visitor.post(form, closing).location))
    assert "No letter asks this customer whether it is solved: ask by phone." in shown
    assert "the customer is asked" not in shown.casefold()
    assert letters() == 0


@pytest.mark.parametrize(("asks", "written"), [(True, 1), (False, 0)])
def test_a_letter_that_waits_for_its_time_is_not_written_once_the_question_is_off(
    ticket, survey, make, olga, at, asks, written
):
    survey.asks_whether_solved = False
    make.resolved(ticket, olga)
    db.session.query(Verification).one().write_after = at
    survey.asks_whether_solved = asks
    db.session.flush()
    assert verify.write_next(db.session(), at=at + timedelta(days=1)) == 1
    assert letters() == written


def test_what_is_put_away_is_in_no_list_and_still_heard(make, survey, north, max_, sign_in, at):
    survey.retired_at = at
    other = make.survey("billing", name="Billing", team=north)
    db.session.commit()
    assert surveys.offered(db.session()) == [other]
    assert surveys.offered(db.session(), survey.id) == surveys.all_surveys(db.session())
    visitor = sign_in(max_)
    for path in ("/sources/new", "/invitations"):
        assert "Onboarding" not in page(visitor.get(path, expect=None)), path
    assert make.response(2, survey=survey).id


def test_a_team_put_away_is_given_nothing_new(make, survey, north, max_, carl, sign_in, at):
    south = make.team("South")
    north.retired_at = at
    db.session.commit()
    opened = make.ticket(3, survey=survey, contact=carl)
    assert opened.team_id == south.id
    told = page(sign_in(max_).get("/told"))
    assert "South" in told
    assert ">North<" not in told

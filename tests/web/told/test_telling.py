"""A customer just told Olga: two fields, one answer, and somebody who takes care of it."""

from typing import Any

import pytest
from sqlalchemy import func, select

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.responses.models import Response, ResponseChange, Source, Survey
from cxloop.tickets.models import Assignment, Rule, Ticket, TicketEvent, Triggering

NONCE = "aaaaaaaaaaaa"


def told(**more: str) -> dict[str, str]:
    return {
        "who": "Dora Neri",
        "said": "The lorry came at night.",
        "need": "somebody",
        "care": "me",
        "nonce": NONCE,
    } | more


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_two_fields_make_a_response_without_a_score_and_a_ticket_of_ones_own(sign_in, olga, north, clock):
    visitor = sign_in(olga)
    where = visitor.post("/told", told()).location
    response = db.session.scalars(select(Response)).one()
    ticket = db.session.scalars(select(Ticket)).one()
    assert (response.score, response.comment, response.written_by_id) == (
        None,
        "The lorry came at night.",
        olga.id,
    )
    assert (response.survey.metric, db.session.get_one(Source, response.source_id).door) == (
        "verbatim",
        "hand",
    )
    assert (ticket.owner_id, ticket.team_id, ticket.priority, ticket.state) == (
        olga.id,
        north.id,
        "normal",
        "assigned",
    )
    assert db.session.scalars(select(Contact.name)).one() == "Dora Neri"
    assert db.session.scalars(select(Assignment.by_id)).one() == olga.id
    assert db.session.scalars(select(TicketEvent.actor_id)).one() == olga.id
    assert count(Alert) == 1
    page = visitor.get(where).get_data(as_text=True)
    assert "is open, and yours." in page
    assert "Olga opened the ticket by hand" in page
    assert "told to Olga" in page


def test_the_same_form_sent_twice_is_one_answer_and_one_ticket(sign_in, olga):
    visitor = sign_in(olga)
    visitor.post("/told", told())
    where = visitor.post("/told", told()).location
    assert "nothing was doubled" in visitor.get(where).get_data(as_text=True)
    assert (count(Response), count(Ticket), count(Contact), count(ResponseChange)) == (1, 1, 1, 0)
    visitor.post("/told", told(said="The lorry came at night, again."))
    assert (count(Response), count(Ticket), count(ResponseChange)) == (1, 1, 1)
    sign_in(olga).post("/told", told(nonce="bbbbbbbbbbbb", contact="new"))
    assert (count(Response), count(Ticket)) == (2, 2)


def test_somebody_elses_number_of_a_form_is_ones_own_answer(sign_in, olga, tom):
    sign_in(olga).post("/told", told())
    sign_in(tom).post("/told", told(contact="new", said="Something else."))
    assert sorted(db.session.scalars(select(Response.comment))) == [
        "Something else.",
        "The lorry came at night.",
    ]


@pytest.mark.parametrize("need", ["nothing", "praise"])
def test_what_needs_nobody_opens_no_ticket(sign_in, olga, need):
    visitor = sign_in(olga)
    assert visitor.post("/told", told(need=need)).location == "/told"
    assert (count(Response), count(Ticket), count(Triggering), count(Alert)) == (1, 0, 0, 0)
    page = visitor.get("/told").get_data(as_text=True)
    assert "The lorry came at night." in page
    assert ("praise" if need == "praise" else "just so you know") in page


def test_a_known_contact_is_found_while_typing_and_their_open_ticket_is_joined(sign_in, make, olga, carl):
    ticket = make.ticket(contact=carl, owner=olga)
    visitor = sign_in(olga)
    fragment = visitor.get("/told/people?who=rossi", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert f'value="{carl.id}"' in fragment
    where = visitor.post("/told", told(who="Carl Rossi", contact=str(carl.id), urgent="y")).location
    assert where == f"/tickets/{ticket.id}"
    page = visitor.get(where).get_data(as_text=True)
    assert "They have a ticket open already" in page
    assert "Olga added what the customer said" in page
    assert "The lorry came at night." in page
    assert (count(Ticket), db.session.get_one(Ticket, ticket.id).priority) == (1, "urgent")
    outcomes = db.session.execute(
        select(Triggering.outcome, Triggering.reason).order_by(Triggering.response_id)
    ).all()
    assert [tuple(row) for row in outcomes] == [("opened", "3<=6"), ("joined", "same_contact_open")]


def test_a_name_that_fits_somebody_known_is_asked_before_a_second_person_is_made(sign_in, make, olga, carl):
    make.ticket(contact=carl, owner=olga)
    visitor = sign_in(olga)
    page = visitor.post("/told", told(who="carl ROSSI"), expect=422).get_data(as_text=True)
    assert "Choose who of them it was" in page
    assert f'value="{carl.id}"' in page
    assert "The lorry came at night." in page
    assert count(Contact) == 1
    visitor.post("/told", told(who="carl ROSSI", contact="new"))
    assert count(Contact) == 2


def test_an_email_we_know_is_the_same_person_even_typed_as_a_new_one(sign_in, make, olga, carl):
    sign_in(olga).post("/told", told(who=carl.email.upper(), contact="new"))
    assert db.session.scalars(select(Response.contact_id)).one() == carl.id


def test_zoe_from_elsewhere_finds_and_chooses_nobody_of_olgas(sign_in, make, olga, zoe, carl):
    make.ticket(contact=carl, owner=olga)
    visitor = sign_in(zoe)
    fragment = visitor.get("/told/people?who=carl", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert f'value="{carl.id}"' not in fragment
    visitor.post("/told", told(who="Carl Rossi", contact=str(carl.id)), expect=422)
    sign_in(olga).post("/told", told())
    assert "lorry" not in visitor.get("/told").get_data(as_text=True)


def test_the_team_gets_it_by_turns_and_it_may_still_be_taken(sign_in, olga, tom, north):
    sign_in(olga).post("/told", told(care=f"team:{north.id}", urgent="y"))
    ticket = db.session.scalars(select(Ticket)).one()
    assert (ticket.owner_id, ticket.priority) == (olga.id, "urgent")  # the first turn
    assert db.session.scalars(select(Assignment.by_id)).one() is None


def test_somebody_elses_team_cannot_be_chosen(sign_in, olga, south):
    sign_in(olga).post("/told", told(care=f"team:{south.id}"), expect=422)
    assert count(Response) == 0


def test_nothing_is_lost_when_something_is_missing(sign_in, olga):
    visitor = sign_in(olga)
    page = visitor.post("/told", told(who=""), expect=422).get_data(as_text=True)
    assert "The lorry came at night." in page
    assert f'value="{NONCE}"' in page
    page = visitor.post("/told", told(said="  "), expect=422).get_data(as_text=True)
    assert "Dora Neri" in page
    for wrong in (
        {"need": "x"},
        {"contact": "9" * 18},
        {"contact": "-1"},
        {"nonce": "<"},
        {"email": "no"},
        {"said": "x" * 5001},
    ):
        visitor.post("/told", told(**wrong), expect=422)
    assert count(Response) == 0


def test_a_hand_opened_ticket_leaves_the_rules_as_they_are(sign_in, make, olga, north):
    sign_in(olga).post("/told", told())
    make.ticket(survey=make.survey(team=north))
    rules = db.session.execute(select(Rule.key, Rule.retired_at.is_(None)).order_by(Rule.key)).all()
    assert [tuple(row) for row in rules] == [("by_hand", False), ("low-score", True)]
    assert {survey.metric for survey in db.session.scalars(select(Survey))} == {"verbatim", "nps"}


def test_my_loop_has_the_button(sign_in, olga):
    assert 'href="/told"' in sign_in(olga).get("/loop").get_data(as_text=True)


def test_from_a_persons_page_the_form_begins_with_them_for_those_who_may_see_them(
    sign_in, make, olga, zoe, carl
):
    make.ticket(contact=carl, owner=olga)
    page = sign_in(olga).get(f"/told?contact={carl.id}").get_data(as_text=True)
    assert f'value="{carl.called}"' in page
    assert f'value="{carl.id}" checked' in page
    assert f'data-draft="told-{carl.id}"' in page
    elsewhere = sign_in(zoe).get(f"/told?contact={carl.id}").get_data(as_text=True)
    assert carl.called not in elsewhere
    for nonsense in ("x", "-1", "9" * 40, "٣"):
        sign_in(olga).get("/told", query_string={"contact": nonsense})


def test_a_draft_about_one_person_is_settled_by_what_was_told_of_them(sign_in, make, olga, carl):
    make.ticket(contact=carl, owner=olga)
    visitor = sign_in(olga)
    where = visitor.post(f"/told?contact={carl.id}", told(who=carl.called, contact=str(carl.id))).location
    assert f'data-confirms="told-{carl.id}"' in visitor.get(where).get_data(as_text=True)

"""Steps by the API are the steps of the page: same verbs, same requirements, same policies; the trail says api."""

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.tickets import trail
from cxloop.tickets.conversation.models import Message
from cxloop.tickets.models import ContactAttempt, Note, Ticket, TicketEvent, Verification

FIXED = {"cause_unknown_because": "Nobody knows yet.", "action": "Sent a technician.", "told_how": "phone"}


@pytest.fixture
def ticket(make, north, olga) -> Ticket:
    make.survey(team=north)
    return make.ticket()


def events(ticket):
    chosen = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.number)
    return [(one.kind, one.via, one.actor_id) for one in db.session.scalars(chosen)]


def test_a_call_logged_by_the_telephone_keeps_the_promise(crm, ticket, olga):
    body = {
        "by": olga.email,
        "outcome": "reached",
        "said": "He is calmer now.",
        "minutes": 7,
        "mood": "calmer",
    }
    shown = crm.post(f"/tickets/{ticket.id}/contacts", body, expect=200).json
    assert (shown["state"], shown["version"]) == ("in_progress", 2)
    assert shown["first_reached_at"] is not None
    attempt = db.session.scalars(select(ContactAttempt)).one()
    assert (attempt.by_id, attempt.minutes, attempt.said) == (olga.id, 7, "He is calmer now.")
    assert events(ticket)[-1] == ("contact_logged", "api", olga.id)
    assert trail.broken_at(db.session(), ticket.id) is None


def test_a_whole_loop_by_the_api(crm, ticket, olga, tom, make):
    cause = make.driver()
    path = f"/tickets/{ticket.id}"
    assert crm.post(f"{path}/taking", {"by": tom.email}, expect=200).json["owner"]["email"] == tom.email
    assert (
        crm.post(
            f"{path}/assignments", {"by": tom.email, "owner": olga.email, "note": "Yours"}, expect=200
        ).json["owner"]["id"]
        == olga.id
    )
    crm.post(f"{path}/notes", {"by": olga.email, "body": "Call before noon."}, expect=200)
    crm.post(f"{path}/contacts", {"by": olga.email, "outcome": "reached"}, expect=200)
    body = FIXED | {"by": olga.email, "driver": cause.key, "cause_unknown_because": ""}
    assert crm.post(f"{path}/resolution", body, expect=200).json["state"] == "resolved"
    assert db.session.scalars(select(Verification)).one().asked_at is not None
    assert (
        crm.post(f"{path}/reopening", {"by": olga.email, "reason": "It broke again."}, expect=200).json[
            "segment"
        ]
        == 2
    )
    assert (
        crm.post(f"{path}/assignments", {"by": olga.email, "owner": None}, expect=200).json["owner"] is None
    )
    assert {via for _, via, _ in events(ticket)[1:]} == {"api", "job"}
    assert crm.get(path).json["version"] == db.session.get_one(Ticket, ticket.id).version


def test_a_step_lacks_what_it_lacks_on_the_page(crm, ticket, olga):
    path, by = f"/tickets/{ticket.id}", {"by": olga.email}
    said = crm.post(f"{path}/resolution", by, expect=422).json
    assert {one["field"] for one in said["errors"]} == {"driver", "action", "told_how"}
    said = crm.post(f"{path}/resolution", by | {"kind": "unreachable"}, expect=422).json
    assert said["errors"][0]["code"] == "more_attempts_needed"
    crm.post(f"{path}/resolution", by | FIXED | {"driver": "no.such"}, expect=422)
    crm.post(f"{path}/notes", by | {"body": "  "}, expect=422)
    crm.post(f"{path}/reopening", by | {"reason": "x"}, expect=409)
    assert len(events(ticket)) == 1


def test_whoever_saw_an_older_version_is_told(crm, ticket, olga, tom):
    path = f"/tickets/{ticket.id}"
    crm.post(f"{path}/taking", {"by": tom.email, "version": 1}, expect=200)
    said = crm.post(
        f"{path}/contacts", {"by": olga.email, "version": 1, "outcome": "reached"}, expect=409
    ).json
    assert said["type"] == "urn:cxloop:moved-on"
    assert "2" in said["detail"]
    assert "Tom" in crm.post(f"{path}/taking", {"by": olga.email}, expect=409).json["detail"]


def test_a_colleague_may_by_the_api_what_they_may_on_the_page(crm, call, ticket, zoe, eve, olga, make):
    path = f"/tickets/{ticket.id}/notes"
    crm.post(path, {"by": zoe.email, "body": "x"}, expect=404)
    crm.post(path, {"by": eve.email, "body": "x"}, expect=422)
    olga.is_active = False
    crm.post(path, {"by": olga.email, "body": "x"}, expect=422)
    crm.post(path, {"by": "nobody@example.com", "body": "x"}, expect=422)
    call("tickets:write").post(path, {"body": "x"}, expect=403)
    call("tickets:write", by=zoe).post(path, {"body": "x"}, expect=404)
    assert db.session.scalars(select(Note)).all() == []


def test_a_token_s_steps_are_its_maker_s_unless_it_names_another(crm, ticket, ada):
    crm.post(f"/tickets/{ticket.id}/notes", {"body": "From the CRM."}, expect=200)
    assert db.session.scalars(select(Note.by_id)).one() == ada.id


def test_nobody_gets_a_ticket_who_works_none(crm, ticket, eve, olga, zoe):
    path = f"/tickets/{ticket.id}/assignments"
    for email in (eve.email, "nobody@example.com"):
        crm.post(path, {"owner": email}, expect=422)
    crm.post(path, {"by": olga.email, "owner": zoe.email}, expect=422)
    crm.post(path, {}, expect=422)


@pytest.mark.parametrize("step", ["taking", "assignments", "contacts", "notes", "resolution", "reopening"])
def test_a_ticket_that_is_not_there_is_not_found(crm, step):
    bodies = {
        "assignments": {"owner": None}, "contacts": {"outcome": "reached"}, "notes": {"body": "x"},
        "reopening": {"reason": "x"},
    }  # fmt: skip
    assert (
        crm.post(f"/tickets/9/{step}", bodies.get(step, {}), expect=404).json["type"]
        == "urn:cxloop:not-found"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"outcome": "maybe"}, {"outcome": "reached", "channel": "pigeon"}, {"outcome": "reached", "minutes": 1441}, {},
        {"outcome": "reached", "minutes": True}, {"outcome": "reached", "said": "a\0b"},
        {"outcome": "reached", "said": "x" * 5001},
        {"outcome": "reached", "next_step_on": "9999-12-31"}, {"outcome": "reached", "next_step_on": "soon"},
        {"outcome": "reached", "state": "verified"}, {"outcome": "reached", "first_reached_at": "2020-01-01T00:00:00Z"},
        {"outcome": "reached", "owner_id": 1}, {"outcome": "reached", "version": 0},
    ],
)  # fmt: skip
def test_only_named_fields_within_their_limits_are_taken(crm, ticket, body):
    crm.post(f"/tickets/{ticket.id}/contacts", body, expect=422)
    assert len(events(ticket)) == 1


def test_tickets_are_listed_and_filtered(crm, ticket, make, olga, north, south):
    late = make.ticket(score=0)
    make.resolved(late, olga)
    over = make.verified(make.ticket(team=south), olga)
    assert [one["id"] for one in crm.get("/tickets").json["items"]] == [over.id, late.id, ticket.id]
    for query, found in (
        ({"open": "true"}, [late, ticket]), ({"open": "false"}, [over]), ({"state": "resolved"}, [late]),
        ({"priority": "urgent"}, [late]), ({"team_id": north.id}, [late, ticket]), ({"team_id": 99}, []),
        ({"survey": "onboarding"}, [over, late, ticket]), ({"survey": "x"}, []),
        ({"owner": olga.email}, [over, late, ticket]),
        ({"owner": ""}, []), ({"contact_id": ticket.contact_id}, [ticket]), ({"limit": 1}, [over]),
    ):  # fmt: skip
        assert [one["id"] for one in crm.get("/tickets", **query).json["items"]] == [
            one.id for one in found
        ], query
    for query in ({"state": "lost"}, {"open": "yes"}, {"priority": "high"}, {"owner_id": 1}):
        crm.get("/tickets", expect=422, **query)
    crm.get("/tickets/99", expect=404)
    crm.get("/tickets/0", expect=404)
    crm.get("/tickets/x", expect=404)


def test_a_page_of_tickets_is_one_statement(crm, ticket, make, statements):
    for _ in range(5):
        make.ticket()
    crm.get("/tickets")
    statements.clear()
    crm.get("/tickets")
    assert len(statements) == 2


def test_eight_programs_want_one_ticket_and_one_colleague_gets_it(own_app):
    """C20, by this door: no two owners, whoever comes second is told."""
    import threading

    from cxloop.clock import now
    from cxloop.database import unit_of_work
    from cxloop.people import tokens
    from cxloop.people.scopes import SCOPES
    from tests.makers import Maker

    with own_app.app_context():
        make = Maker()
        team = make.team("North")
        people = [make.user(f"P{n}", team=team, takes_tickets=False).email for n in range(8)]
        make.survey(team=team)
        number = make.ticket().id
        _, secret = unit_of_work(lambda: tokens.make(db.session(), "x", SCOPES, at=now(), by_id=None))
        db.session.remove()
    answers, ready = [], threading.Barrier(8)

    def take(email: str) -> None:
        ready.wait()
        answer = own_app.test_client().post(
            f"/api/v1/tickets/{number}/taking",
            json={"by": email},
            headers={"Authorization": f"Bearer {secret}"},
        )
        answers.append(answer.status_code)

    threads = [threading.Thread(target=take, args=(email,)) for email in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, *[409] * 7]


def test_what_a_program_does_names_the_program_beside_the_person(crm, ticket, olga, sign_in):
    crm.post(f"/tickets/{ticket.id}/notes", {"by": olga.email, "body": "From the telephone."}, expect=200)
    told = crm.get(f"/tickets/{ticket.id}/events", expect=200).json["items"]
    noted = next(one for one in told if one["kind"] == "noted")
    assert noted["by"]["name"] == "Olga"
    assert (noted["via"], noted["program"]) == ("api", {"kind": "token", "id": crm.token_id, "name": "CRM"})
    assert [one["number"] for one in told] == list(range(1, len(told) + 1))
    page = sign_in(olga).get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert "with the program CRM" in page


def test_a_letter_to_the_customer(crm, ticket, olga):
    path, by = f"/tickets/{ticket.id}/letters", {"by": olga.email, "subject": "News"}
    crm.post(path, by | {"body": "{greeting} it is on its way."}, expect=200)
    message = db.session.scalars(select(Message)).one()
    assert message.body == f"Dear {ticket.contact.name}, it is on its way."
    assert events(ticket)[-1] == ("letter_written", "api", olga.id)
    refused = crm.post(path, by | {"body": "We call {call_hours}."}, expect=422).json
    assert refused["errors"][0]["code"] == "field_left"

"""Inviting by the API: each person accounted for, nobody asked twice."""

from sqlalchemy import func, select

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.responses.invitations.models import Invitation

CARLA = {"email": "carla@customer.example", "name": "Carla"}


def test_each_person_is_accounted_for_and_nobody_is_asked_twice(crm, make):
    make.survey()
    people = [
        CARLA | {"external_id": "order-1"},
        {"email": "nowhere"},
        {"name": "Somebody"},
        7,
        CARLA | {"colour": "red"},
    ]
    said = crm.post("/invitations", {"survey": "onboarding", "people": people}, expect=200).json
    assert [one["result"] for one in said["results"]] == ["invited", *["rejected"] * 4]
    assert said["read"] == 5 == said["invited"] + said["withheld"] + said["already"] + said["rejected"]
    again = crm.post("/invitations", {"survey": "onboarding", "people": people[:1]}, expect=200).json[
        "results"
    ][0]
    assert (again["result"], again["invitation_id"]) == ("already", said["results"][0]["invitation_id"])
    other = crm.post(
        "/invitations", {"survey": "onboarding", "people": [CARLA | {"external_id": "order-2"}]}
    ).json
    assert other["results"][0]["result"] == "withheld"
    assert other["results"][0]["reason"]
    (first, *_rest) = crm.get("/invitations", external_id="order-1").json["items"]
    assert first["contact_id"] == db.session.scalars(select(Contact.id)).one()
    assert crm.get("/invitations", survey="nowhere").json["items"] == []


def test_what_cannot_be_asked_is_refused(crm, make):
    make.survey("talks", metric="interview")
    for body in (
        {"survey": "nowhere", "people": [CARLA]}, {"survey": "talks", "people": [CARLA]},
        {"survey": "talks", "people": []},
        {"survey": "talks", "people": [CARLA] * 1001},
        {"people": [CARLA]}, [CARLA], {"survey": "talks", "people": CARLA},
    ):  # fmt: skip
        crm.post("/invitations", body, expect=422)
    assert db.session.scalar(select(func.count(Invitation.id))) == 0

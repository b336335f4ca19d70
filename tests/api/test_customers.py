"""Contacts, accounts and the catalogues, as other systems keep and read them."""

import pytest
from sqlalchemy import func, select

from cxloop.accounts.models import Account, Contact
from cxloop.database import db


def test_a_contact_is_kept_by_its_id_or_address(crm):
    body = {
        "external_id": "C1",
        "email": "Carla@customer.example",
        "name": "Carla",
        "company": "Rossi Impianti",
    }
    made = crm.post("/contacts", body, expect=201).json
    assert (made["result"], made["contact"]["email"]) == ("created", "carla@customer.example")
    same = crm.post("/contacts", body, expect=200).json
    assert (same["result"], same["contact"]) == ("unchanged", made["contact"])
    changed = crm.post(
        "/contacts", {"email": "CARLA@customer.example", "phone": "+39 02 1", "name": None}, expect=200
    ).json
    assert (changed["result"], changed["contact"]["phone"], changed["contact"]["name"]) == (
        "updated",
        "+39 02 1",
        None,
    )
    assert changed["contact"]["account_id"] == made["contact"]["account_id"]
    assert db.session.scalar(select(func.count(Contact.id))) == 1
    assert crm.get(f"/contacts/{made['contact']['id']}").json == changed["contact"]
    assert crm.get("/contacts", email="carla@CUSTOMER.example").json["items"] == [changed["contact"]]
    assert crm.get("/contacts", external_id="C2").json["items"] == []
    crm.get("/contacts/99", expect=404)


def test_an_account_is_kept_with_its_owner(crm, olga):
    body = {
        "external_id": "A1",
        "name": "Rossi Impianti",
        "domain": "rossi.example",
        "tier": "gold",
        "yearly_value": 48000,
    }
    made = crm.post(
        "/accounts", body | {"renews_on": "2026-12-31", "owner_email": olga.email}, expect=201
    ).json["account"]
    assert (made["owner_email"], made["renews_on"]) == (olga.email, "2026-12-31")
    changed = crm.post("/accounts", {"external_id": "A1", "tier": None}, expect=200).json
    assert (changed["result"], changed["account"]["tier"], changed["account"]["yearly_value"]) == (
        "updated",
        None,
        48000,
    )
    assert crm.get("/accounts", name="rossi  IMPIANTI").json["items"] == [changed["account"]]
    assert crm.get("/accounts", domain="rossi.example").json["items"] == [changed["account"]]
    assert crm.get(f"/accounts/{made['id']}").json == changed["account"]
    crm.get("/accounts/99", expect=404)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/contacts", {}), ("/contacts", {"name": "Carla"}), ("/contacts", {"email": "nowhere"}),
        ("/contacts", {"email": 7}),
        ("/contacts", {"external_id": "1", "id": 7}), ("/contacts", {"external_id": "1", "merged_into_id": 1}),
        ("/contacts", {"external_id": "1", "may_contact": "no"}),
        ("/contacts", {"external_id": "1", "buying_role": "boss"}),
        ("/contacts", {"external_id": "1", "account_external_id": "nowhere"}), ("/contacts", {"external_id": "a\0"}),
        ("/contacts", []), ("/accounts", {}), ("/accounts", {"name": ""}),
        ("/accounts", {"name": "A", "yearly_value": -1}),
        ("/accounts", {"name": "A", "yearly_value": 1.5}), ("/accounts", {"name": "A", "domain": "gmail.com"}),
        ("/accounts", {"name": "A", "owner_email": "nobody@example.com"}), ("/accounts", {"name": "A", "owner_id": 1}),
        ("/accounts", {"name": "A", "renews_on": "30/02/2026"}),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_nothing_changes(crm, path, body):
    assert crm.post(path, body, expect=422).json["errors"]
    assert (
        db.session.scalar(select(func.count(Contact.id)))
        == db.session.scalar(select(func.count(Account.id)))
        == 0
    )


def test_surveys_causes_and_improvements_can_be_read(crm, make, olga):
    make.survey()
    cause = make.driver()
    improvement = make.improvement(driver_id=cause.id, owner_id=olga.id)
    assert crm.get("/surveys/onboarding").json == crm.get("/surveys").json["items"][0]
    assert crm.get("/surveys").json["items"][0]["scale_max"] == 10
    crm.get("/surveys/nowhere", expect=404)
    assert crm.get("/drivers").json["items"] == [
        {"key": "delivery.late", "parent": None, "path": "Late delivery"}
    ]
    listed = crm.get("/improvements").json["items"][0]
    one = crm.get(f"/improvements/{improvement.id}").json
    assert (listed["driver"], listed["owner"], listed["title"]) == (
        cause.key,
        "Olga",
        "Call before a late delivery",
    )
    assert one == listed | {"tickets": 0, "customers": 0, "verdict": None, "measured_at": None}
    crm.get("/improvements/99", expect=404)


def test_each_purpose_is_kept_by_itself_and_shown(crm):
    told = crm.post("/contacts", {"email": "c@x.example", "consents": {"surveys": False}}, expect=201).json
    number = told["contact"]["id"]
    assert told["contact"]["consents"] == {
        "surveys": False, "calls": True, "verification": True, "news": True,
    }  # fmt: skip
    assert told["contact"]["may_contact"] is True
    again = crm.post(
        "/contacts", {"email": "c@x.example", "consents": {"calls": False, "surveys": True}}
    ).json
    assert (again["result"], again["contact"]["may_contact"]) == ("updated", False)
    assert crm.get(f"/contacts/{number}").json["consents"]["surveys"] is True
    assert (
        crm.post("/contacts", {"email": "c@x.example", "consents": {"surveys": True}}).json["result"]
        == "unchanged"
    )
    crm.post("/contacts", {"email": "c@x.example", "consents": {"spam": True}}, expect=422)


def test_two_people_of_one_mailbox_stay_two(crm):
    maria, luca = (
        crm.post("/contacts", {"email": "info@albergo.example", "name": name}, expect=201).json["contact"]
        for name in ("Maria Conti", "Luca Ferri")
    )
    again = crm.post("/contacts", {"email": "info@albergo.example", "name": "CONTI Maria", "phone": "1"}).json
    assert again["contact"]["id"] == maria["id"] != luca["id"]
    assert len(crm.get("/contacts", email="info@albergo.example").json["items"]) == 2

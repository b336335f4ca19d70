"""Keeping contacts and accounts: found by id, then by e-mail, refused field by field."""

from datetime import date

import pytest
from sqlalchemy import select

from cxloop.accounts.changes import By
from cxloop.accounts.contacts import edit_contact, upsert_contact
from cxloop.accounts.models import Account, Contact, CustomerChange, Suggestion
from cxloop.accounts.refusals import SENTENCES, FieldsRefused
from cxloop.database import db
from cxloop.loop.customers import edit_account, keep_account
from tests.makers import AT

BY = By(AT, "api")


def codes(refused):
    return {refusal.field: refusal.code for refusal in refused.value.refusals}


def test_a_contact_is_made_once_and_then_brought_up_to_date(app):
    first = upsert_contact(db.session(), {"email": "Carl@Rossi.example", "name": "Carl Rossi"}, BY)
    again = upsert_contact(
        db.session(), {"email": "carl@rossi.example", "external_id": "C-1", "phone": "02 55"}, BY
    )
    same = upsert_contact(db.session(), {"external_id": "C-1", "name": "Carl Rossi"}, BY)
    assert [first.outcome, again.outcome, same.outcome] == ["created", "updated", "unchanged"]
    assert first.record.id == again.record.id == same.record.id
    assert (first.record.external_id, first.record.name) == ("C-1", "Carl Rossi")
    written = db.session.scalars(select(CustomerChange).order_by(CustomerChange.id)).all()
    assert [(change.kind, change.fields) for change in written] == [
        ("made", ["email", "name"]), ("edited", ["external_id", "phone"]),
    ]  # fmt: skip


def test_a_name_alone_tells_nobody_apart(app):
    with pytest.raises(FieldsRefused) as refused:
        upsert_contact(db.session(), {"name": "Carl Rossi"}, BY)
    assert codes(refused) == {"email": "no_identity"}


def test_every_wrong_field_is_named(app):
    wrong = {
        "email": "carl", "language": "italiano!", "buying_role": "boss", "may_contact": "yes", "name": 7,
        "shoe_size": 44, "role": "x" * 201,
    }  # fmt: skip
    with pytest.raises(FieldsRefused) as refused:
        upsert_contact(db.session(), wrong, BY)
    assert codes(refused) == {
        "email": "email_wrong", "language": "language_unknown", "buying_role": "buying_role_unknown",
        "may_contact": "yes_or_no", "name": "not_text", "shoe_size": "unknown_field", "role": "too_long",
    }  # fmt: skip
    assert all(refusal.sentence() for refusal in refused.value.refusals)
    assert db.session.scalars(select(Contact)).all() == []


def test_the_id_wins_over_the_email_of_another_and_the_two_are_suggested(app):
    by_id = upsert_contact(db.session(), {"external_id": "C-1", "name": "Carl"}, BY).record
    by_email = upsert_contact(db.session(), {"email": "carl@rossi.example"}, BY).record
    kept = upsert_contact(
        db.session(), {"external_id": "C-1", "email": "carl@rossi.example", "role": "Chef"}, BY
    )
    assert (kept.record.id, kept.record.email, kept.record.role) == (by_id.id, None, "Chef")
    assert list(kept.remarks) == ["email_taken"]
    pair = db.session.scalars(select(Suggestion)).one()
    assert (pair.contact_id, pair.other_id, pair.why) == (by_id.id, by_email.id, ["id_and_email"])


def test_who_is_met_by_email_keeps_their_own_id(app):
    upsert_contact(db.session(), {"external_id": "C-1", "email": "carl@rossi.example"}, BY)
    kept = upsert_contact(db.session(), {"external_id": "X-9", "email": "carl@rossi.example"}, BY)
    assert kept.record.external_id == "C-1"
    assert list(kept.remarks) == ["external_id_kept"]
    assert all(remark in SENTENCES for remark in kept.remarks)


def test_a_contact_joins_the_company_named_or_that_of_the_domain(app, make):
    rossi = make.account("Rossi Impianti", domain="rossi.example", external_id="A-1")
    by_domain = upsert_contact(db.session(), {"email": "carl@rossi.example"}, BY).record
    by_id = upsert_contact(db.session(), {"email": "dora@x.example", "account_external_id": "A-1"}, BY).record
    by_name = upsert_contact(
        db.session(), {"email": "eva@x.example", "company": "ROSSI  impianti"}, BY
    ).record
    free = upsert_contact(db.session(), {"email": "fritz@gmail.com"}, BY).record
    assert [by_domain.account_id, by_id.account_id, by_name.account_id, free.account_id] == [rossi.id] * 3 + [
        None
    ]
    with pytest.raises(FieldsRefused) as refused:
        upsert_contact(db.session(), {"email": "g@x.example", "account_external_id": "A-9"}, BY)
    assert codes(refused) == {"account_external_id": "account_unknown"}


def test_two_companies_of_one_domain_are_not_guessed(app, make):
    make.account("Rossi Nord", domain="rossi.example")
    make.account("Rossi Sud", domain="rossi.example")
    assert upsert_contact(db.session(), {"email": "carl@rossi.example"}, BY).record.account_id is None
    with pytest.raises(FieldsRefused) as refused:
        keep_account(db.session(), {"domain": "rossi.example", "tier": "Key"}, BY)
    assert codes(refused) == {"domain": "account_ambiguous"}


def test_editing_refuses_what_belongs_to_another(app, make, carl):
    make.contact("Dora Verdi", external_id="C-2")
    for given, code in (
        ({"email": "dora.verdi@customer.example"}, {"email": "email_taken"}),
        ({"external_id": "C-2"}, {"external_id": "external_id_taken"}),
    ):
        with pytest.raises(FieldsRefused) as refused:
            edit_contact(db.session(), carl.id, given, BY)
        assert codes(refused) == code
    with pytest.raises(LookupError):
        edit_contact(db.session(), 999, {"name": "Nobody"}, BY)


def test_clearing_a_field_clears_it(app, carl):
    assert edit_contact(db.session(), carl.id, {"phone": ""}, BY).record.phone is None


def test_an_account_is_made_once_with_its_value_renewal_and_owner(app, olga, eve):
    given = {
        "external_id": "A-1", "name": "Rossi Impianti", "domain": "https://www.Rossi.example/it", "tier": "Key",
        "yearly_value": "12000.40", "renews_on": "2026-12-31", "owner_email": "OLGA@example.com",
    }  # fmt: skip
    made = keep_account(db.session(), given, BY)
    again = keep_account(db.session(), given, BY)
    more = keep_account(db.session(), {"name": "rossi impianti", "tier": "Growth"}, BY)
    account = made.record
    assert [made.outcome, again.outcome, more.outcome] == ["created", "unchanged", "updated"]
    assert (account.domain, account.yearly_value, account.renews_on) == (
        "rossi.example",
        12000,
        date(2026, 12, 31),
    )
    assert (account.owner_id, account.tier, account.external_id) == (olga.id, "Growth", "A-1")
    with pytest.raises(FieldsRefused) as refused:
        keep_account(db.session(), {"name": "Rossi Impianti", "owner_email": eve.email}, BY)
    assert codes(refused) == {"owner_email": "owner_unknown"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "Verdi", "domain": "gmail.com"}, {"domain": "domain_free"}),
        ({"name": "Verdi", "domain": "not a domain"}, {"domain": "domain_wrong"}),
        ({"name": "Verdi", "domain": "rossi.example"}, {"domain": "domain_taken"}),
        ({"name": "Rossi Impianti", "external_id": "A-2"}, {"name": "account_name_taken"}),
        ({"external_id": "A-7"}, {"name": "name_missing"}),
        ({"tier": "Key"}, {"name": "no_account_identity"}),
        ({"name": "Verdi", "yearly_value": "NaN"}, {"yearly_value": "value_wrong"}),
        ({"name": "Verdi", "yearly_value": -1}, {"yearly_value": "value_outside"}),
        ({"name": "Verdi", "yearly_value": True}, {"yearly_value": "value_wrong"}),
        ({"name": "Verdi", "renews_on": "31/12/2026"}, {"renews_on": "date_wrong"}),
        ({"name": "Verdi", "renews_on": 7}, {"renews_on": "date_wrong"}),
        ({"name": "\0\ud800 "}, {"name": "name_missing"}),
    ],
)
def test_what_an_account_may_not_hold_is_refused(app, make, given, code):
    make.account("Rossi Impianti", domain="rossi.example", external_id="A-1")
    with pytest.raises(FieldsRefused) as refused:
        keep_account(db.session(), given, BY)
    assert codes(refused) == code
    assert [refusal.sentence() for refusal in refused.value.refusals]


def test_editing_an_account_keeps_names_ids_and_domains_apart(app, make):
    make.account("Rossi Impianti", domain="rossi.example", external_id="A-1")
    verdi = make.account("Verdi")
    for field, value in (("name", "ROSSI impianti"), ("external_id", "A-1"), ("domain", "rossi.example")):
        with pytest.raises(FieldsRefused):
            edit_account(db.session(), verdi.id, {field: value}, BY)
    assert edit_account(db.session(), verdi.id, {"name": "Verdi & Figli"}, BY).outcome == "updated"
    assert db.session.get(Account, verdi.id).name_key == "verdi & figli"

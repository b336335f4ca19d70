"""Recognising the customers of a batch: by id, then by e-mail, never by name; the order of a batch decides nothing."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop.accounts.models import Account, Contact, Suggestion
from cxloop.accounts.recognising import Customer, recognise
from cxloop.database import db
from tests.breadth import examples
from tests.makers import AT


class Said(NamedTuple):
    contact_external_id: str | None = None
    email: str | None = None
    name: str | None = None
    company: str | None = None
    phone: str | None = None
    language: str | None = None
    yearly_value: None = None
    tier: str | None = None
    account_external_id: str | None = None


def met(*people):
    return recognise(db.session(), people, AT)


def who(*people):
    return [customer.contact_id for customer in met(*people)]


people = st.builds(
    Said,
    contact_external_id=st.none() | st.sampled_from(["1", "2", "3"]),
    email=st.none() | st.sampled_from(["a@x.example", "b@x.example", "c@gmail.com"]),
    name=st.none() | st.sampled_from(["Anna Neri", "Carl Rossi"]),
    company=st.none() | st.sampled_from(["Rossi", "ROSSI ", "Verdi"]),
)


def test_the_same_person_again_is_the_same_contact(app):
    first = who(Said("1", "a@x.example", "Anna"))
    assert who(Said("1"), Said(None, "a@x.example"), Said("1", "a@x.example", "Other")) == first * 3


def test_one_id_with_two_addresses_in_one_batch_is_one_contact(app):
    one, other = who(Said("1", "a@x.example"), Said("1", "b@x.example"))
    assert one == other


def test_a_name_alone_is_never_anybody_we_know(app):
    anna = who(Said("1", "a@x.example", "Anna Neri"))
    alone = who(Said(name="Anna Neri"), Said(name="Anna Neri"))
    assert len({*anna, *alone}) == 3


def test_nobody_described_is_nobody_but_may_have_a_company(app):
    (nobody,) = met(Said())
    (somebody,) = met(Said(company="Rossi"))
    assert nobody == Customer(None, None)
    assert (somebody.contact_id, somebody.account_id is not None) == (None, True)


def test_who_is_known_by_email_gets_the_id_they_bring(app, carl):
    assert who(Said("C-1", carl.email), Said("C-1")) == [carl.id, carl.id]
    db.session.refresh(carl)
    assert carl.external_id == "C-1"


def test_who_is_known_by_id_gets_the_email_and_what_was_empty(app, make):
    known = Contact(external_id="C-1", created_at=AT)
    db.session.add(known)
    db.session.commit()
    make.account("Rossi")
    assert who(Said("C-1", "a@x.example", "Anna", "rossi", "02 5550 1234", "it")) == [known.id]
    db.session.refresh(known)
    assert (known.email, known.name, known.phone, known.language) == (
        "a@x.example",
        "Anna",
        "02 5550 1234",
        "it",
    )
    assert known.account.name == "Rossi"


def test_what_is_known_is_not_overwritten(app, carl):
    who(Said("C-1", carl.email, "Somebody Else", phone="1"))
    assert who(Said("C-2", carl.email)) == [carl.id]
    db.session.refresh(carl)
    assert (carl.name, carl.external_id, carl.phone) == ("Carl Rossi", "C-1", "+39 02 5550 1234")


def test_an_id_and_an_email_of_two_contacts_the_id_wins_and_the_pair_is_suggested_once(app):
    by_id, by_email = who(Said("1"), Said(None, "a@x.example"))
    assert who(Said("1", "a@x.example"), Said("1", "a@x.example")) == [by_id, by_id]
    pair = db.session.scalars(select(Suggestion)).one()
    assert (pair.contact_id, pair.other_id, pair.why) == (by_id, by_email, ["id_and_email"])
    assert db.session.get(Contact, by_id).email is None


def test_who_was_merged_leads_to_the_contact_kept(app, make, carl):
    make.contact("Karl Rossi", external_id="C-9", merged_into_id=carl.id)
    assert (
        who(
            Said("C-9"), Said(None, "karl.rossi@customer.example"), Said("C-1", "karl.rossi@customer.example")
        )
        == [carl.id] * 3
    )
    db.session.refresh(carl)
    assert carl.external_id == "C-1"


def test_an_account_is_met_by_id_then_name_then_domain(app, make):
    rossi = make.account("Rossi", external_id="A-1", domain="x.example")
    assert [customer.account_id for customer in met(
        Said("1", company="Renamed", account_external_id="A-1"), Said("2", company=" ROSSI"), Said("3", "a@x.example"),
    )] == [rossi.id] * 3  # fmt: skip
    assert len(db.session.scalars(select(Account)).all()) == 1
    (new,) = met(Said("4", company="Bianchi", account_external_id="A-2"))
    assert db.session.get(Account, new.account_id).external_id == "A-2"
    assert met(Said("5", account_external_id="A-2"))[0].account_id == new.account_id


def test_a_domain_that_two_accounts_have_tells_nothing(app, make):
    make.account("Rossi Nord", domain="x.example")
    make.account("Rossi Sud", domain="x.example")
    assert met(Said(None, "a@x.example"))[0].account_id is None


@examples(25, wide=300)
@given(batch=st.lists(people, max_size=8), cuts=st.sets(st.integers(1, 7)))
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_hearing_again_makes_nobody_new(app, batch, cuts):
    """Heard in any cuts and then again at once: those with an id or an e-mail stay who they are, nothing is doubled."""
    with db.session.begin_nested() as nothing_stays:
        first: list[Customer] = []
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(batch)], strict=True):
            first += met(*batch[start : max(start, end)]) if start < len(batch) else []
        count = len(db.session.scalars(select(Contact.id)).all())
        telling = [one for one in batch if one.contact_external_id or one.email]
        again = who(*telling)
        assert len(db.session.scalars(select(Contact.id)).all()) == count
        for one, contact_id in zip(telling, again, strict=True):
            contact = db.session.get(Contact, contact_id)
            db.session.refresh(contact)
            assert contact.external_id == one.contact_external_id or contact.email == one.email
        nothing_stays.rollback()
    db.session.expire_all()


@examples(25, wide=300)
@given(
    batch=st.permutations(
        [Said("1", "a@x.example"), Said("1"), Said(None, "a@x.example"), Said("1", "b@x.example")]
    )
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_order_of_a_batch_decides_nothing(app, batch):
    with db.session.begin_nested() as nothing_stays:
        assert len(set(who(*batch))) == 1 or batch.index(Said("1", "b@x.example")) < batch.index(
            Said("1", "a@x.example")
        )
        nothing_stays.rollback()
    db.session.expire_all()


@examples(25, wide=300)
@given(batch=st.lists(people, max_size=8))
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_two_are_never_one_for_their_name(app, batch):
    with db.session.begin_nested() as nothing_stays:
        ids = who(*batch)
        for one, one_id in zip(batch, ids, strict=True):
            for other, other_id in zip(batch, ids, strict=True):
                if one is not other and one_id == other_id and one_id is not None:
                    assert any(both.contact_external_id or both.email for both in (one, other))
        alone = [
            one_id
            for one, one_id in zip(batch, ids, strict=True)
            if not one.contact_external_id and not one.email
        ]
        named = [one_id for one_id in alone if one_id]
        assert len(named) == len(set(named))
        nothing_stays.rollback()
    db.session.expire_all()

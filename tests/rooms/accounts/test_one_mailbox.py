"""People behind one mailbox: each is somebody of their own, whatever the order, the door and the spelling."""

from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop.accounts import contacts, keys, mailboxes, suggesting
from cxloop.accounts.changes import By
from cxloop.accounts.models import Contact, Suggestion
from cxloop.accounts.recognising import recognise
from cxloop.accounts.refusals import FieldsRefused
from cxloop.database import db
from tests.makers import AT

HOTEL = "info@albergo.example"


class Said(NamedTuple):
    name: str | None = None
    phone: str | None = None
    email: str | None = HOTEL
    contact_external_id: str | None = None
    company: str | None = None
    language: str | None = None
    yearly_value: None = None
    tier: str | None = None
    account_external_id: str | None = None


MARIA, LUCA = Said("Maria Conti", "+39 333 0001112"), Said("Luca Ferri", "+39 347 0009998")
NOBODY = Said()


def who(*people, **more):
    return [customer.contact_id for customer in recognise(db.session(), people, AT, **more)]


def known():
    return {(one.name, one.phone) for one in db.session.scalars(select(Contact))}


@pytest.mark.parametrize("order", list(permutations((MARIA, LUCA, NOBODY))))
def test_in_any_order_and_twice_the_same_people(order, app):
    together = who(*order)
    assert who(*order[::-1]) == together[::-1]
    assert [who(one)[0] for one in order] == together
    assert len(set(together)) == 3
    assert known() == {(one.name, one.phone) for one in order}


@pytest.mark.parametrize(
    "spelled", ["CONTI Maria", "maria conti", "Conti,  Maria", "Sig.ra Maria Conti", "Dott. María Conti"]
)
def test_one_name_spelled_otherwise_is_one_person(spelled, app):
    assert who(MARIA, Said(spelled), LUCA, Said(spelled, "+39 06 1234567")).count(who(MARIA)[0]) == 3
    assert len(known()) == 2


def test_without_names_the_phone_tells_them_apart(app):
    one, other, again = who(
        Said(phone="+39 333 0001112"), Said(phone="0039 347 000 9998"), Said(phone="3330001112")
    )
    assert one == again != other


def test_an_address_of_one_person_stays_one_whatever_they_are_called_there(app):
    carl = Said("Carl Rossi", email="carl.rossi@gmail.com")
    assert len(set(who(carl, carl._replace(name="C. Rossi"), carl._replace(name="Somebody Else")))) == 1


def test_whom_we_write_to_by_the_address_alone_is_the_only_one_there(app):
    (maria,) = who(MARIA)
    assert who(NOBODY, addressed=True) == [maria]
    who(LUCA)
    assert who(NOBODY, addressed=True)[0] != maria


def test_by_api_and_page_they_stay_two_as_well(app):
    by = By(AT, "api")
    maria, luca = (
        contacts.upsert_contact(
            db.session(), {"email": HOTEL, "name": one.name, "phone": one.phone}, by
        ).record
        for one in (MARIA, LUCA)
    )
    assert maria.id != luca.id
    again = contacts.upsert_contact(
        db.session(), {"email": HOTEL, "name": "CONTI MARIA", "role": "Owner"}, by
    )
    assert (again.record.id, again.outcome) == (maria.id, "updated")
    assert who(MARIA, LUCA) == [maria.id, luca.id]
    ugo = contacts.upsert_contact(db.session(), {"external_id": "7", "name": "Ugo Riva"}, by).record
    contacts.edit_contact(db.session(), ugo.id, {"email": HOTEL}, by)
    assert len(set(who(MARIA, LUCA, Said("Ugo Riva")))) == 3
    with pytest.raises(FieldsRefused):
        contacts.edit_contact(db.session(), ugo.id, {"email": HOTEL, "name": "Maria Conti"}, by)


def test_who_was_renamed_leaves_their_old_name_to_others(app):
    by = By(AT, "web")
    (maria,) = who(MARIA)
    contacts.edit_contact(db.session(), maria, {"name": "Maria Bianchi"}, by)
    assert who(Said("Maria Bianchi")) == [maria]
    assert who(MARIA) != [maria]


def test_two_people_are_no_possible_duplicate_and_a_nameless_one_is(app):
    maria, luca, nobody = who(MARIA, LUCA, NOBODY)
    keys.rekey(db.session(), [maria, luca, nobody])
    suggesting.look_for_duplicates(db.session(), [maria, luca, nobody], AT)
    pairs = {(one.contact_id, one.other_id) for one in db.session.scalars(select(Suggestion))}
    assert (min(maria, luca), max(maria, luca)) not in pairs
    assert len(pairs) == 2


@pytest.mark.parametrize(
    ("email", "is_shared"),
    [
        ("info@x.example", True), ("amministrazione@x.example", True), ("sales.it@x.example", True),
        ("info+web@x.example", True), ("office2@x.example", True), ("maria.conti@x.example", False),
        ("informatico@x.example", False), ("anna.info@x.example", False), ("m@x.example", False),
    ],
)  # fmt: skip
def test_which_addresses_several_people_read(email, is_shared):
    assert mailboxes.is_shared(email) is is_shared


@given(
    st.lists(
        st.sampled_from([MARIA, LUCA, NOBODY, Said("CONTI Maria"), Said(phone="3330001112")]), max_size=6
    )
)
def test_the_key_depends_on_nobody_else(people):
    keys = [mailboxes.key_at(one.email, one.name, one.phone) for one in people]
    assert keys == [mailboxes.key_at(one.email, one.name, one.phone) for one in people]
    assert all(key.startswith(HOTEL) for key in keys)

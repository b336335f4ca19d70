"""Possible duplicates: found by what two contacts share, suggested with the reason, and never merged by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop.accounts import keys, searching, suggesting
from cxloop.accounts.alike import Face, why_alike
from cxloop.accounts.models import Contact, ContactKey, Suggestion
from cxloop.accounts.spelling import is_typo_of, keys_of, mailbox, plain, same_name, same_phone
from cxloop.database import db
from cxloop.loop.keep import key_next
from tests.makers import AT


@pytest.mark.parametrize(
    ("text", "expected"),
    [("D’Amico,  Niccolò", "d amico niccolo"), ("MÜLLER-Straße", "muller strasse"), ("", ""), ("!!", "")],
)
def test_names_are_compared_without_accents_case_and_points(text, expected):
    assert plain(text) == expected


def test_the_order_of_a_name_says_nothing_and_one_word_tells_nobody_apart():
    assert same_name("Rossi Carl") == same_name("carl  ROSSI") != ""
    assert same_name("Carl") == same_name(None) == ""


def test_phones_are_compared_by_their_last_figures():
    assert same_phone("+39 02 5550-1234") == same_phone("0255501234".rjust(9)) == "255501234"
    assert same_phone("12 34") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("c.rossi+shop@gmail.com", "crossi@googlemail.com", True),
        ("carl+1@rossi.example", "carl@rossi.example", True),
        ("c.rossi@rossi.example", "crossi@rossi.example", False),
    ],
)
def test_where_letters_to_an_address_arrive(one, other, same):
    assert (mailbox(one) == mailbox(other)) is same


@pytest.mark.parametrize("other", ["mari.rossi", "mariio.rossi", "maria.rossi", "amrio.rossi"])
def test_one_letter_is_a_typo(other):
    assert is_typo_of("mario.rossi", other)
    assert is_typo_of(other, "mario.rossi")


@pytest.mark.parametrize("other", ["mario.rossi", "mario.rossi1", "ma.rossi", "luigi.rossi"])
def test_a_figure_or_two_letters_are_another_person(other):
    assert not is_typo_of("mario.rossi", other)


@given(st.text(max_size=8), st.text(max_size=8))
def test_typos_are_mutual_and_never_of_oneself(one, other):
    assert is_typo_of(one, other) == is_typo_of(other, one)
    assert not is_typo_of(one, one)


faces = st.builds(
    Face, st.integers(1, 9), st.none() | st.sampled_from(["Carl Rossi", "Rossi Carl", "Dora Verdi"]),
    st.none() | st.sampled_from(["c.rossi@gmail.com", "crossi@gmail.com", "carl@rossi.example", "crl@rossi.example"]),
    st.none() | st.sampled_from(["+39 02 5550 1234", "0255501234"]), st.none() | st.integers(1, 2),
)  # fmt: skip


@given(faces, faces)
def test_a_name_alone_is_never_a_reason_and_reasons_are_mutual(one, other):
    assert why_alike(one, other) == why_alike(other, one)
    alone = Face(1, one.name, None, None, None), Face(2, one.name, None, None, None)
    assert why_alike(*alone) == []


@given(faces, faces)
def test_who_is_alike_shares_a_key(one, other):
    """Else the blocking would miss a pair; typos are met by their domain instead."""
    shared = keys_of(*one[1:]) & keys_of(*other[1:])
    reasons = set(why_alike(one, other)) - {"email_typo"}
    assert not reasons or any(key.startswith("d:") for key in shared)


def test_those_who_may_be_one_are_suggested_with_the_reason(make):
    rossi = make.account("Rossi")
    pairs = {
        ("name_and_company",): (make.contact("Anna Neri", rossi, email=None, phone=None),
                                make.contact("NERI Anna", rossi, email=None, phone=None)),
        ("mailbox",): (make.contact("B", email="b.b@gmail.com", phone=None),
                       make.contact("Bb", email="bb@googlemail.com", phone=None)),
        ("name_and_phone",): (make.contact("Cora Blu", email="c@a.example", phone="+39 333 1234567"),
                              make.contact("Cora Blu", email="c@b.example", phone="333 123 4567")),
        ("email_typo",): (make.contact("D", email="dario.gialli@gialli.example", phone=None),
                          make.contact("E", email="dario.galli@gialli.example", phone=None)),
    }  # fmt: skip
    make.contact("Anna Neri", make.account("Verdi"), email=None, phone=None)
    while key_next(db.session(), AT):
        pass
    found = {
        tuple(pair.why): (pair.contact_id, pair.other_id) for pair in db.session.scalars(select(Suggestion))
    }
    assert found == {why: (one.id, other.id) for why, (one, other) in pairs.items()}
    assert suggesting.suggested(db.session()).total == len(pairs)


def test_two_different_people_are_not_suggested_again(make, max_):
    one, other = make.contact("B", email="b.b@gmail.com"), make.contact("Bb", email="bb@gmail.com")
    key_next(db.session(), AT)
    suggesting.two_people(db.session(), other.id, one.id, AT, max_.id)
    suggesting.look_for_duplicates(db.session(), [one.id, other.id], AT)
    assert db.session.scalars(select(Suggestion)).all() == []


def test_a_common_name_at_a_mail_provider_is_no_reason(make, monkeypatch):
    monkeypatch.setattr(suggesting, "MOST_OF_A_DOMAIN", 4)
    for number in range(6):
        make.contact("Mario Rossi", email=f"mario{number}@provider.example", phone=None)
    key_next(db.session(), AT)
    assert db.session.scalars(select(Suggestion)).all() == []


def test_a_common_name_where_many_private_people_have_their_mail_is_no_reason(make, monkeypatch):
    monkeypatch.setattr(suggesting, "MOST_SHARING", 4)
    for number in range(4):
        make.contact("Mario Rossi", email=f"mario{number}@family.example", phone=None)
    key_next(db.session(), AT)
    assert {tuple(pair.why) for pair in db.session.scalars(select(Suggestion))} == {("name_and_domain",)}
    for number in range(6):
        make.contact("Rosa Verdi", email=f"rosa{number}@post.example", phone=None)
    key_next(db.session(), AT)
    assert {pair.one.name for pair in suggesting.suggested(db.session()).pairs} == {"Mario Rossi"}


def found(words):
    condition = searching.contact_matches(db.session(), words)
    return {contact.name for contact in db.session.scalars(select(Contact).where(condition)).unique()}


@pytest.mark.both_engines
@pytest.mark.parametrize("keyed", [True, False], ids=["sorted in", "added a moment ago"])
def test_people_are_found_by_the_beginnings_of_words(make, keyed):
    make.contact("Carl Rossi", make.account("Pennine Dairy"), external_id="C-1")
    make.contact("Dora D’Amico", email="dora@verdi.example")
    if keyed:
        key_next(db.session(), AT)
    assert found("ros") == found("carl ROS") == found("carl.rossi@") == found("penn dai") == {"Carl Rossi"}
    assert found("C-1") == {"Carl Rossi"}
    assert found("dora@v") == {"Dora D’Amico"}
    assert found("ros dora") == found("airy") == set()
    if keyed:
        assert found("d'amico") == found("DAMI") | found("amic") == {"Dora D’Amico"}


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(make, carl):
    key_next(db.session(), AT)
    carl.name = "Karl Verdi"
    keys.rekey(db.session(), [carl.id])
    assert found("verdi") == {"Karl Verdi"}
    db.session.scalars(select(ContactKey).where(ContactKey.key == "w:rossi")).all()
    assert found("rossi") == set()


def test_keying_ends_and_comes_back_for_who_was_late(make, carl):
    assert key_next(db.session(), AT) == 1
    assert key_next(db.session(), AT) == 0
    make.contact("!", email=None, phone=None)
    assert key_next(db.session(), AT) == 1
    assert key_next(db.session(), AT) == 0
    db.session.query(ContactKey).filter_by(contact_id=carl.id).delete()
    assert key_next(db.session(), AT) == 1
    assert key_next(db.session(), AT) == 0

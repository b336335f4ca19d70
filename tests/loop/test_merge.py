"""Merging two contacts: everything moves in one step, is told on each ticket, can be undone, and races end in one."""

import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.accounts.models import Contact, ContactKey, CustomerChange, Merge, Suggestion, TwoPeople
from cxloop.accounts.suggesting import suggest, two_people
from cxloop.database import Base, db, unit_of_work
from cxloop.loop import customers
from cxloop.loop.customers import MergeRefused, gather_late, merge, preview, tell_apart
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets import trail
from cxloop.tickets.belongings import MOVES
from cxloop.tickets.models import Ticket, TicketEvent
from tests.loop.test_two_at_once import race
from tests.makers import Maker

LATER = timedelta(days=1)


@pytest.fixture
def karl(make):
    """Carl, as another survey spelled him."""
    return make.contact("Karl Rossi", phone=None, role="Head chef")


def the_contacts(model):
    return set(db.session.scalars(select(model.contact_id)))


def test_everything_moves_and_each_ticket_is_told(make, olga, carl, karl, max_, at):
    survey = make.survey()
    older = make.ticket(2, contact=carl, survey=survey)
    newer = make.ticket(1, contact=karl, survey=survey)
    seen = preview(db.session(), carl, karl)
    assert (seen.counts["responses"], seen.counts["tickets"], seen.learns) == (1, 1, ("role",))
    record = merge(db.session(), carl.id, karl.id, by=max_, at=at)
    db.session.commit()
    assert the_contacts(Response) == the_contacts(Ticket) == {carl.id}
    assert db.session.get(Contact, karl.id).merged_into_id == carl.id
    assert (carl.role, carl.phone, carl.email) == (
        "Head chef",
        "+39 02 5550 1234",
        "carl.rossi@customer.example",
    )
    told = db.session.scalars(
        select(TicketEvent).filter_by(kind="contact_merged").order_by(TicketEvent.ticket_id)
    )
    assert [(event.ticket_id, event.facts["also_open"], event.actor_id) for event in told] == [
        (older.id, [newer.id], max_.id), (newer.id, [older.id], max_.id),
    ]  # fmt: skip
    assert all(ticket.due_at for ticket in (older, newer)), "both stay open"
    assert record.moved["tickets"] == [newer.id]
    assert all(trail.broken_at(db.session(), ticket.id) is None for ticket in (older, newer))
    assert {change.contact_id for change in db.session.scalars(select(CustomerChange))} == {carl.id, karl.id}


def test_a_ticket_names_only_so_many_others(make, carl, max_, at, monkeypatch):
    monkeypatch.setattr(sys.modules[merge.__module__], "MOST_NAMED", 2)
    survey = make.survey()
    people = [carl, *(make.contact(f"Carl {name}") for name in ("Rossi II", "Rossi III", "Rossi IV"))]
    one, two, three, four = [make.ticket(1, contact=who, survey=survey).id for who in people]
    for who in people[1:]:
        record = merge(db.session(), carl.id, who.id, by=max_, at=at)
    db.session.commit()
    told = db.session.scalars(select(TicketEvent).filter_by(kind="contact_merged"))
    last = {event.ticket_id: event.facts["also_open"] for event in told if event.facts["merge"] == record.id}
    assert last == {one: [two, three], two: [one, three], three: [one, two], four: [one, two]}


def test_what_comes_for_the_merged_one_belongs_to_the_kept(make, carl, karl, max_, at):
    merge(db.session(), carl.id, karl.id, by=max_, at=at)
    db.session.commit()
    assert make.response(9, contact=karl).contact_id == carl.id


def test_merging_again_is_the_same_merge(make, carl, karl, max_, at):
    first = merge(db.session(), carl.id, karl.id, by=max_, at=at)
    assert merge(db.session(), carl.id, karl.id, by=max_, at=at).id == first.id
    assert merge(db.session(), karl.id, carl.id, by=max_, at=at).id == first.id
    assert len(db.session.scalars(select(Merge)).all()) == 1


def test_chains_are_flat_and_circles_impossible(make, carl, karl, max_, at):
    third = make.contact("C. Rossi")
    make.response(9, contact=third)
    merge(db.session(), karl.id, third.id, by=max_, at=at)
    merge(db.session(), carl.id, karl.id, by=max_, at=at)
    assert {db.session.get(Contact, one.id).merged_into_id for one in (karl, third)} == {carl.id}
    assert the_contacts(Response) == {carl.id}
    with pytest.raises(MergeRefused):
        merge(db.session(), third.id, carl.id, by=max_, at=at)
    other = make.contact("Carlo Rossi")
    merge(db.session(), other.id, third.id, by=max_, at=at)
    assert {db.session.get(Contact, one.id).merged_into_id for one in (carl, karl, third)} == {other.id}


@pytest.mark.parametrize("pair", [(1, 1), (1, 999)])
def test_nonsense_is_refused(make, carl, max_, at, pair):
    first, second = (carl.id if one == 1 else one for one in pair)
    with pytest.raises((MergeRefused, LookupError)):
        merge(db.session(), first, second, by=max_, at=at)


def test_a_merge_can_be_undone_and_the_two_are_not_suggested_again(make, olga, carl, karl, max_, at):
    survey = make.survey()
    own, moved = make.ticket(2, contact=carl, survey=survey), make.ticket(1, contact=karl, survey=survey)
    make.refuses(karl)
    record = merge(db.session(), carl.id, karl.id, by=max_, at=at)
    db.session.commit()
    assert not carl.may_contact, "who asked not to be contacted is not contacted under the other name"
    since = make.response(9, contact=karl)
    tell_apart(db.session(), record.id, by=max_, at=at + LATER)
    tell_apart(db.session(), record.id, by=max_, at=at + LATER)
    db.session.commit()
    assert (own.contact_id, moved.contact_id, since.contact_id) == (carl.id, karl.id, carl.id)
    assert (carl.role, carl.may_contact, karl.may_contact, karl.merged_into_id) == (None, True, False, None)
    assert db.session.scalars(select(TicketEvent.ticket_id).filter_by(kind="contact_told_apart")).all() == [
        moved.id
    ]
    suggest(db.session(), carl.id, karl.id, ["mailbox"], at)
    assert db.session.scalars(select(Suggestion)).all() == []
    assert make.response(8, contact=karl).contact_id == karl.id


def test_the_last_merge_is_undone_first(make, carl, karl, max_, at):
    third = make.contact("C. Rossi")
    inner = merge(db.session(), karl.id, third.id, by=max_, at=at)
    outer = merge(db.session(), carl.id, karl.id, by=max_, at=at)
    with pytest.raises(MergeRefused):
        tell_apart(db.session(), inner.id, by=max_, at=at)
    tell_apart(db.session(), outer.id, by=max_, at=at)
    assert db.session.get(Contact, third.id).merged_into_id == karl.id
    tell_apart(db.session(), inner.id, by=max_, at=at)
    assert db.session.get(Contact, third.id).merged_into_id is None


def test_suggestions_and_denials_of_the_merged_hold_of_the_kept(make, carl, karl, max_, at):
    third, fourth = make.contact("C. Rossi"), make.contact("Carlo Rossi")
    suggest(db.session(), karl.id, third.id, ["mailbox"], at)
    suggest(db.session(), carl.id, karl.id, ["email_typo"], at)
    two_people(db.session(), karl.id, fourth.id, at, max_.id)
    merge(db.session(), carl.id, karl.id, by=max_, at=at)
    assert [(pair.contact_id, pair.other_id) for pair in db.session.scalars(select(Suggestion))] == [
        (carl.id, third.id)
    ]
    assert db.session.get(TwoPeople, (carl.id, fourth.id))


def test_the_kept_one_is_found_by_what_the_merged_one_was_called(make, carl, karl, max_, at):
    merge(db.session(), carl.id, karl.id, by=max_, at=at)
    found = set(db.session.scalars(select(ContactKey.contact_id).where(ContactKey.key == "w:karl")))
    assert found == {carl.id}


def test_what_a_slow_door_stored_for_the_merged_one_is_gathered(make, carl, karl, max_, at):
    record = merge(db.session(), carl.id, karl.id, by=max_, at=at)
    late = make.response(9)
    late.contact_id = karl.id
    db.session.commit()
    assert gather_late(db.session(), at) == 1
    assert gather_late(db.session(), at) == 0
    db.session.commit()
    assert late.contact_id == carl.id
    assert late.id in db.session.get(Merge, record.id).moved["responses"]


def test_every_record_of_a_contact_moves():
    told = {table.name for table in Base.metadata.sorted_tables for key in table.foreign_keys
            if key.column.table.name == "contact"}  # fmt: skip
    of_the_house = {
        "contact",
        "merge",
        "two_people",
        "suggestion",
        "contact_key",
        "customer_change",
        "consent_change",
        "response_change",
    }
    # not moved: rows of consent tell whom we could call at a past moment, those of changes whose an answer was then
    assert told - of_the_house == {model.__tablename__ for model in MOVES.values()}


def test_eight_merges_at_once_end_in_one_person(own_app, at):
    """Everybody merges the same contacts in another direction: one is left, and no link leads to a merged one."""
    with own_app.app_context():
        make = Maker()
        make.survey()
        contacts = [make.contact(f"Carl Number{number}").id for number in range(8)]
        for contact_id in contacts:
            make.response(9, contact=db.session.get(Contact, contact_id))
        by_id = make.user("Max").id

    def work(number):
        def one():
            by = db.session.get_one(User, by_id)
            try:
                customers.merge(db.session(), contacts[number], contacts[(number + 3) % 8], by=by, at=at)
            except MergeRefused:
                return "same"
            return "merged"

        return unit_of_work(one)

    race(own_app, work)
    with own_app.app_context():
        leads = dict(db.session.execute(select(Contact.id, Contact.merged_into_id)).all())
        (left,) = {contact_id for contact_id, kept in leads.items() if kept is None}
        assert set(leads.values()) == {None, left}
        assert the_contacts(Response) == {left}


def test_the_merged_one_may_still_correct_an_answer_by_their_old_address(make, carl, karl, max_, at):
    answer = make.response(8, contact=karl)
    merge(db.session(), carl.id, karl.id, by=max_, at=at)
    make.response(2, contact=karl, external_id=answer.external_id, at=at + timedelta(hours=1))
    db.session.refresh(answer)
    assert (answer.score, answer.contact_id) == (2, carl.id)
    assert db.session.scalars(select(Ticket).filter_by(response_id=answer.id)).one().is_owed

"""Whatever a caller says finds their ticket; what changed is found at once, and what is gone no more."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cxloop import audit_log
from cxloop.accounts.changes import By
from cxloop.accounts.companies import edit_account
from cxloop.accounts.contacts import edit_contact
from cxloop.database import db
from cxloop.loop import act, keep
from cxloop.people.changes import describe
from cxloop.people.policies import scope_of
from cxloop.tickets import queue
from cxloop.tickets.finding import search
from cxloop.tickets.models import Ticket
from cxloop.wordbook.models import Word, WordDue, WordPosting
from tests.makers import AT


@pytest.fixture(params=["read themselves", "in the book"])
def follow(request):
    """Searches right after a change, or once the book has followed it."""

    def followed():
        if request.param == "in the book":
            while keep.is_anything_to_find(db.session()):
                keep.write_words(db.session(), 50)
            assert keep.words_astray(db.session(), keep.tickets_with_words(db.session())) == []

    return followed


@pytest.fixture
def found(olga, follow):
    def numbers(words, reader=None):
        follow()
        scope = scope_of(reader or olga)
        filters = queue.Filters(search=search(db.session(), words, scope))
        page = queue.every(db.session(), scope=scope, filters=filters)
        assert page.total == len(page.tickets)
        return {ticket.id for ticket in page.tickets}

    return numbers


def test_names_companies_numbers_and_words_in_any_form(make, olga, found):
    account = make.account("Impianti Rossi", external_id="C-1007")
    one = make.ticket(
        3, contact=make.contact("Niccolò D’Amico", account=account), owner=olga, comment="Le fatture!"
    )
    one.account_id = account.id
    other = make.ticket(3, contact=make.contact("Somebody Else"), owner=olga, comment="The delivery was late")
    act.add_note(db.session(), one.id, by=olga, at=AT, via="web", body="Promised a creditnote, order 48213")
    for words in ("niccolo amico", "D'AMICO", "impianti", "rosi impianti", "nicolo", "fattura", "C-1007", "c1007",
                  "creditnote", "48213", "amico fatture"):  # fmt: skip
        assert found(words) == {one.id}, words
    assert found("deliveries") == {other.id}
    assert found("olga") == {one.id, other.id}
    assert found("amico delivery") == set()
    assert found("le") == set()


def test_a_typing_error_is_forgiven_only_where_nothing_stands_as_it_was_said(make, olga, found):
    bianchi = make.ticket(3, contact=make.contact("Marta Bianchi"), owner=olga)
    bianci = make.ticket(3, contact=make.contact("Marta Bianci"), owner=olga)
    assert found("bianci") == {bianci.id}
    assert found("bianchy") == {bianchi.id}
    make.ticket(3, contact=make.contact("Ugo Verdi"), owner=olga, comment="marte is a planet")
    assert found("marte bianchi") == {bianchi.id, bianci.id}, "a word that stands elsewhere may be mistyped"


def test_what_changed_is_found_by_its_new_words_and_no_more_by_the_old(make, olga, tom, found):
    account = make.account("Alfa Srl")
    contact = make.contact("Carla Neri", account=account)
    ticket = make.ticket(3, contact=contact, owner=olga, comment="too slow")
    ticket.account_id = account.id
    assert found("carla alfa olga") == {ticket.id}
    by = By(AT, "web", olga.id)
    edit_contact(db.session(), contact.id, {"name": "Clara Neri"}, by)
    edit_account(db.session(), account.id, {"name": "Beta Srl"}, by)
    act.assign(db.session(), ticket.id, owner_id=tom.id, by=olga, at=AT + timedelta(hours=1), via="web")
    assert found("clara neri beta tom") == {ticket.id}
    for words in ("alfa", "olga"):
        assert found(words) == set(), words
    assert found("carla") == {ticket.id}, "the address still says so"


def test_an_erased_name_stands_nowhere_in_the_book(make, olga):
    contact = make.contact("Zephyrine Quux")
    make.ticket(3, contact=contact, owner=olga)
    while keep.is_anything_to_find(db.session()):
        keep.write_words(db.session(), 50)
    words = select(func.count(Word.id)).where(Word.word.in_(["zephyrine", "quux"]))
    assert db.session.scalar(words) == 2
    edit_contact(
        db.session(), contact.id, {"name": "Nobody", "email": "no@body.example"}, By(AT, "web", olga.id)
    )
    while keep.is_anything_to_find(db.session()):
        keep.write_words(db.session(), 50)
    assert db.session.scalar(words) == 0


def test_who_may_not_see_a_ticket_does_not_find_it_nor_is_told_of_it(make, olga, zoe, found):
    ticket = make.ticket(3, contact=make.contact("Lucia Galli"), owner=olga)
    assert found("lucia") == {ticket.id}
    assert found("lucia", reader=zoe) == set()
    mine = make.ticket(3, contact=make.contact("Lucio Galli"), owner=zoe, team=zoe.memberships[0].team)
    assert found("lucia", reader=zoe) == {mine.id}, (
        "what others have does not keep a mistyped word from being forgiven"
    )


def test_a_book_begun_anew_is_the_same(make, olga):
    for name in ("Ada Uno", "Bea Due"):
        make.ticket(3, contact=make.contact(name), owner=olga)

    def told():
        while keep.is_anything_to_find(db.session()):
            keep.write_words(db.session(), 1)
        rows = select(Word.word, Word.runs, WordPosting.found_id).join(
            WordPosting, WordPosting.word_id == Word.id
        )
        return sorted(map(tuple, db.session.execute(rows)))

    before = told()
    keep.begin_words_anew(db.session())
    assert db.session.scalar(select(func.count(Word.id))) == 0
    assert told() == before
    assert db.session.scalar(select(func.count(WordDue.id))) == 0


def test_a_common_word_is_met_newest_first_and_counted_so_far(make, olga, monkeypatch):
    monkeypatch.setattr("cxloop.tickets.finding.OFTEN", 2)
    monkeypatch.setattr("cxloop.wordbook.looking_up.OFTEN", 2)
    tickets = [
        make.ticket(3, contact=make.contact(f"Person {at}"), owner=olga, comment="slow again")
        for at in range(4)
    ]
    while keep.is_anything_to_find(db.session()):
        keep.write_words(db.session(), 50)
    scope = scope_of(olga)
    for words, wanted in (("slow again", 4), ("slow person", 4), ("slow 2", 1)):
        filters = queue.Filters(search=search(db.session(), words, scope))
        page = queue.every(db.session(), scope=scope, filters=filters)
        assert [one.id for one in page.tickets][:1] == [tickets[-1 if wanted == 4 else 2].id]
        assert page.total == wanted
    assert db.session.scalar(select(func.count(Ticket.id))) == 4


def test_a_colleague_who_is_called_otherwise_now(make, olga, tom, found):
    ticket = make.ticket(3, contact=make.contact("Carl"), owner=tom)
    assert found("tom") == {ticket.id}
    describe(db.session(), tom, {"name": "Tommaso Riva"}, audit_log.By(olga.id, "web"), AT)
    assert found("riva") == {ticket.id}

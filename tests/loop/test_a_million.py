"""What grows with a company must not slow it down: hot statements are led by an index, what is locked is short."""

from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import event, select, text

from cxloop import jobs
from cxloop.accounts import keys, searching
from cxloop.accounts.models import Contact, Keyed, Suggestion
from cxloop.accounts.spelling import number_of
from cxloop.alerts import heartbeat, outbox
from cxloop.database import db
from cxloop.loop import keep
from cxloop.loop.keep.gaps.kinds import Window
from cxloop.reports.intake_doors import doors
from cxloop.reports.intake_gaps import open_gaps
from tests.makers import AT

SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def plans(work):
    """How SQLite finds the rows of each statement that `work` sends."""
    seen = []

    def note(_connection, _cursor, statement, given, *_rest):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            seen.append((statement, tuple(given) if isinstance(given, list) else given))

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return [
        [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given)]
        for said, given in seen
    ]


def walked(work, *tables):
    """Steps that read one of these tables from end to end."""
    steps = [step for plan in plans(work) for step in plan]
    return [step for step in steps for table in tables if step == f"SCAN {table}"]


@SQLITE
def test_the_banners_cost_one_statement_each_and_it_is_led_by_indexes(app):
    def look():
        outbox.is_well(db.session(), AT, AT - timedelta(days=7), AT - heartbeat.DEAD_AFTER)
        open_gaps(db.session())

    assert walked(look, "alert", "gap", "heartbeat") == []
    assert len(plans(look)) == 2


def test_all_is_well_only_while_the_worker_lives_and_nothing_waits(make, north):
    def is_well(at=AT):
        return outbox.is_well(db.session(), at, at - timedelta(days=7), at - heartbeat.DEAD_AFTER)

    assert not is_well()
    heartbeat.beat(db.session(), AT)
    assert is_well()
    outbox.enqueue(
        db.session(), kind="unowned", subject="ticket:1", via="slack", recipient=f"team:{north.id}", at=AT
    )
    assert is_well()
    later = AT + timedelta(minutes=6)
    heartbeat.beat(db.session(), later)
    assert not is_well(later)


@SQLITE
@pytest.mark.parametrize("kind", [kind.name for kind in keep.KINDS if not kind.is_windowed])
def test_what_the_auditor_looks_for_everywhere_it_finds_by_an_index(app, kind):
    db.session.execute(text("ANALYZE"))
    assert walked(lambda: keep.BY_NAME[kind].look(db.session(), AT, None), "alert", "inbound_event") == []


@SQLITE
def test_the_auditor_looks_only_at_the_rows_of_its_window(app):
    window = Window(1, 10)
    for kind in keep.KINDS:
        if kind.is_windowed:
            found = walked(
                lambda one=kind: one.look(db.session(), AT, window),
                "response",
                "ticket",
                "alert",
                "triggering",
            )
            assert found == [], kind.name


@SQLITE
def test_people_are_searched_without_reading_everybody(app):
    for words in ("ros", "carl ros", "carl@rossi.example", "333 1234567", "D’Amico"):
        chosen = select(Contact.id).where(searching.contact_matches(db.session(), words))
        assert walked(lambda one=chosen: db.session.execute(one).all(), "contact", "contact_key") == [], words


@SQLITE
def test_doors_are_counted_along_the_index_of_sources(app, at):
    assert walked(lambda: doors(db.session(), at), "response") == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [("+39 333 123 4567", "3331234567"), ("0039-333/1234567", "3331234567"), ("333 123.4567", "3331234567"),
     ("+44 (0)20 7946 0018", "2079460018"), ("020 7946 0018", "2079460018"), ("", ""), ("ask Carl", "")],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(written, expected):
    assert number_of(written) == expected


NUMBERS = ("333 1234567", "+393331234567", "0039 333 123 4567", "34567", "3331 23")
"""Found at once. A name and a number together are found once the contact is sorted in."""


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("typed", "keyed"),
    [*((typed, keyed) for typed in NUMBERS for keyed in (True, False)), ("rossi 34567", True)],
)
def test_people_are_found_by_the_beginning_and_the_end_of_their_number(make, keyed, typed):
    carl = make.contact("Carl Rossi", phone="+39 333 123-4567")
    make.contact("Dora Verdi", phone="+39 340 7654321")
    if keyed:
        keep.key_next(db.session(), AT)
    chosen = select(Contact.id).where(searching.contact_matches(db.session(), typed))
    assert db.session.scalars(chosen).all() == [carl.id]


def test_three_figures_are_no_number(make):
    make.contact("Carl Rossi", phone="+39 333 123 4567")
    keep.key_next(db.session(), AT)
    assert (
        db.session.scalars(select(Contact.id).where(searching.contact_matches(db.session(), "567"))).all()
        == []
    )


def test_a_backlog_is_sorted_in_portion_by_portion(make):
    for number in range(120):
        make.contact(f"Person {number}", email=f"p{number}@many.example", phone=None)
    assert jobs.sort_in(AT, passes=1) == keep.FEW
    assert keys.waiting(db.session()) == 120 - keep.FEW
    jobs.sort_in(AT, passes=20)
    assert keys.waiting(db.session()) == 0
    assert {mark.id: mark.up_to for mark in db.session.scalars(select(Keyed))} == dict.fromkeys(
        (keys.SPELLED, keys.COMPARED), max(db.session.scalars(select(Contact.id)))
    )


def test_a_portion_somebody_else_stored_is_left_alone_and_a_changed_contact_is_keyed_as_it_is(make):
    carl = make.contact("Carl Rossi", email="carl@rossi.example")
    portion = keep.spell_next(db.session())
    carl.name = "Carl Bianchi"
    db.session.flush()
    assert keep.keep_keys(db.session(), portion, None, AT) == 1
    assert keep.keep_keys(db.session(), portion, None, AT) == 0
    found = [
        db.session.scalars(select(Contact.id).where(searching.contact_matches(db.session(), word))).all()
        for word in ("bianchi", "rossi")
    ]
    assert found[0] == [carl.id]


def test_who_is_merged_between_the_looking_and_the_suggesting_is_not_suggested(make):
    one, other = make.contact("B", email="b.b@gmail.com"), make.contact("Bb", email="bb@gmail.com")
    keep.keep_keys(db.session(), keep.spell_next(db.session()), None, AT)
    compared = keep.compare_next(db.session())
    assert compared.pairs == {(one.id, other.id): ["mailbox"]}
    other.merged_into_id = one.id
    db.session.flush()
    keep.keep_keys(db.session(), None, compared, AT)
    assert db.session.scalars(select(Suggestion)).all() == []


def test_what_an_older_version_keyed_is_spelled_again_and_not_compared_again(make):
    one, _other = make.contact("B", email="b.b@gmail.com"), make.contact("Bb", email="bb@gmail.com")
    db.session.add(Keyed(id=keys.FIRST_SPELLING, up_to=one.id + 1))
    db.session.commit()
    assert keys.keyed_up_to(db.session()) == one.id + 1
    jobs.sort_in(AT, passes=5)
    assert db.session.get(Keyed, keys.SPELLED).up_to == one.id + 1
    assert db.session.scalars(select(Suggestion)).all() == []


@pytest.mark.parametrize(
    ("size", "seconds", "following"), [(50, 0.01, 100), (100, 0.1, 50), (1000, 0.0, 1000)]
)
def test_portions_are_as_large_as_nobody_notices(size, seconds, following):
    assert keep.next_size(size, seconds) == following


def test_sorting_in_ends_when_it_is_told_to(make):
    make.contact("Carl Rossi")
    stopped = Event()
    stopped.set()
    assert jobs.sort_in(AT, 5, stopped) == 0

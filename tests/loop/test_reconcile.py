"""The auditor: what is missing is found, mended once, and shown when that did not help."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.jobs import audit
from cxloop.loop import keep
from cxloop.loop.keep import reconcile
from cxloop.loop.keep.gaps import tickets
from cxloop.people.models import User
from cxloop.reports.models import AuditMark, DailyAnswers, Gap
from cxloop.responses.models import ImportJob, Response
from cxloop.tickets.models import Ticket, Triggering
from tests.seeded_gaps import SEEDS, Seeder

LATER = timedelta(minutes=6)


@pytest.fixture
def later(at):
    """Late enough for everything that was just made to be old enough."""
    return at + LATER


@pytest.fixture
def company(make, north, olga, tom):
    make.survey(team=north)
    return make


def gaps() -> list[Gap]:
    return list(db.session.scalars(select(Gap).order_by(Gap.id)))


def test_a_whole_company_has_no_gaps(company, olga, later, at):
    for score in (0, 3, 6, 9, 10):
        company.response(score)
    company.verified(company.ticket(owner=olga), olga)
    company.resolved(company.ticket(owner=olga), olga)
    company.reached(company.ticket(owner=olga), olga)
    became = audit(later)
    assert (became.found, became.shown, gaps()) == ([], [], [])


UNMENDABLE = {"import_stands_still"}
"""Nothing here can mend this: the worker goes on with it by itself, or somebody has to look."""


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_each_kind_of_gap_is_found_mended_and_whole_again(company, olga, later, seed):
    seeder = Seeder(company, olga)
    kind = seed(seeder)
    db.session.commit()
    became = audit(later)
    assert kind in [name for name, _ in became.found]
    if kind in UNMENDABLE:
        assert became.shown
        return
    assert became.mended == became.found
    assert became.shown == []
    again = audit(later + timedelta(minutes=1))
    assert (again.found, again.shown) == ([], [])
    assert all(gap.repaired_at == gap.gone_at == later for gap in gaps())


def test_what_is_younger_than_five_minutes_may_be_on_its_way(company, at):
    ticket = company.ticket()
    db.session.execute(delete(Alert))
    db.session.commit()
    assert audit(at + timedelta(minutes=4)).found == []
    assert audit(at + LATER).mended == [("ticket_untold", f"ticket:{ticket.id}")]


def test_an_answer_without_its_ticket_gets_the_one_it_should_have_had(company, north, olga, tom, later):
    company.contact("Carl Rossi")
    ticket = company.ticket(2)
    response_id, rule_id = ticket.response_id, ticket.rule_id
    Seeder(company, olga).forget(ticket)
    db.session.commit()
    audit(later)
    opened = db.session.scalars(select(Ticket).where(Ticket.response_id == response_id)).one()
    assert (opened.rule_id, opened.priority, opened.team_id) == (rule_id, "urgent", north.id)
    assert opened.owner_id in (olga.id, tom.id)
    assert db.session.scalars(select(Alert.subject)).all() == [f"ticket:{opened.id}"]


def test_an_answer_of_a_quiet_import_gets_a_quiet_ticket(company, olga, later, at):
    ticket = company.ticket(2)
    job = ImportJob(
        filename="old.csv", sha256="0", size=1, state="done", backfill_days=30, created_at=at, moved_at=at
    )
    db.session.add(job)
    db.session.flush()
    ticket.response.import_id = job.id
    Seeder(company, olga).forget(ticket)
    db.session.commit()
    audit(later)
    assert db.session.scalars(select(Ticket)).one().response_id
    assert db.session.scalars(select(Alert)).all() == []
    assert audit(later + LATER).found == []


def test_what_comes_back_is_shown_and_not_mended_again(company, later):
    ticket = company.ticket()
    gone = delete(Alert).where(Alert.subject == f"ticket:{ticket.id}")
    for moment in (later, None):
        db.session.execute(gone)
        db.session.commit()
        assert moment is None or audit(moment).mended
    came_back = audit(later + timedelta(minutes=10))
    assert (came_back.found, came_back.mended) == ([], [])
    assert came_back.shown == [("ticket_untold", f"ticket:{ticket.id}")]
    assert db.session.scalars(select(Alert)).all() == []
    (gap,) = gaps()
    assert gap.gone_at is None
    assert audit(later + timedelta(minutes=11)).shown == came_back.shown


def test_what_somebody_else_mended_is_whole_again(company, later, at):
    job = ImportJob(filename="a.csv", sha256="0", size=1, state="running", created_at=at, moved_at=at)
    db.session.add(job)
    db.session.commit()
    assert audit(later).shown == [("import_stands_still", f"import:{job.id}")]
    job.state = "done"
    db.session.commit()
    assert audit(later + LATER).gone == [("import_stands_still", f"import:{job.id}")]
    assert gaps()[0].gone_at == later + LATER


def test_far_too_many_at_once_are_shown_and_left_alone(company, later, monkeypatch):
    monkeypatch.setattr(reconcile, "MOST_MENDED", 3)
    for _ in range(5):
        company.ticket()
    db.session.execute(delete(Alert))
    db.session.commit()
    became = audit(later)
    assert became.mended == []
    assert {gap.facts["why"] for gap in gaps()} == {"too_many"}
    assert db.session.scalars(select(Alert)).all() == []


def test_a_row_that_breaks_the_auditor_keeps_no_other_from_being_mended(company, later, monkeypatch):
    first, second = company.ticket(), company.ticket()
    db.session.execute(update(Ticket).values(due_at=None))
    db.session.commit()
    settle = tickets.promises.settle

    def breaks(ticket, escalated):
        if ticket.id == first.id:
            raise ZeroDivisionError
        settle(ticket, escalated)

    monkeypatch.setattr(tickets.promises, "settle", breaks)
    became = audit(later)
    assert became.mended == [("ticket_misplaced", f"ticket:{second.id}")]
    assert gaps()[0].facts == {"why": "failed", "error": "ZeroDivisionError"}


def test_the_slow_round_reaches_every_row(company, later, monkeypatch):
    monkeypatch.setattr(reconcile, "NEWEST", 1)
    monkeypatch.setattr(reconcile, "ROUND", 2)
    numbers = [company.ticket().id for _ in range(6)]
    db.session.execute(update(Ticket).where(Ticket.id < numbers[-1]).values(queue_at=None))
    db.session.add(AuditMark(name="ticket", place=numbers[0] - 1))
    db.session.commit()
    mended = [
        subject for minute in range(3) for _, subject in audit(later + timedelta(minutes=minute)).mended
    ]
    assert len(mended) == 5


def test_a_second_auditor_that_saw_the_same_changes_nothing(company, later):
    company.ticket()
    db.session.execute(delete(Alert))
    db.session.commit()
    first = second = keep.look_for_gaps(db.session(), later)
    assert keep.settle_gaps(db.session(), first, later).mended
    assert keep.settle_gaps(db.session(), second, later).mended == []
    assert len(db.session.scalars(select(Alert)).all()) == 1


def test_an_answer_that_no_rule_of_its_time_named_is_left_alone(company, later):
    company.response(9)
    response = db.session.scalars(select(Response)).one()
    response.withdrawn_at, response.score = later, 2
    db.session.execute(update(DailyAnswers).values(answers=0))
    db.session.commit()
    assert audit(later).found == []
    assert db.session.scalars(select(Triggering)).all() == []


def test_a_deactivated_owner_gives_the_ticket_back_and_the_team_is_told(company, olga, later, north):
    ticket = company.ticket(owner=olga)
    db.session.execute(update(User).where(User.id == olga.id).values(is_active=False))
    db.session.commit()
    audit(later)
    db.session.refresh(ticket)
    assert (ticket.owner_id, ticket.state) == (None, "new")
    unowned = db.session.scalars(select(Alert).where(Alert.kind == "unowned")).one()
    assert unowned.recipient == f"team:{north.id}"


def test_nothing_is_missing_where_nothing_is(app, at):
    assert audit(at).found == []


def test_fifty_gaps_of_ten_kinds_are_found_in_one_pass(company, olga, later):
    seeder, kinds = Seeder(company, olga), []
    while len(kinds) < 50:
        kinds += [seed(seeder) for seed in MANY]
    db.session.commit()
    became = audit(later)
    found = Counter(name for name, _ in became.found)
    assert found == Counter(kinds)
    assert found.total() >= 50
    assert len(found) >= 10
    assert became.mended == became.found
    assert audit(later + LATER).shown == []


MANY = [seed for seed in SEEDS if seed.__name__ not in {"tally_off", "tally_deleted", "import_died"}]

"""What the trail says of who did it, and that it stays whole through everything that may be done."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cxloop import audit_log
from cxloop.accounts.models import Contact
from cxloop.database import db, unit_of_work
from cxloop.loop import act, keep
from cxloop.secrets import CannotUnseal
from cxloop.tickets.models import Note, TicketEvent
from cxloop.trails import Via, anchors, keys
from cxloop.trails.models import TrailEnd
from tests.lifting import lift_refusals

OLD, NEW = "the secret key as it was at first: 9fQ2x", "the secret key as it is from now on: 4Lm8"


def noted(ticket, by, at, via="web"):
    unit_of_work(lambda: act.add_note(db.session(), ticket.id, by=by, at=at, via=via, body="Called back."))


def whole(kept=(), given=None):
    return keep.verify_trails(db.session(), kept, given).count == 0


def test_an_event_names_the_program_beside_the_person(make, at, olga):
    ticket = make.ticket(owner=olga)
    noted(ticket, olga, at, via=Via("api", "token:7"))
    event = db.session.scalars(select(TicketEvent).order_by(TicketEvent.number.desc())).first()
    assert (event.actor_id, event.via, event.program) == (olga.id, "api", "token:7")
    assert whole()


def test_erasing_what_a_customer_is_and_said_leaves_the_trail_whole(make, at, olga):
    ticket = make.ticket(owner=olga)
    noted(ticket, olga, at)
    made = unit_of_work(lambda: keep.anchor_trails(db.session(), day=at.date(), at=at))
    db.session.execute(update(Contact).values(name=None, email=None, phone=None))
    db.session.execute(update(Note).values(body="erased"))
    assert whole([made], made.printed())


def test_a_day_has_one_anchor_and_a_day_without_news_none(make, at, olga):
    def make_one(moment):
        return unit_of_work(lambda: keep.anchor_trails(db.session(), day=moment.date(), at=moment))

    assert make_one(at) is None
    ticket = make.ticket(owner=olga)
    assert make_one(at).page == 1
    noted(ticket, olga, at)
    assert make_one(at + timedelta(hours=1)) is None
    assert make_one(at + timedelta(days=1)).page == 2
    assert make_one(at + timedelta(days=2)) is None
    assert whole()


def test_going_back_to_what_an_old_copy_said_is_found_by_the_anchor_kept_elsewhere(make, at, olga):
    """Somebody puts the whole database back as it was: nothing in it can tell."""
    ticket = make.ticket(owner=olga)
    db.session.commit()
    before = db.engines[None].begin_nested()
    noted(ticket, olga, at)
    made = unit_of_work(lambda: keep.anchor_trails(db.session(), day=at.date(), at=at))
    assert whole(given=made.printed())
    db.session.rollback()
    before.rollback()
    db.session.expire_all()
    assert whole()
    assert not whole([made])
    assert not whole(given=made.printed())


def test_what_was_found_broken_is_not_sealed_by_the_next_step(make, at, olga):
    ticket = make.ticket(owner=olga)
    noted(ticket, olga, at)
    lift_refusals(db.session())
    last = db.session.scalars(select(TicketEvent).order_by(TicketEvent.number.desc())).first()
    db.session.delete(last)
    db.session.execute(update(TrailEnd).values(length=TrailEnd.length - 1))
    db.session.commit()
    noted(ticket, olga, at)
    found = keep.verify_trails(db.session()).found
    assert "end" in {finding.what for finding in found if finding.owner == ticket.id}


def test_the_anchors_in_the_file_are_read_again_and_a_changed_line_is_found(make, at, olga, tmp_path):
    make.ticket(owner=olga)
    made = unit_of_work(lambda: keep.anchor_trails(db.session(), day=at.date(), at=at))
    assert anchors.in_file(tmp_path) == []
    assert anchors.keep_in_file(tmp_path, [made]) == 1
    assert anchors.keep_in_file(tmp_path, [made]) == 0
    assert whole(anchors.in_file(tmp_path))
    file = tmp_path / anchors.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    for other in (
        file.read_text().replace(f'"events": {made.events}', '"events": 9'),
        "no anchor\n",
        "[1]\n",
    ):
        file.write_text(other)
        assert not whole(anchors.in_file(tmp_path))


def test_a_changed_secret_key_keeps_the_trail_key(app):
    first = keys.found(db.session(), OLD)
    keys.keep(db.session(), old=OLD, new=NEW)
    assert keys.found(db.session(), NEW) == first
    with pytest.raises(CannotUnseal):
        keys.found(db.session(), OLD)
    with pytest.raises(CannotUnseal):
        keys.keep(db.session(), old=OLD, new=NEW)
    keys.keep(db.session(), old=NEW, new=OLD)
    assert keys.found(db.session(), OLD) == first


def test_a_trail_key_sealed_with_another_secret_key_is_told(make, olga):
    make.ticket(owner=olga)
    assert whole()
    keys.keep(db.session(), old=OLD, new=NEW)
    assert [finding.what for finding in keep.verify_trails(db.session()).found] == ["key"]


def test_the_audit_log_refuses_a_kind_without_words(app, at, olga):
    with pytest.raises(ValueError, match="looked_around"):
        audit_log.record(db.session(), "looked_around", at=at, actor_id=olga.id, via="web")

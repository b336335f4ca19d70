"""The outbox: written with the change, claimed under a lease, told in order, never twice by two senders."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.alerts import claiming, outbox, pacing, settling
from cxloop.alerts.models import Alert, Pace
from cxloop.database import db, unit_of_work
from tests.makers import AT

HOUR = timedelta(hours=1)


def write(kind="ticket_opened", subject="ticket:1", channel="#north", at=AT, **more):
    made = outbox.enqueue(
        db.session, kind=kind, subject=subject, via="slack", recipient=channel, at=at, **more
    )
    db.session.commit()
    return made


def claim(at, **more):
    claimed = claiming.claim(db.session(), at, **more)
    db.session.commit()
    return claimed


def only():
    db.session.expire_all()
    return db.session.scalars(db.select(Alert)).one()


def test_the_same_step_is_written_once(app):
    assert write()
    assert not write()
    assert write(step=1)


def test_many_rows_at_once_leave_known_ones_alone(app):
    write(subject="ticket:2")
    rows = [
        outbox.new_row(kind="ticket_opened", subject=f"ticket:{n}", via="slack", recipient="#north", at=AT)
        for n in range(1000)
    ]
    outbox.enqueue_many(db.session, rows)
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count()).select_from(Alert)) == 1000


def test_a_rolled_back_change_tells_nobody(app):
    outbox.enqueue(db.session, kind="x", subject="ticket:1", via="slack", recipient="#north", at=AT)
    db.session.rollback()
    assert claim(AT) == []


def test_a_claimed_alert_is_nobody_else_s_until_its_lease_is_over(app):
    write()
    (first,) = claim(AT)
    assert claim(AT + timedelta(seconds=59)) == []
    (second,) = claim(AT + timedelta(seconds=61))
    assert second.in_doubt
    assert not first.in_doubt
    assert not settling.mark_sent(db.session(), first, AT)
    assert settling.mark_sent(db.session(), second, AT, "1.1")
    assert (only().state, only().external_ts) == ("sent", "1.1")


def test_a_sender_that_slept_through_its_lease_may_neither_send_nor_mark(app):
    write()
    for round_ in range(30):
        at = AT + round_ * HOUR
        (asleep,) = claim(at)
        with pytest.raises(claiming.LeaseOver):
            claiming.insist(db.session(), asleep, at + timedelta(seconds=50))
        (awake,) = claim(at + timedelta(seconds=61))
        with pytest.raises(claiming.LeaseOver):
            claiming.insist(db.session(), asleep, at + timedelta(seconds=1))
        assert not settling.mark_sent(db.session(), asleep, at)
        settling.retry_later(db.session(), asleep, at, code="x", in_doubt=False)
        settling.give_up(db.session(), asleep, at, code="x")
        assert only().lease_token == awake.token
        settling.put_back(db.session(), awake, at + timedelta(seconds=61))
        only().crashes = 0
        db.session.commit()


def test_an_alert_that_brings_its_sender_down_five_times_is_dead_and_the_others_pass(app):
    write(subject="ticket:1")
    for number in range(2, 12):
        write(subject=f"ticket:{number}", channel=f"#c{number}")
    at, told, tried = AT, set(), 0
    for _ in range(30):
        for one in claim(at):
            if one.subject == "ticket:1":
                tried += 1
                break  # the sender died here
            told.add(one.subject)
            settling.mark_sent(db.session(), one, at)
            db.session.commit()
        at += timedelta(minutes=2)
    assert tried == 5
    assert len(told) == 10
    states = {
        alert.subject: (alert.state, alert.last_error) for alert in db.session.scalars(db.select(Alert))
    }
    assert states["ticket:1"] == ("dead", "sender_crashed")


def test_a_batch_s_innocent_alerts_are_not_blamed(app):
    for number in range(1, 6):
        write(subject=f"ticket:{number}", channel=f"#c{number}")
    claim(AT)
    claim(AT + timedelta(minutes=2))
    crashes = db.session.scalars(db.select(Alert.crashes).order_by(Alert.id)).all()
    assert crashes == [1, 0, 0, 0, 0]


def test_nothing_overtakes_an_earlier_alert_about_the_same_ticket(app):
    write(at=AT)
    write(kind="escalated", channel="#south", at=AT)
    outbox.touch(db.session, "ticket:1", AT)
    db.session.commit()
    (first,) = claim(AT)
    assert first.kind == "ticket_opened"
    settling.retry_later(db.session(), first, AT, code="x", in_doubt=False)
    db.session.commit()
    assert claim(AT + timedelta(seconds=2)) == []
    (again,) = claim(AT + timedelta(seconds=10))
    assert again.kind == "ticket_opened"
    settling.mark_sent(db.session(), again, AT)
    db.session.commit()
    assert {one.kind for one in claim(AT + timedelta(seconds=12))} == {"escalated", "ticket_updated"}


def test_a_touch_makes_one_update_however_often_it_is_made(app):
    write()
    for _ in range(5):
        outbox.touch(db.session, "ticket:1", AT)
    outbox.touch(db.session, "ticket:2", AT)  # nobody was told about it
    db.session.commit()
    kinds = db.session.scalars(db.select(Alert.kind).order_by(Alert.id)).all()
    assert kinds == ["ticket_opened", "ticket_updated"]


def test_a_change_during_an_update_is_told_by_another(app):
    write()
    settling.mark_sent(db.session(), claim(AT)[0], AT)
    outbox.touch(db.session, "ticket:1", AT)
    (update,) = claim(AT + timedelta(seconds=2))
    outbox.touch(db.session, "ticket:1", AT)
    db.session.commit()
    assert settling.mark_sent(db.session(), update, AT)
    db.session.commit()
    assert [one.kind for one in claim(AT + timedelta(seconds=4))] == ["ticket_updated"]


def test_a_clock_that_goes_back_a_day_holds_nothing_up(app):
    write(at=AT)
    claim(AT)
    before = AT - timedelta(days=1)
    write(subject="ticket:2", channel="#south", at=AT)
    assert {one.subject for one in claim(before)} == {"ticket:1", "ticket:2"}


def test_each_channel_is_claimed_once_a_second(app):
    for number in range(3):
        write(subject=f"ticket:{number}")
    assert len(claim(AT)) == 1
    assert claim(AT + timedelta(milliseconds=900)) == []
    assert len(claim(AT + timedelta(seconds=1))) == 1
    settling.slow_down(db.session(), "slack:#north", AT, 3600)
    db.session.commit()
    assert claim(AT + timedelta(minutes=59)) == []


def test_letters_to_customers_do_not_wait_for_one_another(app):
    for number in range(5):
        outbox.enqueue(
            db.session, kind="verification_asked", subject=f"ticket:{number}", via="mail",
            recipient=f"contact:{number}", at=AT,
        )  # fmt: skip
    db.session.commit()
    assert len(claim(AT)) == 5
    assert db.session.get(Pace, "mail") is not None


def test_the_search_for_due_alerts_reads_the_index_of_waiting_ones(app):
    if db.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what is in the table")
    plan = "\n".join(
        str(row)
        for row in db.session.execute(
            db.text(
                "EXPLAIN QUERY PLAN SELECT id FROM alert WHERE state IN ('pending', 'sending') AND channel = 'x' "
                "AND not_before <= '2026-01-01' ORDER BY not_before, id"
            )
        )
    )
    assert "ix_alert_waiting" in plan
    assert "TEMP B-TREE" not in plan


def test_four_senders_at_one_outbox_send_each_alert_once(own_app):
    count = 120
    with own_app.app_context():
        rows = [
            outbox.new_row(
                kind="ticket_opened", subject=f"ticket:{n}", via="slack", recipient=f"#c{n % 12}", at=AT
            )
            for n in range(count)
        ]
        unit_of_work(lambda: outbox.enqueue_many(db.session, rows))
    sent: list[tuple[str, str]] = []
    lock = threading.Lock()

    def sender(number):
        with own_app.app_context():
            for _ in range(400):
                claimed = unit_of_work(lambda: claiming.claim(db.session(), AT, between=timedelta(0)))
                for one in claimed:
                    with lock:
                        sent.append((one.channel, one.subject))
                    assert unit_of_work(lambda one=one: settling.mark_sent(db.session(), one, AT))
                with lock:
                    if len(sent) >= count:
                        return

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(sender, number) for number in range(4)]:
            done.result()
    assert len(sent) == len(set(sent)) == count


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_waits_grow_from_five_seconds_to_a_quarter_of_an_hour(attempt, chance):
    wait = pacing.backoff(attempt, chance)
    assert timedelta(seconds=5) <= wait <= timedelta(minutes=15)
    assert wait <= pacing.backoff(attempt + 1, 0.0)


@given(st.none() | st.text())
def test_any_retry_after_header_gives_a_wait(header):
    assert 1 <= pacing.retry_after(header, datetime(2026, 1, 1, tzinfo=UTC)) <= pacing.LONGEST_PENALTY

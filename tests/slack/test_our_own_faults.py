"""An alert that our own code cannot put into words is given up after five tries; it holds up nobody."""

from datetime import timedelta

import pytest

from cxloop.alerts import outbox
from cxloop.database import db
from cxloop.loop import learn

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def broken(monkeypatch):
    """`broken.add("ticket:1")`: from now on nobody can say anything about it. Tries are counted in `tries`."""
    tell, subjects = learn.tell, set()

    def fails(session, *, subject, **more):
        if subject in subjects or "*" in subjects:
            tries.append(subject)
            raise RuntimeError("no words")
        return tell(session, subject=subject, **more)

    tries = []
    monkeypatch.setattr(learn, "tell", fails)
    return subjects, tries


def test_five_tries_and_the_others_pass(make, north, south, worker, slack, broken):
    subjects, tries = broken
    poison = make.ticket(3, survey=make.survey(team=north))
    subjects.add(f"ticket:{poison.id}")
    others = [make.ticket(3, survey=make.survey(f"s{n}", team=south)) for n in range(3)]
    others += [make.ticket(3, survey=poison.survey)]
    for _ in range(8):
        worker.deliver()
        worker.later(minutes=20)
    assert len(tries) == 5
    assert len(slack.posted()) == len(others)
    about = outbox.undelivered_about(db.session, f"ticket:{poison.id}", worker.at)
    assert [(alert.state, alert.last_error) for alert in about] == [("dead", "bug:RuntimeError")]


def test_an_installation_broken_for_half_an_hour_costs_no_alert(make, north, worker, slack, broken):
    subjects, _ = broken
    make.ticket(3, survey=make.survey(team=north))
    subjects.add("*")
    for _ in range(30):
        worker.deliver(patience=timedelta(0))
        worker.later(minutes=1)
    subjects.clear()
    worker.later(minutes=20).deliver()
    assert len(slack.posted("#north")) == 1

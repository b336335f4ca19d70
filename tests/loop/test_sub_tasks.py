"""A colleague of another function is asked by a day: told, reminded once, and their answer lands on the ticket."""

from datetime import timedelta

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.people.models import Role
from cxloop.tickets import sub_tasks
from cxloop.tickets.models import TicketEvent
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.sub_tasks import SubTask
from cxloop.tickets.telling import tell
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(ticket, by, whom, due=AT + DAY, what="Name a technician") -> SubTask:
    task = act.ask_colleague(
        db.session(), ticket.id, owner_id=whom.id, what=what, due_at=due, by=by, at=AT, via="web"
    )
    db.session.commit()
    return task


def alerts():
    """Whom each alert that has something to say is for."""
    found = []
    for one in db.session.query(Alert).filter(Alert.kind.like("task_%")).order_by(Alert.id):
        told = tell(
            db.session(), alert_id=one.id, kind=one.kind, subject=one.subject, recipient=one.recipient,
            facts=one.facts, at=AT, language="en",
        )  # fmt: skip
        found += [(one.kind, one.recipient)] if told else []
    return found


def owes(user):
    return [task.id for task in sub_tasks.owed_before(db.session(), user.id, AT + 2 * DAY)]


def test_who_is_asked_and_who_asks_have_it_until_it_is_answered(make, olga, zoe, tom):
    ticket = make.ticket(owner=olga)
    due_at = ticket.due_at
    task = asked(ticket, olga, zoe)
    assert (owes(zoe), owes(olga), owes(tom)) == ([task.id], [task.id], [])
    assert alerts() == [("task_asked", f"user:{zoe.id}")]
    act.answer_task(db.session(), task.id, answer="Omar, at nine.", by=zoe, at=AT + HOUR, via="web")
    assert (owes(zoe), owes(olga), ticket.due_at) == ([], [], due_at)
    assert alerts() == [("task_answered", f"user:{olga.id}")]
    with pytest.raises(act.TaskSettled):
        act.answer_task(db.session(), task.id, answer="Again", by=zoe, at=AT + HOUR, via="web")


def test_the_new_owner_hears_the_answer_too(make, olga, zoe, tom):
    ticket = make.ticket(owner=olga)
    task = asked(ticket, olga, zoe)
    act.assign(db.session(), ticket.id, owner_id=tom.id, by=olga, at=AT, via="web")
    act.answer_task(db.session(), task.id, answer="Omar", by=zoe, at=AT, via="web")
    assert sorted(alerts()) == [("task_answered", f"user:{one.id}") for one in (olga, tom)]


def test_both_are_told_once_that_its_day_has_passed(make, olga, zoe):
    ticket = make.ticket(owner=olga)
    asked(ticket, olga, zoe)
    assert act.remind_of_tasks(db.session(), at=AT + DAY) == 0
    assert act.remind_of_tasks(db.session(), at=AT + 3 * DAY) == 1
    assert act.remind_of_tasks(db.session(), at=AT + 4 * DAY) == 0
    late = [one for one in alerts() if one[0] == "task_late"]
    assert sorted(late) == [("task_late", f"user:{one.id}") for one in (olga, zoe)]
    assert db.session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind="task_late").count() == 1


def test_who_asked_may_drop_it_and_nobody_elsewhere_may_touch_it(make, olga, zoe):
    stranger = make.user("Sara", Role.FRONTLINE, make.team("East"))
    task = asked(make.ticket(owner=olga), olga, zoe)
    for by, verb in ((stranger, act.answer_task), (zoe, act.drop_task)):
        said = {"answer": "x"} if verb is act.answer_task else {"why": "x"}
        with pytest.raises(act.TaskSettled):
            verb(db.session(), task.id, **said, by=by, at=AT, via="web")
    with pytest.raises(StepIncomplete):
        act.drop_task(db.session(), task.id, why=" ", by=olga, at=AT, via="web")
    act.drop_task(db.session(), task.id, why="They called themselves", by=olga, at=AT, via="web")
    assert (owes(zoe), alerts()) == ([], [])


def test_whom_what_and_by_when_are_needed(make, olga, zoe, eve):
    ticket = make.ticket(owner=olga)
    gone = make.user("Dora", Role.FRONTLINE, is_active=False)
    for whom in (eve, gone):
        with pytest.raises(StepIncomplete) as refused:
            asked(ticket, olga, whom, what=" ", due=AT - DAY)
        assert set(refused.value.missing) == {"owner_id", "what", "due_at"}

"""Asking a colleague of another function for something by a day; their answer lands on the ticket."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import TASK_ANSWERED, TASK_ASKED, TASK_LATE
from cxloop.people.models import User
from cxloop.people.policies import may_work_on
from cxloop.tickets import queries, sub_tasks, trail
from cxloop.tickets.models import Ticket
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.sub_tasks import SubTask, missing_to_ask


class TaskSettled(Exception):
    """It was answered or dropped already, is not on this ticket, or is not this person's."""


def ask_colleague(
    session: Session, ticket_id: int, *, owner_id: int | None, what: str, due_at: datetime | None, by: User,
    at: datetime, via: str,
) -> SubTask:  # fmt: skip
    """They are told, and have it in My loop on its day; the promises to the customer run on.

    Raises:
        StepIncomplete: whom, what or by when is missing.
    """
    owner = session.get(User, owner_id) if owner_id else None
    missing = missing_to_ask(what, due_at, owner, at)
    if missing or due_at is None or owner is None:
        raise StepIncomplete(missing)
    ticket = queries.locked(session, ticket_id)
    task = SubTask(
        ticket_id=ticket.id, by_id=by.id, owner_id=owner.id, at=at, what=what.strip(), due_at=due_at,
        look_after=due_at,
    )  # fmt: skip
    session.add(task)
    session.flush()
    trail.write(
        session, ticket, "task_asked", at=at, actor_id=by.id, via=via, record=task.id, owner=owner.id,
        due=due_at.isoformat(),
    )  # fmt: skip
    _tell(session, TASK_ASKED, task, owner.id, by_id=by.id, at=at)
    return task


def answer_task(session: Session, task_id: int, *, answer: str, by: User, at: datetime, via: str) -> SubTask:
    """By who was asked, or by who works on the ticket; whoever has the ticket is told.

    Raises:
        TaskSettled
        StepIncomplete: the answer is empty.
    """
    if not answer.strip():
        raise StepIncomplete({"answer": "write_something"})
    task, ticket = _standing(session, task_id, by, may_be_asked=True)
    _settle(session, ticket, task, "answered", answer, by=by, at=at, via=via)
    for reader in sorted({task.by_id, ticket.owner_id or task.by_id}):
        _tell(session, TASK_ANSWERED, task, reader, by_id=by.id, at=at)
    return task


def drop_task(session: Session, task_id: int, *, why: str, by: User, at: datetime, via: str) -> SubTask:
    """It is not needed any more, says who works on the ticket.

    Raises:
        TaskSettled
        StepIncomplete: without a reason.
    """
    if not why.strip():
        raise StepIncomplete({"why": "say_why"})
    task, ticket = _standing(session, task_id, by, may_be_asked=False)
    _settle(session, ticket, task, "dropped", why, by=by, at=at, via=via)
    return task


def remind_of_tasks(session: Session, *, at: datetime, most: int = 500) -> int:
    """Tell who was asked and who asked that the day has passed, once; returns how many were looked at."""
    tasks = sub_tasks.to_look_at(session, at, most)
    for task in tasks:
        task.look_after = None
        ticket = session.get_one(Ticket, task.ticket_id)
        trail.write(session, ticket, "task_late", at=at, actor_id=None, via="job", record=task.id)
        for reader in sorted({task.owner_id, task.by_id}):
            _tell(session, TASK_LATE, task, reader, by_id=None, at=at)
    session.flush()
    return len(tasks)


def _tell(
    session: Session, kind: str, task: SubTask, reader: int, *, by_id: int | None, at: datetime
) -> None:
    if reader != by_id:
        outbox.enqueue(
            session, kind=kind, subject=f"user:{reader}", via="slack", recipient=f"user:{reader}", at=at,
            step=task.id, facts={"task": task.id},
        )  # fmt: skip


def _settle(
    session: Session,
    ticket: Ticket,
    task: SubTask,
    ending: str,
    said: str,
    *,
    by: User,
    at: datetime,
    via: str,
) -> None:
    task.settled_at, task.settled_by_id, task.ending = at, by.id, ending
    task.answer, task.look_after = said.strip(), None
    trail.write(session, ticket, f"task_{ending}", at=at, actor_id=by.id, via=via, record=task.id)


def _standing(session: Session, task_id: int, by: User, *, may_be_asked: bool) -> tuple[SubTask, Ticket]:
    task = session.get(SubTask, task_id)
    if task is None:
        raise TaskSettled
    ticket = queries.locked(session, task.ticket_id)
    session.refresh(task)
    is_theirs = may_be_asked and task.owner_id == by.id
    if not task.stands or not (is_theirs or may_work_on(by, ticket.team_id, ticket.owner_id)):
        raise TaskSettled
    return task, ticket

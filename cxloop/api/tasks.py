"""What colleagues were asked for a ticket, as programs ask, read and answer it."""

from typing import Annotated, Literal

from flask import g
from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.api.entrance import LARGEST_ID, ONE, v1
from cxloop.api.kinds import Email, Moment, Sentence, Story
from cxloop.api.once import Answer, Work
from cxloop.api.programs import via
from cxloop.api.speaking import said, speaks
from cxloop.api.ticket_shapes import Colleague, Stepped, Stepping, Ticket
from cxloop.api.ticket_steps import WRITE, likely, step
from cxloop.api.tickets import READ, one
from cxloop.database import db
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.responses.importing.texts import cleaned
from cxloop.tickets import models, sub_tasks
from cxloop.tickets.sub_tasks import ENDINGS, SubTask

TASK = f"/tickets/{ONE}/tasks/<int(max={LARGEST_ID}):task_id>"


class Task(Struct, kw_only=True):
    """What somebody was asked for, by when, and what they said."""

    id: int
    what: str
    by: Colleague
    owner: Annotated[Colleague, Meta(description="Who was asked.")]
    asked_at: Moment
    due_at: Moment
    settled_at: Moment | None
    ending: Annotated[
        Literal[ENDINGS] | None,  # type: ignore[valid-type]  # the room's own list
        Meta(description="Null while it is owed."),
    ]
    answer: str | None


class Tasks(Struct, kw_only=True):
    """Everything colleagues were asked for a ticket, what is still owed first."""

    items: list[Task]


class NewTask(Stepping, kw_only=True):
    """A colleague of any function is asked; the promises to the customer run on."""

    owner: Email
    what: Annotated[Sentence, Meta(min_length=1)]
    due_at: Moment


class NewAnswer(Stepping, kw_only=True):
    """It is there, and who asked is told."""

    answer: Annotated[Story, Meta(min_length=1)]


class NoLongerNeeded(Stepping, kw_only=True):
    """Nobody waits for it any more."""

    why: Annotated[Sentence, Meta(min_length=1)]


@v1.get(f"/tickets/{ONE}/asked", policy=READ)
@speaks("What colleagues were asked for a ticket", {200: Tasks}, refuses=[404])
def list_tasks(number: int) -> Answer:
    """Settled ones too."""
    session = db.session()
    one(session, number)
    return said(Tasks(items=[_shape(task) for task in sub_tasks.of_ticket(session, number)]))


@v1.post(f"/tickets/{ONE}/tasks", policy=WRITE)
@speaks("Ask a colleague for something", {200: (Ticket, Stepped)}, body=NewTask, refuses=[404])
def ask_colleague(number: int, body: NewTask) -> Work:
    """They need not see the ticket."""
    likely("due_at", body.due_at.date())

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        owner = session.scalar(select(User.id).where(User.email == body.owner.strip().casefold()))
        return act.ask_colleague(
            session, number, owner_id=owner, what=cleaned(body.what), due_at=body.due_at, by=by, at=g.moment,
            via=via(),
        )  # fmt: skip

    return step(number, body, verb)


@v1.post(f"{TASK}/answer", policy=WRITE)
@speaks("Answer what a colleague was asked", {200: (Ticket, Stepped)}, body=NewAnswer, refuses=[404])
def answer_task(number: int, task_id: int, body: NewAnswer) -> Work:
    """409 when it was settled before."""

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        _of(session, number, task_id)
        return act.answer_task(session, task_id, answer=cleaned(body.answer), by=by, at=g.moment, via=via())

    return step(number, body, verb)


@v1.post(f"{TASK}/dropping", policy=WRITE)
@speaks("Ask for it no more", {200: (Ticket, Stepped)}, body=NoLongerNeeded, refuses=[404])
def drop_task(number: int, task_id: int, body: NoLongerNeeded) -> Work:
    """409 when it was settled before."""

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        _of(session, number, task_id)
        return act.drop_task(session, task_id, why=cleaned(body.why), by=by, at=g.moment, via=via())

    return step(number, body, verb)


def _of(session: Session, number: int, task_id: int) -> None:
    task = session.get(SubTask, task_id)
    if task is None or task.ticket_id != number:
        raise act.TaskSettled


def _shape(task: SubTask) -> Task:
    return Task(
        id=task.id, what=task.what, by=_colleague(task.by), owner=_colleague(task.owner), asked_at=task.at,
        due_at=task.due_at, settled_at=task.settled_at, ending=task.ending, answer=task.answer,
    )  # fmt: skip


def _colleague(user: User) -> Colleague:
    return Colleague(id=user.id, name=user.name, email=user.email)

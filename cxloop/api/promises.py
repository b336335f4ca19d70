"""What customers were promised, as programs read and settle it."""

from typing import Annotated, Literal

from flask import g
from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.api.entrance import LARGEST_ID, ONE, v1
from cxloop.api.kinds import Moment, Sentence
from cxloop.api.once import Answer, Work
from cxloop.api.programs import via
from cxloop.api.speaking import said, speaks
from cxloop.api.ticket_shapes import Stepped, Stepping, Ticket
from cxloop.api.ticket_steps import WRITE, likely, step
from cxloop.api.tickets import READ, one
from cxloop.database import db
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.responses.importing.texts import cleaned
from cxloop.tickets import models
from cxloop.tickets.given_promises import ENDINGS, GivenPromise

PROMISE = f"/tickets/{ONE}/promises/<int(max={LARGEST_ID}):promise_id>"


class Promise(Struct, kw_only=True):
    """What somebody told the customer we would do, and by when."""

    id: int
    what: str
    made_at: Moment
    due_at: Moment
    first_due_at: Annotated[Moment, Meta(description="As it was promised first.")]
    missed_at: Annotated[Moment | None, Meta(description="Its moment passed and it was not kept.")]
    settled_at: Moment | None
    ending: Annotated[
        Literal[ENDINGS] | None,  # type: ignore[valid-type]  # the room's own list
        Meta(description="Null while it is owed."),
    ]


class Promises(Struct, kw_only=True):
    """Everything the customer of a ticket was promised, the next due first."""

    items: list[Promise]


class NewPromise(Stepping, kw_only=True):
    """Something is owed to the customer by a moment ahead; its owner is reminded two hours before."""

    what: Annotated[Sentence, Meta(min_length=1)]
    due_at: Moment


class Keeping(Stepping, kw_only=True):
    """The customer has it."""


class Moving(Stepping, kw_only=True):
    """The customer was told another moment; what was missed stays missed."""

    due_at: Moment
    why: Sentence = ""


class Dropping(Stepping, kw_only=True):
    """It is not wanted any more."""

    why: Annotated[Sentence, Meta(min_length=1)]


@v1.get(f"/tickets/{ONE}/promised", policy=READ)
@speaks("What a customer was promised", {200: Promises}, refuses=[404])
def list_promises(number: int) -> Answer:
    """Settled ones too."""
    session = db.session()
    one(session, number)
    chosen = select(GivenPromise).where(GivenPromise.ticket_id == number)
    found = session.scalars(chosen.order_by(GivenPromise.due_at, GivenPromise.id)).all()
    return said(
        Promises(
            items=[
                Promise(
                    id=row.id, what=row.what, made_at=row.at, due_at=row.due_at, first_due_at=row.first_due_at,
                    missed_at=row.missed_at, settled_at=row.settled_at, ending=row.ending,
                )
                for row in found
            ]
        )
    )  # fmt: skip


@v1.post(f"/tickets/{ONE}/promises", policy=WRITE)
@speaks("Promise the customer something", {200: (Ticket, Stepped)}, body=NewPromise, refuses=[404])
def promise(number: int, body: NewPromise) -> Work:
    """On a ticket in any state."""
    likely("due_at", body.due_at.date())
    what = cleaned(body.what)

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        return act.promise(
            session, number, what=what, due_at=body.due_at, by=by, at=g.moment, via=via()
        )  # fmt: skip

    return step(number, body, verb)


@v1.post(f"{PROMISE}/keeping", policy=WRITE)
@speaks("Keep a promise", {200: (Ticket, Stepped)}, body=Keeping, refuses=[404])
def keep_promise(number: int, promise_id: int, body: Keeping) -> Work:
    """409 when it was settled before."""

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        return act.keep_promise(session, number, promise_id, by=by, at=g.moment, via=via())

    return step(number, body, verb)


@v1.post(f"{PROMISE}/moving", policy=WRITE)
@speaks("Move a promise to another moment", {200: (Ticket, Stepped)}, body=Moving, refuses=[404])
def move_promise(number: int, promise_id: int, body: Moving) -> Work:
    """409 when it was settled before."""
    likely("due_at", body.due_at.date())

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        return act.move_promise(
            session, number, promise_id, due_at=body.due_at, why=cleaned(body.why), by=by, at=g.moment, via=via()
        )  # fmt: skip

    return step(number, body, verb)


@v1.post(f"{PROMISE}/dropping", policy=WRITE)
@speaks("Let a promise go", {200: (Ticket, Stepped)}, body=Dropping, refuses=[404])
def drop_promise(number: int, promise_id: int, body: Dropping) -> Work:
    """409 when it was settled before."""

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        why = cleaned(body.why)
        return act.drop_promise(session, number, promise_id, why=why, by=by, at=g.moment, via=via())

    return step(number, body, verb)

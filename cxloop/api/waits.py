"""Waiting for somebody, and answering a call, as programs say it."""

from typing import Annotated, Literal

from flask import g
from msgspec import Meta
from sqlalchemy.orm import Session

from cxloop.api.entrance import ONE, v1
from cxloop.api.kinds import Moment, Sentence
from cxloop.api.once import Work
from cxloop.api.programs import via
from cxloop.api.speaking import speaks
from cxloop.api.ticket_shapes import Stepped, Stepping, Ticket
from cxloop.api.ticket_steps import WRITE, likely, step
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.responses.importing.texts import cleaned
from cxloop.tickets import models
from cxloop.tickets.waits import FOR


class NewWait(Stepping, kw_only=True):
    """It waits for the customer, or for somebody on our side; what the promise says pauses meanwhile."""

    kind: Literal[FOR]  # type: ignore[valid-type]  # the room's own list
    until: Moment
    reason: Annotated[Sentence, Meta(min_length=1)]


class GoingOn(Stepping, kw_only=True):
    """What it waited for is here."""


class Acknowledging(Stepping, kw_only=True):
    """Somebody takes care of what is late."""


@v1.post(f"/tickets/{ONE}/acknowledgement", policy=WRITE)
@speaks("Answer a call", {200: (Ticket, Stepped)}, body=Acknowledging, refuses=[404])
def acknowledge(number: int, body: Acknowledging) -> Work:
    """Nobody is called again about what is late by now. The promises stand; where nothing is late, nothing changes."""
    return step(
        number,
        body,
        lambda session, _ticket, by: act.acknowledge(session, number, by=by, at=g.moment, via=via()),
    )


@v1.post(f"/tickets/{ONE}/waiting", policy=WRITE)
@speaks("Wait for somebody", {200: (Ticket, Stepped)}, body=NewWait, refuses=[404])
def wait(number: int, body: NewWait) -> Work:
    """Until a moment within thirty days. It goes on by itself then, and before when the customer says something."""
    likely("until", body.until.date())
    reason = cleaned(body.reason)

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        return act.wait(
            session, number, kind=body.kind, until=body.until, reason=reason, by=by, at=g.moment, via=via()
        )

    return step(number, body, verb)


@v1.post(f"/tickets/{ONE}/going-on", policy=WRITE)
@speaks("Go on with a ticket", {200: (Ticket, Stepped)}, body=GoingOn, refuses=[404])
def go_on(number: int, body: GoingOn) -> Work:
    """End the wait; a ticket that does not wait stays as it is."""
    return step(
        number, body, lambda session, _ticket, by: act.go_on(session, number, by=by, at=g.moment, via=via())
    )

"""Tickets: what we owe, to whom, by when."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, lazyload

from cxloop.api import sight
from cxloop.api.entrance import ONE, v1
from cxloop.api.once import Answer
from cxloop.api.paging import Page, page_of
from cxloop.api.problems import not_found
from cxloop.api.speaking import said, speaks
from cxloop.api.ticket_shapes import Colleague, Event, Program, Said, Ticket, TicketAsked, Trail, Where, Who
from cxloop.config import Settings
from cxloop.database import db
from cxloop.people.models import User
from cxloop.people.scopes import Needs
from cxloop.responses.models import Survey
from cxloop.tickets import models
from cxloop.tickets.programs import names_of
from cxloop.tickets.queue import in_scope
from cxloop.tickets.steps import State

READ = Needs("tickets:read")


@v1.get("/tickets", policy=READ)
@speaks("List tickets", {200: Page[Ticket]}, query=TicketAsked)
def list_tickets(query: TicketAsked) -> Answer:
    """The newest first."""
    row = models.Ticket
    chosen = with_faces(select(row))
    if (covered := in_scope(sight.scope())) is not None:
        chosen = chosen.where(covered)
    for column, value in (
        (row.state, query.state.value if query.state else None), (row.priority, query.priority),
        (row.team_id, query.team_id), (row.contact_id, query.contact_id), (row.account_id, query.account_id),
    ):  # fmt: skip
        if value is not None:
            chosen = chosen.where(column == value)
    if query.open is not None:
        chosen = chosen.where(row.is_open if query.open else ~row.is_open)
    if query.survey is not None:
        chosen = chosen.where(row.survey_id.in_(select(Survey.id).where(Survey.key == query.survey)))
    if query.owner is not None:
        owned = select(User.id).where(User.email == query.owner.strip().casefold())
        chosen = chosen.where(row.owner_id.in_(owned) if query.owner.strip() else row.owner_id.is_(None))
    is_led = query.contact_id is not None or query.account_id is not None
    walks = not is_led and chosen.whereclause is not None
    return said(page_of(db.session(), chosen, row.id, query, shape, walks=walks))


@v1.get(f"/tickets/{ONE}", policy=READ)
@speaks("One ticket", {200: Ticket}, refuses=[404])
def show_ticket(number: int) -> Answer:
    return said(one(db.session(), number))


@v1.get(f"/tickets/{ONE}/events", policy=READ)
@speaks("What happened to a ticket", {200: Trail}, refuses=[404])
def list_events(number: int) -> Answer:
    """The whole trail: who did what, when, by which door and with which program."""
    session = db.session()
    one(session, number)
    row = models.TicketEvent
    chosen = select(row, User).outerjoin(User, User.id == row.actor_id).where(row.ticket_id == number)
    found = session.execute(chosen.options(lazyload(User.memberships)).order_by(row.number)).all()
    named = names_of(session, {event.program for event, _user in found})
    return said(Trail(items=[event_shape(event, user, named) for event, user in found]))


def event_shape(event: models.TicketEvent, user: User | None, named: Mapping[str, str]) -> Event:
    kind, _colon, number = (event.program or "").partition(":")
    program = Program(kind=kind, id=int(number), name=named.get(f"{kind}:{number}")) if kind else None  # type: ignore[arg-type]
    by = Colleague(id=user.id, name=user.name, email=user.email) if user else None
    return Event(
        number=event.number, at=event.at, kind=event.kind, by=by, program=program, via=event.via,
        facts=event.facts,
    )  # fmt: skip


def one(session: Session, number: int) -> Ticket:
    """The ticket as it stands in this unit of work.

    Raises:
        Refusal: 404.
    """
    chosen = with_faces(select(models.Ticket).where(models.Ticket.id == number))
    if (covered := in_scope(sight.scope())) is not None:
        chosen = chosen.where(covered)
    found = session.scalars(chosen.execution_options(populate_existing=True)).unique().first()
    if found is None:
        raise not_found()
    return shape(found)


def with_faces(chosen: Select[Any]) -> Select[Any]:
    """With what a ticket shows, in the same statement."""
    row = models.Ticket
    return chosen.options(
        joinedload(row.response), joinedload(row.contact), joinedload(row.account), joinedload(row.survey),
        joinedload(row.owner).lazyload(User.memberships), joinedload(row.team),
    )  # fmt: skip


def shape(row: models.Ticket) -> Ticket:
    settings: Settings = current_app.config["SETTINGS"]
    answer, contact, account, owner = row.response, row.contact, row.account, row.owner
    return Ticket(
        id=row.id, version=row.version, state=State(row.state), priority=row.priority, segment=row.segment,
        survey=row.survey.key,
        response=Said(id=answer.id, score=answer.score, comment=answer.comment, answered_at=answer.answered_at),
        contact=Who(id=contact.id, name=contact.name, email=contact.email, phone=contact.phone) if contact else None,
        account=Where(id=account.id, name=account.name) if account else None,
        team=Where(id=row.team.id, name=row.team.name),
        owner=Colleague(id=owner.id, name=owner.name, email=owner.email) if owner else None,
        open=row.is_open, opened_at=row.opened_at, due_at=row.due_at, again_at=row.again_at,
        segment_began_at=row.segment_began_at, contact_due_at=row.contact_due_at, reached_at=row.reached_at,
        first_contact_due_at=row.first_contact_due_at,
        resolution_due_at=row.resolution_due_at, first_attempt_at=row.first_attempt_at,
        first_reached_at=row.first_reached_at, resolved_at=row.resolved_at, closed_at=row.closed_at,
        url=f"{settings.public_url}/tickets/{row.id}",
    )  # fmt: skip

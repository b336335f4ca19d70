"""What belongs to a contact in the rooms above the customers', and moving it to another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.database import bulk
from cxloop.responses.interviews.models import Participant
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket

MOVES: dict[str, Any] = {
    "responses": Response, "tickets": Ticket, "invitations": Invitation, "participants": Participant,
}  # fmt: skip


def ids_of(session: Session, model: Any, contact_id: int) -> Sequence[int]:
    """What of this kind the contact has."""
    return session.scalars(select(model.id).where(model.contact_id == contact_id).order_by(model.id)).all()


def move(session: Session, model: Any, from_id: int, to_id: int) -> list[int]:
    """Everything of this kind; returns the ids."""
    ids = list(ids_of(session, model, from_id))
    move_ids(session, model, ids, from_id, to_id)
    return ids


def move_ids(session: Session, model: Any, ids: Sequence[int], from_id: int, to_id: int) -> None:
    """Those of these that the first contact still has."""
    if ids:
        session.flush()
        mine = bulk.among(session, model.id, ids) & (model.contact_id == from_id)
        moving = update(model).where(mine).values(contact_id=to_id)
        session.execute(moving.execution_options(synchronize_session=False))
        session.expire_all()

"""Two customers whom an old list has twice, and everybody made findable."""

from datetime import date, datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.demo.rhythm import midnight
from cxloop.loop.keep import key_next
from cxloop.responses.models import Response
from cxloop.tickets.models import Triggering

PASSES = 80
"""So many times five hundred people are made findable at once; the worker does the rest of a large demo."""


def enter_twice(session: Session, first_person: int, on: date) -> None:
    """The first people of the third and the fifth company, as somebody once mistyped them."""
    at = midnight(on)
    for place, spelled in ((6, _with_a_typo), (12, _privately)):
        known = session.get_one(Contact, first_person + place)
        again = Contact(
            account_id=known.account_id, name=known.name, email=spelled(known.email or ""), phone=known.phone,
            language=known.language, created_at=at,
        )  # fmt: skip
        session.add(again)
        session.flush()
        _share_answers(session, known.id, again.id)
    make_findable(session, at)


def make_findable(session: Session, at: datetime) -> None:
    """What the worker does each minute."""
    for _pass in range(PASSES):
        if not key_next(session, at):
            break


def _share_answers(session: Session, known_id: int, again_id: int) -> None:
    """Every second happy answer came under the other address."""
    told = exists().where(Triggering.response_id == Response.id)
    happy = select(Response.id).where(Response.contact_id == known_id, ~told).order_by(Response.id)
    ids = session.scalars(happy).all()[::2]
    moving = update(Response).where(Response.id.in_(ids)).values(contact_id=again_id)
    session.execute(moving.execution_options(synchronize_session=False))


def _with_a_typo(email: str) -> str:
    local, _, domain = email.partition("@")
    return f"{local[:-2]}{local[-1]}@{domain}"


def _privately(email: str) -> str:
    return f"{email.partition('@')[0]}@posta.example"

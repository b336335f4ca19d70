"""The templates a letter may begin with. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.tickets.conversation.models import LetterTemplate
from cxloop.tickets.conversation.starting import STARTING_LETTERS


@dataclass(frozen=True)
class Template:
    """One template in one language; people know it by its subject."""

    key: str
    subject: str
    body: str


def everything(session: Session) -> Sequence[LetterTemplate]:
    """Those put away last."""
    away = LetterTemplate.retired_at.is_not(None)
    chosen = select(LetterTemplate).order_by(away, LetterTemplate.position, LetterTemplate.id)
    return session.scalars(chosen).all()


def of_key(session: Session, key: str) -> LetterTemplate | None:
    return session.scalars(select(LetterTemplate).where(LetterTemplate.key == key)).first()


def offered(session: Session, language: str) -> list[Template]:
    """Those in use that speak this language; the usual ones while the company has never had any of its own."""
    subject, body = f"subject_{language}", f"body_{language}"
    rows = everything(session)
    if not rows:
        return [Template(key, one[subject], one[body]) for key, one in STARTING_LETTERS.items()]
    spoken = [
        Template(row.key, getattr(row, subject), getattr(row, body)) for row in rows if row.retired_at is None
    ]
    return [one for one in spoken if one.subject and one.body]

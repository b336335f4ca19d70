"""Forms that may be sent twice with the same key: done once, and answered alike for a day."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from cxloop.database import Model, is_postgresql, text

KEPT_FOR = timedelta(hours=24)


class FormPress(Model):
    """A form that was sent and had its effect; the row stands or falls with the effect."""

    key: Mapped[str] = text("none", primary_key=True)
    """SHA-256 of the form's key, of where it was sent and of who sent it."""
    content: Mapped[str] = text("none")
    """SHA-256 of what was sent."""
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[str | None] = text("secret")
    """What was answered, sealed; None until the answer has been made."""


class PressedBefore(Exception):
    """The form with this key has had its effect; nothing is done again."""


@dataclass(frozen=True)
class Press:
    """One sending of a form."""

    key: str
    content: str


def press(once: str, *, sent_to: str, user_id: int | None, content: bytes) -> Press:
    """A sending, by the key the form carried; somebody else's with the same key is another one."""
    named = f"{once}\n{sent_to}\n{user_id or 0}".encode()
    return Press(hashlib.sha256(named).hexdigest(), hashlib.sha256(content).hexdigest())


def spend(session: Session, sent: Press, at: datetime) -> None:
    """Use the key up, in the transaction of the effect. Of two at once the second waits here for the first.

    Raises:
        PressedBefore
    """
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    row = insert(FormPress).values(key=sent.key, content=sent.content, at=at)
    made = session.scalar(row.on_conflict_do_nothing().returning(FormPress.key))
    if made is None:
        raise PressedBefore


def spent(session: Session, sent: Press) -> FormPress | None:
    """The sending that had its effect with this key, as the database has it now."""
    return session.scalar(
        select(FormPress).where(FormPress.key == sent.key).execution_options(populate_existing=True)
    )


def answer(session: Session, sent: Press, sealed: str, at: datetime) -> None:
    """Keep what was answered, and let go of what nobody sends again."""
    session.execute(update(FormPress).where(FormPress.key == sent.key).values(answer=sealed))
    session.execute(delete(FormPress).where(FormPress.at < at - KEPT_FOR))


def give_back(session: Session, sent: Press) -> None:
    """The form was refused after all: the same key may be sent again."""
    session.execute(delete(FormPress).where(FormPress.key == sent.key))

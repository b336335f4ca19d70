"""Who we are to our customers."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, mapped_column

from cxloop.database import Model, text

COLOUR = "#3d5a80"
REST_DAYS, VERIFICATION_DAYS = 30, 14
VERIFICATION_WINDOW = timedelta(days=VERIFICATION_DAYS)
"""Where nobody has set others."""


class Company(Model):
    """The company whose customers answer: one row."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str | None] = text("none")
    colour: Mapped[str | None] = text("none")
    """#rrggbb, for pages and letters customers see."""
    reply_to: Mapped[str | None] = text("none")
    """Where a customer's reply to a letter of ours arrives; None: with the colleague who signs it."""
    quarantine_days: Mapped[int] = mapped_column(default=REST_DAYS)
    """No survey to a contact for this many days after an answer, nor while a ticket is open."""
    language: Mapped[str | None] = text("none")
    """What everything says that is nobody's own; None: the installation's."""
    time_zone: Mapped[str | None] = text("none")
    """Whose days and clock pages and figures use; None: the installation's."""
    signature: Mapped[str | None] = text("none")
    """Lines under the company's name in letters to customers: its address, its number."""
    call_hours: Mapped[str | None] = text("none")
    """When customers are told that somebody calls: "09:00–13:00, 14:00–18:00" on the company's clock."""
    verification_days: Mapped[int] = mapped_column(default=VERIFICATION_DAYS, server_default=sql("14"))
    """How long the question whether it is solved waits for the customer's word."""
    improvements_at_once: Mapped[int | None]
    """How many improvements may be under way together; None: no limit."""
    changed_at: Mapped[datetime]


def company_language(session: Session, installations: str) -> str:
    """What the company has said, else the installation's."""
    with session.no_autoflush:
        return session.scalar(select(Company.language).where(Company.id == 1)) or installations


def company(session: Session, at: datetime) -> Company:
    """The company as it stands; its usual settings when nobody has said anything yet (not stored)."""
    return session.get(Company, 1) or Company(
        id=1, quarantine_days=REST_DAYS, verification_days=VERIFICATION_DAYS, changed_at=at
    )

"""The customer: a company and a person. Names and addresses of customers live here only."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text


class Account(Model):
    """The customer company."""

    id: Mapped[int] = key()
    external_id: Mapped[str | None] = text("none", unique=True)
    name: Mapped[str] = text("personal")
    name_key: Mapped[str] = text("personal", unique=True)
    """The name, case-folded and with single spaces: how files name the same company."""
    domain: Mapped[str | None] = text("none", index=True)
    tier: Mapped[str | None] = text("none")
    yearly_value: Mapped[int | None]
    """Whole units of the company's currency a year."""
    renews_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class Contact(Model):
    """The person at the customer."""

    __table_args__ = (Index("ix_contact_account_id", "account_id"),)

    id: Mapped[int] = key()
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    external_id: Mapped[str | None] = text("personal", unique=True)
    email: Mapped[str | None] = text("personal", unique=True)
    name: Mapped[str | None] = text("personal")
    phone: Mapped[str | None] = text("personal")
    role: Mapped[str | None] = text("personal")
    language: Mapped[str | None] = text("none")
    may_contact: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship(lazy="joined")

    @property
    def called(self) -> str:
        """What to call them on a page; never empty."""
        return self.name or self.email or f"#{self.id}"

"""The customer: a company and a person. Names and addresses of customers live here only."""

from datetime import date, datetime
from typing import Any

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
    """What they do there, in their own words."""
    buying_role: Mapped[str | None] = text("none")
    """decision_maker, champion, buyer, influencer or user."""
    language: Mapped[str | None] = text("none")
    may_contact: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    """The same person as that one: what comes for this one belongs there."""
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship(lazy="joined")

    @property
    def called(self) -> str:
        """What to call them on a page; never empty."""
        return self.name or self.email or f"#{self.id}"


class Merge(Model):
    """Two contacts were found to be one person; what moved is kept, so that it can be told apart again."""

    id: Mapped[int] = key()
    kept_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    moved: Mapped[dict[str, Any]]
    """Ids of what moved, by kind."""
    undone_at: Mapped[datetime | None]


class TwoPeople(Model):
    """Somebody looked and said that these two are not the same: they are not suggested again."""

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)
    """The higher of the two ids."""
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

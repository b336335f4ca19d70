"""The customer: a company and a person. Names and addresses of customers live here only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import IN_BYTES, Id, Model, key, text

NAMED_ROLE = sql("buying_role IS NOT NULL")
LEFT_ALONE = sql("NOT may_contact")


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

    __table_args__ = (
        UniqueConstraint("email", "place"),
        Index("ix_contact_account_id", "account_id"),
        Index("ix_contact_buying_role", "buying_role", "id", sqlite_where=NAMED_ROLE, postgresql_where=NAMED_ROLE),
        Index("ix_contact_left_alone", "id", sqlite_where=sql("may_contact = 0"), postgresql_where=LEFT_ALONE),
    )  # fmt: skip

    id: Mapped[int] = key()
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    external_id: Mapped[str | None] = text("personal", unique=True)
    email: Mapped[str | None] = text("personal")
    place: Mapped[str] = text("personal", default="")
    """Who they are among the people at one address; see `mailboxes`."""
    name: Mapped[str | None] = text("personal")
    phone: Mapped[str | None] = text("personal")
    role: Mapped[str | None] = text("personal")
    """What they do there, in their own words."""
    buying_role: Mapped[str | None] = text("none")
    """decision_maker, champion, buyer, influencer or user."""
    language: Mapped[str | None] = text("none")
    may_contact: Mapped[bool] = mapped_column(default=True)
    """Whether we may call them, as it is now; changed by `consent.change_consent` only, which keeps each change."""
    bounced_at: Mapped[datetime | None]
    bounced_address: Mapped[str | None] = text("personal")
    """A letter to this address came back; it says nothing of another one they have by now."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    """The same person as that one: what comes for this one belongs there."""
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship(lazy="joined")

    @property
    def comes_back(self) -> bool:
        """Whether letters to the address they have now came back."""
        return self.email is not None and self.bounced_address == self.email

    @property
    def called(self) -> str:
        """What to call them on a page; never empty."""
        return self.name or self.email or f"#{self.id}"


class ConsentChange(Model):
    """A customer allowed us to contact them for a purpose, or took it back; the newest of each purpose stands."""

    __table_args__ = (Index("ix_consent_change_contact_id", "contact_id", "purpose", "at"),)

    id: Mapped[int] = key()
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    purpose: Mapped[str] = text("none")
    """surveys, calls, verification or news."""
    given: Mapped[bool]
    at: Mapped[datetime]
    source: Mapped[str] = text("none")
    """web, file, api, hook, cli, link, merge, told_apart, demo, or unknown: from before changes were kept."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


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


class ContactKey(Model):
    """What a contact is found by: words of the name, the address, the company; and what duplicates would share.

    The first letter says which: see `spelling`. Large imports leave writing them to `keys.next_portion`.
    """

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[str] = mapped_column(IN_BYTES, primary_key=True, info={"class": "personal"})
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)


class Keyed(Model):
    """How far the rounds of `keys` over all contacts are: a row each."""

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    up_to: Mapped[int] = mapped_column(Id)
    """Contacts up to this id were looked at."""


class Suggestion(Model):
    """Two contacts may be one person; somebody should look."""

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)
    """The higher of the two ids."""
    why: Mapped[list[Any]]
    """Codes: id_and_email, name_and_company, name_and_domain, name_and_phone, mailbox, email_typo."""
    at: Mapped[datetime]


class CustomerChange(Model):
    """Somebody changed what we know of a contact or an account: names of fields, never what they held."""

    id: Mapped[int] = key()
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    via: Mapped[str] = text("none")
    """web, file, api or cli."""
    kind: Mapped[str] = text("none")
    """made, edited, merged or told_apart."""
    fields: Mapped[list[Any]]


class AccountFile(Model):
    """A list of accounts on its way in: looked at, counted, and only then stored."""

    id: Mapped[int] = key()
    filename: Mapped[str] = text("personal")
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The file itself until it is stored or discarded."""
    mapping: Mapped[dict[str, Any]]
    """Column name → field."""
    state: Mapped[str] = text("none", default="uploaded")
    """uploaded, checked or done."""
    counts: Mapped[dict[str, Any] | None]
    """read, created, updated, unchanged, rejected; people: those of the contacts named."""
    rejections: Mapped[list[Any] | None]
    """(line, code, facts, cells) of each."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

"""Letters between us and a customer about one ticket, and the templates ours begin with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Id, Model, key, text

OUT, IN = "out", "in"


class Message(Model):
    """One letter of the conversation. What colleagues note for each other is a `Note` and is never sent."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    direction: Mapped[str] = text("none")
    """OUT or IN."""
    kind: Mapped[str] = text("none", default="letter", server_default="letter")
    """letter, or automatic: a machine's answer, which is no contact."""
    segment: Mapped[int]
    """Of the ticket, when it was written or came."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who wrote it; None: the customer."""
    at: Mapped[datetime]
    language: Mapped[str | None] = text("none")
    sender: Mapped[str | None] = text("personal")
    sender_name: Mapped[str | None] = text("personal")
    """Of theirs, from where it came."""
    subject: Mapped[str] = text("free_text")
    body: Mapped[str] = text("free_text")
    quotes: Mapped[str | None] = text("free_text")
    """Of ours what the customer had said, above the letter; of theirs what they quoted of earlier letters."""
    template_key: Mapped[str | None] = text("none")
    message_id: Mapped[str | None] = text("none", unique=True)
    """As the letter's header has it, once it left or came."""
    sent_at: Mapped[datetime | None]
    """When a mail server took it."""
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = text("none")
    """Why it did not arrive, as a code."""
    placed_by: Mapped[str | None] = text("none")
    """How the ticket of theirs was found: address, thread, sender or hand."""
    is_cut: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    """It was longer than what is kept."""


class LetterTemplate(Model):
    """What a letter to a customer begins with, in each language the company writes in."""

    id: Mapped[int] = key()
    key: Mapped[str] = text("none", unique=True)
    subject_en: Mapped[str | None] = text("none")
    body_en: Mapped[str | None] = text("none")
    subject_it: Mapped[str | None] = text("none")
    body_it: Mapped[str | None] = text("none")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class ReplyAddress(Model):
    """What makes an address of ours lead to one ticket: random, so that nobody can guess another's."""

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    token: Mapped[str] = text("secret", unique=True)


class StrayLetter(Model):
    """A letter that nobody could place; somebody says to which ticket it belongs, or that it belongs to none."""

    id: Mapped[int] = key()
    key: Mapped[str] = text("none", unique=True)
    """Its Message-ID: the same letter again is known, decided or not."""
    at: Mapped[datetime]
    sender: Mapped[str] = text("personal")
    sender_name: Mapped[str] = text("personal")
    subject: Mapped[str] = text("free_text")
    body: Mapped[str] = text("free_text")
    quotes: Mapped[str | None] = text("free_text")
    is_cut: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = text("none")
    """nobody_known, several_tickets, no_open_ticket, a_colleague, too_many or unreadable."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    """Where it was placed; None after a decision: it was discarded, and its words with it."""


class MessageFile(Model):
    """A file of a letter: only ever taken away, never shown by us. Its row is its only home: it can be erased."""

    id: Mapped[int] = key()
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    stray_id: Mapped[int | None] = mapped_column(ForeignKey("stray_letter.id"), index=True)
    name: Mapped[str] = text("free_text")
    kind: Mapped[str] = text("none")
    """What its content says it is, or unknown."""
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    why: Mapped[str | None] = text("none")
    """Why it was not kept: kind, size, number or empty."""


class Mailbox(Model):
    """Where customers' replies come in: one row."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    address: Mapped[str] = text("none")
    """As letters name it for replies."""
    takes_plus: Mapped[bool] = mapped_column(default=True)
    """Whether name+anything@ arrives as well; else the subject carries the ticket's mark."""
    host: Mapped[str | None] = text("none")
    """Of an IMAP server that is looked at; None: letters are handed to `cxloop mail read`."""
    port: Mapped[int] = mapped_column(default=993)
    user: Mapped[str | None] = text("none")
    password: Mapped[str | None] = text("secret")
    """Sealed."""
    folder: Mapped[str] = text("none", default="INBOX")
    uid_validity: Mapped[int | None] = mapped_column(Id)
    last_uid: Mapped[int | None] = mapped_column(Id)
    """What was read: moved in the transaction that hears a letter."""
    looked_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = text("none")
    """Why the last look failed, as a code; None after one that worked."""
    changed_at: Mapped[datetime]

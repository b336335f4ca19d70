"""Where replies of customers come in, as an administrator or an operator sets it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.tickets.conversation.models import Mailbox
from cxloop.tickets.conversation.reply_addresses import mailbox


class NoMailbox(ValueError):
    """It cannot be so; the sentence says why."""


@dataclass(frozen=True)
class Account:
    """An IMAP server to look at; without a host letters are handed over instead."""

    host: str = ""
    port: int = 993
    user: str = ""
    password: str | None = field(default=None, repr=False)
    """Sealed; None: the one that is kept."""
    folder: str = "INBOX"


def set_mailbox(
    session: Session, *, at: datetime, address: str | None = None, takes_plus: bool | None = None,
    account: Account | None = None,
) -> Mailbox:  # fmt: skip
    """Say where replies come in; what is None stays. Another mailbox is read from what comes in from now on.

    Raises:
        NoMailbox: there is no address yet, or it is none.
    """
    known = mailbox(session) or Mailbox(address="", takes_plus=True, port=993, folder="INBOX", changed_at=at)
    if address is not None:
        known.address = _checked(address)
    if not known.address:
        raise NoMailbox("Say the address first.")
    if takes_plus is not None:
        known.takes_plus = takes_plus
    if account is not None:
        _look_there(known, account)
    known.changed_at = at
    session.add(known)
    session.flush()
    return known


def _look_there(known: Mailbox, account: Account) -> None:
    if not account.host:
        known.host = known.user = known.password = None
    wanted = (account.host or None, account.user or None, account.folder)
    if (known.host, known.user, known.folder) != wanted:
        known.uid_validity = known.last_uid = known.looked_at = None
    known.host, known.user, known.folder = wanted
    known.port, known.trouble = account.port, None
    if account.password is not None and account.host:
        known.password = account.password


def close_mailbox(session: Session) -> None:
    """Replies come in nowhere here any more: new letters name who signs them."""
    known = mailbox(session)
    if known is not None:
        session.delete(known)
        session.flush()


def _checked(address: str) -> str:
    text = address.strip()
    local, at_sign, domain = text.rpartition("@")
    is_plain = text.isascii() and text.isprintable() and not any(one in text for one in ' <>"(),;:\\')
    if not (at_sign and local and "." in f"{domain}." and domain and is_plain and len(local) <= 40):
        raise NoMailbox("That is not an address replies can come in at.")
    return text

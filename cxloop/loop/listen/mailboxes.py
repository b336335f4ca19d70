"""Where replies of customers come in, as an administrator or an operator sets it."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.tickets.conversation.models import Mailbox
from cxloop.tickets.conversation.reply_addresses import mailbox


class NoMailbox(ValueError):
    """It cannot be so; the sentence says why."""


def set_mailbox(
    session: Session, *, at: datetime, address: str | None = None, takes_plus: bool | None = None
) -> Mailbox:
    """Say where replies come in; what is None stays.

    Raises:
        NoMailbox: there is no address yet, or it is none.
    """
    known = mailbox(session) or Mailbox(address="", takes_plus=True, changed_at=at)
    if address is not None:
        known.address = _checked(address)
    if not known.address:
        raise NoMailbox("Say the address first.")
    if takes_plus is not None:
        known.takes_plus = takes_plus
    known.changed_at = at
    session.add(known)
    session.flush()
    return known


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

"""Where a customer's reply to a letter about one ticket arrives, so that it lands on that ticket."""

import secrets

from sqlalchemy.orm import Session

from cxloop.tickets.conversation.models import Mailbox, ReplyAddress

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 16
"""Eighty random bits that survive a mail server which writes addresses small."""


def ensure(session: Session, ticket_id: int) -> str:
    """The mark of this ticket, made with its first letter."""
    known = session.get(ReplyAddress, ticket_id)
    if known is None:
        token = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        known = ReplyAddress(ticket_id=ticket_id, token=token)
        session.add(known)
        session.flush()
    return known.token


def mailbox(session: Session) -> Mailbox | None:
    """Where replies come in; None: nobody has set one."""
    return session.get(Mailbox, 1)


def reply_to(session: Session, ticket_id: int) -> str | None:
    """The address for replies to a letter about this ticket; None while no mailbox is set."""
    box, known = mailbox(session), session.get(ReplyAddress, ticket_id)
    if box is None:
        return None
    if known is None or not box.takes_plus:
        return box.address
    local, _, domain = box.address.rpartition("@")
    return f"{local}+{known.token}@{domain}"


def in_subject(session: Session, ticket_id: int, subject: str) -> str:
    """The subject, with the ticket's mark where the address cannot carry it."""
    box, known = mailbox(session), session.get(ReplyAddress, ticket_id)
    return subject if box is None or box.takes_plus or known is None else f"{subject} [#{known.token}]"

"""Write to the customer: a letter of the conversation leaves by the outbox; what became of it is written down."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.loop.act.act import log_contact, own_if_nobody_does
from cxloop.people.models import User
from cxloop.tickets import queries
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.conversation import merging, reply_addresses
from cxloop.tickets.conversation import queries as conversation
from cxloop.tickets.conversation.internal import also_internal
from cxloop.tickets.conversation.models import OUT, Message
from cxloop.tickets.requirements import StepIncomplete

LONGEST_SUBJECT, LONGEST_LETTER = 150, 10_000
LETTER_FAILED = "letter_failed"
NOT_ALLOWED, CAME_BACK = "wants_no_contact", "bounced_"


def write_letter(
    session: Session, ticket_id: int, *, by: User, at: datetime, via: str, subject_line: str, body: str,
    language: str, template: str | None = None, is_meant: bool = False,
) -> Message:  # fmt: skip
    """Write to the customer. The letter leaves by itself, and counts as an attempt once a mail server took it.

    Merge fields are filled in. Whoever writes on a ticket that nobody owns becomes its owner.

    Args:
        language: the customer's.
        is_meant: a sentence that also stands in an internal text was looked at, and is for the customer.

    Raises:
        StepIncomplete: this customer may not or cannot be written to, something is missing, a merge field has no
            value, or a sentence of an internal text stands in it.
    """
    ticket = queries.locked(session, ticket_id)
    if reason := conversation.why_not_writable(session, ticket, at):
        raise StepIncomplete({"to": reason})
    facts = conversation.merged(session, ticket, by, language, at)
    line = " ".join(merging.filled(subject_line, facts).split())
    letter = merging.filled(body, facts).strip()
    if missing := _missing(line, letter):
        raise StepIncomplete(missing)
    internal = conversation.internal_texts(session, ticket.id)
    if not is_meant and also_internal(f"{line}\n{letter}", internal):
        raise StepIncomplete({"is_meant": "also_internal"})
    own_if_nobody_does(session, ticket, by=by, at=at, via=via)
    message = Message(
        ticket_id=ticket.id, direction=OUT, segment=ticket.segment, by_id=by.id, at=at, language=language,
        subject=line, body=letter, quotes=conversation.quote_of_next(session, ticket), template_key=template,
    )  # fmt: skip
    session.add(message)
    session.flush()
    reply_addresses.ensure(session, ticket.id)
    outbox.enqueue(
        session, kind=conversation.LETTER, subject=subject(ticket.id), via="mail",
        recipient=f"contact:{ticket.contact_id}", at=at, step=message.id,
    )  # fmt: skip
    changed(session, ticket, "letter_written", at=at, actor_id=by.id, via=via, record=message.id)
    return message


def _missing(line: str, letter: str) -> dict[str, str]:
    missing = {name: "write_something" for name, text in (("subject", line), ("body", letter)) if not text}
    missing |= {
        name: "field_left" for name, text in (("subject", line), ("body", letter)) if merging.left_open(text)
    }
    too_long = (("subject", line, LONGEST_SUBJECT), ("body", letter, LONGEST_LETTER))
    return missing | {name: "too_long" for name, text, most in too_long if len(text) > most}


def letter_left(session: Session, message_id: int, header: str, at: datetime) -> None:
    """A mail server took the letter: we tried to reach the customer by e-mail. Told twice, it is written down once."""
    message = session.get_one(Message, message_id)
    if message.sent_at is not None:
        return
    message.sent_at, message.message_id = at, header
    message.failed_at = message.failure = None
    ticket = queries.locked(session, message.ticket_id)
    by = session.get_one(User, message.by_id)
    if ticket.is_owed and ticket.segment == message.segment:
        log_contact(
            session,
            ticket.id,
            by=by,
            at=at,
            via="job",
            channel="email",
            outcome="no_answer",
            letter=message.id,
        )
    session.flush()


def letter_failed(session: Session, message_id: int, alert_id: int, at: datetime) -> None:
    """The letter is given up, or may no longer be written: the ticket says so, and its owner is told."""
    message = session.get_one(Message, message_id)
    if message.sent_at is not None or message.failed_at is not None:
        return
    alert = session.get_one(Alert, alert_id, populate_existing=True)
    code = alert.last_error or ""
    message.failed_at = at
    message.failure = NOT_ALLOWED if code in ("", "nothing_to_tell") else code
    _tell_failed(session, message, at, via="job")


def letter_bounced(session: Session, message: Message, status: str, at: datetime) -> None:
    """A letter that had left came back; told twice, it is written down once."""
    if message.failed_at is None:
        message.failed_at, message.failure = at, f"{CAME_BACK}{status}"
        _tell_failed(session, message, at, via="mail")


def _tell_failed(session: Session, message: Message, at: datetime, *, via: str) -> None:
    ticket = queries.locked(session, message.ticket_id)
    changed(session, ticket, LETTER_FAILED, at=at, actor_id=None, via=via, record=message.id)
    outbox.enqueue(
        session, kind=LETTER_FAILED, subject=subject(ticket.id), via="slack",
        recipient=_reader(message, ticket.owner_id), at=at, step=message.id,
    )  # fmt: skip


def _reader(message: Message, owner_id: int | None) -> str:
    return f"user:{owner_id or message.by_id}"

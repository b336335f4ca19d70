"""Hear a letter: it lands on its ticket, once, with what follows from it; what belongs nowhere waits for a person."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.loop import act, verify
from cxloop.people.models import User
from cxloop.tickets import queries, questions
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.conversation.heard import HeardFile, HeardLetter
from cxloop.tickets.conversation.models import IN, OUT, Message, MessageFile, StrayLetter
from cxloop.tickets.conversation.placing import alert_of, people_at, place
from cxloop.tickets.conversation.short_words import is_thanks, word_in
from cxloop.tickets.going_on import end_wait
from cxloop.tickets.models import Ticket
from cxloop.tickets.steps import State

Outcome = Literal["placed", "automatic", "bounced", "waits", "known", "left"]
REPLIED, BOUNCED = "customer_replied", "question_bounced"
MOST_A_DAY, MOST_AUTOMATIC = 50, 20
"""Letters on one ticket: beyond, somebody looks first; of machines, beyond none is kept."""


def hear_letter(
    session: Session, letter: HeardLetter, *, at: datetime, ours: Collection[str] = ()
) -> Outcome:
    """Hear one letter; the same letter again changes nothing.

    Args:
        ours: addresses we write from: what comes from there is our own.
    """
    if _is_known(session, letter.key):
        return "known"
    if letter.kind == "delayed" or (letter.kind == "letter" and letter.sender in ours):
        return "left"
    return _came_back(session, letter, at) if letter.kind == "bounce" else _hear(session, letter, at)


def _hear(session: Session, letter: HeardLetter, at: datetime) -> Outcome:
    found = place(session, letter) if letter.kind != "unreadable" else None
    if found is None or found.ticket_id is None:
        return _wait(session, letter, found.by if found else "unreadable", at)
    if letter.kind == "automatic":
        return _keep_automatic(session, found.ticket_id, letter, found.by, at)
    if _count(session, found.ticket_id, "letter", since=at - timedelta(days=1)) >= MOST_A_DAY:
        return _wait(session, letter, "too_many", at)
    _land(session, found.ticket_id, letter, found.by, at=at, actor_id=None, via="mail")
    return "placed"


def place_letter(
    session: Session, stray_id: int, ticket_id: int, *, by: User, at: datetime, via: str
) -> Message | None:
    """Somebody says to which ticket a letter belongs; None when it was decided before."""
    stray = session.get_one(StrayLetter, stray_id, with_for_update=True)
    if stray.decided_at is not None:
        return None
    files = session.scalars(select(MessageFile).where(MessageFile.stray_id == stray.id)).all()
    letter = HeardLetter(
        key=stray.key, kind="letter", sender=stray.sender, sender_name=stray.sender_name, subject=stray.subject,
        text=stray.body, quotes=stray.quotes or "", is_cut=stray.is_cut,
    )  # fmt: skip
    stray.decided_at, stray.decided_by_id, stray.ticket_id = at, by.id, ticket_id
    message = _land(session, ticket_id, letter, "hand", at=at, actor_id=by.id, via=via)
    for file in files:
        file.message_id, file.stray_id = message.id, None
    stray.subject = stray.body = stray.sender_name = ""
    stray.quotes = None
    session.flush()
    return message


def discard_letter(session: Session, stray_id: int, *, by: User, at: datetime) -> bool:
    """It belongs to no ticket: its words and files are not kept; False when it was decided before."""
    stray = session.get_one(StrayLetter, stray_id, with_for_update=True)
    if stray.decided_at is not None:
        return False
    stray.decided_at, stray.decided_by_id = at, by.id
    stray.subject = stray.body = stray.sender = stray.sender_name = ""
    stray.quotes = None
    for file in session.scalars(select(MessageFile).where(MessageFile.stray_id == stray.id)):
        session.delete(file)
    session.flush()
    return True


def _land(
    session: Session, ticket_id: int, letter: HeardLetter, placed_by: str, *, at: datetime, actor_id: int | None,
    via: str,
) -> Message:  # fmt: skip
    ticket = queries.locked(session, ticket_id)
    end_wait(session, ticket, "customer", at=at, actor_id=actor_id, via=via)
    message = _keep(session, ticket, letter, placed_by, at)
    ticket.again_at = None
    changed(session, ticket, "letter_received", at=at, actor_id=actor_id, via=via, record=message.id)
    _take_effect(session, ticket, message, at=at, via=via)
    _tell(session, ticket, REPLIED, message.id, at)
    return message


def _take_effect(session: Session, ticket: Ticket, message: Message, *, at: datetime, via: str) -> None:
    """Whoever answers was reached; whoever writes about what we call solved is heard as if they complained again.

    Just yes, partly or no answers the question that waits; just thanks changes nothing. After the end of a ticket the
    words stand on it, and its owner decides.
    """
    if ticket.is_owed:
        writer = _whom_they_answer(session, ticket)
        if writer is not None:
            act.log_contact(
                session, ticket.id, by=writer, at=at, via=via, channel="email", outcome="reached",
                letter=message.id,
            )  # fmt: skip
        return
    question, word = questions.newest(session, ticket.id), word_in(message.body)
    if question is not None and word is not None and verify.has_room(session, question.id):
        verify.hear_word(session, question.id, word=word, comment=message.body, at=at, via="mail")
    elif ticket.state == State.RESOLVED and not is_thanks(message.body):
        verify.reopen(session, ticket, at=at, via=via, letter=message.id)


def _whom_they_answer(session: Session, ticket: Ticket) -> User | None:
    """The colleague whose letter of the present segment reached them."""
    sent = select(Message.by_id).where(
        Message.ticket_id == ticket.id, Message.direction == OUT, Message.segment == ticket.segment,
        Message.sent_at.is_not(None), Message.failed_at.is_(None),
    )  # fmt: skip
    found = session.scalar(sent.order_by(Message.id.desc()).limit(1))
    return session.get(User, found) if found else None


def _keep(session: Session, ticket: Ticket, letter: HeardLetter, placed_by: str, at: datetime) -> Message:
    message = Message(
        ticket_id=ticket.id, direction=IN, kind=letter.kind, segment=ticket.segment, at=at, sender=letter.sender,
        sender_name=letter.sender_name, subject=letter.subject, body=letter.text, quotes=letter.quotes or None,
        message_id=letter.key, placed_by=placed_by, is_cut=letter.is_cut,
    )  # fmt: skip
    session.add(message)
    session.flush()
    _keep_files(session, letter.files, message_id=message.id)
    return message


def _keep_files(session: Session, files: Collection[HeardFile], **whose: int) -> None:
    session.add_all(
        MessageFile(name=one.name, kind=one.kind, size=one.size, content=one.content, why=one.why, **whose)
        for one in files
    )
    session.flush()


def _keep_automatic(
    session: Session, ticket_id: int, letter: HeardLetter, placed_by: str, at: datetime
) -> Outcome:
    """An out-of-office stands on the ticket, small; nobody is reached, woken or told by it."""
    if _count(session, ticket_id, "automatic") >= MOST_AUTOMATIC:
        return "left"
    ticket = queries.locked(session, ticket_id)
    message = _keep(session, ticket, letter, placed_by, at)
    changed(session, ticket, "automatic_reply", at=at, actor_id=None, via="mail", record=message.id)
    return "automatic"


def _came_back(session: Session, letter: HeardLetter, at: datetime) -> Outcome:
    """A letter of ours did not reach its address: the ticket and the person say so, and the owner is told."""
    for one in letter.answers:
        message = session.scalars(select(Message).where(Message.message_id == one)).first()
        alert = alert_of(session, one)
        if message is not None and message.direction == OUT:
            ticket = queries.locked(session, message.ticket_id)
            _mark_address(session, ticket, letter, at)
            act.letter_bounced(session, message, letter.status or "5.0.0", at)
            return "bounced"
        if alert is not None:
            ticket = queries.locked(session, int(alert.subject.partition(":")[2]))
            _mark_address(session, ticket, letter, at)
            if verify.came_back(session, alert.id):
                changed(session, ticket, BOUNCED, at=at, actor_id=None, via="mail", status=letter.status)
                _tell(session, ticket, act.LETTER_FAILED, alert.id, at)
            return "bounced"
    return "left"


def _mark_address(session: Session, ticket: Ticket, letter: HeardLetter, at: datetime) -> None:
    for person in people_at(session, letter.bounced or "") or ([ticket.contact] if ticket.contact else []):
        person.bounced_at, person.bounced_address = at, person.email
    session.flush()


def _wait(session: Session, letter: HeardLetter, reason: str, at: datetime) -> Outcome:
    """For a person to say where it belongs; of machines' letters that belong nowhere none is kept."""
    if letter.kind == "automatic":
        return "left"
    stray = StrayLetter(
        key=letter.key, at=at, sender=letter.sender, sender_name=letter.sender_name, subject=letter.subject,
        body=letter.text, quotes=letter.quotes or None, reason=reason, is_cut=letter.is_cut,
    )  # fmt: skip
    session.add(stray)
    session.flush()
    _keep_files(session, letter.files, stray_id=stray.id)
    return "waits"


def _tell(session: Session, ticket: Ticket, kind: str, step: int, at: datetime) -> None:
    recipient = f"user:{ticket.owner_id}" if ticket.owner_id else f"team:{ticket.team_id}"
    outbox.enqueue(
        session, kind=kind, subject=subject(ticket.id), via="slack", recipient=recipient, at=at, step=step
    )


def _is_known(session: Session, key: str) -> bool:
    there = select(Message.id).where(Message.message_id == key).limit(1)
    waits = select(StrayLetter.id).where(StrayLetter.key == key).limit(1)
    return session.scalar(there) is not None or session.scalar(waits) is not None


def _count(session: Session, ticket_id: int, kind: str, since: datetime | None = None) -> int:
    of_it = (Message.ticket_id == ticket_id, Message.direction == IN, Message.kind == kind)
    chosen = select(func.count()).where(*of_it, *([Message.at > since] if since else []))
    return session.scalar(chosen) or 0

"""Let the wordbook follow what changed: tickets are found by the words they have now, and by no other."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cxloop import wordbook
from cxloop.database import bulk
from cxloop.tickets.described import affected, described
from cxloop.tickets.finding import to_be_read
from cxloop.tickets.models import Ticket
from cxloop.wordbook import WordDue

MOST_WAITING = 10_000


def is_anything_to_find(session: Session) -> bool:
    """Whether the book has something to follow. Read only."""
    newest = select(Ticket.id).where(Ticket.id > wordbook.place(session).up_to).limit(1)
    return bool(session.scalar(select(WordDue.id).limit(1)) or session.scalar(newest))


def write_words(session: Session, most: int) -> int:
    """The next changes and the next new tickets, at most so many; returns how many were looked at.

    What is due is read before the words are, under lock: who changes something meanwhile is due again.
    """
    place = wordbook.place(session, lock=True)
    due = session.execute(
        select(WordDue.id, WordDue.noun, WordDue.subject_id).order_by(WordDue.id).limit(most)
    ).all()
    tickets = {subject_id for _, noun, subject_id in due if noun == "ticket"}
    for noun in {noun for _, noun, _ in due} - {"ticket"}:
        of_noun = affected(noun, [subject_id for _, one, subject_id in due if one == noun])
        if of_noun is not None:
            wordbook.words_changed(
                session, "ticket", list(session.scalars(of_noun.where(Ticket.id <= place.up_to)))
            )
    session.execute(delete(WordDue).where(bulk.among(session, WordDue.id, [number for number, _, _ in due])))
    room = most - len(tickets)
    new = select(Ticket.id).where(Ticket.id > place.up_to).order_by(Ticket.id).limit(room)
    fresh = list(session.scalars(new)) if room > 0 else []
    wordbook.write(session, described(session, sorted(tickets.union(fresh))))
    if fresh:
        place.up_to = fresh[-1]
    session.flush()
    return len(due) + len(fresh)


def words_astray(session: Session, ticket_ids: Sequence[int]) -> list[int]:
    """Those of these tickets that are found by other words than they have, and that nobody is about to look at."""
    if not ticket_ids:
        return []
    known = wordbook.standing(session, ticket_ids)
    meaning = wordbook.words_of(session, {word_id for one in known.values() for word_id in one})
    astray = [
        ticket_id
        for ticket_id, one in described(session, ticket_ids).items()
        if {meaning.get(word_id) for word_id in known.get(ticket_id, ())} != one.all()
    ]
    due = set(to_be_read(session, MOST_WAITING)) if astray else set()
    return [ticket_id for ticket_id in astray if ticket_id not in due]


def tickets_with_words(session: Session) -> list[int]:
    """Every ticket the book has come to."""
    chosen = select(Ticket.id).where(Ticket.id <= wordbook.place(session).up_to)
    return list(session.scalars(chosen.order_by(Ticket.id)))


def find_by_words_anew(session: Session, ticket_ids: Sequence[int]) -> int:
    """Write the entries of these anew; returns how many were different."""
    wordbook.place(session, lock=True)
    return wordbook.write(session, described(session, ticket_ids))


def begin_words_anew(session: Session) -> None:
    """Empty the book; `write_words` fills it again."""
    wordbook.begin_anew(session)


def words_waiting(session: Session) -> int:
    """How many tickets the book has not come to yet, counted as far as anybody would read."""
    up_to = wordbook.place(session).up_to
    some = select(Ticket.id).where(Ticket.id > up_to).limit(MOST_WAITING + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0

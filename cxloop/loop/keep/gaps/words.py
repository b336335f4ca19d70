"""Tickets found by other words than they have; each pass looks at a few of its window, others the next minute."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from cxloop import wordbook
from cxloop.loop.keep.gaps.kinds import MOST_FOUND, Window
from cxloop.loop.keep.words import find_by_words_anew, words_astray
from cxloop.tickets.models import Ticket
from cxloop.wordbook import WordPosting

A_PASS = 200
"""So many tickets of a window are read and compared word by word."""


@dataclass(frozen=True)
class Words:
    """Keys are numbers of tickets."""

    name: str = "ticket_found_wrongly"
    noun: str = "ticket"
    is_windowed: bool = True

    def look(self, session: Session, at: datetime, window: Window | None) -> list[str]:
        up_to = wordbook.place(session).up_to
        if window is None or window.first > up_to:
            return []
        last = min(window.last, up_to)
        is_found = exists().where(WordPosting.found_id == Ticket.id)
        within = select(Ticket.id).where(Ticket.id.between(window.first, last))
        missing = session.scalars(within.where(~is_found).order_by(Ticket.id).limit(MOST_FOUND)).all()
        there = session.scalar(select(func.count()).where(Ticket.id.between(window.first, last))) or 0
        turns = max(1, -(-there // A_PASS))
        part = session.scalars(within.where(Ticket.id % turns == int(at.timestamp() // 60) % turns)).all()
        return [str(ticket_id) for ticket_id in words_astray(session, sorted({*missing, *part}))]

    def still(self, session: Session, at: datetime, keys: Collection[str]) -> set[str]:
        up_to = wordbook.place(session).up_to
        ids = [int(key) for key in keys if int(key) <= up_to]
        return {str(ticket_id) for ticket_id in words_astray(session, ids)}

    def mend(self, session: Session, key: str, at: datetime) -> bool:
        find_by_words_anew(session, [int(key)])
        return True

"""The older part of the story, written in batches: the same rows that walking it through the verbs would leave.

A test walks and writes the same story and compares what is stored.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from cxloop.database import company_zone, local_day_of
from cxloop.demo.answers import Answer
from cxloop.demo.ledger import Ledger
from cxloop.demo.life import Life
from cxloop.demo.office import Office
from cxloop.reports import rollups
from cxloop.tickets.routing import next_owner

FLUSH = 4000


class Writing:
    """Plays whole tickets in memory and hands their rows to the ledger."""

    def __init__(self, session: Session, office: Office) -> None:
        self.session, self.office, self.zone = session, office, company_zone(session)
        self.ledger = Ledger(session)
        self.open: dict[int, Life] = {}
        self.tallies: dict[int, Counter[tuple[date, int]]] = {}

    def through(
        self, answers: Iterable[Answer], until: datetime, heard: Callable[[int], None]
    ) -> frozenset[int]:
        """Write the answers and what became of them by `until`; returns the contacts that still have an open ticket."""
        waiting = 0
        for answer in answers:
            self._hear(answer, until)
            waiting += 1
            if waiting == FLUSH:
                self._close_lives(answer.at, until)
                heard(waiting)
                waiting = 0
        busy = frozenset(contact for contact, life in self.open.items() if life.is_open)
        self._close_lives(None, until)
        for survey_id, tally in self.tallies.items():
            rollups.add(self.session, survey_id, tally)
        self.session.flush()
        heard(waiting)
        return busy

    def _hear(self, answer: Answer, until: datetime) -> None:
        source = self.office.doors[answer.asked.key]
        contact_id = self.office.contact_id(answer)
        response_id = self.ledger.add_response(answer, source, contact_id, self.office.account_id(answer))
        tally = self.tallies.setdefault(source.survey_id, Counter())
        tally[local_day_of(answer.at, self.zone), answer.score] += 1
        limit = source.survey.ticket_low
        if limit is None or answer.score > limit:
            self._hear_better(answer, response_id, contact_id)
            return
        urgent = source.survey.urgent_low is not None and answer.score <= source.survey.urgent_low
        priority = "urgent" if urgent else "normal"
        life = self.open.get(contact_id) if contact_id is not None else None
        if life is not None:
            life.play(answer.at)
            if life.is_open:
                life.join(response_id, answer, priority)
                return
            self.ledger.keep(life.finished())
        life = self._opened(answer, response_id, contact_id, priority, f"{answer.score}<={limit}")
        if contact_id is None:
            life.play(until)
            self.ledger.keep(life.finished())
        else:
            self.open[contact_id] = life

    def _hear_better(self, answer: Answer, response_id: int, contact_id: int | None) -> None:
        life = self.open.get(contact_id) if contact_id is not None else None
        if life is not None:
            life.play(answer.at)
            if life.is_open:
                life.hear_better(response_id, answer)

    def _opened(
        self, answer: Answer, response_id: int, contact_id: int | None, priority: str, why: str
    ) -> Life:
        place = self.office.place_of(answer)
        owner_id = next_owner(place.people, place.team.turn)
        place.team.turn += 1
        return Life(
            self.ledger, self.office, place, answer, response_id=response_id, contact_id=contact_id,
            owner_id=owner_id, priority=priority, why=why,
        )  # fmt: skip

    def _close_lives(self, at: datetime | None, until: datetime) -> None:
        """Keep the tickets that are over by `at` (None: all, as they stand at the end)."""
        for contact_id, life in list(self.open.items()):
            life.play(at or until)
            if at is None or not life.is_open:
                self.ledger.keep(life.finished())
                del self.open[contact_id]
        self.ledger.flush()

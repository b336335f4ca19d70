"""The last days of the story, walked through the product's own verbs, answer by answer and step by step."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.demo.answers import Answer
from cxloop.demo.fates import Step, again
from cxloop.demo.office import Office, next_tick
from cxloop.loop import act, verify
from cxloop.loop.listen import Door, hear
from cxloop.people.company import VERIFICATION_WINDOW
from cxloop.people.models import User
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Reopening, Ticket, Verification
from cxloop.tickets.requirements import StepIncomplete


class Walk:
    """Plays answers, steps and the clock in the order of time."""

    def __init__(self, session: Session, office: Office) -> None:
        self.session, self.office = session, office
        self.agenda: list[tuple[datetime, int, int, Step]] = []
        self.windows: list[datetime] = []
        self.turns = count()
        self.now = datetime.min.replace(tzinfo=UTC)
        """When the newest answer was heard: what it promised anew may be late from its first moment."""

    def through(self, answers: Iterable[Answer], until: datetime, heard: Callable[[int], None]) -> None:
        """Hear each answer at its moment, take every step due before it, and go on to the end of the story."""
        for answer in answers:
            self._go_on(answer.at)
            self._hear(answer)
            heard(1)
        self._go_on(until)

    def _go_on(self, until: datetime) -> None:
        while self.agenda and self.agenda[0][0] < until:
            at, _, ticket_id, step = heappop(self.agenda)
            self._tick(at)
            self._take(ticket_id, step)
        self._tick(until)

    def _hear(self, answer: Answer) -> None:
        self.now = answer.at
        source = self.office.doors[answer.asked.key]
        became = hear(self.session, [heard_from(answer)], Door(source, "api", answer.at))
        if became.tickets:
            ticket = self.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
            self._plan(ticket.id, self.office.plan(answer, answer.at, ticket.priority))
            return
        newest = select(Reopening.ticket_id, Response.score, Survey.urgent_low).where(
            Reopening.at == answer.at
        )
        newest = newest.join(Response, Response.id == Reopening.response_id).join(
            Survey, Survey.id == Response.survey_id
        )
        for ticket_id, score, urgent_low in self.session.execute(newest):
            self.agenda = [one for one in self.agenda if one[2] != ticket_id]
            heapify(self.agenda)
            is_urgent = urgent_low is not None and score is not None and score <= urgent_low
            self._plan(
                ticket_id, again(self.office.plan(answer, answer.at, "urgent" if is_urgent else "normal"))
            )

    def _plan(self, ticket_id: int, steps: Sequence[Step]) -> None:
        for step in steps:
            heappush(self.agenda, (step.at, next(self.turns), ticket_id, step))

    def _tick(self, until: datetime) -> None:
        """Whatever fell due before: escalations, and questions that stayed unanswered."""
        while (due := self._next_due()) is not None and (at := next_tick(max(due, self.now))) <= until:
            act.escalate_next(self.session, at=at)
            verify.expire_next(self.session, at=at)
            while self.windows and self.windows[0] <= at:
                heappop(self.windows)

    def _next_due(self) -> datetime | None:
        missed = self.session.scalar(
            select(func.min(Ticket.escalate_after)).where(Ticket.escalate_after.is_not(None))
        )
        return min((moment for moment in (missed, *self.windows[:1]) if moment is not None), default=None)

    def _take(self, ticket_id: int, step: Step) -> None:
        ticket = self.session.get_one(Ticket, ticket_id)
        by = self.session.get_one(
            User, step.by or ticket.owner_id or self.office.places[ticket.team_id].people[0]
        )
        match step.verb:
            case "take":
                act.take(self.session, ticket_id, by=by, at=step.at, via=step.via)
            case "assign":
                act.assign(self.session, ticket_id, by=by, at=step.at, via=step.via, **step.facts)
            case "contact":
                act.log_contact(self.session, ticket_id, by=by, at=step.at, via=step.via, **step.facts)
            case "note":
                act.add_note(self.session, ticket_id, by=by, at=step.at, via=step.via, **step.facts)
            case "resolve":
                with suppress(StepIncomplete):  # they wrote meanwhile, so they are not unreachable
                    act.resolve(self.session, ticket_id, by=by, at=step.at, via=step.via, **step.facts)
                    heappush(self.windows, step.at + VERIFICATION_WINDOW)
            case "answer":
                self._customer_says(ticket_id, step)

    def _customer_says(self, ticket_id: int, step: Step) -> None:
        asked = select(Verification.id).where(
            Verification.ticket_id == ticket_id, Verification.answer.is_(None)
        )
        number = self.session.scalar(asked)
        if number is not None:
            verify.answer(self.session, number, at=step.at, via=step.via, **step.facts)


def heard_from(answer: Answer) -> Heard:
    """The answer as an entrance of the product gives it to the loop."""
    person = answer.person
    return Heard(
        line=0, external_id=answer.external_id, score=answer.score, comment=answer.comment, answered_at=answer.at,
        email=person.email if person else None, name=person.name if person else None,
        contact_external_id=person.external_id if person else None,
        language="it" if answer.italian else "en", touchpoint=answer.asked.touchpoint, stage=answer.asked.stage,
    )  # fmt: skip

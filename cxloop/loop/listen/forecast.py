"""What hearing a file would do, found by reading alone: the same counts, and the work it would make for whom."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.mailboxes import key_at
from cxloop.accounts.models import Contact
from cxloop.database import in_pieces
from cxloop.loop.listen.hear import Stored, known_answers, says_something_new
from cxloop.loop.listen.others import ids_of_others
from cxloop.people.models import Team
from cxloop.responses.importing.answers import Heard, Rejected, Row
from cxloop.responses.models import Response, Source, Survey
from cxloop.tickets import queries
from cxloop.tickets.models import Rule
from cxloop.tickets.triggers import Answer, Condition, Fired, fires, suppressed_by_age

BATCH = 2000
A_LITTLE_AHEAD = timedelta(days=2)
OLD_DAYS, MOST_EXAMPLES, MOST_OTHERS = 30, 20, 3
COUNTS = (
    "read",
    "created",
    "updated",
    "duplicate",
    "rejected",
    "tickets",
    "joined",
    "others",
    "too_old",
    "ahead",
    "old",
)


@dataclass
class Forecast:
    """Counts of a dry run; `teams` is team id (0 for the first team) → tickets; reasons are codes of rejected rows."""

    read: int = 0
    created: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    tickets: int = 0
    joined: int = 0
    too_old: int = 0
    others: int = 0
    """Rows whose id belongs to somebody else's answer, there or in this file."""
    others_shown: list[dict[str, Any]] = field(default_factory=list)
    ahead: int = 0
    """Answers dated later than tomorrow: most often a day and a month that changed places."""
    teams: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    old: int = 0
    """Tickets that would open for answers older than a month."""
    examples: list[Rejected] = field(default_factory=list)
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def days(self) -> int:
        """Days from the first answer to the last, both counted."""
        if self.first_at is None or self.last_at is None:
            return 1
        return (self.last_at.date() - self.first_at.date()).days + 1


@dataclass(frozen=True)
class ForecastTerms:
    """As an import's: which survey, the door if there is one already, and the backfill switch."""

    survey: Survey
    source_id: int | None
    at: datetime
    backfill_days: int | None = None
    source: Source | None = None
    same_ids: bool = False


def forecast(
    session: Session,
    rows: Iterator[Row],
    under: ForecastTerms,
    progress: Callable[[int], object] = lambda _read: None,
) -> Forecast:
    """Read a file's rows to their end and count what would become of each; writes nothing.

    Raises:
        UnreadableFile: from the rows, in mid-file.
    """
    found = Forecast()
    desk = _Desk(session, under)
    while batch := list(islice(rows, BATCH)):
        found.read += len(batch)
        rejected = [row for row in batch if isinstance(row, Rejected)]
        found.reasons.update(row.reason for row in rejected)
        found.examples += rejected[: MOST_EXAMPLES - len(found.examples)]
        desk.hear([row for row in batch if isinstance(row, Heard)], found)
        progress(found.read)
    found.rejected = found.reasons.total()
    return found


class _Desk:
    """Remembers within one file who was seen and who would have an open ticket."""

    def __init__(self, session: Session, under: ForecastTerms) -> None:
        self.session, self.under = session, under
        in_order = select(Rule).where(Rule.retired_at.is_(None)).order_by(Rule.position, Rule.id)
        rules = [
            Condition(r.id, r.survey_id, r.score_at_most, r.priority, r.team_id)
            for r in session.scalars(in_order)
        ]
        self.rules = rules or [Condition(0, None, None, None, None)]
        self.seen: dict[int, int] = {}
        """Each name met, with who gave the answer."""
        self.busy: set[str] = set()

    def hear(self, answers: Sequence[Heard], found: Forecast) -> None:
        source_id = self.under.source_id
        known = known_answers(self.session, source_id, {a.external_id for a in answers}) if source_id else {}
        others = self._others(answers, known)
        asking: list[tuple[Heard, Fired]] = []
        for answer in answers:
            before, name = known.get(answer.external_id), hash(answer.external_id)
            person = hash(answer.contact_external_id or answer.email or answer.name)
            if answer.external_id in others or self.seen.get(name, person) != person:
                found.others += 1
                found.reasons["id_of_another"] += 1
                if len(found.others_shown) < MOST_OTHERS:
                    found.others_shown.append({"line": answer.line, "id": answer.external_id[:40]})
                continue
            if name in self.seen or (before and not says_something_new(before, answer)):
                found.duplicate += 1
                continue
            self.seen[name] = person
            found.updated += bool(before)
            found.created += not before
            if answer.answered_at is not None:
                _date(answer.answered_at, self.under.at, found)
            if fired := self._fires(answer):
                asking.append((answer, fired))
        if asking:
            self._open(asking, {known[a.external_id][0] for a, _ in asking if a.external_id in known}, found)

    def _others(self, answers: Sequence[Heard], known: Mapping[str, Stored]) -> set[str]:
        under = self.under
        if under.source is None or under.same_ids or not known:
            return set()
        again = [answer for answer in answers if answer.external_id in known]
        return ids_of_others(self.session, under.source, again, (known[one.external_id][0] for one in again))

    def _fires(self, answer: Heard) -> Fired | None:
        survey = self.under.survey
        seen = Answer(survey.id or 0, answer.score, survey.ticket_low, survey.urgent_low, survey.is_anonymous)
        return fires(seen, self.rules)

    def _open(self, asking: Sequence[tuple[Heard, Fired]], stored: set[int], found: Forecast) -> None:
        settled = set(self._settled(stored))
        busy = self.busy | self._with_open_tickets([answer for answer, _ in asking])
        for answer, fired in asking:
            person = answer.contact_external_id or _address(answer)
            if answer.external_id in settled:
                continue
            if suppressed_by_age(
                answer.answered_at or self.under.at, self.under.at, self.under.backfill_days
            ):
                found.too_old += 1
            elif person and person in busy:
                found.joined += 1
            else:
                found.tickets += 1
                found.old += suppressed_by_age(answer.answered_at or self.under.at, self.under.at, OLD_DAYS)
                found.teams[fired.team_id or self.under.survey.team_id or 0] += 1
                if person:
                    busy.add(person)
        self.busy = busy

    def _settled(self, response_ids: set[int]) -> list[str]:
        """Names of stored answers that a rule has acted on already."""
        if not response_ids:
            return []
        acted_on = queries.triggered_by(self.session, list(response_ids))
        return list(self.session.scalars(select(Response.external_id).where(Response.id.in_(acted_on))))

    def _with_open_tickets(self, answers: Sequence[Heard]) -> set[str]:
        """External ids and addresses of known contacts who have an open ticket."""
        people: dict[int, tuple[str | None, str | None]] = {}
        columns = (Contact.id, Contact.external_id, Contact.email, Contact.name, Contact.phone)
        for answer_piece in in_pieces(answers, 1000):
            emails = {answer.email for answer in answer_piece if answer.email}
            names = {answer.contact_external_id for answer in answer_piece if answer.contact_external_id}
            who = Contact.email.in_(emails) | Contact.external_id.in_(names)
            people |= {
                row.id: (row.external_id, key_at(row.email, row.name, row.phone) if row.email else None)
                for row in self.session.execute(select(*columns).where(who))
            }
        with_ticket = queries.open_tickets_of(self.session, set(people)) if people else {}
        return {text for key in with_ticket for text in people[key] if text}


def _address(answer: Heard) -> str | None:
    """By what a person without a number of their own is known again."""
    return key_at(answer.email, answer.name, answer.phone) if answer.email else None


def _date(answered_at: datetime, at: datetime, found: Forecast) -> None:
    found.first_at = min(found.first_at or answered_at, answered_at)
    found.last_at = max(found.last_at or answered_at, answered_at)
    found.ahead += answered_at > at + A_LITTLE_AHEAD


def forecast_as_json(session: Session, found: Forecast) -> dict[str, Any]:
    """For the job's ledger: counts, reasons, and per team its name, tickets and tickets a day."""
    from cxloop.people.teams import default_team

    names = {team.id: team.name for team in session.scalars(select(Team))}
    first = default_team(session)
    teams: Counter[str] = Counter()
    for team_id, tickets in found.teams.items():
        teams[names.get(team_id, first.name)] += tickets
    return {
        **{name: getattr(found, name) for name in COUNTS},
        "others_shown": found.others_shown,
        "first_at": found.first_at and found.first_at.isoformat(),
        "last_at": found.last_at and found.last_at.isoformat(),
        "examples": [{"line": row.line, "code": row.reason, "facts": row.facts} for row in found.examples],
        "reasons": dict(found.reasons.most_common()), "days": found.days,
        "teams": [
            {"name": name, "tickets": tickets, "a_day": round(tickets / found.days, 1)}
            for name, tickets in teams.most_common()
        ],
    }  # fmt: skip

"""The dry run's desk: remembers within one file who said what, and who would have an open ticket."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.mailboxes import key_at
from cxloop.accounts.models import Contact
from cxloop.database import in_pieces
from cxloop.loop.listen.forecast import Forecast, ForecastTerms
from cxloop.loop.listen.foreseen import facts_of
from cxloop.loop.listen.hear import Stored, known_answers, says_something_new
from cxloop.loop.listen.in_file import InFile, marked
from cxloop.loop.listen.others import not_the_same, numbers_restart, said_under
from cxloop.loop.open import as_of_its_day
from cxloop.responses.importing.answers import Heard, Rejected, Row
from cxloop.responses.sameness import Said, are_two_people, is_another, said_by, says_otherwise
from cxloop.rules import Facts
from cxloop.tickets import queries, rule_sets
from cxloop.tickets.triggers import Fired, suppressed_by_age

BATCH = 2000
A_LITTLE_AHEAD = timedelta(days=2)
OLD_DAYS, MOST_OTHERS, MOST_EXAMPLES = 30, 3, 20


class Asking(NamedTuple):
    """An answer that a rule names, and whether it says worse than what we had of it."""

    answer: Heard
    fired: Fired
    is_worse: bool


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
    desk = Desk(session, under, found)
    while batch := list(islice(rows, BATCH)):
        found.read += len(batch)
        for row in batch:
            found.set_aside.see(row)
        rejected = [row for row in batch if isinstance(row, Rejected)]
        found.examples += rejected[: MOST_EXAMPLES - len(found.examples)]
        desk.hear([row for row in batch if isinstance(row, Heard)])
        progress(found.read)
    found.rejected = found.set_aside.reasons.total()
    return found


class Desk:
    """Hears what `hear_batch` would hear, and writes down in the forecast what it would do."""

    def __init__(self, session: Session, under: ForecastTerms, found: Forecast) -> None:
        self.session, self.under, self.found = session, under, found
        self.ruling = rule_sets.ruling(under.survey, rule_sets.tried_now(session))
        self.facts: dict[int, Facts] = {}
        """Of the lines that are read, where the score alone decides nothing."""
        self.restarts = numbers_restart(under.mapping)
        self.in_file = InFile()
        self.settled: set[int] = set()
        """Hashes of the ids that a rule has acted on in this file."""
        self.busy: set[str] = set()

    def hear(self, answers: Sequence[Heard]) -> None:
        source_id, under = self.under.source_id, self.under
        door = under.source.door if under.source else "file"
        self.facts = facts_of(self.session, self.ruling, under.survey, door, answers, under.at)
        known = known_answers(self.session, source_id, {a.external_id for a in answers}) if source_id else {}
        stored = said_under(self.session, (before[0] for before in known.values())) if known else {}
        others = self._others(answers, stored)
        asking: list[Asking] = []
        for answer in answers:
            if self._is_anothers(answer, others):
                self._leave_out(answer)
                continue
            if self._is_second(answer):
                self._count_twice(answer)
                continue
            before = self._before(answer.external_id, stored)
            if before is not None and not self._is_news(before, answer):
                self.found.duplicate += 1
                continue
            score = self._keep(answer, before)
            self.found.updated += before is not None
            self.found.created += before is None
            if answer.answered_at is not None:
                _date(answer.answered_at, self.under.at, self.found)
            if fired := self.fires(score, line=answer.line):
                is_worse = before is None or before.score is None or score is None or score < before.score
                asking.append(Asking(answer, fired, is_worse))
            if before is None and self._has_no_address(answer):
                self.found.no_address += 1
        if asking:
            self.open(asking, known)

    def _others(self, answers: Sequence[Heard], stored: Mapping[str, Said]) -> set[int]:
        """Lines of those whose id belongs to somebody else's stored answer."""
        under = self.under
        if under.source is None or not stored:
            return set()
        again = [one for one in answers if one.external_id in stored and one.external_id not in self.in_file]
        return {
            one.line
            for one in not_the_same(self.session, under.source, again, stored, same_ids=under.same_ids)
        }

    def _is_anothers(self, answer: Heard, others: set[int]) -> bool:
        if answer.external_id not in self.in_file:
            return answer.line in others
        before, now = self.in_file.of(answer.external_id), marked(answer)
        return is_another(before, now, restarts=self.restarts) and bool(are_two_people(before, now))

    def _is_second(self, answer: Heard) -> bool:
        """Whether an earlier row of the file said something else under this id."""
        if self.under.same_ids or answer.external_id not in self.in_file:
            return False
        return says_otherwise(self.in_file.of(answer.external_id), marked(answer))

    def _before(self, external_id: str, stored: Mapping[str, Said]) -> Said | None:
        return self.in_file.of(external_id) if external_id in self.in_file else stored.get(external_id)

    def _is_news(self, before: Said, answer: Heard) -> bool:
        again = marked(answer) if answer.external_id in self.in_file else answer
        return says_something_new((0, before.score, before.comment, before.answered_at), again)

    def _keep(self, answer: Heard, before: Said | None) -> int | None:
        """Remember what stands now; returns its score."""
        if before is None:
            self.in_file.keep(answer.external_id, said_by(answer, self.under.at))
            return answer.score
        is_marked = answer.external_id in self.in_file
        now = marked(answer) if is_marked else answer
        stands = before._replace(
            score=before.score if now.score is None else now.score,
            comment=now.comment or before.comment,
            answered_at=now.answered_at or before.answered_at,
        )
        (self.in_file.keep_marked if is_marked else self.in_file.keep)(answer.external_id, stands)
        return stands.score

    def _leave_out(self, answer: Heard) -> None:
        self.found.others += 1
        self.found.set_aside.reasons["id_of_another"] += 1
        _show(self.found.others_shown, answer)

    def _count_twice(self, answer: Heard) -> None:
        self.found.twice += 1
        self.found.set_aside.reasons["id_twice"] += 1
        _show(self.found.twice_shown, answer)

    def _has_no_address(self, answer: Heard) -> bool:
        """An anonymous survey asks nobody back: there nobody is missed."""
        has_some = answer.email or answer.phone or answer.contact_external_id
        return not (has_some or self.under.survey.is_anonymous)

    def fires(
        self, score: int | None, named_up_to: int | None = None, line: int | None = None
    ) -> Fired | None:
        """The rule that names such an answer now, or named it on its day up to that score."""
        if score is None:
            return None
        if named_up_to is not None:
            then = as_of_its_day(self.ruling.conditions, named_up_to)
            return replace(self.ruling, conditions=then).judge(score)
        known = self.facts.get(line or 0)
        return self.ruling.judge(score, {**known, "score": score} if known else None)

    def open(self, asking: Sequence[Asking], known: Mapping[str, Stored]) -> None:
        """Count what opening would do with answers that a rule names; `known` are those we had before, by id."""
        ids = {known[one.answer.external_id][0] for one in asking if one.answer.external_id in known}
        acted_on = queries.triggered_by(self.session, ids) if ids else {}
        busy = self.busy | self._with_open_tickets([one.answer for one in asking])
        for answer, fired, is_worse in asking:
            people, name = _people(answer), hash(answer.external_id)
            number = known[answer.external_id][0] if answer.external_id in known else 0
            is_old = suppressed_by_age(
                answer.answered_at or self.under.at, self.under.at, self.under.backfill_days
            )
            if name in self.settled or acted_on.get(number) is not None:
                continue
            if number in acted_on and (is_old or not is_worse):
                continue  # left alone for its age once, and no worse by now
            self.settled.add(name)
            if is_old or fired.sets_aside:
                self.found.too_old += is_old
            elif not busy.isdisjoint(people):
                self.found.joined += 1
            else:
                self._count(answer, fired)
                busy |= people
        self.busy = busy

    def _count(self, answer: Heard, fired: Fired) -> None:
        found, under = self.found, self.under
        found.tickets += 1
        found.no_address_tickets += self._has_no_address(answer)
        found.old += suppressed_by_age(answer.answered_at or under.at, under.at, OLD_DAYS)
        found.teams[fired.team_id or under.survey.team_id or 0] += 1

    def _with_open_tickets(self, answers: Sequence[Heard]) -> set[str]:
        """External ids and addresses of known contacts who have an open ticket, under whatever record it is kept."""
        people: dict[int, set[str]] = {}
        kept = func.coalesce(Contact.merged_into_id, Contact.id)
        columns = (kept, Contact.external_id, Contact.email, Contact.name, Contact.phone)
        for piece in in_pieces(answers, 1000):
            emails = {answer.email for answer in piece if answer.email}
            names = {answer.contact_external_id for answer in piece if answer.contact_external_id}
            who = Contact.email.in_(emails) | Contact.external_id.in_(names)
            for number, external_id, email, name, phone in self.session.execute(select(*columns).where(who)):
                people.setdefault(number, set()).update(_keys(external_id, email, name, phone))
        with_ticket = queries.open_tickets_of(self.session, set(people)) if people else {}
        return {text for number in with_ticket for text in people[number]}


def _show(shown: list[dict[str, Any]], answer: Heard) -> None:
    if len(shown) < MOST_OTHERS:
        shown.append({"line": answer.line, "id": answer.external_id[:40]})


def _people(answer: Heard) -> set[str]:
    return _keys(answer.contact_external_id, answer.email, answer.name, answer.phone)


def _keys(external_id: str | None, email: str | None, name: str | None, phone: str | None) -> set[str]:
    """By what somebody is known again."""
    at_address = key_at(email, name, phone) if email else None
    return {text for text in (external_id, at_address) if text}


def _date(answered_at: datetime, at: datetime, found: Forecast) -> None:
    found.first_at = min(found.first_at or answered_at, answered_at)
    found.last_at = max(found.last_at or answered_at, answered_at)
    found.ahead += answered_at > at + A_LITTLE_AHEAD

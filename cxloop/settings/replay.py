"""Rules replayed over the answers of a while: by their scores off an index where those decide, and else in one scan."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, true
from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.accounts.models import Account, Contact
from cxloop.database import is_postgresql
from cxloop.responses.models import Response, Survey
from cxloop.responses.scoring import WITHOUT_SCORE
from cxloop.rules import Scope, compiled
from cxloop.tickets import rule_sets
from cxloop.tickets.models import Triggering
from cxloop.tickets.ruling import ASK
from cxloop.tickets.triggers import Condition

NOBODY, DRAFT = -1, -2
"""In the place of a rule's number: none fits; the draft does."""
WEEK = timedelta(days=7)
Rows = list[tuple[Response, str | None, int | None]]


@dataclass
class Replay:
    """How many answers each pair of rules named, today's and the draft's, by survey; and the tickets of each week."""

    named: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    """(survey, today's rule, the draft's rule)."""
    weeks: list[tuple[int, int]] = field(default_factory=list)
    """Tickets with today's rules and with the draft's, the oldest week first."""
    by_owner: Counter[tuple[bool, int]] = field(default_factory=Counter)
    """Tickets that rules give to accounts' owners: (with the draft's rules, owner)."""


@dataclass(frozen=True)
class Both:
    """Today's rules and the draft's."""

    session: Session
    today: Sequence[Condition]
    draft: Sequence[Condition]
    since: datetime
    at: datetime

    def surveys(self) -> Sequence[Survey]:
        asked = Survey.is_anonymous.is_(False), Survey.metric.not_in(WITHOUT_SCORE)
        return self.session.scalars(select(Survey).where(*asked).order_by(Survey.id)).all()

    def replay(self) -> Replay:
        found = Replay()
        bounds = [self.since, *self._starts(), self.at + timedelta(days=3650)]
        surveys = self.surveys()
        for since, until in pairwise(bounds):
            week = Counter[tuple[int, int, int]]()
            for survey in surveys:
                week += self._week(survey, since, until)
            found.named += week
            found.weeks.append((self.tickets(week, with_draft=False), self.tickets(week, with_draft=True)))
        for survey in surveys:
            found.by_owner += self._owners(survey)
        return found

    def tickets(self, named: Counter[tuple[int, int, int]], *, with_draft: bool) -> int:
        opens = self.opening(with_draft=with_draft)
        return sum(
            count for (_s, today, draft), count in named.items() if (draft if with_draft else today) in opens
        )

    def opening(self, *, with_draft: bool) -> frozenset[int]:
        """Numbers of the rules that open tickets."""
        return frozenset(
            one.rule_id for one in (self.draft if with_draft else self.today) if not one.sets_aside
        )

    def examples(self, *, gained: bool, most: int) -> Rows:
        """The newest answers that only the draft opens a ticket for, or only today's rules."""
        found: Rows = []
        for survey in self.surveys():
            asked = (
                self.joined(select(Response, Contact.name, Triggering.ticket_id), survey, contact=True)
                .outerjoin(Triggering, Triggering.response_id == Response.id)
                .where(*self.heard(survey, self.since, None), self.differs(survey, gained=gained))
                .order_by(Response.answered_at.desc(), Response.id.desc())
                .limit(most)
            )
            found += [(answer, name, ticket) for answer, name, ticket in self.session.execute(asked)]
        return sorted(found, key=lambda one: (one[0].answered_at, one[0].id), reverse=True)[:most]

    def differs(self, survey: Survey, *, gained: bool) -> ColumnElement[bool]:
        today = self.first(survey, self.today).in_(self.opening(with_draft=False))
        draft = self.first(survey, self.draft).in_(self.opening(with_draft=True))
        return and_(draft, ~today) if gained else and_(today, ~draft)

    def first(self, survey: Survey, conditions: Sequence[Condition]) -> ColumnElement[int]:
        """The number of the first rule that fits."""
        scope = Scope(survey, rules.of_survey(survey), is_postgresql(self.session))
        whens = [
            (_fits(rule, survey, scope), rule.rule_id)
            for rule in conditions
            if rule.survey_id in (None, survey.id)
        ]
        return case(*whens, else_=NOBODY) if whens else literal(NOBODY)

    def joined(self, statement: Any, survey: Survey, *, contact: bool = False, account: bool = False) -> Any:
        """With the customers these rules ask of."""
        nodes = [one.tree for one in (*self.today, *self.draft) if one.tree is not None]
        joined = rules.joined(statement.select_from(Response), nodes)
        fields = {one.field for node in nodes for one in rules.conditions(node)}
        if contact and "buying_role" not in fields:
            joined = joined.outerjoin(Contact, Contact.id == Response.contact_id)
        if account and not fields & rules.OF_ACCOUNT:
            joined = joined.outerjoin(Account, Account.id == Response.account_id)
        return joined

    def heard(self, survey: Survey, since: datetime, until: datetime | None) -> Iterator[ColumnElement[bool]]:
        yield from (Response.survey_id == survey.id, Response.answered_at > since)
        yield from (Response.withdrawn_at.is_(None), Response.score.is_not(None))
        yield Response.answered_at <= until if until else true()

    def _starts(self) -> list[datetime]:
        weeks = (self.at - self.since) // WEEK
        return [self.at - WEEK * number for number in range(weeks - 1, 0, -1)]

    def _week(self, survey: Survey, since: datetime, until: datetime) -> Counter[tuple[int, int, int]]:
        both = [rule_sets.ruling(survey, conditions).by_score for conditions in (self.today, self.draft)]
        found = Counter[tuple[int, int, int]]()
        asking = [score for score in both[0] if ASK in (both[0][score], both[1][score])]
        decided = [score for score in both[0] if score not in asking and (both[0][score] or both[1][score])]
        heard = list(self.heard(survey, since, until))
        if decided:
            each = [func.count().filter(Response.score == score) for score in decided]
            counts = self.session.execute(select(*each).where(*heard)).one()
            for score, count in zip(decided, counts, strict=True):
                today, draft = (_number(one[score]) for one in both)
                found[survey.id, today, draft] += count
        if asking:
            columns = (
                self.first(survey, self.today).label("today"),
                self.first(survey, self.draft).label("draft"),
                func.count(),
            )
            asked = self.joined(select(*columns), survey).where(*heard, Response.score.in_(asking))
            for now, then, count in self.session.execute(asked.group_by("today", "draft")):
                found[survey.id, now, then] += count
        return +found

    def _owners(self, survey: Survey) -> Counter[tuple[bool, int]]:
        found = Counter[tuple[bool, int]]()
        for with_draft, conditions in ((False, self.today), (True, self.draft)):
            giving = [one.rule_id for one in conditions if one.to_owner and not one.sets_aside]
            if not giving:
                continue
            asked = (
                self.joined(select(Account.owner_id, func.count()), survey, account=True)
                .where(*self.heard(survey, self.since, None), self.first(survey, conditions).in_(giving))
                .group_by(Account.owner_id)
            )
            for owner_id, count in self.session.execute(asked):
                found[with_draft, owner_id or 0] += count
        return found


def _number(fired: Any) -> int:
    return fired.rule_id if fired else NOBODY


def _fits(rule: Condition, survey: Survey, scope: Scope) -> ColumnElement[bool]:
    if rule.tree is not None:
        return compiled(rule.tree, scope)
    limit = rule.score_at_most if rule.score_at_most is not None else survey.ticket_low
    return literal(False) if limit is None else Response.score <= limit

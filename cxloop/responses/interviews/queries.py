"""Interviews and findings by what they contain. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cxloop.accounts.models import Account
from cxloop.people.policies import Scope
from cxloop.responses.interviews.models import Finding, FindingChange, Interview, Participant

LARGEST_ID = 2**62
SHOWN = 100


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means any."""

    kind: str = ""
    about: str = ""
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.about or self.words)


@dataclass(frozen=True)
class Entry:
    """A line of the list: the interview, how many took part, how many findings, and how many of them need somebody."""

    interview: Interview
    participants: int
    findings: int
    followed_up: int


def visible(session: Session, interview_id: int, scope: Scope) -> Interview | None:
    """The interview with its people, or None when there is none or it belongs to others."""
    if interview_id > LARGEST_ID:
        return None
    chosen = (
        select(Interview)
        .where(Interview.id == interview_id)
        .options(
            joinedload(Interview.account),
            joinedload(Interview.created_by),
            selectinload(Interview.participants).joinedload(Participant.contact),
        )
    )
    if (condition := _in_scope(scope)) is not None:
        chosen = chosen.where(condition)
    return session.scalars(chosen).unique().first()


def listed(session: Session, scope: Scope, filters: Filters, most: int = SHOWN) -> list[Entry]:
    """The newest first."""
    people = (
        select(func.count(Participant.id))
        .where(Participant.interview_id == Interview.id)
        .correlate(Interview)
        .scalar_subquery()
    )
    marked = (
        select(func.count(Finding.id))
        .where(Finding.interview_id == Interview.id, Finding.removed_at.is_(None))
        .correlate(Interview)
    )
    followed = marked.where(Finding.response_id.is_not(None)).scalar_subquery()
    chosen = (
        select(Interview, people, marked.scalar_subquery(), followed)
        .outerjoin(Account, Account.id == Interview.account_id)
        .options(joinedload(Interview.account))
        .order_by(Interview.held_on.desc(), Interview.id.desc())
        .limit(most)
    )
    for condition in (_in_scope(scope), *_conditions(filters)):
        if condition is not None:
            chosen = chosen.where(condition)
    return [Entry(*row) for row in session.execute(chosen).unique()]


def findings_of(session: Session, interview_id: int) -> Sequence[Finding]:
    """The findings that stand, in the order of the text; those without a place in it last."""
    chosen = (
        select(Finding)
        .where(Finding.interview_id == interview_id, Finding.removed_at.is_(None))
        .order_by(Finding.starts.is_(None), Finding.starts, Finding.id)
        .options(joinedload(Finding.driver), joinedload(Finding.participant).joinedload(Participant.contact))
    )
    return session.scalars(chosen).unique().all()


def finding(session: Session, interview_id: int, finding_id: int) -> Finding | None:
    """One finding of this interview that stands."""
    if finding_id > LARGEST_ID:
        return None
    chosen = select(Finding).where(
        Finding.id == finding_id, Finding.interview_id == interview_id, Finding.removed_at.is_(None)
    )
    return session.scalars(chosen).first()


def finding_of(session: Session, response_id: int) -> Finding | None:
    """The finding that became this answer."""
    return session.scalars(select(Finding).where(Finding.response_id == response_id)).first()


def changes_of(session: Session, finding_id: int) -> Sequence[FindingChange]:
    """What the finding said before, newest first."""
    chosen = select(FindingChange).where(FindingChange.finding_id == finding_id)
    return session.scalars(
        chosen.order_by(FindingChange.id.desc()).options(joinedload(FindingChange.by))
    ).all()


def stages(session: Session, scope: Scope) -> Sequence[str]:
    """The journey stages that were named so far in what somebody may read, to choose from."""
    named = select(Interview.stage).where(Interview.stage.is_not(None))
    also = select(Finding.stage).join(Interview, Interview.id == Finding.interview_id)
    also = also.where(Finding.stage.is_not(None))
    if (condition := _in_scope(scope)) is not None:
        named, also = named.where(condition), also.where(condition)
    return sorted({stage for stage in session.scalars(named.union(also)) if stage})[:50]


def _in_scope(scope: Scope) -> ColumnElement[bool] | None:
    """Everything for who sees all; else one's own, one's teams', and what belongs to no team."""
    if scope.everything:
        return None
    return or_(
        Interview.created_by_id == scope.user_id,
        Interview.team_id.in_(scope.team_ids),
        Interview.team_id.is_(None),
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool] | None]:
    return [
        Interview.kind == filters.kind if filters.kind else None,
        Interview.about == filters.about if filters.about else None,
        *(
            or_(
                Interview.title.icontains(word, autoescape=True),
                Account.name.icontains(word, autoescape=True),
            )
            for word in filters.words.split()[:6]
        ),
    ]

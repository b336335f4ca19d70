"""M3 counted by the database, a statement or two a source, each over so many answers at most as a page can wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from cxloop.alerts.models import Alert
from cxloop.alerts.outbox import OPENING
from cxloop.reports.intake_eligible import COVERED, InForce, eligible, rule_versions
from cxloop.reports.measures import SCORED
from cxloop.reports.metrics.intake import M3, Waits, coverage, silent_drops, waits
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.responses import thresholds
from cxloop.responses.invitations.models import HeldAnswer, Invitation, LinkVisit
from cxloop.responses.models import Response, Source
from cxloop.tickets.models import Ticket, Triggering

DAYS = 30
MOST = 20_000
"""Answers of one source a figure looks at: where more came in, it begins later and says so."""


@dataclass(frozen=True)
class Intake:
    """M3 of the answers received from `since` until `as_of`."""

    since: datetime
    as_of: datetime
    received: int
    written_down: int
    """Of them, what colleagues wrote down: it has no score that a rule could name."""
    coverage: Proportion
    opened: int
    joined: int
    suppressed: int
    bots: Proportion
    """Answers of invitations that a machine may have given."""
    unconfirmed: Proportion
    """Invitations whose link was opened without an answer being given."""
    until_ticket: Waits
    until_told: Waits
    """From the opening until somebody was told: the first alert's receipt, or its digest's."""

    @property
    def is_shortened(self) -> bool:
        """Whether so much came in that it begins later than thirty days ago."""
        return self.since > self.as_of - timedelta(days=DAYS)

    @property
    def scored(self) -> int:
        return self.received - self.written_down

    @property
    def silent_drops(self) -> int:
        return silent_drops(self.coverage)


def intake(session: Session, at: datetime, since: datetime | None = None) -> Intake:
    """Every figure of M3; without `since`, of the last thirty days or the newest answers."""
    versions = rule_versions(session)
    sources = session.scalars(select(Source).order_by(Source.id)).all()
    since = since or begin(session, at, timedelta(days=DAYS))
    became: dict[str, int] = {}
    lengths: list[tuple[timedelta, timedelta | None, bool]] = []
    received = written_down = 0
    for source in sources:
        inside = received_between(source, since, at)
        count = session.scalar(select(func.count()).select_from(Response).where(inside)) or 0
        received += count
        written_down += count if source.survey.metric not in SCORED else 0
        for name, count in _became(session, source, versions, inside):
            became[name] = became.get(name, 0) + count
        lengths += _lengths(session, inside)
    eligible_ = sum(became.values())
    return Intake(
        since=since,
        as_of=at,
        received=received,
        written_down=written_down,
        coverage=coverage(eligible_ - became.get("dropped", 0), eligible_),
        opened=became.get("opened", 0),
        joined=became.get("joined", 0),
        suppressed=became.get("suppressed", 0),
        bots=_bots(session, since, at),
        unconfirmed=_unconfirmed(session, since, at),
        until_ticket=waits([length for length, _, _ in lengths]),
        until_told=waits([length for _, length, is_quiet in lengths if not is_quiet]),
    )


def begin(session: Session, at: datetime, length: timedelta) -> datetime:
    """So long ago, or since when no source brought more than MOST answers."""
    since = at - length
    same = aliased(Response)
    earlier = select(same.received_at).where(same.source_id == Source.id, same.received_at > since)
    first = earlier.order_by(same.received_at.desc()).limit(1).offset(MOST)
    firsts = select(first.correlate(Source).scalar_subquery()).select_from(Source)
    found: Sequence[datetime | None] = session.scalars(firsts).all()
    return max([since, *(moment for moment in found if moment is not None)])


def received_between(source: Source, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Answers that came through one source; the index is in this order."""
    moment = Response.received_at
    return and_(Response.source_id == source.id, moment >= since, moment <= until)


def alert_subject() -> ColumnElement[str]:
    """How alerts name a ticket, in SQL."""
    return literal("ticket:") + cast(Ticket.id, String)


def _became(
    session: Session, source: Source, versions: Sequence[InForce], inside: ColumnElement[bool]
) -> list[tuple[str, int]]:
    outcome = case((COVERED, Triggering.outcome), else_="dropped")
    chosen = (
        select(outcome, func.count())
        .select_from(Response)
        .outerjoin(Triggering, Triggering.response_id == Response.id)
        .where(inside, eligible(source.survey, versions, thresholds.versions(session, source.survey)))
        .group_by(outcome)
    )
    return [(name, count) for name, count in session.execute(chosen)]


def _lengths(session: Session, inside: ColumnElement[bool]) -> list[tuple[timedelta, timedelta | None, bool]]:
    """(received → opened, opened → told or None, whether nobody was to be told) of each ticket."""
    digest = aliased(Alert)
    told_at = case((Alert.state == "sent", Alert.sent_at), (digest.state == "sent", digest.sent_at))
    opening = and_(Alert.subject == alert_subject(), Alert.kind == OPENING, Alert.step == 0)
    chosen = (
        select(Response.received_at, Ticket.opened_at, told_at, Alert.id)
        .join(Triggering, and_(Triggering.response_id == Response.id, Triggering.outcome == "opened"))
        .join(Ticket, Ticket.id == Triggering.ticket_id)
        .outerjoin(Alert, opening)
        .outerjoin(digest, digest.id == Alert.folded_into_id)
        .where(inside, Response.withdrawn_at.is_(None))
    )
    return [
        (opened - received, told - opened if told else None, alert is None)
        for received, opened, told, alert in session.execute(chosen)
    ]


def _bots(session: Session, since: datetime, until: datetime) -> Proportion:
    """Of the answers given to invitations, those held because a machine may have given them.

    A dropped one gives its invitation back, so it is counted beside the invitations that are answered.
    """
    of_held = select(
        func.count(),
        func.count().filter(HeldAnswer.released.is_(False), HeldAnswer.invitation_id.is_not(None)),
    )
    held, dropped = session.execute(of_held.where(HeldAnswer.answered_at.between(since, until))).one()
    of_answered = select(func.count()).select_from(Invitation)
    answered = session.scalar(of_answered.where(Invitation.answered_at.between(since, until))) or 0
    return proportion(M3, held, max(held, answered + dropped))


def _unconfirmed(session: Session, since: datetime, until: datetime) -> Proportion:
    """Of the invitations whose link somebody opened, those without any answer; of the newest MOST visits."""
    visits = select(LinkVisit.invitation_id, LinkVisit.trap, LinkVisit.scanner)
    newest = (
        visits.where(LinkVisit.at.between(since, until)).order_by(LinkVisit.at.desc()).limit(MOST).subquery()
    )
    by_somebody = newest.c.trap.is_(False), newest.c.scanner.is_(None)
    visited = Invitation.id.in_(select(newest.c.invitation_id).where(*by_somebody))
    held = exists().where(HeldAnswer.invitation_id == Invitation.id)
    counted = select(func.count().filter(Invitation.answered_at.is_(None), ~held), func.count())
    k, n = session.execute(counted.select_from(Invitation).where(visited)).one()
    return proportion(M3, k, n)

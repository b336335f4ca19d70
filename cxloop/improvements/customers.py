"""Which changes for everybody one customer had a part in. Read only."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cxloop.improvements.models import Evidence, FindingEvidence, Improvement
from cxloop.responses.interviews.models import Finding, Interview
from cxloop.tickets.models import Ticket


def with_a_part_of(session: Session, account_id: int, most: int = 20) -> Sequence[Improvement]:
    """Improvements for which a ticket or an interview of this account is evidence, newest first."""
    by_ticket = (
        select(Evidence.improvement_id)
        .join(Ticket, Ticket.id == Evidence.ticket_id)
        .where(Ticket.account_id == account_id)
    )
    by_finding = (
        select(FindingEvidence.improvement_id)
        .join(Finding, Finding.id == FindingEvidence.finding_id)
        .join(Interview, Interview.id == Finding.interview_id)
        .where(Interview.account_id == account_id)
    )
    chosen = select(Improvement).where(or_(Improvement.id.in_(by_ticket), Improvement.id.in_(by_finding)))
    return session.scalars(chosen.order_by(Improvement.id.desc()).limit(most)).all()

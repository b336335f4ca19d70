"""What was said in interviews for an improvement, as far as those who said it agreed to be quoted. Never with names."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cxloop.database import db
from cxloop.improvements.models import FindingEvidence
from cxloop.people.models import User
from cxloop.people.policies import records_conversations, scope_of
from cxloop.responses.interviews import queries
from cxloop.responses.interviews.models import Finding, Interview

MOST = 20


@dataclass(frozen=True)
class Spoken:
    """`words` None: not to be quoted. `interview` None: not the reader's to open."""

    words: str | None
    language: str | None
    role: str | None
    kind: str
    interview: Interview | None
    finding_id: int


def spoken_for(improvement_id: int, reader: User) -> list[Spoken]:
    """The findings that speak for an improvement, the newest first."""
    session, scope = db.session(), scope_of(reader)
    chosen = (
        select(Finding)
        .join(FindingEvidence, FindingEvidence.finding_id == Finding.id)
        .where(FindingEvidence.improvement_id == improvement_id, Finding.removed_at.is_(None))
        .order_by(FindingEvidence.at.desc(), Finding.id.desc())
        .limit(MOST)
        .options(joinedload(Finding.interview), joinedload(Finding.participant))
    )
    may_open = records_conversations(reader)
    return [
        Spoken(
            finding.quote if finding.is_quotable else None,
            finding.interview.language,
            finding.participant.role if finding.participant else None,
            finding.interview.kind,
            queries.visible(session, finding.interview_id, scope) if may_open else None,
            finding.id,
        )
        for finding in session.scalars(chosen).unique()
    ]

"""Find: a passage that matters is marked and leads to something: somebody calls, or something changes for everybody."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.improvements.models import FindingEvidence, Improvement
from cxloop.loop.learn import raise_improvement
from cxloop.loop.listen import NotAllowed, reading_text
from cxloop.loop.open import open_by_hand
from cxloop.people.models import User
from cxloop.responses.built_in import INTERVIEWS, source_of
from cxloop.responses.interviews.consent import forbids_follow_up
from cxloop.responses.interviews.models import Finding, FindingChange, Interview
from cxloop.responses.interviews.passages import place
from cxloop.responses.models import Response
from cxloop.tickets import queries
from cxloop.tickets.homes import carer
from cxloop.tickets.models import Ticket

EMOTIONS = ("angry", "disappointed", "worried", "confused", "neutral", "relieved", "delighted")
SEVERITIES = (1, 2, 3, 4)
"""A remark, an annoyance, it costs them, they may leave."""
URGENT_FROM = 4
MOST_WHYS = 5


@dataclass(frozen=True)
class Passage:
    """What a person says of a passage; `starts` and `ends` are where they saw it, in characters."""

    quote: str
    severity: int
    starts: int | None = None
    ends: int | None = None
    participant_id: int | None = None
    driver_id: int | None = None
    whys: tuple[str, ...] = ()
    emotion: str | None = None
    stage: str | None = None


def mark_finding(
    session: Session, interview: Interview, passage: Passage, *, by: User, at: datetime
) -> Finding:
    """Mark a passage. Its place is checked against the text: there, elsewhere, or nowhere (typed by hand)."""
    finding = Finding(interview_id=interview.id, created_at=at, created_by_id=by.id)
    _say(interview, finding, passage)
    session.add(finding)
    session.flush()
    return finding


def mark_finding_again(
    session: Session, finding: Finding, passage: Passage, *, by: User, at: datetime
) -> FindingChange | None:
    """Change what the finding says; what it said before is kept. None: nothing is different."""
    before = _facts(finding)
    quote, whys = finding.quote, list(finding.whys)
    _say(finding.interview, finding, passage)
    if (before, quote, whys) == (_facts(finding), finding.quote, finding.whys):
        return None
    change = FindingChange(
        finding_id=finding.id, at=at, by_id=by.id, quote_before=quote, whys_before=whys, facts_before=before
    )
    session.add(change)
    session.flush()
    return change


def remove_finding(session: Session, finding: Finding, *, by: User, at: datetime) -> None:
    """Take the mark away; a ticket or an improvement that came of it stays."""
    finding.removed_at, finding.removed_by_id = at, by.id
    session.flush()


def follow_up_finding(
    session: Session, finding: Finding, *, by: User, at: datetime, via: str = "web", owner_id: int | None = None,
    team_id: int | None = None, language: str = "en",
) -> tuple[Ticket, bool]:  # fmt: skip
    """Open a ticket for who said it, once; or join their open one.

    The finding becomes an answer without a score. Its comment is the quote, if they agreed to be quoted: tickets and
    alerts are read outside the interview.

    Returns:
        the ticket, and whether it was there before.

    Raises:
        NotAllowed: they have not agreed to be called, or it is not known who they are.
    """
    session.refresh(finding, with_for_update=True)
    person = finding.participant
    if finding.response_id is None:
        if refusal := forbids_follow_up(person):
            raise NotAllowed(refusal)
        finding.response_id = _answer(session, finding, at=at, by=by, language=language).id
        session.flush()
    response = session.get_one(Response, finding.response_id)
    if known := queries.triggered_by(session, [response.id]).get(response.id):
        return known, True
    urgent = finding.severity >= URGENT_FROM
    owner_id, team_id = carer(session, response, by, (owner_id, team_id))
    return open_by_hand(
        session, response, by=by, at=at, via=via, urgent=urgent, owner_id=owner_id, team_id=team_id
    )


def join_improvement(
    session: Session, finding: Finding, improvement: Improvement, *, by: User, at: datetime
) -> bool:
    """Add the finding to what shows why the improvement is needed; False: it was there already."""
    session.refresh(finding, with_for_update=True)  # two who join it at once make one row
    if session.get(FindingEvidence, (improvement.id, finding.id), populate_existing=True):
        return False
    session.add(FindingEvidence(improvement_id=improvement.id, finding_id=finding.id, by_id=by.id, at=at))
    session.flush()
    return True


def raise_from_finding(
    session: Session, finding: Finding, *, title: str, problem: str, by: User, at: datetime
) -> Improvement:
    """Raise a new improvement about the finding's cause, and join it."""
    improvement = raise_improvement(
        session, title=title, problem=problem, by=by, at=at, driver_id=finding.driver_id
    )
    join_improvement(session, finding, improvement, by=by, at=at)
    return improvement


def improvements_of(session: Session, finding_ids: list[int]) -> dict[int, list[Improvement]]:
    """The improvements each of these findings is evidence for."""
    rows = session.execute(
        select(FindingEvidence.finding_id, Improvement)
        .join(Improvement, Improvement.id == FindingEvidence.improvement_id)
        .where(FindingEvidence.finding_id.in_(finding_ids))
        .order_by(Improvement.id)
    )
    found: dict[int, list[Improvement]] = {}
    for finding_id, improvement in rows:
        found.setdefault(finding_id, []).append(improvement)
    return found


def _say(interview: Interview, finding: Finding, passage: Passage) -> None:
    if passage.severity not in SEVERITIES or passage.emotion not in (None, *EMOTIONS):
        raise ValueError("no such severity or emotion")
    text = reading_text(interview)
    found = place(text, passage.quote, passage.starts, passage.ends)
    finding.starts, finding.ends = found or (None, None)
    finding.quote = text[found[0] : found[1]] if found else passage.quote.strip()
    finding.whys = [why.strip() for why in passage.whys if why.strip()][:MOST_WHYS]
    for name in ("severity", "participant_id", "driver_id", "emotion", "stage"):
        setattr(finding, name, getattr(passage, name))


def _facts(finding: Finding) -> dict[str, object]:
    return {
        name: getattr(finding, name)
        for name in ("severity", "participant_id", "driver_id", "emotion", "stage")
    }


def _answer(session: Session, finding: Finding, *, at: datetime, by: User, language: str) -> Response:
    source = source_of(session, INTERVIEWS, at=at, language=language)
    interview, person = finding.interview, finding.participant
    contact = session.get_one(Contact, person.contact_id) if person else None
    while contact and contact.merged_into_id:
        contact = session.get_one(Contact, contact.merged_into_id)
    said_at = min(at, datetime.combine(interview.held_on, time(12), UTC))
    response = Response(
        source_id=source.id, survey_id=source.survey_id, survey=source.survey, external_id=f"finding:{finding.id}",
        contact_id=contact.id if contact else None,
        account_id=(contact.account_id if contact else None) or interview.account_id,
        score=None, comment=finding.quote if finding.is_quotable else None, language=interview.language,
        touchpoint=interview.touchpoint, stage=finding.stage or interview.stage,
        answered_at=said_at, received_at=at, written_by_id=by.id,
    )  # fmt: skip
    session.add(response)
    session.flush()
    return response

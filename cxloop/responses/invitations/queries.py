"""Pages, invitations and held answers as they stand. Read only, but for the page that is made when it is missing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from cxloop.alerts.models import Alert
from cxloop.database import bulk, in_pieces
from cxloop.responses.invitations.asking import Asking, asking
from cxloop.responses.invitations.models import HeldAnswer, Invitation, LinkVisit, Mailing, SurveyPage
from cxloop.responses.invitations.suspicion import Visit
from cxloop.responses.models import Source, Survey
from cxloop.responses.scoring import SCALES

ASKABLE = (*SCALES, "verbatim")
LETTERS = ("invitation", "reminder")


def page_of(session: Session, survey_id: int, at: datetime) -> SurveyPage:
    """What the survey's page says; the usual, not stored, when nobody has written anything."""
    return session.get(SurveyPage, survey_id) or SurveyPage(
        survey_id=survey_id, question={}, expires_after_days=30, created_at=at
    )


def asked(survey: Survey, page: SurveyPage, company: str | None, language: str) -> Asking:
    """Everything a customer of this language reads."""
    scale = (survey.scale_min, survey.scale_max) if survey.metric in SCALES else (0, 0)
    return asking(survey.metric, scale, company, language, page.question, page.why, page.thanks)


def page_source(session: Session, survey_id: int) -> Source:
    """The door through which answers to our own page come in; made when there is none."""
    chosen = select(Source).where(Source.survey_id == survey_id, Source.door == "page")
    source = session.scalars(chosen.order_by(Source.id)).first()
    if source is None:
        source = Source(survey_id=survey_id, door="page", name="")
        session.add(source)
        session.flush()
    return source


def still_open(at: datetime) -> ColumnElement[bool]:
    """Invitations that may be answered."""
    return and_(
        Invitation.withheld.is_(None),
        Invitation.answered_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > at,
    )


def is_open(invitation: Invitation, at: datetime) -> bool:
    """The same of one invitation."""
    used = invitation.withheld or invitation.answered_at or invitation.revoked_at
    return not used and invitation.expires_at > at


def known(session: Session, survey_id: int, external_ids: Collection[str]) -> dict[str, Invitation]:
    """Invitations to this survey by what they are about."""
    found: dict[str, Invitation] = {}
    for piece in in_pieces(external_ids):
        chosen = select(Invitation).where(
            Invitation.survey_id == survey_id, bulk.among(session, Invitation.external_id, piece)
        )
        found |= {one.external_id: one for one in session.scalars(chosen) if one.external_id}
    return found


def open_of(
    session: Session, survey_id: int, contact_ids: Collection[int], at: datetime
) -> dict[int, Invitation]:
    """For each of these contacts the invitation to this survey that they may still answer."""
    found: dict[int, Invitation] = {}
    for piece in in_pieces(contact_ids):
        chosen = select(Invitation).where(
            Invitation.survey_id == survey_id,
            bulk.among(session, Invitation.contact_id, piece),
            still_open(at),
        )
        found |= {one.contact_id: one for one in session.scalars(chosen)}
    return found


def visits_of(session: Session, invitation_id: int) -> list[Visit]:
    chosen = select(LinkVisit).where(LinkVisit.invitation_id == invitation_id).order_by(LinkVisit.id)
    return [Visit(row.at, row.score, row.trap) for row in session.scalars(chosen)]


def to_review(session: Session, most: int = 200) -> Sequence[HeldAnswer]:
    """Answers that wait for a person, the oldest first."""
    named = (joinedload(HeldAnswer.survey), joinedload(HeldAnswer.invitation).joinedload(Invitation.contact))
    chosen = select(HeldAnswer).where(HeldAnswer.decided_at.is_(None)).options(*named)
    return session.scalars(chosen.order_by(HeldAnswer.id).limit(most)).all()


def waiting_for_review(session: Session) -> int:
    return session.scalar(select(func.count()).where(HeldAnswer.decided_at.is_(None))) or 0


def mailings(session: Session, survey_id: int | None = None, most: int = 50) -> Sequence[Mailing]:
    """Lists that were sent or are drafts, the newest first."""
    chosen = select(Mailing).order_by(Mailing.id.desc()).limit(most)
    return session.scalars(chosen.where(Mailing.survey_id == survey_id) if survey_id else chosen).all()


def withheld(session: Session, mailing_id: int) -> list[tuple[str, int]]:
    """(reason, how many people) of those a mailing left in peace, the most frequent first."""
    of_this = (Invitation.mailing_id == mailing_id) & Invitation.withheld.is_not(None)
    counted = select(Invitation.withheld, func.count()).where(of_this).group_by(Invitation.withheld)
    found = [(reason or "", count) for reason, count in session.execute(counted)]
    return sorted(found, key=lambda row: (-row[1], row[0]))


class Tally:
    """What became of a mailing's letters; a held answer is neither answered nor lost."""

    def __init__(self, sent: int = 0, answered: int = 0, held: int = 0, failed: int = 0) -> None:
        self.sent, self.answered, self.held, self.failed = sent, answered, held, failed

    @property
    def rate(self) -> int | None:
        """Answers per hundred letters that left; None without a letter."""
        # half of one counts as one, as everywhere
        return (200 * self.answered + self.sent) // (2 * self.sent) if self.sent else None


def tallies(session: Session, mailing_ids: Collection[int]) -> dict[int, Tally]:
    """The tally of each mailing, in three statements."""
    found = {mailing_id: Tally() for mailing_id in mailing_ids}
    of_these = Invitation.mailing_id.in_(list(mailing_ids))
    held = (
        select(HeldAnswer.invitation_id)
        .where(or_(HeldAnswer.decided_at.is_(None), HeldAnswer.released.is_(False)))
        .where(HeldAnswer.invitation_id.is_not(None))
    )
    counted = select(
        Invitation.mailing_id,
        func.count(Invitation.sent_at),
        func.count(Invitation.answered_at).filter(Invitation.id.not_in(held)),
    ).where(of_these)
    for mailing_id, sent, answered in session.execute(counted.group_by(Invitation.mailing_id)):
        found[mailing_id or 0].sent, found[mailing_id or 0].answered = sent, answered
    waiting = select(Invitation.mailing_id, func.count()).join(
        HeldAnswer, and_(HeldAnswer.invitation_id == Invitation.id, HeldAnswer.decided_at.is_(None))
    )
    for mailing_id, count in session.execute(waiting.where(of_these).group_by(Invitation.mailing_id)):
        found[mailing_id or 0].held = count
    letters = select(Invitation.mailing_id, func.count()).join(
        Alert,
        and_(Alert.subject == literal("invitation:") + cast(Invitation.id, String), Alert.kind.in_(LETTERS)),
    )
    dead = letters.where(of_these, Alert.state == "dead").group_by(Invitation.mailing_id)
    for mailing_id, count in session.execute(dead):
        found[mailing_id or 0].failed = count
    return found

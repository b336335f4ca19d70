"""The surveys every company has without making them: what a colleague wrote down, and interviews; both scoreless."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.audit_log import By
from cxloop.language import marked as _
from cxloop.language import words
from cxloop.responses import surveys
from cxloop.responses.models import Source, Survey


@dataclass(frozen=True)
class BuiltIn:
    """A survey made at first need, with its one door."""

    key: str
    name: str
    metric: str
    door: str


TOLD = BuiltIn("told-by-hand", _("Told to a colleague"), "verbatim", "hand")
INTERVIEWS = BuiltIn("interviews", _("Interviews"), "interview", "interview")


def source_of(session: Session, wanted: BuiltIn, *, at: datetime, language: str = "en") -> Source:
    """The door of a built-in survey; both are made when the first answer comes, named in the company's language."""
    chosen = select(Source).join(Survey).where(Survey.key == wanted.key, Source.door == wanted.door)
    source = session.scalars(chosen).first()
    if source is None:
        name = words(language).gettext(wanted.name)
        survey = surveys.of_key(session, wanted.key) or surveys.add(
            session, surveys.NewSurvey(name, wanted.metric, 0, 0, key=wanted.key), at, By(None, wanted.door)
        )
        source = Source(survey_id=survey.id, survey=survey, door=wanted.door)
        session.add(source)
        session.flush()
    return source

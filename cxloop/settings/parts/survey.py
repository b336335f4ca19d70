"""Surveys: what is measured, who has its answers, and from which score on somebody is called."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.people.models import Team
from cxloop.responses import surveys, thresholds
from cxloop.responses.models import Response, Survey
from cxloop.responses.scoring import METRICS, SCALES, WITHOUT_SCORE
from cxloop.responses.thresholds import Thresholds
from cxloop.settings import choices
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Choice, Field, Flag, Language, Reference, Whole, Words
from cxloop.settings.lists import Suggested
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.parts.survey_past import opened_by
from cxloop.settings.sentences import Sentence, sentence

METRIC_NAMES = {
    "nps": "NPS", "enps": "eNPS", "csat": "CSAT", "ces": "CES", "osat": "OSAT", "verbatim": _("words without a score"),
    "interview": _("interviews"),
}  # fmt: skip
THRESHOLDS = ("report_low", "ticket_low", "urgent_low")


class SurveyPart(Part):
    name: ClassVar[str] = "surveys"
    title: ClassVar[str] = _("Surveys")
    purpose: ClassVar[str] = _("What is asked, and which answers somebody is called for.")
    one: ClassVar[str] = _("a survey")
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name", _("Name"), required=True),
        Choice(
            "metric", _("What it measures"), among=tuple((one, METRIC_NAMES[one]) for one in METRICS), required=True,
            once=True,
        ),
        Whole("scale_min", _("Lowest score"), highest=100, required=True, once=True),
        Whole("scale_max", _("Highest score"), highest=100, required=True, once=True),
        Whole(
            "report_low", _("Low in reports, at or below"), _("Counted and drawn as unhappy. Empty: none is."),
            highest=100,
        ),
        Whole("ticket_low", _("Opens a ticket, at or below"), _("Somebody is called. Empty: nobody is."), highest=100),
        Whole("urgent_low", _("Urgent, at or below"), _("Called first, and sooner. Empty: none is."), highest=100),
        Reference(
            "team", _("Team"), _("Which has the tickets."), among=choices.teams, ever=choices.teams_ever, to="teams",
            nothing=_("the first team"),
        ),
        Suggested(
            "touchpoint", _("Touchpoint"), _("Which moment with us it asks about, such as delivery."),
            among=choices.touchpoint_words,
        ),
        Suggested(
            "stage", _("Stage of the journey"),
            _("Which part of the customer's way that moment belongs to. Empty: the stage its touchpoint lies in."),
            among=choices.stage_words,
        ),
        Language("language", _("Language"), _("Of answers that do not say theirs."), nothing=_("not known")),
        Flag(
            "is_relationship", _("About us as a whole"), _("Not about one moment: a relationship survey."), once=True
        ),
        Flag("is_anonymous", _("Anonymous"), _("No answer opens a ticket to a person."), once=True),
        Flag("asks_whether_solved", _("Ask whether it is solved"), _("Once the ticket is resolved, by letter.")),
        Flag("retired", _("Put away"), _("It is offered no more; its answers and figures stay.")),
    )  # fmt: skip

    def items(self, session: Session) -> Sequence[Item]:
        found = session.scalars(
            select(Survey).order_by(Survey.retired_at.is_not(None), Survey.name, Survey.id)
        )
        return [
            Item(one.key, one.name, sentence(METRIC_NAMES[one.metric]), one.retired_at is not None)
            for one in found
        ]

    def blank(self, session: Session) -> Values:
        usual = SCALES["nps"]
        first = choices.teams(session)
        return super().blank(session) | {
            "metric": "nps", "scale_min": usual.lowest, "scale_max": usual.highest, "report_low": usual.low_at,
            "ticket_low": usual.ticket_at, "urgent_low": usual.urgent_at, "asks_whether_solved": True,
            "team": first[0][0] if first else None,
        }  # fmt: skip

    def read(self, session: Session, key: str) -> Values | None:
        survey = surveys.of_key(session, key)
        if survey is None:
            return None
        team = session.get(Team, survey.team_id) if survey.team_id else None
        own = {
            field.name: getattr(survey, field.name)
            for field in self.fields
            if field.name not in ("team", "retired")
        }
        return own | {"team": team.key if team else None, "retired": survey.retired_at is not None}

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        survey = surveys.of_key(session, key)
        own = {name: value for name, value in values.items() if name not in ("team", "retired", *THRESHOLDS)}
        wanted = Thresholds(*(values[name] for name in THRESHOLDS))
        if survey is None:
            survey = Survey(key=key, created_at=at, **own, **vars(wanted))
            session.add(survey)
        else:
            thresholds.change(session, survey, wanted, at)
            for name, value in own.items():
                setattr(survey, name, value)
        survey.team_id = choices.team_id(session, values["team"])
        survey.retired_at = (survey.retired_at or at) if values["retired"] else None
        session.flush()

    def refuse(
        self, _session: Session, _key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        lowest, highest = wanted["scale_min"], wanted["scale_max"]
        if wanted["metric"] in WITHOUT_SCORE:
            return {
                name: sentence(_("This survey has no score."))
                for name in THRESHOLDS
                if wanted[name] is not None
            }
        if lowest >= highest:
            return {"scale_max": sentence(_("The highest score must be above the lowest."))}
        reasons = {
            name: sentence(
                _("The scale goes from %(lowest)d to %(highest)d."), lowest=lowest, highest=highest
            )
            for name in THRESHOLDS
            if wanted[name] is not None and not lowest <= wanted[name] <= highest
        }
        if not reasons and _above(wanted["urgent_low"], wanted["ticket_low"]):
            reasons["urgent_low"] = sentence(
                _("An urgent answer needs a ticket: at most %(limit)s."), limit=wanted["ticket_low"]
            )
        return reasons

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        survey = surveys.of_key(session, key) if before else None
        if survey is None or before is None:
            return Consequence(
                sentence(_("A new survey has no past: its first answers will show what it does."))
            )
        if all(wanted[name] == before[name] for name in (*THRESHOLDS, "team")):
            return super().consequence(session, key, wanted, before, days, at)
        return opened_by(session, survey, before, wanted, days, at)

    def is_fixed(self, session: Session, key: str) -> bool:
        """By the first answer; before it, a mistake may be put right."""
        return bool(
            session.scalar(select(exists().where(Response.survey_id == Survey.id, Survey.key == key)))
        )


def _above(lower: int | None, upper: int | None) -> bool:
    return lower is not None and (upper is None or lower > upper)

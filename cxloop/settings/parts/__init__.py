"""What can be set, one file a part. The order is that of the pages."""

from cxloop.settings.part import Part
from cxloop.settings.parts.calendar import CalendarPart
from cxloop.settings.parts.cause import CausePart
from cxloop.settings.parts.company import CompanyPart
from cxloop.settings.parts.journey import JourneyPart
from cxloop.settings.parts.letter import LetterPart
from cxloop.settings.parts.promise import PromisePart
from cxloop.settings.parts.rule import RulePart
from cxloop.settings.parts.sign_in import SignInPart
from cxloop.settings.parts.survey import SurveyPart
from cxloop.settings.parts.team import TeamPart

PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        CompanyPart(),
        CalendarPart(),
        TeamPart(),
        PromisePart(),
        JourneyPart(),
        SurveyPart(),
        RulePart(),
        CausePart(),
        LetterPart(),
        SignInPart(),
    )
}

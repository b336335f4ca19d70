"""Survey platforms: how each signs, names and words what it sends. Pure: bytes and headers in, events out."""

from cxloop.responses.platforms.delighted import DELIGHTED
from cxloop.responses.platforms.described import DESCRIBED
from cxloop.responses.platforms.formbricks import FORMBRICKS
from cxloop.responses.platforms.generic import GENERIC
from cxloop.responses.platforms.google_forms import GOOGLE_FORMS
from cxloop.responses.platforms.limesurvey import LIMESURVEY
from cxloop.responses.platforms.platform import Event, Platform
from cxloop.responses.platforms.qualtrics import QUALTRICS
from cxloop.responses.platforms.reasons import NotUnderstood, sentence
from cxloop.responses.platforms.surveymonkey import SURVEYMONKEY
from cxloop.responses.platforms.tally import TALLY
from cxloop.responses.platforms.typeform import TYPEFORM

PLATFORMS = {
    platform.key: platform
    for platform in (
        TYPEFORM, SURVEYMONKEY, QUALTRICS, DELIGHTED, FORMBRICKS, TALLY, LIMESURVEY, GOOGLE_FORMS, *DESCRIBED, GENERIC,
    )
}  # fmt: skip

__all__ = ["PLATFORMS", "Event", "NotUnderstood", "Platform", "sentence"]

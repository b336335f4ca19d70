"""What each survey platform writes, described once: its headings in every language, its words, what stands for nothing.

Files, calls and pulls read the same description; a new platform is one such description and a sample file. Pure.
"""

from cxloop.responses.descriptions.alchemer import ALCHEMER
from cxloop.responses.descriptions.app_stores import APP_STORE, GOOGLE_PLAY
from cxloop.responses.descriptions.asknicely import ASKNICELY
from cxloop.responses.descriptions.customer_thermometer import CUSTOMER_THERMOMETER
from cxloop.responses.descriptions.delighted import DELIGHTED
from cxloop.responses.descriptions.description import PLAIN, Description, Kind, Measured
from cxloop.responses.descriptions.formbricks import FORMBRICKS
from cxloop.responses.descriptions.freshdesk import FRESHDESK
from cxloop.responses.descriptions.google_forms import GOOGLE_FORMS
from cxloop.responses.descriptions.help_scout import HELP_SCOUT
from cxloop.responses.descriptions.hubspot import HUBSPOT
from cxloop.responses.descriptions.intercom import INTERCOM
from cxloop.responses.descriptions.limesurvey import LIMESURVEY
from cxloop.responses.descriptions.medallia import MEDALLIA
from cxloop.responses.descriptions.microsoft_forms import MICROSOFT_FORMS
from cxloop.responses.descriptions.named_json import NAMED_JSON
from cxloop.responses.descriptions.qualtrics import QUALTRICS
from cxloop.responses.descriptions.salesforce import SALESFORCE
from cxloop.responses.descriptions.surveymonkey import SURVEYMONKEY
from cxloop.responses.descriptions.tally import TALLY
from cxloop.responses.descriptions.trustpilot import TRUSTPILOT
from cxloop.responses.descriptions.typeform import TYPEFORM
from cxloop.responses.descriptions.vocabularies import Vocabulary, vocabulary_of
from cxloop.responses.descriptions.zendesk import ZENDESK
from cxloop.responses.descriptions.zoho_survey import ZOHO_SURVEY

DESCRIPTIONS = (
    QUALTRICS, DELIGHTED, LIMESURVEY, TYPEFORM, TALLY, FORMBRICKS, SURVEYMONKEY, MICROSOFT_FORMS, GOOGLE_FORMS, MEDALLIA,
    HUBSPOT, ZENDESK, HELP_SCOUT, INTERCOM, GOOGLE_PLAY, APP_STORE, TRUSTPILOT, ALCHEMER, SALESFORCE,
)  # fmt: skip
"""In the order in which a file is held against them: those with the plainest marks first."""

FILES_ALONE = (ASKNICELY, CUSTOMER_THERMOMETER, FRESHDESK, ZOHO_SURVEY)
"""Of these one shape of file is known; they are asked before the others, whose marks may be less plain."""

BY_KEY = {description.key: description for description in (*DESCRIPTIONS, *FILES_ALONE, NAMED_JSON, PLAIN)}

__all__ = [
    "BY_KEY",
    "DESCRIPTIONS",
    "FILES_ALONE",
    "PLAIN",
    "Description",
    "Kind",
    "Measured",
    "Vocabulary",
    "vocabulary_of",
]

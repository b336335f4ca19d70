"""What each survey platform writes, described once: its headings in every language, its words, what stands for nothing.

Files, calls and pulls read the same description; a new platform is one such description and a sample file. Pure.
"""

from cxloop.responses.exports.app_stores import APP_STORE, GOOGLE_PLAY
from cxloop.responses.exports.delighted import DELIGHTED
from cxloop.responses.exports.export import PLAIN, Export
from cxloop.responses.exports.google_forms import GOOGLE_FORMS
from cxloop.responses.exports.help_scout import HELP_SCOUT
from cxloop.responses.exports.hubspot import HUBSPOT
from cxloop.responses.exports.intercom import INTERCOM
from cxloop.responses.exports.limesurvey import LIMESURVEY
from cxloop.responses.exports.microsoft_forms import MICROSOFT_FORMS
from cxloop.responses.exports.qualtrics import QUALTRICS
from cxloop.responses.exports.salesforce import SALESFORCE
from cxloop.responses.exports.surveymonkey import SURVEYMONKEY
from cxloop.responses.exports.trustpilot import TRUSTPILOT
from cxloop.responses.exports.typeform import TYPEFORM
from cxloop.responses.exports.vocabularies import Vocabulary, vocabulary_of
from cxloop.responses.exports.zendesk import ZENDESK

EXPORTS = (
    QUALTRICS, DELIGHTED, LIMESURVEY, TYPEFORM, SURVEYMONKEY, MICROSOFT_FORMS, GOOGLE_FORMS, HUBSPOT, ZENDESK,
    HELP_SCOUT, INTERCOM, GOOGLE_PLAY, APP_STORE, TRUSTPILOT, SALESFORCE,
)  # fmt: skip
"""In the order in which a file is held against them: those with the plainest marks first."""

BY_KEY = {export.key: export for export in (*EXPORTS, PLAIN)}

__all__ = ["BY_KEY", "EXPORTS", "PLAIN", "Export", "Vocabulary", "vocabulary_of"]

"""Pulling what is missing: the platforms that have an API, each a conversation without a network. Pure."""

from cxloop.language import marked as _
from cxloop.responses.platforms.pulling.delighted import DELIGHTED
from cxloop.responses.platforms.pulling.formbricks import FORMBRICKS
from cxloop.responses.platforms.pulling.limesurvey import LIMESURVEY
from cxloop.responses.platforms.pulling.puller import Ask, Found, Puller, PullRefused, Wish
from cxloop.responses.platforms.pulling.qualtrics import QUALTRICS
from cxloop.responses.platforms.pulling.surveymonkey import SURVEYMONKEY
from cxloop.responses.platforms.pulling.tally import TALLY
from cxloop.responses.platforms.pulling.typeform import TYPEFORM

PULLERS = {
    puller.platform: puller
    for puller in (TYPEFORM, SURVEYMONKEY, QUALTRICS, DELIGHTED, FORMBRICKS, TALLY, LIMESURVEY)
}

SENTENCES = {
    "pulled": _("Everything up to then was pulled."),
    "no_credentials": _("There is no API token yet, so nothing can be pulled."),
    "credentials_lost": _("The API token cannot be read any more. Enter it again."),
    "refused_us": _("The platform refused the API token. Enter another one."),
    "sign_in_refused": _("The platform refused the user or the password. Enter them again."),
    "may_not_export": _("The user there may not export the answers of this survey."),
    "undated": _(
        "The survey there does not keep when it was answered, so nothing can be pulled. Switch on its date stamp."
    ),
    "not_found_there": _("The platform knows no survey or form with this id."),
    "come_back_later": _("The platform asked to be left alone for a while. The pull goes on by itself."),
    "platform_failed": _("The platform failed to answer. The pull is tried again by itself."),
    "answer_unknown": _("The platform answered something else than its documentation says."),
    "export_failed": _("The platform's export was not finished in time. It is tried again by itself."),
    "not_reached": _("The platform was not reached. The pull is tried again by itself."),
    "not_allowed": _("This address may not be called: it has to be https and a public name."),
}
"""How a pull ended, by its code."""

__all__ = ["PULLERS", "SENTENCES", "Ask", "Found", "PullRefused", "Puller", "Wish"]

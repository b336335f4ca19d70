"""SurveyMonkey: calls carry ids only, so the answer has to be fetched; `Sm-Signature` is a base64 HMAC-SHA1."""

from collections.abc import Sequence
from datetime import datetime

from cxloop.language import Translate
from cxloop.responses.platforms.bodies import Body, word
from cxloop.responses.platforms.hearing import named
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, header, in_base64
from cxloop.responses.platforms.told import Told

FETCHED = ("response_completed", "response_updated")
NOTHING = {"response_created": "not_finished", "response_disqualified": "not_an_answer",
           "response_overquota": "not_an_answer"}  # fmt: skip
LONGEST_CLIENT_ID = 200


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    """The key is the client id, "&" and the client secret; a secret without "&" is completed from `Sm-Apikey`."""
    client = (header(headers, "sm-apikey") or "")[:LONGEST_CLIENT_ID]
    keys = [secret if "&" in secret else f"{client}&{secret}" for secret in secrets]
    expected = [in_base64(key.encode("utf-8", "surrogatepass"), body, "sha1") for key in keys]
    return any_of(header(headers, "sm-signature"), expected)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id"))


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    event = word(body.tree.get("event_type")) or ""
    response_id, happened_at = word(body.tree.get("object_id")), moment_of(body.tree.get("event_datetime"))
    if event in FETCHED:
        return [Event("fetch", named(response_id), happened_at)]
    if event == "response_deleted":
        return [Event("withdrawn", named(response_id), happened_at)]
    if event in NOTHING:
        return [Event("nothing", reason=NOTHING[event])]
    if event.startswith(("survey_", "collector_")):
        return [Event("nothing", reason="not_an_answer")]
    raise NotUnderstood("unknown_event", {"event": event[:60]})


def hint(_: Translate) -> list[str]:
    return [
        _("In SurveyMonkey's developer portal make a private app; note its client id, client secret and access token."),
        _("Paste the client id, the sign & and the client secret here as the secret: 1234&abcd."),
        _("Subscribe the address below to response_completed and response_updated of the survey (POST /v3/webhooks)."),
        _("SurveyMonkey tells only that somebody answered: enter the access token and the survey's id under "
          "“Pull missing”, and cxloop fetches the answer."),
        _("Answer the survey once yourself: the call appears below, and the answer when it was fetched."),
    ]  # fmt: skip


SURVEYMONKEY = Platform("surveymonkey", "SurveyMonkey", True, hint, tells, checks, names)

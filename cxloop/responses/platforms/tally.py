"""Tally: `Tally-Signature` is the base64 HMAC-SHA256 of the body; every question comes, answered or not."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, value_at, word
from cxloop.responses.platforms.hearing import heard
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, header, in_base64

KINDS = {
    "RATING": "rating", "LINEAR_SCALE": "scale", "TEXTAREA": "long_text", "INPUT_TEXT": "text", "INPUT_EMAIL": "email",
    "INPUT_PHONE_NUMBER": "phone", "INPUT_NUMBER": "unknown", "HIDDEN_FIELDS": "unknown",
    "CALCULATED_FIELDS": "unknown",
}  # fmt: skip


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    expected = [in_base64(secret.encode(), body) for secret in secrets]
    return any_of(header(headers, "tally-signature"), expected)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("eventId"))


def asks(body: Body, headers: Headers) -> list[Asked]:
    return [_question(field) for field in parts(body.tree, "data", "fields")]


def _question(field: Tree) -> Asked:
    kind = KINDS.get(word(field.get("type")) or "", "choice")
    key = word(field.get("key")) or ""
    label = (word(field.get("label")) or "").replace("_", " ")
    return Asked(key, label, kind, _value(field))


def _value(field: Tree) -> str | None:
    """Choices come as ids; their words are in the options."""
    value = field.get("value")
    if not isinstance(value, list):
        return word(value)
    options = {word(option.get("id")): word(option.get("text")) for option in parts(field, "options")}
    return ", ".join(options.get(word(one)) or word(one) or "" for one in value) or None


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    event = word(body.tree.get("eventType")) or ""
    if event != "FORM_RESPONSE":
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    form = part(body.tree, "data")
    if value_at(form, "isCompleted") is False:
        return [Event("nothing", reason="not_finished")]
    submitted_at = moment_of(form.get("createdAt")) or moment_of(body.tree.get("createdAt"))
    response_id = word(form.get("responseId")) or word(form.get("submissionId"))
    answer = heard(asks(body, headers), choices, external_id=response_id, answered_at=submitted_at)
    return [Event("said", answer.external_id, moment_of(form.get("updatedAt")) or submitted_at, answer)]


def hint(_: Translate) -> list[str]:
    return [
        _("In Tally open the form, then Integrations, then Webhooks, and connect the address below."),
        _(
            "Below, press “Keep the secret” with the field left empty: we make one. "
            "Switch on “Signing secret” there and paste it."
        ),
        _(
            "Pass who answers in hidden fields named email, name and company: then the answer finds its customer."
        ),
        _(
            "Submit the form once yourself: the call appears below within seconds; withdraw the answer afterwards."
        ),
    ]


TALLY = Platform("tally", "Tally", True, hint, reads, asks, checks, names)

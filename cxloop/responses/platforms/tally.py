"""Tally: `Tally-Signature` is the base64 HMAC-SHA256 of the body; every question comes, answered or not."""

from collections.abc import Sequence

from cxloop.language import Translate
from cxloop.responses.descriptions.tally import TALLY as TALLY_SAYS
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, word
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import in_base64, signed_in
from cxloop.responses.platforms.told import Told

CHECKS = signed_in("tally-signature", "", in_base64)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("eventId"))


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    event = word(body.tree.get("eventType")) or ""
    if event != "FORM_RESPONSE":
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    form = part(body.tree, "data")
    asked = [_question(field) for field in parts(form, "fields")]
    asked.append(Asked("isCompleted", "is completed", "detail", word(form.get("isCompleted"))))
    submitted_at = form.get("createdAt") or body.tree.get("createdAt")
    response_id = word(form.get("responseId")) or word(form.get("submissionId"))
    return [Told(response_id, asked, form.get("updatedAt") or submitted_at, submitted_at)]


def _question(field: Tree) -> Asked:
    kind, lowest, highest = TALLY_SAYS.question(word(field.get("type")))
    key = word(field.get("key")) or ""
    label = (word(field.get("label")) or "").replace("_", " ")
    options = tuple(text for option in parts(field, "options") if (text := word(option.get("text"))))
    return Asked(key, label, kind, _value(field), lowest, highest, options)


def _value(field: Tree) -> str | None:
    """Choices come as ids; their words are in the options."""
    value = field.get("value")
    if not isinstance(value, list):
        return word(value)
    options = {word(option.get("id")): word(option.get("text")) for option in parts(field, "options")}
    return ", ".join(options.get(word(one)) or word(one) or "" for one in value) or None


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


TALLY = Platform("tally", "Tally", True, hint, tells, CHECKS, names)

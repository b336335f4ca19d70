"""Delighted: the score comes first, in `.created`, and the comment later, in `.updated` of the same answer.

`X-Delighted-Webhook-Signature: sha256=` hex HMAC-SHA256 of the body, keyed with the project's API key.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, value_at, word
from cxloop.responses.platforms.hearing import heard, named
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, header, in_hex
from cxloop.responses.scoring import SCALES

SAID = ("survey_response.created", "survey_response.updated")
TYPES = {
    "nps": (("nps",), 0, 10), "enps": (("enps",), 0, 10), "csat": (("csat", "osat"), 1, 5), "ces": (("ces",), 1, 5),
    "ces7": (("ces",), 1, 7), "smileys": (("csat", "osat"), 1, 5), "stars5": (("csat", "osat"), 1, 5),
}  # fmt: skip
"""By Delighted's survey type: the metrics it can be, and its scale. Thumbs and product-market fit have none of ours."""


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    expected = [f"sha256={in_hex(secret.encode(), body)}" for secret in secrets]
    return any_of(header(headers, "x-delighted-webhook-signature"), expected)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id"))


def asks(body: Body, headers: Headers) -> list[Asked]:
    said = part(body.tree, "event_data")
    survey_type = word(said.get("survey_type")) or ""
    _, lowest, highest = TYPES.get(survey_type, ((), None, None))
    kind = "nps" if survey_type in {"nps", "enps"} else "score"
    asked = [
        Asked("score", "", kind, word(said.get("score")), lowest, highest),
        known("comment", word(said.get("comment"))),
    ]
    person = value_at(said, "person")
    asked += [known(field, word(value_at(person, name))) for field, name in PERSON.items()]
    properties = value_at(said, "person_properties")
    asked += [
        Asked(name, name.replace("_", " "), "unknown", word(value))
        for name, value in (properties.items() if isinstance(properties, dict) else ())
    ]
    return asked + [_more(answer) for answer in parts(said, "additional_answers")]


PERSON = {"email": "email", "name": "name", "phone": "phone_number"}


def _more(answer: Tree) -> Asked:
    """A further question: its words are the person's, so it is never the score unless somebody chooses it."""
    label = word(value_at(answer, "question", "text")) or ""
    value = value_at(answer, "value")
    text = word(value) or word(value_at(value, "free_response")) or word(value_at(value, "select_one"))
    return Asked(word(value_at(answer, "question", "id")) or label, label, "choice", text)


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    event = word(body.tree.get("event_type")) or ""
    if event not in SAID and event != "survey_response.deleted":
        if event.startswith(("survey_response.", "person.")):
            return [Event("nothing", reason="not_an_answer")]
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    said = part(body.tree, "event_data")
    response_id = word(said.get("id"))
    said_at = moment_of(said.get("updated_at")) or moment_of(said.get("created_at"))
    if event == "survey_response.deleted":
        return [Event("withdrawn", named(response_id), said_at)]
    _same_metric(word(said.get("survey_type")), choices.get("metric"))
    answered_at = moment_of(said.get("created_at"))
    answer = heard(
        asks(body, headers), choices, external_id=response_id, answered_at=answered_at, partial=True
    )
    return [Event("said", answer.external_id, said_at, answer)]


def _same_metric(said: str | None, metric: object) -> None:
    """Delighted names its metric itself; where it does, it has to be the survey's."""
    if said and metric in SCALES and metric not in TYPES.get(said, ((), 0, 0))[0]:
        raise NotUnderstood("another_metric", {"said": said[:40], "survey": metric})


def hint(_: Translate) -> list[str]:
    return [
        _("In Delighted open Integrations, then Webhooks, add a response webhook with the address below, "
          "and send every response."),
        _("Delighted signs with the API key of the project (Integrations, API): paste that key here as the secret."),
        _("Delighted calls once for the score and again for the comment: cxloop makes one answer of both."),
        _("Choose “Send test”, or answer a survey sent to yourself: the call appears below within seconds."),
    ]  # fmt: skip


DELIGHTED = Platform("delighted", "Delighted", True, hint, reads, asks, checks, names)

"""Delighted: the score comes first, in `.created`, and the comment later, in `.updated` of the same answer.

`X-Delighted-Webhook-Signature: sha256=` hex HMAC-SHA256 of the body, keyed with the project's API key.
"""

from collections.abc import Sequence

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, value_at, word
from cxloop.responses.platforms.hearing import named
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import in_hex, signed_in
from cxloop.responses.platforms.told import Told

SAID = ("survey_response.created", "survey_response.updated")
PERSON = {"email": "email", "name": "name", "phone": "phone_number"}
CHECKS = signed_in("x-delighted-webhook-signature", "sha256=", in_hex)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id"))


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    event = word(body.tree.get("event_type")) or ""
    if event not in SAID and event != "survey_response.deleted":
        if event.startswith(("survey_response.", "person.")):
            return [Event("nothing", reason="not_an_answer")]
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    said = part(body.tree, "event_data")
    response_id, said_at = word(said.get("id")), said.get("updated_at") or said.get("created_at")
    if event == "survey_response.deleted":
        return [Event("withdrawn", named(response_id), moment_of(said_at))]
    return [Told(response_id, _asked(said), said_at, said.get("created_at"), partial=True)]


def _asked(said: Tree) -> list[Asked]:
    asked = [
        Asked("survey_type", "survey type", "detail", word(said.get("survey_type"))),
        known("score", word(said.get("score"))),
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


def _more(answer: Tree) -> Asked:
    """A further question: its words are the person's, so it is never the score unless somebody chooses it."""
    label = word(value_at(answer, "question", "text")) or ""
    value = value_at(answer, "value")
    text = word(value) or word(value_at(value, "free_response")) or word(value_at(value, "select_one"))
    return Asked(word(value_at(answer, "question", "id")) or label, label, "choice", text)


def hint(_: Translate) -> list[str]:
    return [
        _("In Delighted open Integrations, then Webhooks, add a response webhook with the address below, "
          "and send every response."),
        _("Delighted signs with the API key of the project (Integrations, API): paste that key here as the secret."),
        _("Delighted calls once for the score and again for the comment: cxloop makes one answer of both."),
        _("Choose “Send test”, or answer a survey sent to yourself: the call appears below within seconds."),
    ]  # fmt: skip


DELIGHTED = Platform("delighted", "Delighted", True, hint, tells, CHECKS, names)

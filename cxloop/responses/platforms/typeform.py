"""Typeform: `Typeform-Signature: sha256=` base64 HMAC-SHA256; one call for each submitted form."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, value_at, word
from cxloop.responses.platforms.hearing import heard
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, header, in_base64

KINDS = {
    "nps": "nps", "rating": "rating", "opinion_scale": "scale", "long_text": "long_text", "short_text": "text",
    "email": "email", "phone_number": "phone", "number": "unknown",
}  # fmt: skip


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    expected = [f"sha256={in_base64(secret.encode(), body)}" for secret in secrets]
    return any_of(header(headers, "typeform-signature"), expected)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id"))


def asks(body: Body, headers: Headers) -> list[Asked]:
    form = part(body.tree, "form_response")
    answers = {word(value_at(answer, "field", "id")): answer for answer in parts(form, "answers")}
    questions = parts(form, "definition", "fields") or [
        {**part(answer, "field"), "title": None} for answer in answers.values()
    ]
    asked = [_question(question, answers.get(word(question.get("id")))) for question in _unfolded(questions)]
    hidden = value_at(form, "hidden")
    return asked + [
        Asked(name, name.replace("_", " "), "unknown", word(value))
        for name, value in (hidden.items() if isinstance(hidden, dict) else ())
    ]


def _unfolded(questions: Sequence[Tree]) -> list[Tree]:
    """Groups and contact blocks hold questions of their own."""
    found: list[Tree] = []
    for question in questions:
        inner = parts(question, "properties", "fields")
        found.extend(inner or [question])
    return found


def _question(question: Tree, answer: Tree | None) -> Asked:
    ref = word(question.get("ref")) or word(question.get("id")) or ""
    kind = KINDS.get(word(question.get("type")) or "", "choice")
    lowest, highest = _range(kind, question.get("properties"))
    return Asked(ref, word(question.get("title")) or "", kind, _value(answer), lowest, highest)


def _range(kind: str, properties: Any) -> tuple[int | None, int | None]:
    """Where the form's definition tells how many steps a scale has."""
    if kind == "nps":
        return 0, 10
    steps = value_at(properties, "steps")
    if kind not in {"rating", "scale"} or isinstance(steps, bool) or not isinstance(steps, int):
        return None, None
    starts_at_one = kind == "rating" or value_at(properties, "start_at_one") is True
    return (1, steps) if starts_at_one else (0, steps - 1)


def _value(answer: Tree | None) -> str | None:
    if answer is None:
        return None
    value = answer.get(word(answer.get("type")) or "")
    if isinstance(value, dict):
        labels = value.get("labels")
        if isinstance(labels, list):
            return ", ".join(filter(None, map(word, labels))) or None
        return word(value.get("label")) or word(value.get("other"))
    return word(value)


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    event = word(body.tree.get("event_type")) or ""
    if event == "form_response_partial":
        return [Event("nothing", reason="not_finished")]
    if event != "form_response":
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    form = part(body.tree, "form_response")
    submitted_at = moment_of(form.get("submitted_at"))
    token = word(form.get("token")) or word(form.get("response_id"))
    answer = heard(asks(body, headers), choices, external_id=token, answered_at=submitted_at)
    return [Event("said", answer.external_id, submitted_at, answer)]


def hint(_: Translate) -> list[str]:
    return [
        _(
            "In Typeform open the form, then Connect, then Webhooks, and add a webhook with the address below."
        ),
        _(
            "Below, press “Keep the secret” with the field left empty: we make one. "
            "Edit the webhook, paste it under Secret, save, and switch the webhook on."
        ),
        _(
            "Pass who answers in hidden fields named email, name and company: then the answer finds its customer."
        ),
        _("Choose “Send test request”: it appears below. Typeform marks no test as one, so withdraw it."),
    ]


TYPEFORM = Platform("typeform", "Typeform", True, hint, reads, asks, checks, names)

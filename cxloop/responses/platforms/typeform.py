"""Typeform: `Typeform-Signature: sha256=` base64 HMAC-SHA256; one call for each submitted form."""

from collections.abc import Sequence
from typing import Any

from cxloop.language import Translate
from cxloop.responses.descriptions.typeform import TYPEFORM as TYPEFORM_SAYS
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, value_at, word
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import in_base64, signed_in
from cxloop.responses.platforms.told import Told

CHECKS = signed_in("typeform-signature", "sha256=", in_base64)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id"))


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    event = word(body.tree.get("event_type")) or ""
    if event == "form_response_partial":
        return [Event("nothing", reason="not_finished")]
    if event != "form_response":
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    form = part(body.tree, "form_response")
    token, submitted_at = word(form.get("token")) or word(form.get("response_id")), form.get("submitted_at")
    return [Told(token, _asked(form), submitted_at, submitted_at)]


def _asked(form: Tree) -> list[Asked]:
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
    kind, lowest, highest = TYPEFORM_SAYS.question(word(question.get("type")))
    if steps := _steps(kind, question.get("properties")):
        lowest, highest = steps
    return Asked(
        ref, word(question.get("title")) or "", kind, _value(answer), lowest, highest, _options(question)
    )


def _options(question: Tree) -> tuple[str, ...]:
    """What could be ticked: calls tell it beside the question, the API below it."""
    found = parts(question, "choices") or parts(question, "properties", "choices")
    return tuple(label for choice in found if (label := word(choice.get("label"))))


def _steps(kind: str, properties: Any) -> tuple[int, int] | None:
    """Where the form's definition tells how many steps a scale has."""
    steps = value_at(properties, "steps")
    if kind not in {"rating", "scale"} or isinstance(steps, bool) or not isinstance(steps, int):
        return None
    starts_at_one = kind == "rating" or value_at(properties, "start_at_one") is True
    return (1, steps) if starts_at_one else (0, steps - 1)


def _value(answer: Tree | None) -> str | None:
    if answer is None:
        return None
    value = answer.get(word(answer.get("type")) or "")
    if isinstance(value, dict):
        labels = value.get("labels")
        ticked = labels if isinstance(labels, list) else [value.get("label")]
        return ", ".join(filter(None, map(word, [*ticked, value.get("other")]))) or None
    return word(value)


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


TYPEFORM = Platform("typeform", "Typeform", True, hint, tells, CHECKS, names)

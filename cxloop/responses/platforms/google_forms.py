"""Google Forms: the short Apps Script in docs/platforms.md posts each submitted form."""

from collections.abc import Mapping

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Body, Tree, parts, word
from cxloop.responses.platforms.generic import checks
from cxloop.responses.platforms.hearing import heard
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform

KINDS = {"SCALE": "scale", "RATING": "rating", "PARAGRAPH_TEXT": "long_text", "TEXT": "text",
         "MULTIPLE_CHOICE": "unknown", "LIST": "unknown"}  # fmt: skip


def names(body: Body, headers: Headers) -> str | None:
    return None


def asks(body: Body, headers: Headers) -> list[Asked]:
    asked = [_question(item) for item in parts(body.tree, "items")]
    email = word(body.tree.get("email"))
    return [*asked, known("email", email)] if email else asked


def _question(item: Tree) -> Asked:
    label = word(item.get("title")) or ""
    value = item.get("answer")
    text = ", ".join(filter(None, map(word, value))) or None if isinstance(value, list) else word(value)
    lowest, highest = _whole(item.get("lowest")), _whole(item.get("highest"))
    return Asked(word(item.get("id")) or label, label, KINDS.get(word(item.get("type")) or "", "choice"), text,
                 lowest, highest)  # fmt: skip


def _whole(value: object) -> int | None:
    return (
        int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1000
        else None
    )


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    if body.tree.get("test") is True:
        return [Event("nothing", reason="test_call")]
    submitted_at = moment_of(body.tree.get("timestamp"))
    response_id = word(body.tree.get("responseId"))
    answer = heard(asks(body, headers), choices, external_id=response_id, answered_at=submitted_at)
    return [Event("said", answer.external_id, submitted_at, answer)]


def hint(_: Translate) -> list[str]:
    return [
        _("In Google Forms open the form, then the three dots, then “Apps Script”, and paste the script of "
          "docs/platforms.md with the address below in it."),
        _("Run the function setUp once and allow what Google asks for: from then on each submitted form is sent."),
        _("Use a linear scale from 0 to 10 for NPS and a paragraph for the reason: cxloop finds both by itself."),
        _("Run the function sendTest: the call appears below within seconds and counts as no answer."),
    ]  # fmt: skip


GOOGLE_FORMS = Platform("google_forms", "Google Forms", False, hint, reads, asks, checks, names)

"""Google Forms: the short Apps Script in docs/platforms.md posts each submitted form."""

from collections.abc import Sequence

from cxloop.language import Translate
from cxloop.responses.descriptions.google_forms import GOOGLE_FORMS as GOOGLE_FORMS_SAY
from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Body, Tree, parts, word
from cxloop.responses.platforms.generic import CHECKS
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.told import Told


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    if body.tree.get("test") is True:
        return [Event("nothing", reason="test_call")]
    asked = [_question(item) for item in parts(body.tree, "items")]
    if email := word(body.tree.get("email")):
        asked.append(known("email", email))
    submitted_at = body.tree.get("timestamp")
    return [Told(word(body.tree.get("responseId")), asked, submitted_at, submitted_at)]


def _question(item: Tree) -> Asked:
    label = word(item.get("title")) or ""
    kind, _, _ = GOOGLE_FORMS_SAY.question(word(item.get("type")))
    return Asked(
        word(item.get("id")) or label, label, kind, ", ".join(_texts(item.get("answer"))) or None,
        _whole(item.get("lowest")), _whole(item.get("highest")), tuple(_texts(item.get("options"))),
    )  # fmt: skip


def _texts(value: object) -> list[str]:
    return [text for one in (value if isinstance(value, list) else [value]) if (text := word(one))]


def _whole(value: object) -> int | None:
    return (
        int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1000
        else None
    )


def hint(_: Translate) -> list[str]:
    return [
        _("In Google Forms open the form, then the three dots, then “Apps Script”, and paste the script of "
          "docs/platforms.md with the address below in it."),
        _("Run the function setUp once and allow what Google asks for: from then on each submitted form is sent."),
        _("Use a linear scale from 0 to 10 for NPS and a paragraph for the reason: cxloop finds both by itself."),
        _("Run the function sendTest: the call appears below within seconds and counts as no answer."),
    ]  # fmt: skip


GOOGLE_FORMS = Platform("google_forms", "Google Forms", False, hint, tells, CHECKS)

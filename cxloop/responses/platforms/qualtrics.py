"""Qualtrics, both ways: event subscriptions (forms with ids, signed if a shared key is set) and workflow JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cxloop.language import Translate
from cxloop.responses.descriptions.qualtrics import QUALTRICS as QUALTRICS_SAYS
from cxloop.responses.platforms.bodies import FORM, Body, Tree, tree_of, word
from cxloop.responses.platforms.hearing import named
from cxloop.responses.platforms.named_fields import told_by_names
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, in_hex
from cxloop.responses.platforms.told import Told

FINISHED = ("complete", "completed", "1", "true")


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    """Without a shared key the path is the secret; with one, HMAC has to be the hex HMAC-SHA512 of MSG."""
    if not secrets:
        return True
    form = Body(body, FORM)
    try:
        given, message = form.form.get("HMAC"), form.form.get("MSG")
    except NotUnderstood:
        return False
    if given is None or message is None:
        return False
    expected = [in_hex(secret.encode(), message.encode(), "sha512") for secret in secrets]
    return any_of(given, expected)


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    """A notice of a subscription, or what the administrator put into a workflow's JSON."""
    return [_notice(body.form)] if body.is_form else told_by_names(QUALTRICS_SAYS, body.tree, body.raw)


def _notice(form: Mapping[str, str]) -> Event:
    """An event of a subscription: which response was completed, and nothing of what it says."""
    topic = form.get("Topic", "")
    told: Tree = tree_of(form["MSG"]) if "MSG" in form else dict(form)
    if topic and "completedresponse" not in topic.lower():
        return Event("nothing", reason="not_an_answer")
    if (word(told.get("Status")) or "complete").lower() not in FINISHED:
        return Event("nothing", reason="not_finished")
    return Event("fetch", named(word(told.get("ResponseID"))))


def hint(_: Translate) -> list[str]:
    return [
        _("The shorter way: in Qualtrics open the survey's Workflows, add one for “Survey response”, and add the task "
          "“Web Service” with POST, JSON and the address below."),
        _("Give its body the fields responseId, score, comment, email, name, company and recordedDate with piped text, "
          "and leave the secret on this page empty: the address itself is the secret."),
        _("The other way: subscribe the address to surveyengine.completedResponse of the survey by API, with a "
          "sharedKey that you also paste here, and enter an API token under “Pull missing”."),
        _("Run the workflow once from Qualtrics, or answer the survey: the call appears below."),
    ]  # fmt: skip


QUALTRICS = Platform("qualtrics", "Qualtrics", False, hint, tells, checks)

"""Qualtrics, both ways: event subscriptions (forms with ids, signed if a shared key is set) and workflow JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import FORM, Body, Tree, tree_of, word
from cxloop.responses.platforms.generic import GENERIC
from cxloop.responses.platforms.hearing import heard, named
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.pulled import is_pulled, pulled_event, pulled_questions
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, in_hex

FINISHED = ("complete", "completed", "1", "true")
TESTS = ("survey preview", "survey test", "preview", "test", "spam", "1", "2", "8", "9")
IDS = ("ResponseID", "responseId", "responseid", "response_id", "id")


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


def names(body: Body, headers: Headers) -> str | None:
    return None


def asks(body: Body, headers: Headers) -> list[Asked]:
    if body.is_form:
        return []
    return pulled_questions(body.tree) if is_pulled(body.tree) else GENERIC.asks(body, headers)


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    if body.is_form:
        return [_notice(body.form)]
    if is_pulled(body.tree):
        return [pulled_event(body.tree, choices)]
    return [_workflow(body, headers, choices)]


def _notice(form: Mapping[str, str]) -> Event:
    """An event of a subscription: which response was completed, and nothing of what it says."""
    topic = form.get("Topic", "")
    told: Tree = tree_of(form["MSG"]) if "MSG" in form else dict(form)
    if topic and "completedresponse" not in topic.lower():
        return Event("nothing", reason="not_an_answer")
    if (word(told.get("Status")) or "complete").lower() not in FINISHED:
        return Event("nothing", reason="not_finished")
    return Event("fetch", named(word(told.get("ResponseID"))))


def _workflow(body: Body, headers: Headers, choices: Mapping[str, object]) -> Event:
    """What the administrator put into the workflow's JSON; Qualtrics' own names are known."""
    tree = body.tree
    if (word(tree.get("Status")) or word(tree.get("status")) or "").lower() in TESTS:
        return Event("nothing", reason="test_call")
    if (word(tree.get("Finished")) or word(tree.get("finished")) or "true").lower() not in FINISHED:
        return Event("nothing", reason="not_finished")
    response_id = next((found for name in IDS if (found := word(tree.get(name)))), None)
    recorded = moment_of(tree.get("RecordedDate") or tree.get("recordedDate") or tree.get("EndDate"))
    left_out = {
        f"/{name}" for name in (*IDS, "Status", "status", "Finished", "finished", "SurveyID", "surveyId")
    }
    asked = [question for question in GENERIC.asks(body, headers) if question.ref not in left_out]
    answer = heard(asked, choices, external_id=response_id, answered_at=recorded)
    return Event("said", answer.external_id, recorded or answer.answered_at, answer)


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


QUALTRICS = Platform("qualtrics", "Qualtrics", False, hint, reads, asks, checks, names)

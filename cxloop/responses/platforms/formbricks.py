"""Formbricks: Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature), one call for each step."""

from collections.abc import Sequence
from datetime import datetime

from cxloop.language import Translate
from cxloop.responses.descriptions.description import spoken
from cxloop.responses.descriptions.formbricks import FORMBRICKS as FORMBRICKS_SAYS
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, part, parts, value_at, word
from cxloop.responses.platforms.hearing import named
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import any_of, header, in_base64, is_recent, standard_key
from cxloop.responses.platforms.told import Told

TEST = "testEndpoint"
"""Sent when a webhook is made, before anybody has seen the secret it will sign with."""
SAID = ("responseCreated", "responseUpdated", "responseFinished")
MOST_SIGNATURES = 20


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    """The signature covers the id and the moment too; the moment has to be within five minutes."""
    message_id, timestamp = header(headers, "webhook-id"), header(headers, "webhook-timestamp")
    if not message_id or not is_recent(timestamp, at):
        return False
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    expected = [f"v1,{in_base64(key, signed)}" for secret in secrets if (key := standard_key(secret))]
    given = (header(headers, "webhook-signature") or "").split(" ")[:MOST_SIGNATURES]
    return sum([any_of(one, expected) for one in given]) > 0


def names(body: Body, headers: Headers) -> str | None:
    """A repeat carries the same webhook-id, which the signature covers."""
    return header(headers, "webhook-id")


def _asked(said: Tree) -> list[Asked]:
    answers = said.get("data")
    given = answers if isinstance(answers, dict) else {}
    questions = {word(question.get("id")) or "": question for question in parts(said, "survey", "questions")}
    refs = list(dict.fromkeys([*questions, *given]))
    asked = [_question(ref, questions.get(ref), given.get(ref)) for ref in refs]
    about = {**_plain(said, "contactAttributes"), **_plain(said, "contact", "attributes"),
             **_plain(said, "personAttributes"), **_plain(said, "person", "attributes")}  # fmt: skip
    asked += [
        Asked(f"contact.{name}", spoken(name[:100]), "unknown", word(value)) for name, value in about.items()
    ]
    asked.append(Asked("language", "", "language", word(said.get("language"))))
    user = word(value_at(said, "contact", "userId")) or word(value_at(said, "person", "userId"))
    return [*asked, Asked("contact.userId", "", "contact_external_id", user)]


def _question(ref: str, question: Tree | None, value: object) -> Asked:
    """Calls carry ids only; pulled answers bring the questions along."""
    text = word(value) if not isinstance(value, list) else ", ".join(filter(None, map(word, value))) or None
    if question is None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return Asked(
            ref, "", "scale" if is_number else "long_text" if isinstance(value, str) else "choice", text
        )
    headline = question.get("headline")
    label = word(headline) or word(value_at(headline, "default")) or ""
    kind, lowest, highest = FORMBRICKS_SAYS.question(word(question.get("type")))
    steps = question.get("range")
    if kind == "long_text" and question.get("inputType") in {"email", "phone"}:
        kind = str(question["inputType"])
    if kind == "rating" and isinstance(steps, int) and not isinstance(steps, bool):
        lowest, highest = 1, steps
    return Asked(ref, label, kind, text, lowest, highest, _options(question))


def _options(question: Tree) -> tuple[str, ...]:
    labels = [choice.get("label") for choice in parts(question, "choices")]
    return tuple(text for one in labels if (text := word(one) or word(value_at(one, "default"))))


def _plain(tree: Tree, *names: str) -> Tree:
    found = value_at(tree, *names)
    return found if isinstance(found, dict) else {}


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    event = word(body.tree.get("event")) or ""
    if event == TEST:
        return [Event("nothing", reason="test_call")]
    if event not in SAID and event != "responseDeleted":
        raise NotUnderstood("unknown_event", {"event": event[:60]})
    said = part(body.tree, "data")
    response_id, said_at = word(said.get("id")), said.get("updatedAt") or said.get("createdAt")
    if event == "responseDeleted":
        return [Event("withdrawn", named(response_id), moment_of(said_at))]
    finished = said.get("finished") is True or event == "responseFinished"
    asked, given = _asked(said), said.get("data")
    if not finished and not any(given.values() if isinstance(given, dict) else ()):
        return [Event("nothing", reason="not_finished")]
    return [Told(response_id, asked, said_at, said.get("createdAt"), partial=not finished)]


def hint(_: Translate) -> list[str]:
    return [
        _("In Formbricks open Configuration, then Integrations, then Webhooks, and add the address below "
          "for the survey, with all three response triggers."),
        _("Formbricks shows a signing secret that begins with whsec_: paste it here."),
        _("Formbricks sends ids, not questions: give the questions the ids score and comment in the editor, "
          "or choose them below once a call has arrived."),
        _("Choose “Test Endpoint”, then answer the survey once: both calls appear below."),
    ]  # fmt: skip


def greets(body: Body, headers: Headers) -> bool:
    return header(headers, "webhook-signature") is None and body.tree.get("event") == TEST


FORMBRICKS = Platform("formbricks", "Formbricks", True, hint, tells, checks, names, greets=greets)

"""Any other tool that can post JSON: fields by JSON pointer or dotted path, or guessed by their names."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, leaves, value_at, word
from cxloop.responses.platforms.hearing import heard, named
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.signatures import any_of, header, in_hex

SIGNATURE = "x-cxloop-signature"
IDS = ("external_id", "response_id", "responseId", "answer_id", "submission_id", "id", "token", "uuid")
OF_WHAT = ("name", "title")
PERSON = re.compile(
    r"customer|contact|person|people|user|respondent|participant|client|member|reviewer|author", re.I
)
UPDATED = ("updated_at", "updatedAt", "said_at")
ANSWERED = ("answered_at", "answeredAt", "submitted_at", "submittedAt", "completed_at", "created_at", "createdAt",
            "timestamp", "date")  # fmt: skip


def checks(body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
    """Without a secret the path is the secret; with one, `X-Cxloop-Signature: sha256=` hex HMAC-SHA256 it must be."""
    if not secrets:
        return True
    expected = [f"sha256={in_hex(secret.encode(), body)}" for secret in secrets]
    return any_of(header(headers, SIGNATURE), expected)


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id")) or word(body.tree.get("eventId"))


def asks(body: Body, headers: Headers) -> list[Asked]:
    tree: Tree = dict(body.form) if body.is_form else body.tree
    return [Asked(path, _label(path), "unknown", word(value)) for path, value in leaves(tree)]


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    tree: Tree = dict(body.form) if body.is_form else body.tree
    asked = asks(body, headers)
    pointers = {name: _pointer(path) if isinstance(path, str) else path for name, path in choices.items()
                if name not in {"metric", "attributes"}}  # fmt: skip
    given = {question.ref: question.value for question in asked}
    chosen = pointers.get("external_id")
    external_id = given.get(chosen) if isinstance(chosen, str) else _first(tree, IDS)
    answered_at = None if "answered_at" in pointers else moment_of(_first(tree, ANSWERED))
    terms = {**choices, **pointers, "attributes": _pointers(choices.get("attributes"))}
    rest = [question for question in asked if _top(question.ref) not in (*IDS, *UPDATED, *ANSWERED)
            or question.ref in pointers.values()]  # fmt: skip
    if external_id is None and not isinstance(chosen, str):
        external_id = "body-" + sha256(body.raw).hexdigest()
    if word(tree.get("deleted")) == "true":
        return [Event("withdrawn", named(external_id), moment_of(_first(tree, UPDATED)))]
    answer = heard(rest, terms, external_id=external_id, answered_at=answered_at)
    said_at = moment_of(_first(tree, UPDATED)) or answer.answered_at
    return [Event("said", answer.external_id, said_at, answer)]


def _label(path: str) -> str:
    """The last name of a path that is not a number, as words; what a survey is called is nobody's name."""
    names = [name for name in path.split("/") if name and not name.isdigit()]
    if len(names) > 1 and names[-1].lower() in OF_WHAT and not PERSON.search(names[-2]):
        return f"{names[-2]} {names[-1]}".replace("_", " ")
    return names[-1].replace("~1", "/").replace("~0", "~").replace("_", " ") if names else ""


def _pointer(path: str) -> str:
    """A dotted path (`answer.items[0].score`) as a JSON pointer; a pointer stays one."""
    if path.startswith("/"):
        return path
    return "/" + path.replace("~", "~0").replace("/", "~1").replace("[", ".").replace("]", "").replace(
        ".", "/"
    )


def _pointers(paths: object) -> list[str]:
    return (
        [_pointer(path) for path in paths if isinstance(path, str)] if isinstance(paths, list | tuple) else []
    )


def _top(path: str) -> str:
    return path[1:] if path.count("/") == 1 else ""


def _first(tree: Tree, names: Sequence[str]) -> str | None:
    return next((found for name in names if (found := word(value_at(tree, name))) is not None), None)


def hint(_: Translate) -> list[str]:
    return [
        _("Let your tool send a POST with a JSON body to the address on this page, one answer a call."),
        _("Use the names id, score, comment, email, name, company and answered_at, and nothing more is to be set; "
          "else choose below, after a first call, which field is what."),
        _("If you set a secret here, sign each call: X-Cxloop-Signature: sha256= and the hexadecimal HMAC-SHA256 of "
          "the body."),
        _("Send a test from your machine: curl -H 'Content-Type: application/json' -d "
          "'{\"id\": \"test-1\", \"score\": 9, \"comment\": \"A test\"}' and the address."),
    ]  # fmt: skip


GENERIC = Platform("generic", "JSON", False, hint, reads, asks, checks, names)

"""Any other tool that can post JSON: fields by JSON pointer or dotted path, or guessed by their names."""

from collections.abc import Sequence

from cxloop.language import Translate
from cxloop.responses.descriptions.named_json import NAMED_JSON
from cxloop.responses.platforms.bodies import Body, word
from cxloop.responses.platforms.named_fields import told_by_names
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.signatures import in_hex, signed_in
from cxloop.responses.platforms.told import Told

CHECKS = signed_in("x-cxloop-signature", "sha256=", in_hex, always=False)
"""Without a secret the path is the secret."""


def names(body: Body, headers: Headers) -> str | None:
    return word(body.tree.get("event_id")) or word(body.tree.get("eventId"))


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    return told_by_names(NAMED_JSON, dict(body.form) if body.is_form else body.tree, body.raw)


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


GENERIC = Platform("generic", "JSON", False, hint, tells, CHECKS, names)

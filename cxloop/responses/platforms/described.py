"""Platforms that need nothing but their description: a workflow there posts JSON with the platform's own names."""

from collections.abc import Sequence
from functools import partial

from cxloop.language import Translate
from cxloop.responses.descriptions import DESCRIPTIONS, Description
from cxloop.responses.platforms.bodies import Body
from cxloop.responses.platforms.generic import CHECKS, names
from cxloop.responses.platforms.named_fields import told_by_names
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.told import Told


def tells(description: Description, body: Body, headers: Headers) -> Sequence[Event | Told]:
    return told_by_names(description, dict(body.form) if body.is_form else body.tree, body.raw)


def hint(description: Description, _: Translate) -> list[str]:
    return [
        _("In %(platform)s make a webhook, or a workflow that sends a POST with JSON, to the address below, one answer "
          "a call.") % {"platform": description.name},
        _("Send the answer as %(platform)s itself names it: its own webhooks are understood as they are. "
          "docs/platforms.md says which names are known.") % {"platform": description.name},
        _("The address itself is the secret. Where the sender can sign, set a secret here."),
        _("Answer once yourself: the call appears below within seconds; withdraw the answer afterwards."),
    ]  # fmt: skip


DESCRIBED = tuple(
    Platform(one.key, one.name, False, partial(hint, one), partial(tells, one), CHECKS, names)
    for one in DESCRIPTIONS
    if one.calls
)

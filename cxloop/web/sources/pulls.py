"""What the page of a source says of pulling: what to sign in with, how the last pull went, and its terms."""

from collections.abc import Mapping

from flask_babel import gettext as _

from cxloop.responses.inbound.backfill import days_of
from cxloop.responses.inbound.models import Hook
from cxloop.responses.platforms.pulling import PULLERS, SENTENCES
from cxloop.web.sources.forms import PullForm


def pulling(hook: Hook, form: PullForm | None = None) -> Mapping[str, object] | None:
    """`form` as it was sent, if it was; None where the platform has no API to pull from."""
    puller = PULLERS.get(hook.platform)
    if puller is None:
        return None
    code, days = str((hook.pull_outcome or {}).get("code", "")), days_of(hook)
    return {
        "fields": [(one.name, one.label(_), one.secret) for one in puller.credentials],
        "is_ready": hook.credentials is not None,
        "at": hook.pulled_at,
        "outcome": _(SENTENCES[code]) if code in SENTENCES else "",
        "is_well": code in ("", "pulled"),
        "is_asked": hook.pull_asked_at is not None,
        "days": days,
        "form": form or PullForm(formdata=None).show(days),
        "is_wrong": form is not None,
    }

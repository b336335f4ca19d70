"""What a step asks for before it counts. Pure; the form, the API, Slack and bulk all ask here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

CHANNELS = ("phone", "visit", "email", "chat", "letter")
OUTCOMES = ("reached", "someone_else", "no_answer")
MOODS = ("calmer", "same", "upset")
OVER_RESOLVED = ("kept", "stay", "dropped")
"""What may become of open promises when their ticket is resolved."""
UNREACHABLE_ATTEMPTS = 3
UNREACHABLE_CHANNELS = 2
UNREACHABLE_SPAN = timedelta(days=2)


class StepIncomplete(Exception):
    """The step lacks something; `missing` names the fields as the form names them, each with a code."""

    def __init__(self, missing: dict[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in missing.items()))
        self.missing = missing


@dataclass(frozen=True)
class Closing:
    """How a ticket is resolved, or why it cannot be: the same fields everywhere.

    `kind` is resolved, unreachable, contact_declined or not_actionable; `told_how` one of CHANNELS or None.
    The customer reads `told_text`; all else is for colleagues.
    """

    kind: str = "resolved"
    driver_id: int | None = None
    cause_unknown_because: str = ""
    action: str = ""
    told_text: str = ""
    told_how: str | None = None
    told_at: datetime | None = None
    not_told_because: str = ""
    promises: str = ""
    """What becomes of what the customer was promised and does not have yet: kept, stay or dropped."""


@dataclass(frozen=True)
class Attempted:
    """One logged attempt of the present segment, as the unreachable rule looks at it."""

    channel: str
    at: datetime
    reached: bool = False


def missing_to_close(
    closing: Closing,
    attempts: Sequence[Attempted],
    wrote_at: datetime | None = None,
    *,
    is_promised: bool = False,
) -> dict[str, str]:
    """What still lacks, field by field; empty when the ticket may be closed this way.

    Args:
        is_promised: the customer was promised something that is neither kept nor dropped.
    """
    missing = _missing_by_kind(closing, attempts, wrote_at)
    if is_promised and closing.promises not in OVER_RESOLVED:
        missing["promises"] = "say_about_promises"
    return missing


def _missing_by_kind(
    closing: Closing, attempts: Sequence[Attempted], wrote_at: datetime | None
) -> dict[str, str]:
    if closing.kind == "resolved":
        return _missing_to_resolve(closing)
    if closing.kind == "unreachable":
        return {} if is_unreachable(attempts, wrote_at) else {"kind": "more_attempts_needed"}
    if not closing.action.strip():
        return {"action": "say_why"}
    return {}


def is_unreachable(attempts: Sequence[Attempted], wrote_at: datetime | None = None) -> bool:
    """At least three attempts on at least two channels over at least two days, since the customer was heard last.

    Args:
        attempts: those of the present segment; one that reached the customer makes those before it count no more.
        wrote_at: when the customer wrote last, which does the same.
    """
    heard = [attempt.at for attempt in attempts if attempt.reached] + [wrote_at] * (wrote_at is not None)
    failed = [
        attempt for attempt in attempts if not attempt.reached and all(attempt.at > at for at in heard if at)
    ]
    if len(failed) < UNREACHABLE_ATTEMPTS:
        return False
    moments = [attempt.at for attempt in failed]
    channels = {attempt.channel for attempt in failed}
    return len(channels) >= UNREACHABLE_CHANNELS and max(moments) - min(moments) >= UNREACHABLE_SPAN


def _missing_to_resolve(closing: Closing) -> dict[str, str]:
    missing = {}
    if closing.driver_id is None and not closing.cause_unknown_because.strip():
        missing["driver_id"] = "choose_cause_or_say_why_unknown"
    if not closing.action.strip():
        missing["action"] = "say_what_was_done"
    if closing.told_how is None and not closing.not_told_because.strip():
        missing["told_how"] = "say_how_told_or_why_not"
    return missing

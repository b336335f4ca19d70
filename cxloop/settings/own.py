"""What a person says of themselves, each described once for their page, the people page, the command and the file."""

import re
from dataclasses import dataclass
from typing import Any

from cxloop.accounts.spelling import CALLING_CODE
from cxloop.language import marked as _
from cxloop.people.quiet import read_quiet
from cxloop.settings.fields import Choice, Field, Whole
from cxloop.settings.sentences import Sentence, sentence

DIALLED = re.compile(r"\+?[0-9()./\s-]+")
DIGITS = range(6, 16)
MOST_A_DAY = 500


@dataclass(frozen=True)
class Phone(Field):
    """In one spelling: "+39 0255501234" with the country's code, "0255501234" without."""

    def parse(self, given: Any) -> str:
        text = " ".join(str(given).split()).replace("(0)", "")
        digits = "".join(char for char in text if char.isascii() and char.isdigit())
        is_abroad = text.startswith(("+", "00"))
        if text.startswith("00"):
            digits = digits[2:]
        if not DIALLED.fullmatch(text) or len(digits) not in DIGITS:
            raise self.refusal(_("That is not a phone number: “+39 02 5550 1234” is expected."))
        code = CALLING_CODE.match(digits) if is_abroad else None
        if code is None:
            return digits
        return f"+{code[0]} {digits[code.end() :]}"

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["+39 0255501234"]}


@dataclass(frozen=True)
class Quiet(Field):
    """Hours of each day in which only what is pressing comes through."""

    def parse(self, given: Any) -> str:
        found = read_quiet(str(given)[:40])
        if found is None:
            raise self.refusal(_("Hours such as 20:00–8:00 are expected."))
        return found

    def say(self, value: Any) -> str | Sentence:
        return value or sentence(_("never"))

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["20:00–08:00"]}


@dataclass(frozen=True)
class Usual(Choice):
    """A choice that is made for whoever makes none."""

    usual: str = ""

    def read(self, given: Any) -> str:
        return super().read(given) or self.usual

    def schema(self) -> dict[str, Any]:
        return {"enum": [*dict(self.among), None], "default": self.usual}


PHONE = Phone("phone", _("Phone"), _("For colleagues; customers do not see it."))
HANDED_OVER = Usual(
    "handed_over_by", _("Hand-overs are told"), usual="slack",
    among=(("slack", _("by Slack, directly")), ("mail", _("by letter"))),
)  # fmt: skip
MISSED = Usual(
    "missed_by", _("Missed promises are told"), _("To whoever leads the team."), usual="channel",
    among=(
        ("channel", _("in the team's Slack channel")), ("slack", _("by Slack, directly")), ("mail", _("by letter")),
    ),
)  # fmt: skip
QUIET = Quiet(
    "quiet_hours", _("Quiet hours"),
    _("Such as 20:00–8:00: what is for one person alone waits. Urgent tickets and missed promises come through."),
)  # fmt: skip
LIMIT = Whole(
    "daily_limit", _("New tickets a day"),
    _("At most so many are given by turns; what comes beyond waits in the team's queue. Empty: no limit."),
    lowest=1, highest=MOST_A_DAY,
)  # fmt: skip
NOTICES = (HANDED_OVER, MISSED, QUIET)
OWN = (PHONE, *NOTICES)
"""What everybody says of themselves."""
OF_COLLEAGUES = (PHONE, *NOTICES, LIMIT)
"""What an administrator says of somebody."""

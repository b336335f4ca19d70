"""What promises mean for a ticket opened now, if nobody moves: each step with its moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from cxloop.database import db
from cxloop.settings.part import Values
from cxloop.settings.parts.promise import policy_of
from cxloop.tickets.foretold import foretell, say


@dataclass(frozen=True)
class Course:
    title: str
    steps: Sequence[tuple[datetime, str]]


def if_nobody_moves(values: Values, at: datetime, language: str) -> list[Course]:
    """Of an urgent ticket and of another one, in the company's first team's time or the calendar that is named."""
    policy = policy_of(db.session(), values, at)
    titles = {"urgent": _("An urgent ticket opened now"), "normal": _("Any other ticket opened now")}
    return [
        Course(title, [
            (step.at, say(step, {}).say(language))
            for step in foretell(db.session(), policy, lambda _calendar: at, priority=priority).steps
        ])
        for priority, title in titles.items()
    ]  # fmt: skip

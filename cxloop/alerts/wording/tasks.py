"""What a colleague was asked for: that they were, that they answered, that the day has passed. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cxloop.alerts.wording.facts import Told
from cxloop.alerts.wording.phrases import join, moment
from cxloop.language import words

TASK_ASKED, TASK_ANSWERED, TASK_LATE = "task_asked", "task_answered", "task_late"
TASKS = (TASK_ASKED, TASK_ANSWERED, TASK_LATE)
LONGEST = 300


def asked(
    kind: str, language: str, *, ticket: int, what: str, by: str, owner: str, due_at: datetime, zone: ZoneInfo,
    answer: str | None,
) -> Told:  # fmt: skip
    """One task, for who was asked and who asked alike."""
    say = words(language).gettext
    said = {
        TASK_ASKED: say("You are asked for something"),
        TASK_ANSWERED: say("%(name)s answered what you asked") % {"name": owner},
        TASK_LATE: "▲ " + say("Not answered on its day"),
    }[kind]
    headline = join(said, say("Ticket %(number)s") % {"number": ticket})
    lines = [(say("Asked by"), by), (say("For"), owner), (say("Wanted"), what[:LONGEST])]
    lines.append(
        (say("The answer"), answer[:LONGEST]) if answer else (say("By"), moment(due_at, zone, language))
    )
    return Told(headline, headline, tuple(lines))

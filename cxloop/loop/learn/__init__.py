"""Learn: what keeps recurring is changed for everybody, and its effect is measured."""

from cxloop.improvements.steering import NotDecidable
from cxloop.loop.learn.deciding import ImprovementChanged, decide
from cxloop.loop.learn.huddling import (
    MINUTES,
    agree,
    attend,
    begin_huddle,
    end_huddle,
    keep_agreed,
    thank,
)
from cxloop.loop.learn.learn import AlreadyRegistered, change, link, raise_improvement
from cxloop.loop.learn.measuring import measure, measure_next
from cxloop.loop.learn.noticing import notice_next
from cxloop.loop.learn.scheduling import LINK as REPORT_LINK
from cxloop.loop.learn.scheduling import end_schedule, schedule_report, send_reports, tell_report
from cxloop.loop.learn.telling import tell
from cxloop.loop.learn.telling_back import LINK as NEWS_LINK
from cxloop.loop.learn.telling_back import LONGEST as LONGEST_WORDS
from cxloop.loop.learn.telling_back import (
    NotTellable,
    behind,
    end_news,
    letter_kept_back,
    letter_left,
    tell_back,
)

__all__ = [
    "LONGEST_WORDS",
    "MINUTES",
    "NEWS_LINK",
    "REPORT_LINK",
    "AlreadyRegistered",
    "ImprovementChanged",
    "NotDecidable",
    "NotTellable",
    "agree",
    "attend",
    "begin_huddle",
    "behind",
    "change",
    "decide",
    "end_huddle",
    "end_news",
    "end_schedule",
    "keep_agreed",
    "letter_kept_back",
    "letter_left",
    "link",
    "measure",
    "measure_next",
    "notice_next",
    "raise_improvement",
    "schedule_report",
    "send_reports",
    "tell",
    "tell_back",
    "tell_report",
    "thank",
]

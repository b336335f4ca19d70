"""Who told us this month, for every sheet that begins with now."""

from cxloop.reports.cohorts import Customers
from cxloop.reports.saying import Say


def now_words(now: Customers, say: Say) -> str:
    if not now.told:
        return say("Nobody has told us this month that they are unhappy.")
    facts = {
        "n": say.number(now.told),
        "spoken": say.number(now.spoken_to),
        "waiting": say.number(now.waiting),
    }
    return say.many(
        "This month so far one customer told us they were unhappy; we spoke to %(spoken)s,"
        " and %(waiting)s wait for us.",
        "This month so far %(n)s customers told us they were unhappy: we spoke to %(spoken)s,"
        " and %(waiting)s wait for us.",
        now.told, **facts,
    )  # fmt: skip

"""Ageing: what is open now, and since when."""

from cxloop.reports import charts
from cxloop.reports.ageing import AGEING, OLDER_THAN, Ageing
from cxloop.reports.drawings import NARROW, WIDE, Drawing
from cxloop.reports.marks import ACCENT, GREY
from cxloop.reports.saying import Say
from cxloop.reports.sheets.people import now_words
from cxloop.reports.sheets.sheet import Cell, Section, Sheet, share, source, table


def sheet(found: Ageing, say: Say) -> Sheet:
    return Sheet(say("Ageing"), now_words(found.now, say), (_ages(found, say), _oldest(found, say)))


def states(say: Say) -> dict[str, str]:
    return {
        "new": say("To triage"), "assigned": say("Assigned"), "contacting": say("Contacting"),
        "in_progress": say("In progress"), "waiting_customer": say("Waiting for the customer"),
        "waiting_internal": say("Waiting for a colleague"), "reopened": say("Reopened"),
        "resolved": say("Resolved"),
    }  # fmt: skip


def ages(say: Say) -> list[str]:
    ends = (0, *OLDER_THAN)
    named = [
        say("%(first)s to %(last)s days", first=first, last=after - 1)
        for first, after in zip(ends, OLDER_THAN, strict=False)
    ]
    return [*named, say("longer than %(days)s days", days=OLDER_THAN[-1] - 1)]


def _ages(found: Ageing, say: Say) -> Section:
    named = states(say)
    order = [*named, *(state for state in found.by_state if state not in named)]
    rows = [
        (named.get(state, state), *map(say.number, counts), say.number(sum(counts)))
        for state in order
        if (counts := found.by_state.get(state))
    ]
    totals = [
        sum(counts[place] for counts in found.by_state.values()) for place in range(len(OLDER_THAN) + 1)
    ]
    rows.append((say("all states"), *map(say.number, totals), say.number(found.open)))
    words = [say("Nothing is open.")]
    if found.open:
        words = [
            say("Open: %(n)s. Past a deadline: %(late)s. Put off for later: %(snoozed)s. Waiting: %(waiting)s.",
                n=say.number(found.open), late=share(say, found.late), snoozed=share(say, found.snoozed),
                waiting=share(say, found.waiting)),
        ]  # fmt: skip
    bars = [
        charts.Bar(name, n, None, None, say.number(n), ACCENT if place == len(OLDER_THAN) else GREY)
        for place, (name, n) in enumerate(zip(ages(say), totals, strict=True))
    ]
    title = say("Open tickets by age")
    wide, narrow = (Drawing(charts.bars(bars, width), title) for width in (WIDE, NARROW))
    return Section(
        "ages", title,
        source(say, AGEING, say("Open tickets"), say("by the moment it was opened"),
               n=say("n = %(n)s open", n=say.number(found.open))),
        tuple(words), say.number(found.open) if found.open else "",
        wide=wide if found.open else None, narrow=narrow if found.open else None,
        tables=(table(say("State by age"), (say("State"), *("#" + one for one in ages(say)), "#" + say("All")), rows),),
    )  # fmt: skip


def _oldest(found: Ageing, say: Say) -> Section:
    named = states(say)
    rows = [
        (
            Cell(f"#{one.id}", ticket=(one.id, one.team_id, one.owner_id)), one.team, named.get(one.state, one.state),
            say.moment(one.opened_at), say.moment(one.due_at) or "–",
        )
        for one in found.oldest
    ]  # fmt: skip
    words = () if rows else (say("Nothing is open."),)
    headings = (say("Ticket"), say("Team"), say("State"), say("Opened"), say("Due"))
    return Section(
        "oldest", say("The oldest twenty"), source(say, AGEING, say("Open tickets")), words,
        tables=(table(say("The oldest open tickets"), headings, rows),) if rows else (),
    )  # fmt: skip

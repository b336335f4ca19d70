"""Programme health: four virtues with their evidence, four obstacles with what stands against them, and our looking."""

from cxloop.reports.health import HEALTH, Health
from cxloop.reports.metrics.fairness import M15
from cxloop.reports.metrics.flow import LEGS
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Section, Sheet, source, table
from cxloop.reports.sheets.sheet import share as said

Evidence = tuple[str, Proportion]


def sheet(found: Health, say: Say) -> Sheet:
    lead = say("Evidence instead of a mark: each line is a count that can be counted again.")
    return Sheet(
        say("Programme health"), lead,
        (_virtues(found, say), _obstacles(found, say), _flow(found, say), _watching(found, say)),
    )  # fmt: skip


def _virtues(found: Health, say: Say) -> Section:
    rows: list[tuple[str, str, Proportion]] = [
        (say("consistent"), say("months of the last twelve with ten answers or more"), found.months_heard),
        (say("consistent"), say("answers of thirty days that needed somebody and were not dropped"), found.intake),
        (say("impactful"), say("loops closed strictly"), found.completion),
        (say("impactful"), say("low answers of a year whose cause has a live improvement"), found.flow.change),
        (say("impactful"), say("measured improvements that are proven"), found.flow.proven),
        (say("integrated"), say("teams that spoke to a customer or resolved a ticket within thirty days"),
         found.teams_acting),
        (say("integrated"), say("tickets of a year that are evidence of an improvement"), found.flow.linked),
        (say("continuous"), say("weeks of the last thirteen with a call or a letter to a customer"),
         found.weeks_acting),
        (say("continuous"), say("weeks of the last thirteen with a huddle or a decision"), found.weeks_deciding),
    ]  # fmt: skip
    headings = (say("The programme is"), say("Evidence"), "#" + say("Count"))
    return Section(
        "virtues", say("Consistent, impactful, integrated, continuous"), source(say, HEALTH, say("Programme health")),
        (say("What reads “none yet” has not begun; nothing here is added up to a mark."),),
        tables=(table(say("Evidence"), headings, [(name, words, said(say, one)) for name, words, one in rows]),),
    )  # fmt: skip


def _obstacles(found: Health, say: Say) -> Section:
    rows: list[tuple[str, str, Proportion]] = [
        (say("nothing follows"), say("live improvements whose time has come and that were measured"),
         found.flow.measured),
        (say("few see it"), say("roles with people of which somebody looked at a page of figures, tickets or"
                                " improvements in six months"), found.roles_looking),
        (say("few resources"), say("open tickets that somebody owns"), found.owned),
        (say("no commitment from above"), say("decisions about improvements in a year that an executive took"),
         found.decided_by_executives),
    ]  # fmt: skip
    headings = (say("Obstacle"), say("What stands against it"), "#" + say("Count"))
    title = say("The four obstacles")
    words = say(
        "Programmes fail because nothing follows, few see it, resources are few, or nobody above stands for it."
    )
    shown = [(name, against, said(say, one)) for name, against, one in rows]
    return Section(
        "obstacles", title, source(say, HEALTH, say("Programme health")), (words,),
        tables=(table(title, headings, shown),),
    )  # fmt: skip


def _flow(found: Health, say: Say) -> Section:
    legs = {
        "triaged": say("triaged"),
        "decided": say("decided"),
        "live": say("live"),
        "measured": say("measured"),
    }
    rows = []
    for leg in LEGS:
        times = found.flow.lead_days[leg]
        half = say("longer than %(days)s days", days=say.number(times.longest or 0))
        if times.median is not None:
            half = say.many("%(n)s day", "%(n)s days", times.median, n=say.number(times.median))
        rows.append(
            (
                legs[leg], half if times.n else say("none yet"),
                say("%(k)s of %(n)s", k=say.number(times.k), n=say.number(times.n)), say.number(times.still_open),
            )
        )  # fmt: skip
    headings = (
        say("From being raised until"),
        "#" + say("Half within"),
        "#" + say("Happened"),
        "#" + say("Still open"),
    )
    words = [say("No improvement was raised yet.")]
    if found.flow.lead_days["live"].n:
        words = [say("Improvements that stand still count with the time they have waited so far.")]
    return Section(
        "flow", say("How improvements move"),
        source(say, found.flow.definition, say("Flow of improvements"),
               n=say("n = %(n)s improvements", n=say.number(found.flow.lead_days["live"].n))),
        tuple(words), tables=(table(say("Lead times of improvements"), headings, rows),),
    )  # fmt: skip


def roles(say: Say) -> dict[str, str]:
    return {
        "frontline": say("Frontline"), "lead": say("Team lead"), "manager": say("CX manager"),
        "executive": say("Executive"), "analyst": say("Analyst"), "auditor": say("Auditor"),
        "administrator": say("Administrator"),
    }  # fmt: skip


def _watching(found: Health, say: Say) -> Section:
    named = roles(say)
    rows = [
        (say.month_and_year(one.month), named.get(one.role, one.role), said(say, one.figure))
        for one in found.watching
    ]
    words = [say("The share of looks that were at the score, of looks at the score, improvements, tickets and what"
                 " customers said. A page tells of itself once it is shown; no name is kept.")]  # fmt: skip
    if not rows:
        words.append(say("Nothing was looked at in the last six months."))
    headings = (say("Month"), say("Role"), "#" + say("Looks at the score"))
    return Section(
        "watching", say("Are we watching the number?"), source(say, M15, say("Number watching")), tuple(words),
        tables=(table(say("Looks by month and role"), headings, rows),) if rows else (),
    )  # fmt: skip

"""The reports' figures for the terminal and for machines."""

import json
from datetime import date, datetime, tzinfo
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.scheduling import COMMANDS
from cxloop.cli.sheets import sheet_lines
from cxloop.clock import now
from cxloop.database import company_zone, db
from cxloop.journey.catalogue import circle
from cxloop.language import LANGUAGES
from cxloop.people.company import company, company_language
from cxloop.people.models import Team
from cxloop.reports.as_json import as_json
from cxloop.reports.cohorts import Customers
from cxloop.reports.effect_words import counts_words, interval_words, ratio_words
from cxloop.reports.executive import Executive
from cxloop.reports.executive import executive as figures
from cxloop.reports.metrics.figure import Showing
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.survival import WaitingTimes
from cxloop.reports.paper import one_page, sheet
from cxloop.reports.period import Period, usual_period
from cxloop.reports.plain import plain_report
from cxloop.reports.rounding import rounded
from cxloop.reports.saying import Say
from cxloop.reports.sheets import REPORTS, Report
from cxloop.reports.shown_improvements import ShownImprovement
from cxloop.reports.told_back import told_back
from cxloop.reports.wanted import Wanted
from cxloop.responses.models import Survey

DAY = click.DateTime(["%Y-%m-%d"])
VERDICTS = {
    "improved": "improved", "no_change": "no detectable change", "worse": "worse",
    "not_measurable": "not measurable, too few tickets", "not_yet": "not measurable yet",
}  # fmt: skip
REPORT_HELP = """%s: what the page of this name says.

    Without days: the 91 days that ended 30 days ago."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@click.group()
def report_command() -> None:
    """What the numbers say."""


@report_command.command("executive")
@click.option("--from", "start", type=DAY, help="First day of the answers, as 2026-03-01.")
@click.option("--to", "end", type=DAY, help="The day after the last one.")
@click.option("--measure", help="The score to lead with, as nps-relationship.")
@click.option(
    "--json", "for_machines", is_flag=True, help="Every figure with its definition, n, interval, exclusions."
)
@click.option(
    "--pdf",
    "paper",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write one sheet of A4 to this file.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the sheet; the company's when not given.")
def executive(
    start: datetime | None,
    end: datetime | None,
    measure: str | None,
    for_machines: bool,
    paper: Path | None,
    language: str | None,
) -> None:
    """The executive page's figures.

    Without days: the 91 days that ended 30 days ago, so that every loop in them is old enough to be judged.
    """
    at, settings = now(), config.settings()
    period = _period(start, end, at, settings.time_zone)
    with bare(settings).app_context():
        page = figures(db.session(), period, at, measure)
        if paper:
            _print(page, paper, settings, language)
            return
        if for_machines:
            click.echo(
                json.dumps(as_json(page, settings.language), ensure_ascii=False, indent=2, allow_nan=False)
            )
            return
    for line in _lines(page, settings.language):
        click.echo(line)


def _command(report: Report) -> None:
    @report_command.command(report.name, help=REPORT_HELP % report.title)
    @click.option("--from", "start", type=DAY, help="First day of the answers, as 2026-03-01.")
    @click.option("--to", "end", type=DAY, help="The day after the last one.")
    @click.option("--team", help="Only this team's, by its key.")
    @click.option("--survey", help="Only this survey's, by its key.")
    @click.option("--place", help="Only this stage or touchpoint of the journey, by its key.")
    @click.option("--tier", help="Only customers of this tier.")
    @click.option(
        "--json", "for_machines", is_flag=True, help="Every figure with its definition, n and interval."
    )
    def tell(
        start: datetime | None, end: datetime | None, team: str | None, survey: str | None, place: str | None,
        tier: str | None, for_machines: bool,
    ) -> None:  # fmt: skip
        at, settings = now(), config.settings()
        period = _period(start, end, at, settings.time_zone)
        with bare(settings).app_context():
            session = db.session()
            wanted = _wanted(session, team, survey, place, tier)
            figures_ = report.figures(session, period, at, wanted)
            if for_machines:
                filters = {"team": team, "survey": survey, "place": place, "tier": tier}
                told = plain_report(report.name, figures_, period, at, filters, company_zone(session))
                click.echo(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False))
                return
            say = Say(settings.language, company_zone(session))
            for line in sheet_lines(report.sheet(figures_, say), report, period, at, say):
                click.echo(line)


for _added in COMMANDS:
    report_command.add_command(_added)
for _report in REPORTS.values():
    _command(_report)


def _wanted(
    session: Session, team: str | None, survey: str | None, place: str | None, tier: str | None
) -> Wanted:
    if place and circle(session).of_key(place) is None:
        raise click.UsageError(f"There is no stage or touchpoint {place!r}.")
    return Wanted(
        team=_id_of(session, Team, "team", team), survey=_id_of(session, Survey, "survey", survey), tier=tier,
        place=place,
    )  # fmt: skip


def _id_of(session: Session, kind: type[Team | Survey], word: str, key: str | None) -> int | None:
    if key is None:
        return None
    found = session.scalar(select(kind.id).where(kind.key == key))
    if found is None:
        known = ", ".join(sorted(session.scalars(select(kind.key)))) or "none"
        raise click.UsageError(f"There is no {word} {key!r}. There are: {known}.")
    return found


def _print(page: Executive, paper: Path, settings: config.Settings, language: str | None) -> None:
    session = db.session()
    tongue = language or company_language(session, settings.language)
    said = sheet(
        page, Say(tongue, page.zone), company(session, page.as_of).name or "", told_back(session, page.as_of)
    )
    made = one_page(said, settings.var, page.as_of)
    try:
        paper.write_bytes(made)
    except OSError as error:
        raise click.ClickException(f"{paper} could not be written: {error.strerror}.") from None
    click.echo(f"{paper}: one page, {len(made)} bytes, {page.period.start} to {page.period.last}.")


def _period(start: datetime | None, end: datetime | None, at: datetime, zone: tzinfo) -> Period:
    usual = usual_period(at, zone)
    first, after = start.date() if start else usual.start, end.date() if end else usual.end
    if start and not end and first >= after:
        after = at.astimezone(zone).date()
    if after <= first:
        raise click.UsageError(f"--to {after} is not after --from {first}.")
    if first < EARLIEST or after > LATEST:
        raise click.UsageError(f"Choose days from {EARLIEST} to {LATEST}.")
    return Period(first, after)


def _lines(page: Executive, language: str) -> list[str]:
    ladder, now_, then = page.ladder, page.now, page.customers
    lines = [
        f"{page.period.start} to {page.period.last}, days of {page.zone},"
        f" as of {page.as_of.astimezone(page.zone):%Y-%m-%d %H:%M}",
        f"This month so far: {_people(now_)}",
        f"In these days: {_people(then)}; {page.tickets} tickets, {page.answers} answers with a score",
        "By the moment received: M4, M5, M6, M7, M8; by the day answered: M1, M2, M11, M12",
        "",
        "Ladder (M7): "
        + ", ".join([f"detected {ladder.detected}", *(f"{name} {count}" for name, count in ladder.rungs)]),
        f"Closed strictly (M7): {_share(ladder.completion)};"
        f" {ladder['verified']} say it is solved, {ladder.silent} were asked and stayed silent",
        f"Contacted in time (M4): {_share(page.contacted.reached)};"
        f" {_share(page.contacted.written_late)} of these written down more than a day later;"
        f" after a reopening {_share(page.later_rounds.reached)}",
        f"Resolved in time (M6): {_share(page.resolved_in_time)}",
        f"  with a clock that stood still {page.paused.paused}, put off {page.paused.snoozed},"
        f" late without pauses {page.paused.thanks_to_pauses}",
        *_verified(page),
        *(f"Time until {name} (M5): {_times(times)}" for name, times in page.times.items()),
        f"Causes coded (M11): {_share(page.causes.coverage)}",
        *(f"  {page.cause_name(cause.name, language)}: {cause.weight:g}" for cause in page.causes.causes),
        *(_score(page)),
        *(line for one in page.improvements if one.is_live for line in _effect(one)),
    ]
    if there := page.whole_range:
        lines.append(f"Nobody answered in these days; there are answers from {there.start} to {there.last}.")
    return lines


def _people(customers: Customers) -> str:
    return (
        f"{customers.told} customers told us, {customers.spoken_to} were spoken to, {customers.waiting} wait"
    )


def _share(figure: Proportion) -> str:
    counts = f"{figure.k:g} of {figure.n}"
    left_out = "".join(f", {left.count} {left.reason}" for left in figure.exclusions)
    if figure.showing in (Showing.NOTHING, Showing.COUNTS) or figure.low is None or figure.high is None:
        return counts + left_out
    share = 100 * (figure.share or 0)
    bounds = f"[{rounded(100 * figure.low, 1)}; {rounded(100 * figure.high, 1)}]"
    return f"{counts}, {rounded(share, 1)} % {bounds}{left_out}"


def _verified(page: Executive) -> list[str]:
    found = page.verified
    lines = [f"Verified by the customer (M8): {_share(found.verified)}"]
    if found.lowest is not None and found.highest is not None:
        shown = found.replied.showing not in (Showing.NOTHING, Showing.COUNTS)
        bounds = (
            f"; if all silence meant no {rounded(100 * found.lowest, 1)} %,"
            f" if it meant yes {rounded(100 * found.highest, 1)} %"
        )
        lines.append(
            f"  {found.partly} partly, {found.no} no; {_share(found.replied)} answered"
            f"{bounds if shown else ''}; solved the first time {_share(found.first_time)}"
        )
    return lines


def _effect(one: ShownImprovement) -> list[str]:
    if one.effect is None or one.verdict is None:
        return [f"Improvement (M12): {one.title}: not measured yet"]
    counts, effect = counts_words(one.effect, "en"), one.effect
    lines = [f"Improvement (M12): {one.title}: {VERDICTS.get(one.verdict, one.verdict)}; {counts}"]
    if effect.version > 1 and effect.ratio.low is not None:
        lines.append(f"  {ratio_words(effect, 'en')} {interval_words(effect.ratio, 'en')}")
    return lines


def _times(times: WaitingTimes) -> str:
    # a share that was never reached takes longer than anybody was watched
    beyond = f"> {rounded(times.longest, 1)} h" if times.longest is not None else "unknown"
    said = [f"{name} {beyond if hours is None else f'{rounded(hours, 1)} h'}" for name, hours in
            (("half within", times.median), ("nine in ten within", times.p90))]  # fmt: skip
    return f"{', '.join(said)}; {times.k} of {times.n} so far, {times.still_open} open"


def _score(page: Executive) -> list[str]:
    lines = []
    for one in page.scores:
        score = one.score
        if score.value is None or score.showing is Showing.COUNTS:
            lines.append(f"Score (M1) {one.measure.key}: n = {score.n}")
            continue
        verdict = one.change.verdict.value if one.change.verdict else "nothing to compare with"
        interval = f"[{rounded(score.low or 0, 1)}; {rounded(score.high or 0, 1)}]"
        lines.append(
            f"Score (M1) {one.measure.key}: {rounded(score.value, 1)} {interval}, n = {score.n}, {verdict} (M2)"
        )
    return lines

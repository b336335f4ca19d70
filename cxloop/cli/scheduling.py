"""Reports that leave by themselves, by command."""

from zoneinfo import ZoneInfo

import click
from sqlalchemy import func, select

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import company_zone, db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.loop import learn
from cxloop.people.models import User
from cxloop.people.policies import reads_reports
from cxloop.reports.due import LATEST_DAY
from cxloop.reports.schedules import Schedule


@click.command("schedule")
@click.argument("email")
@click.option(
    "--every", type=click.Choice(["week", "month"]), default="week", show_default=True, help="How often."
)
@click.option(
    "--day",
    type=click.IntRange(1, 28),
    default=1,
    show_default=True,
    help="1 is Monday.",
)
@click.option(
    "--hour", type=click.IntRange(0, 23), default=8, show_default=True, help="On the reader's clock."
)
@click.option(
    "--via", type=click.Choice(["mail", "slack"]), default="mail", show_default=True, help="By which way."
)
@click.option("--channel", help="A Slack channel, as #board, instead of the person.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The reader's when not given.")
@click.option("--pdf/--no-pdf", "with_pdf", default=True, show_default=True, help="Attach the sheet.")
@for_machines
def schedule(
    email: str,
    every: str,
    day: int,
    hour: int,
    via: str,
    channel: str | None,
    language: str | None,
    with_pdf: bool,
    as_json: bool,
) -> None:
    """Send somebody the executive page from now on."""
    if day > LATEST_DAY[every]:
        raise click.UsageError("A week has the days 1 to 7.")
    at = now()
    with bare(config.settings()).app_context():
        user = db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
        if user is None or not user.is_active or not reads_reports(user):
            raise click.ClickException(
                f"Nobody with the address {email} may read reports. Nothing was changed."
            )
        zone = user.time_zone or str(company_zone(db.session()))
        ZoneInfo(zone)
        user_id, tongue = user.id, language or user.language
        made = unit_of_work(
            lambda: learn.schedule_report(
                db.session(), user=db.session.get_one(User, user_id), via=via, every=every, day=day, hour=hour,
                language=tongue, zone=zone, by=None, at=at, slack_channel=channel if via == "slack" else None,
                with_pdf=with_pdf,
            )
        )  # fmt: skip
        facts = _facts(made)
    told(facts, [f"{facts['number']}: {email}, every {every}, next at {facts['next_at']}."], as_json=as_json)


@click.command("schedules")
@for_machines
def schedules(as_json: bool) -> None:
    """Who gets the executive page by itself."""
    with bare(config.settings()).app_context():
        chosen = select(Schedule).where(Schedule.ended_at.is_(None)).order_by(Schedule.id)
        found = [_facts(one) for one in db.session.scalars(chosen)]
    lines = [
        f"{one['number']}: {one['email']}, every {one['every']}, {one['to']}, next at {one['next_at']}"
        for one in found
    ]
    told(found, lines or ["No report leaves by itself."], as_json=as_json)


def _facts(one: Schedule) -> dict[str, object]:
    return {
        "number": one.id, "email": one.user.email, "every": one.every, "to": one.slack_channel or one.via,
        "next_at": f"{one.next_at:%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip


@click.command("unschedule")
@click.argument("number", type=int)
@for_machines
def unschedule(number: int, as_json: bool) -> None:
    """Switch one off, by its number."""
    at = now()
    with bare(config.settings()).app_context():
        if db.session.get(Schedule, number) is None:
            raise click.ClickException(f"There is no scheduled report {number}. Nothing was changed.")
        unit_of_work(lambda: learn.end_schedule(db.session(), number, because="by_hand", at=at))
    told({"number": number}, [f"{number} is switched off."], as_json=as_json)


COMMANDS = (schedule, schedules, unschedule)

"""Reports that leave by themselves, by command."""

from zoneinfo import ZoneInfo

import click
from sqlalchemy import func, select

from cxloop import config
from cxloop.bare import bare
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
@click.option("--every", type=click.Choice(["week", "month"]), default="week", show_default=True)
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
@click.option("--via", type=click.Choice(["mail", "slack"]), default="mail", show_default=True)
@click.option("--channel", help="A Slack channel, as #board, instead of the person.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The reader's when not given.")
@click.option("--pdf/--no-pdf", "with_pdf", default=True, show_default=True, help="Attach the sheet.")
def schedule(
    email: str,
    every: str,
    day: int,
    hour: int,
    via: str,
    channel: str | None,
    language: str | None,
    with_pdf: bool,
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
        click.echo(f"{made.id}: {email}, every {every}, next at {made.next_at:%Y-%m-%d %H:%M} UTC.")


@click.command("schedules")
def schedules() -> None:
    """Who gets the executive page by itself."""
    with bare(config.settings()).app_context():
        chosen = select(Schedule).where(Schedule.ended_at.is_(None)).order_by(Schedule.id)
        found = db.session.scalars(chosen).all()
        for one in found:
            where = one.slack_channel or one.via
            moment = f"{one.next_at:%Y-%m-%d %H:%M} UTC"
            click.echo(f"{one.id}: {one.user.email}, every {one.every}, {where}, next at {moment}")
        if not found:
            click.echo("No report leaves by itself.")


@click.command("unschedule")
@click.argument("number", type=int)
def unschedule(number: int) -> None:
    """Switch one off, by its number."""
    at = now()
    with bare(config.settings()).app_context():
        if db.session.get(Schedule, number) is None:
            raise click.ClickException(f"There is no scheduled report {number}. Nothing was changed.")
        unit_of_work(lambda: learn.end_schedule(db.session(), number, because="by_hand", at=at))
        click.echo(f"{number} is switched off.")


COMMANDS = (schedule, schedules, unschedule)

"""The demo company."""

import json
import sys
from datetime import date, datetime

import click
from sqlalchemy.exc import DBAPIError

from cxloop import config
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.demo.company import Founded, NotEmpty, found
from cxloop.demo.rhythm import ROME
from cxloop.demo.staff import COLLEAGUES, PASSWORD, TEAMS


@click.command()
@click.option(
    "--responses",
    default=2000,
    show_default=True,
    type=click.IntRange(100, 5_000_000),
    help="How many answers.",
)
@click.option("--seed", default=7, show_default=True, help="Another number, another chance.")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day it is made for; today unless given."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def demo_command(responses: int, seed: int, day: datetime | None, as_json: bool) -> None:
    """Load the demo company: a year of answers, tickets and improvements in an empty database."""
    settings = config.settings()
    on = day.date() if day else now().astimezone(ROME).date()
    with bare(settings).app_context():
        made = _found(responses, seed, on, settings.language)
    if as_json:
        people = [{"email": one.email, "role": one.role.value} for one in COLLEAGUES]
        click.echo(json.dumps({**vars(made), "on": on.isoformat(), "password": PASSWORD, "sign_ins": people}))
        return
    click.echo(f"{made.responses} answers, {made.tickets} tickets, {made.open_tickets} of them open.\n")
    click.echo(f"Sign in on {settings.public_url} with the password {PASSWORD} as\n")
    for one in COLLEAGUES:
        teams = ", ".join(TEAMS[key][0] for key in one.teams)
        click.echo(f"  {one.email:<34}{one.role.value:<15}{teams}".rstrip())


def _found(responses: int, seed: int, on: date, language: str) -> Founded:
    with click.progressbar(length=responses, label="Demo company", file=sys.stderr) as bar:

        def work() -> Founded:
            bar.pos = 0
            return found(
                db.session(), responses=responses, seed=seed, on=on, heard=bar.update, language=language
            )

        try:
            return unit_of_work(work)
        except NotEmpty:
            raise click.ClickException(
                "This database has people or surveys already, and the demo company, whose password everybody knows, "
                "must not mix with them. Nothing was changed. "
                "Set CXLOOP_DATABASE_URL to an empty database, or move var/cxloop.db away and run "
                "`python -m cxloop migrate` again."
            ) from None
        except DBAPIError as error:
            raise click.ClickException(
                f"The database is not ready ({type(error).__name__}). Nothing was changed. "
                "Run `python -m cxloop migrate` first."
            ) from None

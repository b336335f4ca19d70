"""The root causes tickets are resolved with."""

import click
from sqlalchemy import select

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.noting import written_down
from cxloop.database import db, unit_of_work
from cxloop.drivers import catalogue
from cxloop.drivers.models import Driver
from cxloop.drivers.starting import STARTING_CAUSES


@click.group()
def causes_command() -> None:
    """The root causes tickets are resolved with."""


@causes_command.command("list")
def listed() -> None:
    """Every cause in use, with its key."""
    with bare(config.settings()).app_context():
        for cause in catalogue.in_use(db.session()):
            click.echo(f"{cause.key:<34} {cause.path('en')}  |  {cause.path('it')}")


@causes_command.command("load")
@click.argument("name", type=click.Choice(sorted(STARTING_CAUSES)))
def load(name: str) -> None:
    """Add the starting set NAME: b2b (services to companies), retail (shops) or public (public services)."""

    def work() -> int:
        added = catalogue.load(db.session(), name)
        if added:
            written_down("causes_loaded", what=name, causes=added)
        return added

    with bare(config.settings()).app_context():
        added = unit_of_work(work)
    click.echo(
        f"{added} causes were added." if added else "Every one of them is there already. Nothing was changed."
    )


@causes_command.command("add")
@click.argument("english")
@click.option("--italian", required=True, help="The same in Italian.")
@click.option("--under", "above", metavar="KEY", help="The key of the cause above it; without, a new group.")
def add(english: str, italian: str, above: str | None) -> None:
    """Add one cause, named ENGLISH."""

    def work() -> str:
        session = db.session()
        parent = session.scalar(select(Driver).where(Driver.key == above)) if above else None
        if above and parent is None:
            raise click.ClickException(f"There is no cause {above}. Nothing was added.")
        try:
            made = catalogue.add(session, english, italian, parent)
        except catalogue.AlreadyThere:
            raise click.ClickException(f"{english} is there already. Nothing was added.") from None
        except ValueError as wrong:
            raise click.ClickException(f"{str(wrong).capitalize()}. Nothing was added.") from None
        written_down("cause_added", cause=made.id)
        return made.key

    with bare(config.settings()).app_context():
        key = unit_of_work(work)
    click.echo(f"{key} is added.")

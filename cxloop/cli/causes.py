"""The root causes tickets are resolved with."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.drivers import catalogue
from cxloop.drivers.starting import STARTING_CAUSES
from cxloop.settings import ledger, starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused

CAUSES, HAND = PARTS["causes"], Hand(None, "cli")


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
    with bare(config.settings()).app_context():
        try:
            added = unit_of_work(lambda: starting.start(db.session(), CAUSES, name, HAND, now()))
        except Refused:
            raise click.ClickException(
                "The set does not fit beside the causes that are there. Nothing was added."
            ) from None
    click.echo(
        f"{added} causes were added." if added else "Every one of them is there already. Nothing was changed."
    )


@causes_command.command("add")
@click.argument("english")
@click.option("--italian", required=True, help="The same in Italian.")
@click.option("--under", "above", metavar="KEY", help="The key of the cause above it; without, a new group.")
def add(english: str, italian: str, above: str | None) -> None:
    """Add one cause, named ENGLISH."""
    settings = config.settings()
    given = {"name_en": english, "name_it": italian, "above": above}
    with bare(settings).app_context():
        try:
            key = unit_of_work(lambda: ledger.switch_on(db.session(), CAUSES, "", given, HAND, at=now()).item)
        except Refused as refused:
            reasons = " ".join(refused.say(settings.language).values())
            raise click.ClickException(f"{reasons} Nothing was added.") from None
    click.echo(f"{key} is added.")

"""The root causes tickets are resolved with."""

from dataclasses import asdict

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.drivers import catalogue
from cxloop.drivers.starting import STARTING_CAUSES
from cxloop.people import company
from cxloop.settings import ledger, starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused
from cxloop.tickets.precedents import hit_rate

CAUSES, HAND = PARTS["causes"], Hand(None, "cli")
SHARES = ("first", "among_three", "silent", "most_frequent")


@click.group()
def causes_command() -> None:
    """The root causes tickets are resolved with."""


@causes_command.command("list")
@for_machines
def listed(as_json: bool) -> None:
    """Every cause in use, with its key."""
    with bare(config.settings()).app_context():
        found = [
            {"key": one.key, "english": one.path("en"), "italian": one.path("it")}
            for one in catalogue.in_use(db.session())
        ]
    told(found, [f"{one['key']:<34} {one['english']}  |  {one['italian']}" for one in found], as_json=as_json)


@causes_command.command("load")
@click.argument("name", type=click.Choice(sorted(STARTING_CAUSES)))
@for_machines
def load(name: str, as_json: bool) -> None:
    """Add the starting set NAME: b2b (services to companies), retail (shops) or public (public services)."""
    with bare(config.settings()).app_context():
        try:
            added = unit_of_work(lambda: starting.start(db.session(), CAUSES, name, HAND, now()))
        except Refused:
            raise click.ClickException(
                "The set does not fit beside the causes that are there. Nothing was added."
            ) from None
    said = (
        f"{added} causes were added." if added else "Every one of them is there already. Nothing was changed."
    )
    told({"added": added}, [said], as_json=as_json)


@causes_command.command("add")
@click.argument("english")
@click.option("--italian", required=True, help="The same in Italian.")
@click.option("--under", "above", metavar="KEY", help="The key of the cause above it; without, a new group.")
@for_machines
def add(english: str, italian: str, above: str | None, as_json: bool) -> None:
    """Add one cause, named ENGLISH."""
    settings = config.settings()
    given = {"name_en": english, "name_it": italian, "above": above}
    with bare(settings).app_context():
        try:
            key = unit_of_work(lambda: ledger.switch_on(db.session(), CAUSES, "", given, HAND, at=now()).item)
        except Refused as refused:
            reasons = " ".join(refused.say(settings.language).values())
            raise click.ClickException(f"{reasons} Nothing was added.") from None
    told({"added": key}, [f"{key} is added."], as_json=as_json)


@causes_command.command("suggested")
@for_machines
def suggested(as_json: bool) -> None:
    """How often the cause that a ticket suggests was the one a colleague chose, each judged by those before it."""
    settings = config.settings()
    with bare(settings).app_context():
        session = db.session()
        found = hit_rate(session, company.company_language(session, settings.language))
    share = {name: f"{100 * getattr(found, name) / max(found.tried, 1):.0f} %" for name in SHARES}
    said = [
        f"{found.tried} tickets were judged by those solved before them.",
        f"The first suggestion was right for {share['first']}, one of three for {share['among_three']}; "
        f"nothing was said of {share['silent']}.",
        f"The most frequent cause alone would have been right for {share['most_frequent']}.",
    ]
    told(
        asdict(found), said if found.tried else ["Too few tickets were solved with a cause to judge by."],
        as_json=as_json,
    )  # fmt: skip

"""Teams: who shares a queue, which Slack channel they read and in which language."""

from collections.abc import Callable

import click
from sqlalchemy import select

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.people.company import company_language
from cxloop.people.models import Team
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.part import Values
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused

TEAMS, HAND = PARTS["teams"], Hand(None, "cli")
OURS = "(the company's)"
COMPANY = "company"
"""Said instead of a channel or a language: the company's."""


def _as_kept(_context: click.Context, _argument: click.Parameter, email: str) -> str:
    """An address as people sign in with it."""
    return email.strip().casefold()


@click.group()
def team_command() -> None:
    """Teams, their people, and where and in which language they read."""


def _wishes(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--lead", metavar="EMAIL", help="Who leads it: missed promises call them."),
        click.option("--deputy", metavar="EMAIL", help="Who is called where the lead is away or has left."),
        click.option("--language", type=click.Choice([*LANGUAGES, COMPANY]), help="Which its channel reads."),
        click.option("--channel", help="Its Slack channel: #north, north, Slack's id, or 'company'."),
    ):
        command = option(command)
    return command


@team_command.command("add")
@click.argument("key")
@click.option("--name", required=True, help="What people read.")
@_wishes
@for_machines
def add(
    key: str, name: str, channel: str | None, language: str | None, lead: str | None, deputy: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Add the team KEY."""

    def wanted(stands: Values | None) -> Values:
        if stands is not None:
            raise click.ClickException(f"There is a team {key} already. Nothing was changed.")
        return TEAMS.blank(db.session()) | {"name": name} | _wished(channel, language, lead, deputy)

    _switch(key, wanted, f"The team {name} ({key}) is there.", as_json)


@team_command.command("set")
@click.argument("key")
@click.option("--name", help="What people read.")
@_wishes
@for_machines
def change(
    key: str, name: str | None, channel: str | None, language: str | None, lead: str | None,
    deputy: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Change the name, the channel, the language, the lead or who stands in for them of the team KEY."""

    def wanted(stands: Values | None) -> Values:
        named = {"name": name} if name else {}
        return _there(key, stands) | named | _wished(channel, language, lead, deputy)

    _switch(key, wanted, f"{key} is changed.", as_json)


@team_command.command("join")
@click.argument("key")
@click.argument("email", callback=_as_kept)
@click.option(
    "--takes-tickets/--takes-none", default=True, help="Whether new tickets are given to them by turns."
)
@for_machines
def join(key: str, email: str, takes_tickets: bool, as_json: bool) -> None:
    """Put the person who signs in with EMAIL into the team KEY."""

    def wanted(stands: Values | None) -> Values:
        team = _there(key, stands)
        others = [one for one in team["takers"] if one != email]
        return team | {
            "members": [*team["members"], email],
            "takers": [*others, email] if takes_tickets else others,
        }

    _switch(key, wanted, f"{email} is in {key}.", as_json)


@team_command.command("leave")
@click.argument("key")
@click.argument("email", callback=_as_kept)
@for_machines
def leave(key: str, email: str, as_json: bool) -> None:
    """Take the person who signs in with EMAIL out of the team KEY; their tickets keep their owner."""

    def wanted(stands: Values | None) -> Values:
        team = _there(key, stands)
        if email not in team["members"]:
            raise click.ClickException(f"{email} is not in {key}. Nothing was changed.")
        return team | {part: [one for one in team[part] if one != email] for part in ("members", "takers")}

    _switch(key, wanted, f"{email} is no longer in {key}.", as_json)


@team_command.command("list")
@for_machines
def listed(as_json: bool) -> None:
    """Every team, where it reads and who leads it."""
    settings = config.settings()
    with bare(settings).app_context():
        ours = company_language(db.session(), settings.language)
        teams = [
            {
                "key": team.key, "name": team.name, "channel": team.slack_channel, "language": team.language,
                "lead": team.lead.email if team.lead else None,
                "deputy": team.deputy.email if team.deputy else None, "retired": team.retired_at is not None,
            }
            for team in db.session.scalars(select(Team).order_by(Team.key))
        ]  # fmt: skip
    lines = [
        f"{one['key']:<16} {one['name']:<24} {one['channel'] or f'{settings.slack_channel} {OURS}':<28}"
        f" {one['language'] or f'{ours} {OURS}':<20} {one['lead'] or '-'}"
        for one in teams
    ]
    told(teams, lines, as_json=as_json)


def _switch(key: str, wanted: Callable[[Values | None], Values], said: str, as_json: bool) -> None:
    """The same way as on its page and by its file: checked, refused in words, kept in the history."""
    settings, at, changed = config.settings(), now(), True

    def work() -> None:
        session = db.session()
        ledger.switch_on(session, TEAMS, key, wanted(TEAMS.read(session, key)), HAND, at=at)

    with bare(settings).app_context():
        try:
            unit_of_work(work)
        except Refused as refused:
            reasons = " ".join(refused.say(settings.language).values())
            raise click.ClickException(f"{reasons} Nothing was changed.") from None
        except NothingToChange:
            changed, said = False, "It stands so already: nothing was changed."
    told({"team": key, "changed": changed}, [said], as_json=as_json)


def _wished(channel: str | None, language: str | None, lead: str | None, deputy: str | None) -> Values:
    """What is to be set: nothing said leaves it as it is, "company" makes it the company's."""
    said = {"channel": channel, "language": language, "lead": lead, "deputy": deputy}
    return {name: None if wish == COMPANY else wish for name, wish in said.items() if wish is not None}


def _there(key: str, stands: Values | None) -> Values:
    if stands is None:
        raise click.ClickException(f"There is no team {key}. Nothing was changed.")
    return stands

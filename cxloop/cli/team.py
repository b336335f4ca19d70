"""Teams: who shares a queue, which Slack channel they read and in which language."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import click
from sqlalchemy import select

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.noting import written_down
from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.people import changes
from cxloop.people.models import Membership, Team, User

LONGEST_CHANNEL = 80
COMPANY = "company"
"""Said instead of a channel or a language: the company's."""


@dataclass(frozen=True)
class Wishes:
    """What is to be set; None leaves it as it is."""

    name: str | None
    channel: str | None
    language: str | None
    lead: str | None


@click.group()
def team_command() -> None:
    """Teams, their people, and where and in which language they read."""


def _wishes(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--lead", metavar="EMAIL", help="Who leads it: missed promises call them."),
        click.option("--language", type=click.Choice([*LANGUAGES, COMPANY]), help="Which its channel reads."),
        click.option("--channel", help="Its Slack channel: #north, north, Slack's id, or 'company'."),
    ):
        command = option(command)
    return command


@team_command.command("add")
@click.argument("key")
@click.option("--name", required=True)
@_wishes
def add(key: str, name: str, channel: str | None, language: str | None, lead: str | None) -> None:
    """Add the team KEY."""

    def work() -> None:
        session = db.session()
        if session.scalar(select(Team.id).where(Team.key == key)):
            raise click.ClickException(f"There is a team {key} already. Nothing was changed.")
        team = Team(key=key, name=name)
        session.add(team)
        session.flush()
        _set(team, Wishes(None, channel, language, lead))
        written_down("team_added", team=team.id, lead=team.lead_id)

    with bare(config.settings()).app_context():
        unit_of_work(work)
    click.echo(f"The team {name} ({key}) is there.")


@team_command.command("set")
@click.argument("key")
@click.option("--name")
@_wishes
def change(key: str, name: str | None, channel: str | None, language: str | None, lead: str | None) -> None:
    """Change the name, the channel, the language or the lead of the team KEY."""
    wishes = Wishes(name, channel, language, lead)

    def work() -> None:
        team = _team(key)
        _set(team, wishes)
        told = [wish for wish, said in asdict(wishes).items() if said is not None]
        written_down("team_changed", team=team.id, what=",".join(told), lead=team.lead_id)

    with bare(config.settings()).app_context():
        unit_of_work(work)
    click.echo(f"{key} is changed.")


@team_command.command("join")
@click.argument("key")
@click.argument("email")
@click.option(
    "--takes-tickets/--takes-none", default=True, help="Whether new tickets are given to them by turns."
)
def join(key: str, email: str, takes_tickets: bool) -> None:
    """Put the person who signs in with EMAIL into the team KEY."""

    def work() -> None:
        session, team, person = db.session(), _team(key), _person(email)
        member = session.get(Membership, (team.id, person.id)) or Membership(
            team_id=team.id, user_id=person.id
        )
        member.takes_tickets = takes_tickets
        session.add(member)
        written_down("team_joined", team=team.id, user=person.id, takes_tickets=int(takes_tickets))

    with bare(config.settings()).app_context():
        unit_of_work(work)
    click.echo(f"{email} is in {key}.")


@team_command.command("leave")
@click.argument("key")
@click.argument("email")
def leave(key: str, email: str) -> None:
    """Take the person who signs in with EMAIL out of the team KEY; their tickets keep their owner."""

    def work() -> None:
        session, team, person = db.session(), _team(key), _person(email)
        member = session.get(Membership, (team.id, person.id))
        if member is None:
            raise click.ClickException(f"{email} is not in {key}. Nothing was changed.")
        session.delete(member)
        written_down("team_left", team=team.id, user=person.id)

    with bare(config.settings()).app_context():
        unit_of_work(work)
    click.echo(f"{email} is no longer in {key}.")


@team_command.command("list")
def listed() -> None:
    """Every team, where it reads and who leads it."""
    settings = config.settings()
    with bare(settings).app_context():
        for team in db.session.scalars(select(Team).order_by(Team.key)):
            place = team.slack_channel or f"{settings.slack_channel} (the company's)"
            speaks = team.language or f"{settings.language} (the company's)"
            lead = team.lead.email if team.lead else "-"
            click.echo(f"{team.key:<16} {team.name:<24} {place:<28} {speaks:<20} {lead}")


def _set(team: Team, wishes: Wishes) -> None:
    if wishes.name:
        team.name = wishes.name
    if wishes.channel is not None:
        team.slack_channel = None if wishes.channel == COMPANY else _channel(wishes.channel)
    if wishes.language is not None:
        team.language = None if wishes.language == COMPANY else wishes.language
    if wishes.lead is not None:
        team.lead_id = _person(wishes.lead).id


def _channel(text: str) -> str:
    """As Slack allows: an id, or a name of small letters, figures, "-" and "_"."""
    from cxloop.slack.places import place

    name = place(text)
    plain = name.removeprefix("#").replace("-", "").replace("_", "")
    if not plain or len(name) > LONGEST_CHANNEL + 1 or not plain.isalnum():
        raise click.ClickException(
            f"{text!r} is no Slack channel: a name or its id is expected. Nothing was changed."
        )
    return name


def _team(key: str) -> Team:
    team = db.session.scalars(select(Team).where(Team.key == key)).first()
    if team is None:
        raise click.ClickException(f"There is no team {key}. Nothing was changed.")
    return team


def _person(email: str) -> User:
    person = changes.of_email(db.session(), email)
    if person is None:
        raise click.ClickException(f"Nobody signs in with {email}. Nothing was changed.")
    return person

"""People who sign in."""

import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import select

from cxloop import config
from cxloop.bare import bare
from cxloop.cli import being_away, inviting, ways_in
from cxloop.cli.inviting import HAND, known
from cxloop.cli.noting import written_down
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.loop import act
from cxloop.people import changes, sign_ins
from cxloop.people.company import company_language
from cxloop.people.models import Role, Team, User
from cxloop.people.passwords import weakness
from cxloop.people.teams import default_team
from cxloop.settings import colleagues, memberships, own
from cxloop.settings.sentences import Refused


@click.group()
def user_command() -> None:
    """People who sign in."""


user_command.add_command(inviting.invite)
user_command.add_command(inviting.change)
user_command.add_command(being_away.away_command)
user_command.add_command(ways_in.unlink)
user_command.add_command(ways_in.reset_code)


@user_command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What colleagues read.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.FRONTLINE.value,
    show_default=True,
    help="What they may do.",
)
@click.option("--team", "team_key", help="The key of their team; the first team unless given.")
@click.option("--password", help="At least 12 characters; one is made and shown when left out.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Which they read; the site's unless given.")
@for_machines
def add(
    email: str,
    name: str,
    role: str,
    team_key: str | None,
    password: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Add somebody who signs in with EMAIL."""
    settings = config.settings()
    chosen = password or secrets.token_urlsafe(12)
    if why := weakness(chosen):
        raise click.ClickException(f"The password is refused: {why.replace('_', ' ')}. Nobody was added.")

    def work() -> None:
        session = db.session()
        team = session.scalar(select(Team).where(Team.key == team_key)) if team_key else default_team(session)
        if team is None:
            raise click.ClickException(f"There is no team {team_key}. Nobody was added.")
        own = None if role == Role.ADMINISTRATOR else team
        try:
            made = changes.add(
                session, email=email, name=name, role=Role(role), at=now(), team=own,
                language=language or company_language(session, settings.language), password=chosen,
            )  # fmt: skip
            if made.role == Role.LEAD:
                session.expire(team, ["memberships"])
                memberships.lead_where_nobody_does(session, made, HAND, now())
        except changes.KnownAlready:
            raise click.ClickException(f"{email} is known already. Nothing was changed.") from None

    with bare(settings).app_context():
        unit_of_work(work)
    said = f"{name} can sign in with {email}" + ("" if password else f" and the password {chosen}")
    told({"email": email, "name": name, "password": None if password else chosen}, [said], as_json=as_json)


@user_command.command("link")
@click.argument("email")
@click.option("--slack-team", required=True, help="Slack's id of the workspace, such as T0123ABCD.")
@click.option("--slack-user", required=True, help="Slack's id of the person, such as U0123ABCD.")
@for_machines
def link(email: str, slack_team: str, slack_user: str, as_json: bool) -> None:
    """Link the person who signs in with EMAIL to their Slack user, so that their buttons work."""

    def work() -> str:
        session = db.session()
        person = known(email)
        holder = session.scalar(
            select(User).where(User.slack_team == slack_team, User.slack_user == slack_user)
        )
        if holder is not None and holder.id != person.id:
            raise click.ClickException(f"That Slack user is linked to {holder.email}. Nothing was changed.")
        person.slack_team, person.slack_user = slack_team, slack_user
        written_down("user_linked", user=person.id)
        return person.name

    with bare(config.settings()).app_context():
        name = unit_of_work(work)
    facts = {"email": email, "slack_team": slack_team, "slack_user": slack_user}
    told(facts, [f"{name} is linked to {slack_user} of {slack_team}."], as_json=as_json)


@user_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def listed(as_json: bool) -> None:
    """Who can sign in, as what, who is expected, and who has left."""
    with bare(config.settings()).app_context():
        session = db.session()
        seen = sign_ins.last_seen(session)
        people: list[dict[str, Any]] = [
            {
                "email": one.email, "name": one.name, "role": one.role, "language": one.language,
                "time_zone": one.time_zone, **{field.name: getattr(one, field.name) for field in own.OF_COLLEAGUES},
                "teams": sorted(membership.team.key for membership in one.memberships),
                "state": "deactivated" if not one.is_active else "invited" if one.invited_at else "here",
                "last_seen": seen[one.id].isoformat() if one.id in seen else None,
            }
            for one in session.scalars(select(User).order_by(User.email))
        ]  # fmt: skip
    lines = [
        f"{one['email']:<34} {one['role']:<14} {', '.join(one['teams']) or '-'}"
        + ("" if one["state"] == "here" else f"  ({one['state']})")
        for one in people
    ]
    told(people, lines, as_json=as_json)


@user_command.command("password")
@click.argument("email")
@click.option("--password", help="At least 12 characters; one is made and shown when left out.")
@for_machines
def password_command(email: str, password: str | None, as_json: bool) -> None:
    """Give the person who signs in with EMAIL a new password; their sessions end."""
    chosen = password or secrets.token_urlsafe(12)
    if why := weakness(chosen):
        raise click.ClickException(
            f"The password is refused: {why.replace('_', ' ')}. The old one still works."
        )
    _change(email, lambda person: changes.change_password(db.session(), person, chosen, now()))
    said = f"{email} has a new password" + ("." if password else f": {chosen}")
    told({"email": email, "password": None if password else chosen}, [said], as_json=as_json)


@user_command.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@for_machines
def role_command(email: str, role: str, as_json: bool) -> None:
    """Give the person who signs in with EMAIL another ROLE; their sessions end."""
    _change(email, lambda person: colleagues.change_role(db.session(), person, Role(role), HAND, now()))
    told({"email": email, "role": role}, [f"{email} is {role} from the next sign-in."], as_json=as_json)


@user_command.command("deactivate")
@click.argument("email")
@click.option(
    "--tickets",
    type=click.Choice(act.WAYS),
    default="stay",
    show_default=True,
    help="What becomes of their open tickets: they stay, go to the team's queue, or to colleagues by turns.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def deactivate_command(email: str, tickets: str, as_json: bool) -> None:
    """Let the person who signs in with EMAIL in no more; their sessions end, what they did stays."""
    given: list[act.Given] = []
    owners: dict[int, str] = {}

    def work(person: User) -> None:
        given[:] = act.leave(db.session(), person, tickets, by=None, at=now(), via="cli")
        owners.update({one.id: one.email for one in db.session.scalars(select(User))})

    _change(email, work)
    to = Counter(owners[one.owner_id] if one.owner_id else "queue" for one in given)
    where = ", ".join(f"{owner} {count}" for owner, count in sorted(to.items())) or "none"
    told({"email": email, "tickets": dict(to)}, (
        f"{email} cannot sign in any more. Their open tickets are now with: {where}.",
        "Programs that act in their name are turned away: take them over under Listen › Programs.",
    ), as_json=as_json)  # fmt: skip


@user_command.command("reactivate")
@click.argument("email")
@for_machines
def reactivate_command(email: str, as_json: bool) -> None:
    """Let the person who signs in with EMAIL in again."""
    _change(email, lambda person: changes.reactivate(db.session(), person, now()))
    told({"email": email, "active": True}, [f"{email} can sign in again."], as_json=as_json)


def _change(email: str, change: Callable[[User], None]) -> None:
    with bare(config.settings()).app_context():
        try:
            unit_of_work(lambda: change(known(email)))
        except changes.LastAdministrator:
            raise click.ClickException(
                f"{email} is the only administrator: make somebody else one first. Nothing was changed."
            ) from None
        except Refused as refused:
            raise click.ClickException(" ".join(refused.say(LANGUAGES[0]).values())) from None

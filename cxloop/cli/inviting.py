"""Inviting people, and saying how they are called and read."""

from typing import Any

import click
from sqlalchemy import select

from cxloop import config
from cxloop.audit_log import By
from cxloop.bare import bare
from cxloop.cli.telling import told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.mail import access
from cxloop.people import access_links, changes, letting_in
from cxloop.people.access_links import INVITATION, RESET
from cxloop.people.company import company_language
from cxloop.people.models import Role, Team, User
from cxloop.people.policies import STAFF
from cxloop.settings import colleagues, fields, memberships, own
from cxloop.settings.ledger import Hand
from cxloop.settings.sentences import Refused

HERE = By(None, "cli")
HAND = Hand(None, "cli")


@click.command("invite")
@click.argument("email")
@click.option("--name", help="Needed for somebody new.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.FRONTLINE.value,
    show_default=True,
    help="What they may do.",
)
@click.option("--team", "teams", multiple=True, help="The key of a team; may come several times.")
@click.option("--takes-tickets/--takes-none", default=True, help="Whether these teams give them new tickets.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Which they read; the site's unless given.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def invite(
    email: str, name: str | None, role: str, teams: tuple[str, ...], takes_tickets: bool, language: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Invite EMAIL, and print the link with which they choose a password and come in; it works once.

    Somebody who was invited and has not come gets another link; somebody who is here, one for another password.
    """
    settings, at = config.settings(), now()

    def work() -> dict[str, object]:
        session = db.session()
        person = changes.of_email(session, email)
        if person is None:
            person = _new(
                email,
                name,
                Role(role),
                teams,
                takes_tickets,
                language or company_language(session, settings.language),
            )
        elif not person.is_active:
            raise click.ClickException(f"{email} is deactivated: reactivate them first. Nothing was changed.")
        one = letting_in.link_for(session, person, INVITATION if person.invited_at else RESET, HERE, at)
        return {
            "email": person.email, "name": person.name, "purpose": one.purpose,
            "link": settings.public_url + access_links.path_of(settings.secret_key, one),
            "works_until": one.works_until.isoformat(), "letter": access.send(session, settings, one, at),
        }  # fmt: skip

    with bare(settings).app_context():
        made = unit_of_work(work)
    lines = [
        f"{made['name']} chooses a password with this link, once, until {str(made['works_until'])[:16]} UTC:"
    ]
    lines.append(f"  {made['link']}")
    lines.append(
        "A letter takes it to them too." if made["letter"] else "No letter takes it there: hand it over."
    )
    told(made, lines, as_json=as_json)


@click.command("set")
@click.argument("email")
@click.option("--name", help="What colleagues read.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Which they read.")
@click.option("--time-zone", help="Such as Europe/Rome, or 'company'.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Their sessions end.")
@click.option("--phone", help="'none' takes it away.")
@click.option(
    "--hand-overs", type=click.Choice([code for code, _said in own.HANDED_OVER.among]), help="How they hear."
)
@click.option(
    "--missed",
    type=click.Choice([code for code, _said in own.MISSED.among]),
    help="How they hear of promises.",
)
@click.option("--quiet", help="Such as 20:00-8:00, or 'none'.")
@click.option("--daily-limit", help="New tickets a day by turns, or 'none'.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def change(
    email: str, name: str | None, language: str | None, time_zone: str | None, role: str | None, phone: str | None,
    hand_overs: str | None, missed: str | None, quiet: str | None, daily_limit: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Change how the person who signs in with EMAIL is called, read, reached, what they may, or what they are given."""
    wanted: dict[str, Any] = {
        field: value for field, value in {"name": name, "language": language}.items() if value
    }
    try:
        if time_zone:
            zone = None if time_zone == "company" else fields.Zone("time_zone", "").read(time_zone)
            wanted["time_zone"] = zone
        asked = zip(own.OF_COLLEAGUES, (phone, hand_overs, missed, quiet, daily_limit), strict=True)
        wanted |= {
            field.name: field.read(None if one == "none" else one) for field, one in asked if one is not None
        }
    except Refused as refused:
        raise click.ClickException(" ".join(refused.say(LANGUAGES[0]).values())) from None
    at = now()

    def work() -> list[str]:
        session, person = db.session(), known(email)
        changed = changes.describe(session, person, wanted, HERE, at)
        if role and role != person.role:
            colleagues.change_role(session, person, Role(role), HAND, at)
            changed.append("role")
        return changed

    with bare(config.settings()).app_context():
        try:
            changed = unit_of_work(work)
        except changes.LastAdministrator:
            raise click.ClickException(
                f"{email} is the only administrator: make somebody else one first. Nothing was changed."
            ) from None
        except Refused as refused:
            raise click.ClickException(" ".join(refused.say(LANGUAGES[0]).values())) from None
    said = (
        f"{email}: changed {', '.join(changed)}."
        if changed
        else f"{email} is so already: nothing was changed."
    )
    told({"email": email, "changed": changed}, [said], as_json=as_json)


def known(email: str) -> User:
    person = changes.of_email(db.session(), email)
    if person is None:
        raise click.ClickException(f"Nobody signs in with {email}. Nothing was changed.")
    return person


def _new(
    email: str, name: str | None, role: Role, teams: tuple[str, ...], takes_tickets: bool, language: str
) -> User:
    session, at = db.session(), now()
    try:
        address = str(fields.Email("email", "").read(email))
        called = fields.Words("name", "", required=True).read(name)
    except Refused as refused:
        wrong = ", ".join(f"{field}: {why}" for field, why in refused.say(LANGUAGES[0]).items())
        raise click.ClickException(f"{wrong} Nobody was invited.") from None
    if teams and role not in STAFF:
        raise click.ClickException(f"{role} works on no tickets: leave --team out. Nobody was invited.")
    there = set(session.scalars(select(Team.key).where(Team.retired_at.is_(None))))
    if strange := sorted(set(teams) - there):
        raise click.ClickException(f"There is no team {', '.join(strange)}. Nobody was invited.")
    person = letting_in.invite(
        session, email=address, name=called, role=role, language=language, by=HERE, at=at
    )
    try:
        memberships.put_into(session, person, dict.fromkeys(teams, takes_tickets), HAND, at)
        if role == Role.LEAD:
            memberships.lead_where_nobody_does(session, person, HAND, at)
    except Refused as refused:
        raise click.ClickException(" ".join(refused.say(LANGUAGES[0]).values())) from None
    return person

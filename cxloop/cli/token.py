"""Tokens of programs that call the API."""

import json
from datetime import datetime, timedelta

import click
from sqlalchemy import select

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import tokens
from cxloop.people.models import User
from cxloop.people.programs import ApiToken
from cxloop.people.scopes import UnknownScope, scopes_named


@click.group()
def token_command() -> None:
    """Tokens of programs that call the API."""


@token_command.command("add")
@click.option("--name", required=True, help="What the program is, such as “CRM”.")
@click.option(
    "--scopes", required=True, help="all, read, or names between commas: responses:write,tickets:read"
)
@click.option(
    "--expires", type=click.IntRange(1, 3650), metavar="DAYS", help="Ends by itself after so many days."
)
@click.option(
    "--as", "email", metavar="EMAIL", help="Whose steps its steps are; the first administrator unless given."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def add(name: str, scopes: str, expires: int | None, email: str | None, as_json: bool) -> None:
    """Make a token. It is shown once."""
    try:
        chosen = scopes_named(scopes)
    except UnknownScope as unknown:
        raise click.ClickException(
            f"{str(unknown)[:1].upper()}{str(unknown)[1:]}. No token was made."
        ) from None
    if not name.strip():
        raise click.ClickException("A token needs a name. No token was made.")

    def work() -> tuple[ApiToken, str]:
        session = db.session()
        lasts = timedelta(days=expires) if expires else None
        return tokens.make(session, name.strip()[:100], chosen, at=now(), by_id=_acts_as(email), lasts=lasts)

    with bare(config.settings()).app_context():
        token, secret = unit_of_work(work)
    if as_json:
        click.echo(json.dumps({"id": token.id, "name": token.name, "token": secret, **_told(token)}))
        return
    click.echo(
        f"The token of {token.name}, shown this once:\n\n  {secret}\n\nIt may: {', '.join(token.scopes)}"
    )


@token_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def list_(as_json: bool) -> None:
    """Every token: what it may, and when it was used last."""
    with bare(config.settings()).app_context():
        found = tokens.all_tokens(db.session())
        if as_json:
            click.echo(json.dumps([{"id": one.id, "name": one.name, **_told(one)} for one in found]))
            return
        for one in found:
            state = "revoked" if one.revoked_at else f"used {_moment(one.last_used_at) or 'never'}"
            if one.created_by and not one.created_by.is_active:
                state += f"; {one.created_by.email} is deactivated"
            click.echo(f"{one.id:>4}  {one.prefix}…  {one.name}  ({', '.join(one.scopes)}; {state})")
        if not found:
            click.echo("There is no token. Make one: cxloop token add --name NAME --scopes read")


@token_command.command("revoke")
@click.argument("number", type=int)
@for_machines
def revoke(number: int, as_json: bool) -> None:
    """Revoke the token with this NUMBER at once."""
    with bare(config.settings()).app_context():
        ended = unit_of_work(lambda: tokens.revoke(db.session(), number, now()))
    if not ended:
        raise click.ClickException(f"There is no working token {number}. Nothing was changed.")
    told({"revoked": number}, [f"Token {number} is revoked."], as_json=as_json)


def _acts_as(email: str | None) -> int | None:
    session = db.session()
    if email is None:
        first = tokens.first_administrator(session)
        return first.id if first else None
    person = session.scalar(select(User.id).where(User.email == email.strip().casefold(), User.is_active))
    if person is None:
        raise click.ClickException(f"Nobody signs in with {email}. No token was made.")
    return person


def _told(token: ApiToken) -> dict[str, object]:
    return {
        "prefix": token.prefix, "scopes": token.scopes, "expires_at": _moment(token.expires_at),
        "last_used_at": _moment(token.last_used_at), "revoked_at": _moment(token.revoked_at),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None

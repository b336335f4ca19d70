"""The trail of every ticket."""

import json

import click
from sqlalchemy import select

from cxloop import config
from cxloop.bare import bare
from cxloop.database import db
from cxloop.tickets import trail
from cxloop.tickets.models import Ticket


@click.group()
def audit_command() -> None:
    """The trail of every ticket."""


@audit_command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def verify(as_json: bool) -> None:
    """Check that no event of any ticket was changed, removed or put in between."""
    broken = []
    with bare(config.settings()).app_context():
        numbers = list(db.session.scalars(select(Ticket.id).order_by(Ticket.id)))
        for number in numbers:
            event = trail.broken_at(db.session(), number)
            db.session.expunge_all()
            if event is not None:
                broken.append({"ticket": number, "event": event})
    if as_json:
        click.echo(json.dumps({"tickets": len(numbers), "broken": broken}))
    else:
        click.echo(f"{len(numbers)} tickets, {len(broken)} with a broken trail.")
        for found in broken:
            click.echo(
                f"ticket {found['ticket']}: event {found['event']} does not follow from the one before it"
            )
    raise SystemExit(1 if broken else 0)

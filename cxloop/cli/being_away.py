"""Saying that somebody is away, and that they are back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.inviting import HERE, known
from cxloop.cli.telling import told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.loop import act
from cxloop.people import absences
from cxloop.people.models import User
from cxloop.settings import away
from cxloop.settings.sentences import Refused

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.command("away")
@click.argument("email")
@click.option("--from", "first", type=DAY, help="The first day away, such as 2026-08-03.")
@click.option("--to", "last", type=DAY, help="The last day away; one day, if left out.")
@click.option("--deputy", help="The e-mail of who stands in.")
@click.option(
    "--tickets",
    type=click.Choice(absences.WAYS),
    default="keep",
    show_default=True,
    help="Open tickets stay, stay and are looked after, or are handed over.",
)
@click.option(
    "--back", is_flag=True, help="They are back already: it ends now, and what nobody worked on comes back."
)
@click.option("--dry-run", is_flag=True, help="Only say what would become of the open tickets.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def away_command(
    email: str, first: datetime | None, last: datetime | None, deputy: str | None, tickets: str, back: bool,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say that EMAIL is away, or list when they are. Who is away is given nothing new."""
    with bare(config.settings()).app_context():
        if back:
            _done(lambda: _back(known(email)), as_json)
        elif first is not None:
            days = first.date(), (last or first).date()
            _done(lambda: _gone(known(email), days, deputy, tickets, dry_run), as_json)
        else:
            _listed(known(email), as_json)


def _gone(
    person: User, days: tuple[date, date], deputy: str | None, tickets: str, dry_run: bool
) -> tuple[dict[str, Any], list[str]]:
    session, at = db.session(), now()
    named = known(deputy) if deputy else None
    made = away.announce(session, person, away.Plan(*days, named, tickets), HERE, at)
    becomes = act.while_away(session, person, tickets, named, at)
    emails = {user.id: user.email for user in session.query(User)}
    told_of = [{"ticket": ticket.id, "owner": emails[owner_id]} for ticket, owner_id in becomes]
    lines = [f"  ticket {one['ticket']}: {one['owner']}" for one in told_of]
    if dry_run:
        session.rollback()
        lines.insert(0, "Nothing was written down. Of the open tickets, these would be:")
    else:
        handed = act.begin_absence(session, made, at)
        lines = [
            f"{person.email} is away from {days[0]} to {days[1]}; {handed} tickets were handed over now."
        ]
    said = {
        "email": person.email,
        "first": str(days[0]),
        "last": str(days[1]),
        "dry_run": dry_run,
        "tickets": told_of,
    }
    return said, lines


def _back(person: User) -> tuple[dict[str, Any], list[str]]:
    session, at = db.session(), now()
    running = absences.away(session, at).get(person.id)
    if running is None:
        raise click.ClickException(f"{person.email} is not away. Nothing was changed.")
    away.cut_short(session, running, HERE, at)
    back = act.end_absence(session, running, at)
    return {"email": person.email, "came_back": back}, [
        f"{person.email} is back; {len(back)} tickets came back."
    ]


def _listed(person: User, as_json: bool) -> None:
    session, at = db.session(), now()
    zone = away.zone_of(session, person)
    found = [
        {
            "first": str(first), "last": str(last), "deputy": one.deputy.email if one.deputy else None,
            "tickets": one.tickets, "now": one.begins_at <= at,
        }
        for one in absences.ahead(session, person.id, at)
        for first, last in [away.days_of(one, zone)]
    ]  # fmt: skip
    lines = [
        f"{one['first']} to {one['last']}  deputy {one['deputy'] or '-'}  tickets {one['tickets']}"
        + ("  (now)" if one["now"] else "")
        for one in found
    ]
    told(found, lines or [f"{person.email} is not away, and nothing is written down."], as_json=as_json)


def _done(work: Callable[[], tuple[dict[str, Any], list[str]]], as_json: bool) -> None:
    try:
        said, lines = unit_of_work(work)
    except Refused as refused:
        raise click.ClickException(
            f"{' '.join(refused.say(LANGUAGES[0]).values())} Nothing was changed."
        ) from None
    told(said, lines, as_json=as_json)

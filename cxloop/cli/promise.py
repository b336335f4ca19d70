"""What a promise means: its deadlines and every step, if nobody moves."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from cxloop import config
from cxloop.bare import bare
from cxloop.calendars.working_time import WorkingTime
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db
from cxloop.people.models import Team
from cxloop.settings import reading
from cxloop.settings.parts import PARTS
from cxloop.settings.parts.promise import ONLY, policy_of
from cxloop.settings.sentences import Refused
from cxloop.tickets import policies
from cxloop.tickets.foretold import Foretold, foretell, say
from cxloop.tickets.models import Policy


@click.command()
@click.argument(
    "path", metavar="[FILE]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--policy", "key", help="The policy in force, by its key; without FILE it is the one that stands."
)
@click.option(
    "--opened",
    required=True,
    help="When the ticket opens, such as 2026-12-24T16:30, on the calendar's clock.",
)
@click.option("--priority", type=click.Choice(("urgent", "normal")), default="normal", help="Of the ticket.")
@click.option("--tier", help="Of the customer's company.")
@click.option("--team", "team_key", help="Whose ticket it is, by its key: its calendar counts.")
@for_machines
def promise_command(
    path: Path | None, key: str | None, opened: str, priority: str, tier: str | None, team_key: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Show the deadlines of a ticket and everything that happens if nobody moves, by FILE (settings) or what stands.

    Nothing is changed.
    """
    settings = config.settings()
    with bare(settings).app_context():
        session = db.session()
        policy = _policy(session, path, key, settings.language)
        team = session.query(Team).filter_by(key=team_key).first() if team_key else None
        if team_key and team is None:
            raise click.ClickException(f"There is no team {team_key!r}.")
        seen = foretell(session, policy, _moment(opened), priority=priority, tier=tier, team=team)
        facts, lines = _facts(seen, settings.language), _lines(seen, settings.language)
        session.rollback()
    told(facts, lines, as_json=as_json)


def _policy(session: Session, path: Path | None, key: str | None, language: str) -> Policy:
    """That of the file beside what stands, or the one in force."""
    part = PARTS[ONLY]
    if path is None:
        policy = policies.standing_policy(session) or policies.first_policy()
        if key not in (None, policy.key, ONLY):
            raise click.ClickException(f"There is no policy {key!r}: {policy.key!r} is in force.")
        return policy
    try:
        with path.open("rb") as file:
            content = file.read(reading.LARGEST_FILE + 1)
        given = reading.read(content, is_json=path.suffix.lower() == ".json").get(ONLY)
    except reading.Unreadable as wrong:
        raise click.ClickException(f"{path}: {wrong.reason.say(language)}") from None
    if not isinstance(given, dict):
        raise click.ClickException(f"{path}: a table [{ONLY}] is expected, as `settings show` prints it.")
    before = part.read(session, ONLY) or {}
    try:
        return policy_of(session, part.checked(session, ONLY, before | given, before), now())
    except Refused as refused:
        reasons = "\n".join(f"  {name}: {why}" for name, why in refused.say(language).items())
        raise click.ClickException(f"{path} makes no promise:\n{reasons}") from None


def _moment(opened: str) -> Callable[[WorkingTime], datetime]:
    try:
        said = datetime.fromisoformat(opened)
    except ValueError:
        said = None
    if said is None or not 1970 <= said.year <= 2200:
        raise click.BadParameter(
            f"{opened!r} is no moment: 2026-12-24T16:30 is expected.", param_hint="--opened"
        )
    return lambda calendar: said if said.tzinfo else said.replace(tzinfo=calendar.zone)


def _facts(seen: Foretold, language: str) -> dict[str, Any]:
    zone = seen.calendar.zone
    return {
        "opened_at": seen.opened_at.astimezone(zone).isoformat(),
        "zone": zone.key,
        "first_contact_due_at": seen.due.first_contact_due_at.astimezone(zone).isoformat(),
        "resolution_due_at": seen.due.resolution_due_at.astimezone(zone).isoformat(),
        "steps": [
            {
                "at": step.at.astimezone(zone).isoformat(), "what": step.what, "promise": step.promise,
                "name": step.name, "to": step.to, "share": step.share or None, "after_minutes": step.after or None,
                "words": say(step, {}).say(language),
            }
            for step in seen.steps
        ],
    }  # fmt: skip


def _lines(seen: Foretold, language: str) -> list[str]:
    zone = seen.calendar.zone
    return [
        f"{step.at.astimezone(zone):%Y-%m-%d %H:%M} {say(step, {}).say(language)}" for step in seen.steps
    ] + [f"Moments are on the clock of {zone.key}."]

"""The trail of every ticket and the audit log: whether they are whole, their anchors, and what the log says."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from cxloop import config
from cxloop.audit_log.kinds import KINDS
from cxloop.audit_log.queries import Wanted, newest
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import db, is_postgresql
from cxloop.loop import keep
from cxloop.people import changes
from cxloop.trails.anchors import in_file
from cxloop.trails.findings import Report
from cxloop.trails.models import TrailTally


@click.group()
def audit_command() -> None:
    """The trail of every ticket, and the audit log."""


@audit_command.command("verify")
@click.option("--anchor", "given", metavar="ANCHOR", help="One that was printed, from wherever you kept it.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def verify(given: str | None, as_json: bool) -> None:
    """Check that no event was changed, moved, removed or added, in any trail and in the audit log.

    Every anchor is checked too: those in the database, those in the file beside it, and the one given.
    Exit 1: something is not as it was written.
    """
    settings = config.settings()
    try:
        kept = in_file(settings.var)
    except OSError as error:
        raise click.ClickException(f"The file of anchors cannot be read: {error.strerror}.") from None
    with bare(settings).app_context(), _readable():
        session = db.session()
        if is_postgresql(session):  # one moment for all that is read; SQLite gives it anyway
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        events = session.scalar(select(func.coalesce(func.sum(TrailTally.events), 0))) or 0
        with click.progressbar(length=int(events), label="Checking", file=sys.stderr) as bar:
            report = keep.verify_trails(session, kept, given, bar.update)
    if as_json:
        click.echo(json.dumps({**report.as_json(), "anchors_in_file": len(kept)}))
    else:
        _say(report, len(kept))
    raise SystemExit(1 if report.count else 0)


@audit_command.command("anchor")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def anchor(as_json: bool) -> None:
    """Seal what all trails hold now, and print it in one word: keep it somewhere else.

    The worker does so once a day. `audit verify --anchor` later tells whether all of that is still there.
    """
    from cxloop.jobs import anchor as seal

    settings = config.settings()
    with bare(settings).app_context(), _readable():
        made = seal(settings, now(), daily=False)
    if as_json:
        click.echo(json.dumps({"anchor": made.printed() if made else None}))
    elif made is None:
        click.echo("Nothing was written since the last anchor.")
    else:
        click.echo(made.printed())


@audit_command.command("show")
@click.option("--most", type=click.IntRange(1, 100_000), default=50, show_default=True, help="So many lines.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option(
    "--person", "email", metavar="EMAIL", help="Only what this person did, or what was done about them."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def show(most: int, kind: str | None, email: str | None, as_json: bool) -> None:
    """What the audit log says, the newest first: who came in or was turned away, and who changed what."""
    with bare(config.settings()).app_context(), _readable():
        person = changes.of_email(db.session(), email) if email else None
        if email and person is None:
            raise click.ClickException(f"Nobody signs in with {email}.")
        lines = newest(db.session(), Wanted(kind, person.id if person else None), most=most)
        told = [
            {
                "at": line.at.isoformat(timespec="seconds"), "kind": line.kind, "actor": line.actor_id,
                "program": line.program, "via": line.via, "facts": line.facts,
            }
            for line in lines
        ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(told))
        return
    for line in told:
        who = f"user {line['actor']}" if line["actor"] else "nobody signed in"
        who += f" with {line['program']}" if line["program"] else ""
        click.echo(f"{line['at']}  {line['kind']}  by {who} ({line['via']})  {json.dumps(line['facts'])}")
    if not told:
        click.echo("The audit log has no such line.")


def _say(report: Report, in_the_file: int) -> None:
    click.echo(
        f"{report.trails['ticket']} tickets with {report.events['ticket']} events, "
        f"{report.events['audit']} lines of the audit log, {report.anchors} anchors ({in_the_file} in the file)."
    )
    for finding in report.found:
        click.echo(finding.sentence())
    if report.count > len(report.found):
        click.echo(f"… and {report.count - len(report.found)} more.")
    click.echo(f"{report.count} faults." if report.count else "All of it is as it was written.")


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be read ({type(error.orig).__name__}). Has it its tables? "
            "They are made by: python -m cxloop migrate"
        ) from None

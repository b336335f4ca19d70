"""One pass of the auditor, for an operator to do now."""

import json
from datetime import timedelta

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import db
from cxloop.reports.intake import begin
from cxloop.reports.intake_rules import by_rule

DAYS = 7


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def reconcile_command(as_json: bool) -> None:
    """See whether every answer has its ticket and every ticket its alert, and mend what is missing.

    Exit 1: something is missing that could not be mended.
    """
    from cxloop.jobs import audit

    at = now()
    with bare(config.settings()).app_context():
        became = audit(at)
        rules = by_rule(db.session(), begin(db.session(), at, timedelta(days=DAYS)), at)
    if as_json:
        counted = [
            {"rule": row.name, "answers": row.answers, **row.outcomes, "alerts": row.alerts} for row in rules
        ]
        gaps = {"found": became.found, "mended": became.mended, "shown": became.shown, "gone": became.gone}
        click.echo(json.dumps(gaps | {"rules": counted}))
        raise SystemExit(1 if became.shown else 0)
    for row in rules:
        outcomes = ", ".join(f"{count} {name}" for name, count in row.outcomes.items() if count)
        alerts = ", ".join(f"{count} {name}" for name, count in row.alerts.items() if count) or "none"
        click.echo(f"{row.name}: {row.answers} answers in {DAYS} days: {outcomes}; alerts: {alerts}")
    for kind, subject in became.mended:
        click.echo(f"mended       {kind}  {subject}")
    for kind, subject in became.gone:
        click.echo(f"whole again  {kind}  {subject}")
    for kind, subject in became.shown:
        click.echo(f"missing      {kind}  {subject}")
    if not (became.mended or became.shown or became.gone):
        click.echo("Nothing is missing.")
    raise SystemExit(1 if became.shown else 0)

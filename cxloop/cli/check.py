"""What is missing for a start."""

import click
from sqlalchemy import text

from cxloop import config
from cxloop.bare import ROOT, bare
from cxloop.database import db
from cxloop.reports.intake_gaps import silent_drops


@click.command()
def check_command() -> None:
    """Say what is missing before cxloop can run."""
    settings = config.settings()
    missing = []
    dropped = 0
    if not (ROOT / "static" / "vendor" / "htmx.min.js").exists():
        missing.append("The front-end packages are not installed: run `make setup`.")
    with bare(settings).app_context():
        try:
            db.session.execute(text("SELECT 1 FROM ticket LIMIT 1"))
            dropped = silent_drops(db.session())
        except Exception as error:
            missing.append(
                f"The database is not ready ({type(error).__name__}): run `python -m cxloop migrate`."
            )
    for line in missing:
        click.echo(line)
    if dropped:
        click.echo(
            f"{dropped} answers that needed somebody have no ticket: see /listen, or `python -m cxloop reconcile`."
        )
    if not settings.slack_token:
        click.echo("No Slack token: alerts are printed by the worker.")
    if not settings.smtp_url:
        click.echo("No mail server: letters are printed by the worker.")
    if missing:
        raise SystemExit(1)
    click.echo("Everything needed is here.")

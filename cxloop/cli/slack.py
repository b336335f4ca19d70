"""Slack, as an operator looks at it."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import db


@click.group()
def slack_command() -> None:
    """The connection to Slack."""


@slack_command.command("check")
def check() -> None:
    """Ask Slack whether token, scopes and channels are right; nothing is posted."""
    from cxloop.slack.checking import checked, places_of

    settings = config.settings()
    if not settings.slack_token:
        raise click.ClickException(
            "CXLOOP_SLACK_TOKEN is not set: alerts go by mail, or are printed by the worker."
        )
    from cxloop.slack.client import SlackClient

    with bare(settings).app_context():
        places = places_of(db.session(), settings)
        db.session.rollback()
        slack = SlackClient(settings.slack_token, settings.slack_api_url, now)
        try:
            lines = checked(slack, places, has_secret=bool(settings.slack_signing_secret))
        finally:
            slack.close()
    for line in lines:
        click.echo(("" if line.is_well else "✗ ") + line.text)
    if not all(line.is_well for line in lines):
        raise SystemExit(1)

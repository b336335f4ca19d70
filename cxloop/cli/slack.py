"""Slack, as an operator looks at it."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db


@click.group()
def slack_command() -> None:
    """The connection to Slack."""


@slack_command.command("check")
@for_machines
def check(as_json: bool) -> None:
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
    is_well = all(line.is_well for line in lines)
    facts = {"ok": is_well, "checks": [{"ok": line.is_well, "found": line.text} for line in lines]}
    told(facts, [("" if line.is_well else "✗ ") + line.text for line in lines], as_json=as_json)
    if not is_well:
        raise SystemExit(1)

"""One pass of the clock, and one drain of the outbox: what the worker does every minute, for an operator to do now."""

import json
import sys
from collections.abc import Mapping
from contextlib import nullcontext, redirect_stdout
from datetime import timedelta

import click

from cxloop import config
from cxloop.clock import now

WORDS = {
    "sent": "sent",
    "found": "found already there",
    "updated": "updated",
    "unchanged": "already up to date",
    "nothing_to_tell": "no longer needed",
    "retried": "to be tried again",
    "unknown_error": "to be tried again (unknown answer)",
    "crashed": "failed in our own code",
    "rerouted": "sent another way",
    "dead": "given up",
    "put_back": "put back",
    "escalated": "escalated",
    "nudged": "looked at for a warning or a call",
    "expired": "closed without an answer",
    "anchored": "anchor of the trails made",
    "reminded": "looked at for a reminder",
}


@click.command()
@click.option("--most", default=10_000, show_default=True, help="Stop after so many alerts.")
@click.option("--wait/--no-wait", default=True, help="Wait for a channel's pace of one message a second.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def deliver_command(most: int, wait: bool, as_json: bool) -> None:
    """Send every alert that is due."""
    from cxloop.bare import bare
    from cxloop.slack.delivery import PATIENCE, deliver_all

    settings = config.settings()
    aside = redirect_stdout(sys.stderr) if as_json else nullcontext()  # what the console's doubles print
    with bare(settings).app_context(), aside:
        counts = deliver_all(settings, most=most, patience=PATIENCE if wait else timedelta(0))
    _say(counts, as_json, nothing="Nothing was due.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def tick_command(as_json: bool) -> None:
    """Escalate what is overdue and close what stayed silent."""
    from cxloop.bare import bare
    from cxloop.jobs import anchor, tick

    settings = config.settings()
    with bare(settings).app_context():
        counts = tick(now())
        counts["anchored"] = int(anchor(settings, now()) is not None)
    _say({name: count for name, count in counts.items() if count}, as_json, nothing="Nothing was due.")


def _say(counts: Mapping[str, int], as_json: bool, *, nothing: str) -> None:
    if as_json:
        click.echo(json.dumps(dict(counts)))
        return
    for name, count in counts.items():
        click.echo(f"{count:>6}  {WORDS.get(name, name)}")
    if not counts:
        click.echo(nothing)

"""The tallies reports read."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.database import db, unit_of_work
from cxloop.reports import rollups


@click.command()
def rebuild_rollups_command() -> None:
    """Tally every stored answer again."""
    with bare(config.settings()).app_context():
        answers = unit_of_work(lambda: rollups.rebuild(db.session()))
    click.echo(f"{answers} answers tallied.")

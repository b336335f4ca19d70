"""The tallies reports read."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.database import db, unit_of_work
from cxloop.reports import rollups


@click.command()
@for_machines
def rebuild_rollups_command(as_json: bool) -> None:
    """Tally every stored answer again."""
    with bare(config.settings()).app_context():
        answers = unit_of_work(lambda: rollups.rebuild(db.session()))
    told({"answers": answers}, [f"{answers} answers tallied."], as_json=as_json)

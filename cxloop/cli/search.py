"""The book by which tickets are found."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.database import db, in_pieces, unit_of_work
from cxloop.loop import keep

PASSES = 1_000_000


@click.group()
def search_command() -> None:
    """The words tickets are found by: check them, or build them anew."""


@search_command.command()
@for_machines
def check(as_json: bool) -> None:
    """Compare every ticket with the words it is found by.

    Exit 1: some are found by other words than they have.
    """
    with bare(config.settings()).app_context():
        waiting, looked, astray = keep.words_waiting(db.session()), 0, list[int]()
        for piece in in_pieces(keep.tickets_with_words(db.session()), 500):
            looked += len(piece)
            astray += keep.words_astray(db.session(), piece)
    lines = [f"{looked} tickets compared, {waiting} not sorted in yet."]
    lines += [f"ticket {number} is found by other words than it has" for number in astray]
    told({"compared": looked, "waiting": waiting, "astray": astray}, lines, as_json=as_json)
    raise SystemExit(1 if astray else 0)


@search_command.command()
@for_machines
def rebuild(as_json: bool) -> None:
    """Forget all words and read every ticket again, a few at a time; people may work meanwhile."""
    from cxloop.jobs import find_by_words

    with bare(config.settings()).app_context():
        unit_of_work(lambda: keep.begin_words_anew(db.session()))
        tickets = find_by_words(PASSES)
    told({"tickets": tickets}, [f"{tickets} tickets are found by their words."], as_json=as_json)

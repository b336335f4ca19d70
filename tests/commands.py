"""Every command of `python -m cxloop`, found from click itself."""

from collections.abc import Iterator

import click

from cxloop.cli import cxloop


def every_command(group: click.Group = cxloop, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of each."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*before, name))
        else:
            yield (*before, name)

"""What a command did, in lines for people or as JSON for machines."""

import json
from collections.abc import Iterable
from typing import Any

import click

for_machines = click.option("--json", "as_json", is_flag=True, help="For machines.")


def told(facts: Any, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)

"""What is missing for a start, or wrong since: everything is looked at, however much of it is wrong."""

import json

import click

from cxloop import config
from cxloop.looking import Finding, missing
from cxloop.looking.everything import looked_at

TONGUE = "en"
"""Of every command but reports."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def check_command(as_json: bool) -> None:
    """Say what is missing before cxloop can run, and what does not work."""
    try:
        settings = config.settings()
    except config.SettingRefused as refused:
        _say([missing("settings", "%(why)s", why=str(refused))], as_json)
        raise SystemExit(1) from None
    found = looked_at(settings)
    _say(found, as_json)
    if not all(one.is_well for one in found):
        raise SystemExit(1)


def _say(found: list[Finding], as_json: bool) -> None:
    is_well = all(one.is_well for one in found)
    if as_json:
        told = [{"name": one.name, "ok": one.is_well, "found": one.words.say(TONGUE)} for one in found]
        click.echo(json.dumps({"ok": is_well, "checks": told}))
        return
    for one in found:
        click.echo(f"{'  ' if one.is_well else '! '}{one.name}: {one.words.say(TONGUE)}")
    click.echo("Everything needed is here." if is_well else "Mend what is marked with ! and check again.")

"""What is missing for a start, or wrong since: everything is looked at, however much of it is wrong."""

import json
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

import click

from cxloop import config
from cxloop.cli.looking import Finding, database, here, mail, slack

MOST_SECONDS = 25.0
"""For all of it: each look outside has ten seconds of its own, and they are taken at once."""
LOOKS = {
    "settings": here.names,
    "front end": here.front_end,
    "folder": here.folder,
    "disk": here.disk,
    "address": here.address,
    "database": database.look,
    "queue": here.queue,
    "mail": mail.look,
    "slack": slack.look,
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def check_command(as_json: bool) -> None:
    """Say what is missing before cxloop can run, and what does not work."""
    try:
        settings = config.settings()
    except config.SettingRefused as refused:
        _say([Finding("settings", False, str(refused))], as_json)
        raise SystemExit(1) from None
    found = looked_at(settings)
    _say(found, as_json)
    if not all(one.is_well for one in found):
        raise SystemExit(1)


def looked_at(settings: config.Settings) -> list[Finding]:
    """Everything that was found, in the order of LOOKS."""
    pool = ThreadPoolExecutor(len(LOOKS))
    asked = {name: pool.submit(look, settings) for name, look in LOOKS.items()}
    found: list[Finding] = []
    for name, future in asked.items():
        try:
            found += future.result(MOST_SECONDS)
        except TookTooLong:
            found.append(Finding(name, False, f"Looking took longer than {MOST_SECONDS:.0f} s."))
        except Exception as error:  # a look that breaks is a finding, and the others are still told
            found.append(Finding(name, False, f"Looking at it failed ({type(error).__name__})."))
    pool.shutdown(wait=False, cancel_futures=True)
    return found


def _say(found: list[Finding], as_json: bool) -> None:
    is_well = all(one.is_well for one in found)
    if as_json:
        told = [{"name": one.name, "ok": one.is_well, "found": one.words} for one in found]
        click.echo(json.dumps({"ok": is_well, "checks": told}))
        return
    for one in found:
        click.echo(f"{'  ' if one.is_well else '! '}{one.name}: {one.words}")
    click.echo("Everything needed is here." if is_well else "Mend what is marked with ! and check again.")

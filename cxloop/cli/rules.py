"""Rules tried on the past before they are switched on, and why an answer was named or was not."""

import json
import tomllib
from pathlib import Path
from typing import Any

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.settings.consequences import Consequence
from cxloop.settings.file import FileRefused
from cxloop.settings.trying import try_rules
from cxloop.tickets import reasons
from cxloop.tickets.rule_names import said as said_name

LARGEST_FILE = 5 * 1024 * 1024


class _OnlyTried(Exception):
    """Takes the rules of the file back."""

    def __init__(self, found: Consequence) -> None:
        super().__init__()
        self.found = found


@click.group()
def rules_command() -> None:
    """Which answers need somebody, and why."""


@rules_command.command("try")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 3650), help="How far back.")
@for_machines
def try_file(path: Path, days: int, as_json: bool) -> None:
    """Replay the past under the rules of FILE (TOML or JSON, as `settings show` prints them); change nothing."""
    settings, wanted, at = config.settings(), _read(path), now()

    def work() -> None:
        raise _OnlyTried(try_rules(db.session(), wanted, days, at))

    with bare(settings).app_context():
        try:
            unit_of_work(work)
        except _OnlyTried as tried:
            found = tried.found
        except FileRefused as refused:
            lines = [f"  {place}: {why.say(settings.language)}" for place, why in refused.reasons.items()]
            raise click.ClickException(
                "\n".join(["The rules are refused. Nothing was changed.", *lines])
            ) from None
    said = [
        found.headline.say(settings.language),
        *(f"  {one.label.say(settings.language)}: {one.today:g} -> {one.draft:g}" for one in found.lines),
        *(one.say(settings.language) for one in found.warnings),
        *(f"  {one.told.say(settings.language)}" for one in found.examples),
    ]
    told(found.facts, said, as_json=as_json)


@rules_command.command("why")
@click.argument("response_id", metavar="RESPONSE", type=click.IntRange(1))
@for_machines
def why(response_id: int, as_json: bool) -> None:
    """Each rule RESPONSE was tried by, in order: whether it fits, or the first condition that does not."""
    settings = config.settings()
    with bare(settings).app_context():
        found = reasons.of_answer(db.session(), response_id)
        if found is None:
            raise click.ClickException(f"There is no answer {response_id}.")
        rows: list[dict[str, Any]] = [
            {
                "rule": said_name(one.name, settings.language), "version": one.version, "matched": one.is_met,
                "named": one.named, "because": one.because.say(settings.language),
            }
            for one in found.tried
        ]  # fmt: skip
        summary = found.summary.say(settings.language)
    lines = [
        f"{'*' if one['named'] else ' '} {one['rule']}, version {one['version']}: {one['because']}"
        for one in rows
    ]
    told({"response": response_id, "summary": summary, "rules": rows}, [summary, *lines], as_json=as_json)


def _read(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST_FILE:
        raise click.ClickException(f"{path} is larger than any rules are. Nothing was changed.")
    try:
        text = path.read_text("utf-8-sig")
        found = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as wrong:
        raise click.ClickException(f"{path} cannot be read: {wrong}. Nothing was changed.") from None
    rules = found.get("rules") if isinstance(found, dict) else None
    if not isinstance(rules, dict):
        raise click.ClickException(f"{path} holds no table “rules”. Nothing was changed.")
    return rules

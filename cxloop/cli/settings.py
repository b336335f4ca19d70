"""Everything a company sets, as one file: shown, applied, and its history."""

import json
from pathlib import Path
from typing import Any, NoReturn

import click
import tomli_w

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.promising import promise_anew
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.language import words
from cxloop.settings import file, history, ledger, reading
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS


class _OnlyLooked(Exception):
    """Takes a dry run back."""

    def __init__(self, changes: list[file.Change]) -> None:
        super().__init__()
        self.changes = changes


@click.group()
def settings_command() -> None:
    """What the company has decided: the same as the pages under Settings."""


settings_command.add_command(promise_anew)


@settings_command.command("show")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of TOML.")
def show(as_json: bool) -> None:
    """Print everything that is set, without secrets, as one document."""
    with bare(config.settings()).app_context():
        found = file.document(db.session())
    click.echo(_json(found) if as_json else tomli_w.dumps(found), nl=as_json)


@settings_command.command("apply")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--dry-run", is_flag=True, help="Say what would change, and what it would have done; change nothing."
)
@click.option("--why", default="", help="Stays in the history.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def apply(path: Path, dry_run: bool, why: str, as_json: bool) -> None:
    """Make everything as FILE says (TOML or JSON); what it does not name stays. All of it, or nothing."""
    settings, at = config.settings(), now()
    wanted = _read(path, settings.language)

    def work() -> list[file.Change]:
        changes = file.apply(db.session(), wanted, Hand(None, "file", why), at, with_past=dry_run)
        if dry_run:
            raise _OnlyLooked(changes)
        return changes

    with bare(settings).app_context():
        try:
            changes = unit_of_work(work)
        except _OnlyLooked as looked:
            changes = looked.changes
        except file.FileRefused as refused:
            _refuse(refused, settings.language, as_json)
    _tell(changes, settings.language, as_json=as_json, dry_run=dry_run)


@settings_command.command("schema")
@click.option("--json", is_flag=True, expose_value=False, help="It is JSON without being asked, too.")
def schema() -> None:
    """Print the JSON Schema of the document."""
    click.echo(_json(file.schema()))


@settings_command.command("history")
@click.argument("part", required=False, type=click.Choice(list(PARTS)))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def versions(part: str | None, as_json: bool) -> None:
    """Every version of everything, or of PART: what changed, when, by whom and why."""
    settings = config.settings()
    with bare(settings).app_context():
        session = db.session()
        rows: list[dict[str, Any]] = [
            {
                "part": one.name, "key": item.key, "version": version.number,
                "begins_at": version.begins_at.isoformat(), "began": version.began_at is not None,
                "by": version.by.email if version.by else None, "via": version.via, "why": version.why,
                "changes": [
                    told.say(settings.language)
                    for told in history.of_version(one, version, session)
                ],
            }
            for one in PARTS.values()
            if part in (None, one.name)
            for item in one.items(session)
            for version in ledger.versions(session, one, item.key)
        ]  # fmt: skip
    if as_json:
        click.echo(_json(rows))
        return
    for row in rows:
        click.echo(
            f"{row['part']} {row['key']}, version {row['version']}, {row['begins_at'][:16]}, {row['by'] or row['via']}"
        )
        for change in row["changes"]:
            click.echo(f"    {change}")


def _read(path: Path, language: str) -> dict[str, Any]:
    with path.open("rb") as file:
        content = file.read(reading.LARGEST_FILE + 1)
    try:
        return reading.read(content, is_json=path.suffix.lower() == ".json")
    except reading.Unreadable as wrong:
        raise click.ClickException(f"{path}: {wrong.reason.say(language)} Nothing was changed.") from None


def _refuse(refused: file.FileRefused, language: str, as_json: bool) -> NoReturn:
    reasons = {place: reason.say(language) for place, reason in refused.reasons.items()}
    if as_json:
        click.echo(_json({"refused": reasons, "changes": []}))
        raise click.exceptions.Exit(1)
    lines = [f"  {place}: {reason}" for place, reason in reasons.items()]
    raise click.ClickException("\n".join(["The file is refused. Nothing was changed.", *lines]))


def _tell(changes: list[file.Change], language: str, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        told = [
            {
                "part": one.part.name, "key": one.key, "new": one.is_new,
                "changes": [change.say(language) for change in one.differences],
                "consequence": one.consequence.as_json(language) if one.consequence else None,
            }
            for one in changes
        ]  # fmt: skip
        click.echo(_json({"dry_run": dry_run, "changes": told}))
        return
    say = words(language).gettext
    for one in changes:
        click.echo(f"{say(one.part.title)} {one.key}" + (" (new)" if one.is_new else ""))
        for change in one.differences:
            click.echo(f"    {change.say(language)}")
        if one.consequence:
            click.echo(f"  → {one.consequence.headline.say(language)}")
            for warning in one.consequence.warnings:
                click.echo(f"  ! {warning.say(language)}")
    said = "would change" if dry_run else "changed"
    click.echo(f"{len(changes)} {said}." if changes else "Everything stands so already: nothing was changed.")


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)

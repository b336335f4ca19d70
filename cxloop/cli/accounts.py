"""A list of customer companies, from a file to accounts and contacts, in this process."""

import json
from pathlib import Path

import click

from cxloop import config
from cxloop.accounts.changes import By
from cxloop.accounts.refusals import sentence
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.language import words
from cxloop.responses.customer_lists.columns import FIELDS, IGNORED
from cxloop.responses.customer_lists.rows import look
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.web.accounts.running import run


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "corrections", multiple=True, metavar="COLUMN=FIELD", help="Corrects what was guessed."
)
@click.option(
    "--dates", type=click.Choice(["day", "month"]), help="What 03/04 begins with, where no date tells."
)
@click.option("--dry-run", is_flag=True, help="Count what would change; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def accounts_command(
    file: Path, corrections: tuple[str, ...], dates: str | None, dry_run: bool, as_json: bool
) -> None:
    """Keep the list of companies FILE, with the people it names; every row accounted for."""
    settings = config.settings()
    say = words(settings.language).gettext
    with bare(settings).app_context():
        try:
            mapping = _mapping(file, corrections)
            if look(file, mapping).asks_date_order and dates is None:
                raise click.ClickException("Answer with --dates day|month. Nothing was stored.")
            kept = run(file, mapping, dates, By(now(), "cli"), store=not dry_run)
        except UnreadableFile as refused:
            raise click.ClickException(f"{refused.sentence(say)} Nothing was stored.") from None
    rejected = [
        {"line": line, "reason": " ".join(sentence(code, facts, say) for _field, code, facts in why)}
        for line, why, _cells in kept.rejections
    ]
    if as_json:
        click.echo(
            json.dumps({"dry_run": dry_run, **kept.counts(), "rejected": rejected}, ensure_ascii=False)
        )
        return
    click.echo(
        f"{kept.read} rows read: {kept.created} new, {kept.updated} changed, {kept.unchanged} unchanged, "
        f"{kept.rejected} rejected; people: {kept.people['created']} new, {kept.people['updated']} changed."
        f"{' Nothing was stored.' if dry_run else ''}"
    )
    for row in rejected[:20]:
        click.echo(f"  line {row['line']}: {row['reason']}")


def _mapping(file: Path, corrections: tuple[str, ...]) -> dict[str, str]:
    mapping = look(file).mapping
    for correction in corrections:
        column, found, field = correction.rpartition("=")
        if not found or column not in mapping or field not in FIELDS:
            raise click.UsageError(
                f"--map wants COLUMN=FIELD. Columns: {', '.join(mapping)}. Fields: {', '.join(FIELDS)}."
            )
        mapping = {name: IGNORED if known == field else known for name, known in mapping.items()} | {
            column: field
        }
    return mapping

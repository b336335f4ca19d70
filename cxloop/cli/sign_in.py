"""The company's identity provider: tried, and its secret, which no file of settings holds."""

from pathlib import Path

import click

from cxloop import config
from cxloop.audit_log import By
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.looking.sign_on import tried
from cxloop.outward import oidc
from cxloop.people.identities import keep_secret, signing_in

LONGEST_SECRET = 2_000
TONGUE = "en"


@click.group()
def sign_in_command() -> None:
    """How colleagues sign in: the company's identity provider. It is set by `settings apply`, under [sign-in]."""


@sign_in_command.command("try")
@for_machines
def try_command(as_json: bool) -> None:
    """Ask the provider for its description and its keys, and whether it knows us; nobody is signed in."""
    settings = config.settings()
    with bare(settings).app_context():
        rules = signing_in(db.session())
        seen = tried(rules, settings)
    facts = {
        "ok": all(one.is_well for one in seen), "found": [one.words.say(TONGUE) for one in seen],
        "address_to_come_back_to": oidc.back(settings),
    }  # fmt: skip
    lines = [f"{'  ' if one.is_well else '! '}{one.words.say(TONGUE)}" for one in seen]
    told(
        facts,
        [*lines, f"It has to know this address to come back to: {oidc.back(settings)}"],
        as_json=as_json,
    )
    if not facts["ok"]:
        raise SystemExit(1)


@sign_in_command.command("secret")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read it from this file.",
)
@click.option("--forget", is_flag=True, help="Keep none any more.")
@for_machines
def secret_command(path: Path | None, forget: bool, as_json: bool) -> None:
    """Keep the provider's secret, sealed, for the provider that is switched on; without --file it is asked for."""
    settings, by = config.settings(), By(None, "cli")
    with bare(settings).app_context():
        issuer = signing_in(db.session()).issuer
        if not issuer:
            raise click.ClickException(
                "No provider is switched on: set issuer and client_id under [sign-in] of a file, and `settings apply` "
                "it. Nothing was kept."
            )
        secret = None if forget else _read(path)
        unit_of_work(lambda: keep_secret(db.session(), settings.secret_key, issuer, secret, by, now()))
    said = f"The secret for {issuer} is " + (
        "forgotten." if forget else "kept. `sign-in try` asks whether it is right."
    )
    told({"issuer": issuer, "kept": not forget}, [said], as_json=as_json)


def _read(path: Path | None) -> str:
    """Never from the command line itself, where others on the machine read along."""
    text = path.read_text(errors="replace") if path else click.prompt("The secret", hide_input=True, err=True)
    secret: str = text.strip()
    if not 0 < len(secret) <= LONGEST_SECRET or not secret.isprintable():
        raise click.ClickException("That is no secret: one line is expected. Nothing was changed.")
    return secret

"""How a colleague comes in, undone by an operator."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.inviting import HERE, known
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import identities, second_step


@click.command("unlink")
@click.argument("email")
@for_machines
def unlink(email: str, as_json: bool) -> None:
    """Forget who the identity provider says EMAIL is; their sessions end, and the next sign-in links by address."""
    with bare(config.settings()).app_context():
        was_linked = unit_of_work(lambda: identities.unlink(db.session(), known(email), HERE, now()))
    said = (
        f"{email} is linked to nobody at the provider any more." if was_linked else f"{email} was not linked."
    )
    told({"email": email, "was_linked": was_linked}, [said], as_json=as_json)


@click.command("reset-code")
@click.argument("email")
@for_machines
def reset_code(email: str, as_json: bool) -> None:
    """Ask EMAIL for no code after the password any more, for whoever lost the phone; their sessions end."""
    with bare(config.settings()).app_context():
        was_on = unit_of_work(lambda: second_step.reset(db.session(), known(email).id, HERE, now()))
    said = f"{email} signs in with the password alone." if was_on else f"No code was asked of {email}."
    told({"email": email, "was_on": was_on}, [said], as_json=as_json)

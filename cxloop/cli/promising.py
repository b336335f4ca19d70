"""Open tickets offered the promise of today."""

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.loop.open import Agreed, offers, promise_again


@click.command("promise-anew")
@click.option("--apply", is_flag=True, help="Give them that promise; without, they are only shown.")
@click.option("--ticket", "numbers", type=int, multiple=True, help="Only this one; may come several times.")
@for_machines
def promise_anew(apply: bool, numbers: tuple[int, ...], as_json: bool) -> None:
    """Show the open tickets that would be promised something else today, with --apply promise it to them."""
    at = now()
    with bare(config.settings()).app_context():
        found = [one for one in offers(db.session(), at) if not numbers or one.ticket.id in numbers]
        shown = [
            {
                "ticket": one.ticket.id, "customer": one.ticket.contact.name if one.ticket.contact else None,
                "owner": one.ticket.owner.email if one.ticket.owner else None,
                "contact": [one.contact.before.isoformat(), one.contact.now.isoformat()],
                "resolution": [one.resolution.before.isoformat(), one.resolution.now.isoformat()],
            }
            for one in found
        ]  # fmt: skip
        marks = [one.mark for one in found]
        db.session.rollback()
        agreed = Agreed((), ())
        if apply and marks:
            agreed = unit_of_work(lambda: promise_again(db.session(), marks, by=None, at=at, via="cli"))
    lines = [
        f"#{one['ticket']} {one['customer'] or 'somebody without a name'}: first contact {_words(one['contact'])},"
        f" solved {_words(one['resolution'])}"
        for one in shown
    ]
    if not shown:
        lines = ["Every open ticket has today's promise. Nothing was changed."]
    elif apply:
        lines.append(
            f"{len(agreed.promised)} promised anew, {len(agreed.left)} changed meanwhile and left as they are."
        )
    else:
        lines.append(f"{len(shown)} would be promised anew: say --apply. Nothing was changed.")
    told(
        {"offers": shown, "promised": list(agreed.promised), "left": list(agreed.left)},
        lines,
        as_json=as_json,
    )


def _words(due: object) -> str:
    before, after = (str(one)[:16].replace("T", " ") for one in due)  # type: ignore[attr-defined]
    return "as it is" if before == after else f"{before} → {after} UTC"

"""Letters of customers that come in: handed over by a mail server, and where they come in."""

import sys

import click

from cxloop import config
from cxloop.bare import bare
from cxloop.cli.noting import written_down
from cxloop.cli.telling import for_machines, told
from cxloop.clock import now
from cxloop.database import db, unit_of_work

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits: the mail server keeps the letter and comes again."""
BECAME = {
    "placed": "It is on its ticket.",
    "automatic": "An automatic answer: it stands on its ticket and counts as no contact.",
    "bounced": "A letter of ours came back: the ticket and the person say so.",
    "waits": "It could not be placed: it waits under Messages for somebody to say where it belongs.",
    "known": "It was read before. Nothing was changed.",
    "left": "It belongs to no ticket and came from a machine or from ourselves: it was left.",
    "empty": "Nothing came in.",
}


@click.group()
def mail_command() -> None:
    """Letters of customers that come in."""


@mail_command.command("read")
@click.option("--recipient", default="", help="To whom the server hands it: in Postfix ${recipient}.")
@for_machines
def read_letter(recipient: str, as_json: bool) -> None:
    """Read one letter from standard input, as a mail server hands it over.

    Exit 0: it is kept, or was read before. 75: not now, hand it over again.
    """
    try:
        became = _read(recipient)
    except Exception as error:  # whatever it is, the server keeps the letter and comes again
        click.echo(f"Not now ({type(error).__name__}); nothing was kept. Hand it over again.", err=True)
        raise SystemExit(TRY_AGAIN) from None
    told({"became": became}, [BECAME[became]], as_json=as_json)


def _read(recipient: str) -> str:
    from cxloop.mail.incoming.hearing import hear
    from cxloop.mail.incoming.reading import LARGEST

    raw = sys.stdin.buffer.read(LARGEST + 1)
    while sys.stdin.buffer.read(1_000_000):  # read to the end, else the server takes it for a failure
        pass
    if not raw.strip():
        return "empty"
    settings = config.settings()
    with bare(settings).app_context():
        return hear(settings, raw, now(), recipient=recipient)


@mail_command.command("box")
@click.option("--address", help="Where replies come in: letters name it, with the ticket's mark.")
@click.option("--plus/--no-plus", default=None, help="Whether name+anything@ arrives too.")
@click.option("--none", "is_none", is_flag=True, help="Replies come in nowhere here any more.")
@for_machines
def box(address: str | None, plus: bool | None, is_none: bool, as_json: bool) -> None:
    """Show where replies come in, or set it."""
    from cxloop.loop import listen
    from cxloop.tickets.conversation.reply_addresses import mailbox

    def work() -> dict[str, object]:
        session = db.session()
        if is_none:
            listen.close_mailbox(session)
            written_down("mailbox_changed")
        elif address is not None or plus is not None:
            listen.set_mailbox(session, at=now(), address=address, takes_plus=plus)
            written_down("mailbox_changed")
        known = mailbox(session)
        return (
            {"address": known.address, "plus": known.takes_plus} if known else {"address": None, "plus": None}
        )

    settings = config.settings()
    with bare(settings).app_context():
        try:
            facts = unit_of_work(work)
        except listen.NoMailbox as refused:
            raise click.ClickException(str(refused)) from None
    line = f"Replies come in at {facts['address']}" + (
        "." if facts["plus"] else ", with marks in the subject."
    )
    told(
        facts, [line if facts["address"] else "No mailbox is set: replies go to who signs."], as_json=as_json
    )

"""Looking at the mailbox, where customers' replies come in."""

import structlog

from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db
from cxloop.mail.incoming.polling import look
from cxloop.tickets.conversation.reply_addresses import mailbox

log = structlog.get_logger()


def is_looked_at() -> bool:
    """Whether a mailbox is set that we look at ourselves."""
    box = mailbox(db.session())
    db.session.rollback()
    return bool(box and box.host)


def look_at_mailbox(settings: Settings) -> None:
    """One look, outside every unit of work; the next one finds what this one did not reach."""
    looked = look(settings, now())
    if looked is not None and looked.became:
        log.info("letters_heard", **looked.became)

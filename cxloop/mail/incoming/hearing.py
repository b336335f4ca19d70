"""One letter from its bytes to the loop, in one unit of work; a letter that breaks us waits for a person."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.mail.incoming.reading import read, unreadable
from cxloop.tickets.conversation.heard import HeardLetter
from cxloop.tickets.conversation.reply_addresses import mailbox

log = structlog.get_logger()


def hear(
    settings: Settings,
    raw: bytes,
    at: datetime,
    *,
    recipient: str = "",
    also: Callable[[Session], object] = lambda _session: None,
) -> str:
    """Hear a letter, and do `also` in the same transaction; returns what became of it.

    Raises:
        SQLAlchemyError: the database could not be used; nothing was kept.
    """
    letter = read(raw, recipient=recipient)
    try:
        return _heard(settings, letter, at, also)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.exception("letter_not_heard", kind=type(error).__name__)
        return _heard(settings, unreadable(raw), at, also)


def _heard(settings: Settings, letter: HeardLetter, at: datetime, also: Callable[[Session], object]) -> str:
    def work() -> str:
        session = db.session()
        became = listen.hear_letter(session, letter, at=at, ours=_ours(session, settings))
        also(session)
        return became

    return unit_of_work(work)


def _ours(session: Session, settings: Settings) -> set[str]:
    box = mailbox(session)
    return {parseaddr(settings.mail_from)[1].lower(), *([box.address.lower()] if box else [])}

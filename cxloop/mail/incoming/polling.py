"""A look at the mailbox: each letter is heard in the transaction that remembers it was read, so none is lost.

Killed between fetching and committing, the letter is fetched again; its Message-ID tells whether it was heard.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from cxloop import crashpoints
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.mail.incoming.hearing import hear
from cxloop.mail.incoming.imap import Account, CannotLook, Imap
from cxloop.mail.incoming.reading import LARGEST
from cxloop.secrets import CannotUnseal, unseal
from cxloop.tickets.conversation.models import Mailbox
from cxloop.tickets.conversation.reply_addresses import SEALED_FOR, mailbox

log = structlog.get_logger()
MOST_A_LOOK = 500
LOOKS_BACK = timedelta(days=3)
"""When the server has numbered everything anew."""


@dataclass(frozen=True)
class Looked:
    """What became of how many letters; `trouble` is the code of why it could not be looked at."""

    became: Counter[str]
    trouble: str | None = None


def look(settings: Settings, at: datetime, *, most: int = MOST_A_LOOK) -> Looked | None:
    """Hear what came since the last look; None when no mailbox is looked at."""
    box = mailbox(db.session())
    known = (box.uid_validity, box.last_uid, box.looked_at) if box else None
    try:
        account = account_of(settings, box) if box else None
        db.session.rollback()
        if account is None or known is None:
            return None
        became = _look(settings, account, *known, at, most)
    except CannotLook as failed:
        db.session.rollback()
        trouble = failed.code
        log.warning("mailbox_not_looked_at", code=trouble)
        unit_of_work(lambda: _remember(db.session(), at, trouble=trouble))
        return Looked(Counter(), trouble)
    unit_of_work(lambda: _remember(db.session(), at, trouble=None))
    return Looked(became)


def account_of(settings: Settings, box: Mailbox) -> Account | None:
    """The account behind the settings; None where letters are handed over instead.

    Raises:
        CannotLook: the password was sealed with another key.
    """
    if not box.host:
        return None
    try:
        password = unseal(settings.secret_key, SEALED_FOR, box.password) if box.password else ""
    except CannotUnseal:
        raise CannotLook("password_unreadable") from None
    return Account(box.host, box.port, box.user or "", password, box.folder)


def why_refused(account: Account) -> str | None:
    """The code of why the mailbox cannot be looked at; None when it can. Nothing is read."""
    try:
        with Imap(account):
            return None
    except CannotLook as failed:
        return failed.code


def _look(
    settings: Settings, account: Account, validity: int | None, last: int | None, looked_at: datetime | None,
    at: datetime, most: int,
) -> Counter[str]:  # fmt: skip
    became: Counter[str] = Counter()
    with Imap(account) as door:
        if validity is None or last is None:  # what lay there before nobody asked us to read
            first, before = door.validity, max(door.next_uid - 1, 0)
            unit_of_work(lambda: _read_to(db.session(), first, before))
            return became
        is_same = door.validity == validity
        uids = door.uids_after(last) if is_same else door.uids_since((looked_at or at) - LOOKS_BACK)
        for uid in uids[:most]:
            raw = door.fetch(uid, LARGEST)
            crashpoints.reach("letter_fetched")
            also = partial(_read_to, validity=door.validity, uid=uid)
            became[hear(settings, raw, at, also=also)] += 1
            crashpoints.reach("letter_heard")
    return became


def _read_to(session: Session, validity: int, uid: int) -> None:
    box = mailbox(session)
    if box is not None and (box.uid_validity != validity or (box.last_uid or 0) < uid):
        box.uid_validity, box.last_uid = validity, uid
        session.flush()


def _remember(session: Session, at: datetime, *, trouble: str | None) -> None:
    box = mailbox(session)
    if box is not None:
        box.trouble = trouble
        box.looked_at = at if trouble is None else box.looked_at
        session.flush()

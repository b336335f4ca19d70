"""The mailbox where customers' replies come in: whether it can be looked at, and how the last look went."""

from sqlalchemy.exc import SQLAlchemyError

from cxloop.bare import bare
from cxloop.config import Settings
from cxloop.database import db
from cxloop.language import marked as _
from cxloop.looking import Finding, found, missing
from cxloop.mail.incoming.imap import CannotLook
from cxloop.mail.incoming.polling import account_of, why_refused
from cxloop.tickets.conversation.reply_addresses import mailbox

SENTENCES = {
    "no_such_host": _("There is no machine of this name: is it spelt rightly?"),
    "connection_refused": _("Nobody listens there: look at host and port (993, or 143 with STARTTLS)."),
    "timeout": _("It does not answer in time: look at host, port and firewall."),
    "tls_failed": _("Its certificate is not trusted, or it does not encrypt on this port."),
    "without_encryption": _(
        "It offers no encryption, and a password is not said in the clear: use port 993."
    ),
    "sign_in_refused": _(
        "It refuses the user or the password. Many providers want a password made for programs."
    ),
    "no_such_folder": _("There is no such folder."),
    "password_unreadable": _("The password was sealed with another key: enter it again."),
    "refused": _("It refuses to be searched."),
    "connection_lost": _("The connection was lost: it is tried again each minute."),
}


def look(settings: Settings) -> list[Finding]:
    """Really tried; nothing is read."""
    try:
        with bare(settings).app_context():
            box = mailbox(db.session())
            address = box.address if box else ""
            account = account_of(settings, box) if box else None
            db.session.remove()
            db.engine.dispose()
    except SQLAlchemyError:
        return []
    except CannotLook as failed:
        return [missing("mailbox", SENTENCES[failed.code])]
    if not address:
        return [found("mailbox", _("none is set: customers' replies go to who signs the letter"))]
    if account is None:
        text = _("%(address)s: the mail server hands letters to `cxloop mail read`")
        return [found("mailbox", text, address=address)]
    if code := why_refused(account):
        return [missing("mailbox", SENTENCES[code])]
    return [found("mailbox", _("%(address)s: it lets us look, each minute"), address=address)]

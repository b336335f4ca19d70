"""Slack, mail, provider, database, queue, address, clock, disk: each really tried, with what is missing and why."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop import audit_log
from cxloop.database import db, unit_of_work
from cxloop.looking import Finding
from cxloop.looking.everything import LOOKS, looked_at
from cxloop.looking.mailbox import SENTENCES
from cxloop.loop import listen
from cxloop.mail.incoming.imap import CannotLook
from cxloop.mail.incoming.polling import account_of, why_refused
from cxloop.people.policies import administers
from cxloop.secrets import seal
from cxloop.tickets.conversation.reply_addresses import SEALED_FOR, mailbox
from cxloop.web import current
from cxloop.web.settings.mailbox_form import MailboxForm
from cxloop.web.settings.room import room

OUTSIDE = ("mail", "mailbox", "slack", "single sign-on")
"""Tried when somebody asks: another machine may take its time to answer."""


@room.get("/connections", policy=administers)
def connections() -> ResponseReturnValue:
    """What this machine can say at once."""
    names = [name for name in LOOKS if name not in OUTSIDE]
    return _page(looked_at(current.settings(), names), is_all=False)


@room.post("/connections", policy=administers)
def try_connections() -> ResponseReturnValue:
    """Everything, the mail server, Slack and the identity provider too; nothing is sent or posted."""
    return _page(looked_at(current.settings()), is_all=True)


@room.post("/connections/mailbox", policy=administers)
def set_mailbox() -> ResponseReturnValue:
    """Where customers' replies come in; kept first, then tried where it is looked at by us."""
    form = MailboxForm()
    if not form.validate():
        return _page(_at_once(), is_all=False, form=form), 422
    settings, at, actor_id = current.settings(), current.moment(), current.user().id
    sealed = seal(settings.secret_key, SEALED_FOR, form.password.data) if form.password.data else None
    account = listen.Account(
        form.host.data or "", form.port.data or 993, form.user.data or "", sealed, form.folder.data or "INBOX"
    )

    def work() -> None:
        session = db.session()
        if form.address.data:
            listen.set_mailbox(
                session,
                at=at,
                address=form.address.data,
                takes_plus=bool(form.takes_plus.data),
                account=account,
            )
        else:
            listen.close_mailbox(session)
        audit_log.record(session, "mailbox_changed", at=at, actor_id=actor_id, via="web")

    try:
        unit_of_work(work)
    except listen.NoMailbox:
        form.address.errors = [_("That is not an address replies can come in at.")]
        return _page(_at_once(), is_all=False, form=form), 422
    flash(
        _("Kept. Replies of customers come in there from now on.")
        if form.address.data
        else _("Kept: no mailbox.")
    )
    return _page(_at_once(), is_all=False, tried=_tried())


def _tried() -> str:
    """The code of how it went; empty where letters are handed over instead."""
    box = mailbox(db.session())
    try:
        account = account_of(current.settings(), box) if box else None
        db.session.rollback()
        return (why_refused(account) or "works") if account else ""
    except CannotLook as failed:
        return failed.code


def _at_once() -> list[Finding]:
    return looked_at(current.settings(), [name for name in LOOKS if name not in OUTSIDE])


def _page(seen: list[Finding], *, is_all: bool, form: MailboxForm | None = None, tried: str = "") -> str:
    box = mailbox(db.session())
    return render_template(
        "settings/connections.html", seen=seen, is_all=is_all, names=_names(), box=box,
        trouble=SENTENCES.get(tried or box.trouble or "") if box else None, tried=tried,
        form=form or MailboxForm(formdata=None, obj=box),
    )  # fmt: skip


def _names() -> dict[str, str]:
    return {
        "settings": _("Settings of the installation"), "front end": _("Pages' parts"), "folder": _("Folder"),
        "disk": _("Disk"), "address": _("Public address"), "database": _("Database"), "secret key": _("Secret key"),
        "answers": _("Answers"), "clock": _("Clock"), "worker": _("Worker"), "queue": _("Queue"), "mail": _("Mail"),
        "mailbox": _("Mailbox"), "slack": "Slack", "slack clicks": _("Clicks in Slack"),
        "single sign-on": _("Single sign-on"),
    }  # fmt: skip

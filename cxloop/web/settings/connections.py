"""Slack, mail, provider, database, queue, address, clock, disk: each really tried, with what is missing and why."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.looking import Finding
from cxloop.looking.everything import LOOKS, looked_at
from cxloop.people.policies import administers
from cxloop.web import current
from cxloop.web.settings.room import room

OUTSIDE = ("mail", "slack", "single sign-on")
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


def _page(seen: list[Finding], *, is_all: bool) -> ResponseReturnValue:
    return render_template("settings/connections.html", seen=seen, is_all=is_all, names=_names())


def _names() -> dict[str, str]:
    return {
        "settings": _("Settings of the installation"), "front end": _("Pages' parts"), "folder": _("Folder"),
        "disk": _("Disk"), "address": _("Public address"), "database": _("Database"), "secret key": _("Secret key"),
        "answers": _("Answers"), "clock": _("Clock"), "worker": _("Worker"), "queue": _("Queue"), "mail": _("Mail"),
        "slack": "Slack", "slack clicks": _("Clicks in Slack"), "single sign-on": _("Single sign-on"),
    }  # fmt: skip

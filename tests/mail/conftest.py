"""A mail server on this machine that keeps what it gets, and refuses what a test says."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from cxloop.mail.client import SmtpPostbox
from cxloop.slack.console import SlackConsole
from cxloop.slack.delivery import deliver_all
from tests.makers import AT


class Inbox:
    """What arrived; `refuse` is what the server answers to the next recipients, `after_data` to the letter itself."""

    def __init__(self) -> None:
        self.url = ""
        self.letters: list[Any] = []
        self.refuse: str | None = None
        self.after_data: str | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.after_data:
            return self.after_data
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    kept = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    kept.url = f"smtp://127.0.0.1:{port}"
    yield kept
    controller.stop()


@pytest.fixture
def send(app, inbox):
    settings = replace(
        app.config["SETTINGS"], public_url="https://cxloop.example", mail_from="cxloop <care@cxloop.example>"
    )

    def deliver(at=AT):
        """The questions that arrived since."""
        before = len(inbox.letters)
        deliver_all(
            settings, now=lambda: at, patience=timedelta(0), slack=SlackConsole(), mail=SmtpPostbox(inbox.url)
        )
        got = [message_from_bytes(one.content, policy=policy.default) for one in inbox.letters[before:]]
        return [one for one in got if one["Subject"] in ("Is it solved?", "È risolto?")]

    return deliver

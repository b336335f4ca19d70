"""The door to the mail server as the rest sees it; behind it SMTP, or the console when no server is set."""

from email.message import EmailMessage
from typing import Protocol

from cxloop.config import Settings


class Postbox(Protocol):
    """Takes letters. `send` raises DeliveryFailed when it failed."""

    def send(self, letter: EmailMessage) -> None: ...


def postbox(settings: Settings) -> Postbox:
    """The postbox these settings open."""
    if settings.smtp_url:
        from cxloop.mail.client import SmtpPostbox

        return SmtpPostbox(settings.smtp_url)
    from cxloop.mail.console import ConsolePostbox

    return ConsolePostbox()

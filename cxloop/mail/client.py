"""The only door to the mail server (CXLOOP_SMTP_URL: smtp://user:password@host:587 or smtps://host)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from cxloop.alerts.errors import DeliveryFailed
from cxloop.database import forbid_network_inside_unit

SECONDS = 10.0
HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class MailServer:
    """Where letters go. With `is_wrapped` the connection is encrypted from its first byte."""

    host: str
    port: int
    is_wrapped: bool
    user: str
    password: str

    @classmethod
    def at(cls, url: str) -> "MailServer":
        parts = urlsplit(url)
        wrapped = parts.scheme == "smtps"
        return cls(
            parts.hostname or "localhost",
            parts.port or (465 if wrapped else 587 if parts.username else 25),
            wrapped,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


class SmtpPostbox:
    """Sends one letter a connection: letters are rare, and a kept connection is what servers drop."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self.server = MailServer.at(url)
        self.seconds = seconds

    def send(self, letter: EmailMessage) -> None:
        """Hand the letter to the server.

        Raises:
            DeliveryFailed: permanent when the server refuses this letter or its address for good.
        """
        forbid_network_inside_unit()
        begun = False
        try:
            with self._connected() as connection:
                begun = True
                connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code = max((code for code, _ in refused.recipients.values()), default=550)
            raise DeliveryFailed(f"recipient_refused_{code}", permanent=code >= 500) from None
        except smtplib.SMTPNotSupportedError:
            raise DeliveryFailed("address_not_supported", permanent=True) from None
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryFailed(f"sign_in_refused_{error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            raise DeliveryFailed(
                f"smtp_{error.smtp_code}", permanent=begun and error.smtp_code >= 500
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(_named(error), maybe_arrived=begun) from error

    def knock(self) -> None:
        """Sign in, and send nothing.

        Raises:
            DeliveryFailed: a password would have to be said in the clear.
            OSError, smtplib.SMTPException: as they came, for somebody to be told in words.
        """
        forbid_network_inside_unit()
        with self._connected() as connection:
            connection.noop()

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        if server.is_wrapped:
            encrypted = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self.seconds, context=encrypted
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self.seconds)
        try:
            self._secure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP) -> None:
        """Encrypt where the server can, and never say a password in the clear to another machine."""
        server = self.server
        connection.ehlo_or_helo_if_needed()
        if not server.is_wrapped and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        elif not server.is_wrapped and server.user and server.host not in HERE:
            raise DeliveryFailed("server_without_encryption")
        if server.user:
            connection.login(server.user, server.password)


def _named(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "tls_failed"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ConnectionRefusedError):
        return "connection_refused"
    return (
        "connection_lost"
        if isinstance(error, (ConnectionError, smtplib.SMTPServerDisconnected))
        else "mail_failed"
    )

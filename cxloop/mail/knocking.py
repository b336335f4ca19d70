"""Whether the mail server can be reached and lets us in; nothing is sent."""

import smtplib
import socket
import ssl

from cxloop.alerts.errors import DeliveryFailed
from cxloop.mail.client import SmtpPostbox


def why_refused(url: str) -> str | None:
    """What is wrong, in words and with what to do about it; None when we were let in."""
    postbox = SmtpPostbox(url)
    where = f"{postbox.server.host}:{postbox.server.port}"
    try:
        postbox.knock()
    except socket.gaierror:
        words = f"There is no machine called {postbox.server.host}: is CXLOOP_SMTP_URL spelt rightly?"
    except smtplib.SMTPAuthenticationError:
        words = f"{where} refuses the user or the password of CXLOOP_SMTP_URL."
    except ssl.SSLError as error:
        words = (
            f"{where} fails to encrypt ({error.reason or 'TLS'}): smtps:// is for port 465, smtp:// for 587."
        )
    except DeliveryFailed:
        words = f"{where} offers no encryption, and a password is not said in the clear: use smtps://."
    except TimeoutError:
        words = f"{where} does not answer within {postbox.seconds:.0f} s: look at host, port and firewall."
    except (OSError, smtplib.SMTPException) as error:
        words = f"{where} cannot be used ({type(error).__name__}): look at CXLOOP_SMTP_URL and whether the server runs."
    else:
        return None
    return words

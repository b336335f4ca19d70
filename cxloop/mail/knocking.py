"""Whether the mail server can be reached and lets us in; nothing is sent."""

import smtplib
import socket
import ssl

from cxloop.alerts.errors import DeliveryFailed
from cxloop.language import marked as _
from cxloop.mail.client import SmtpPostbox
from cxloop.settings.sentences import Sentence, sentence


def why_refused(url: str) -> Sentence | None:
    """What is wrong, in words and with what to do about it; None when we were let in."""
    postbox = SmtpPostbox(url)
    facts: dict[str, object] = {
        "host": postbox.server.host,
        "where": f"{postbox.server.host}:{postbox.server.port}",
    }
    try:
        postbox.knock()
    except socket.gaierror:
        text = _("There is no machine called %(host)s: is CXLOOP_SMTP_URL spelt rightly?")
    except smtplib.SMTPAuthenticationError:
        text = _("%(where)s refuses the user or the password of CXLOOP_SMTP_URL.")
    except ssl.SSLError as error:
        text = _("%(where)s fails to encrypt (%(why)s): smtps:// is for port 465, smtp:// for 587.")
        facts["why"] = error.reason or "TLS"
    except DeliveryFailed:
        text = _("%(where)s offers no encryption, and a password is not said in the clear: use smtps://.")
    except TimeoutError:
        text = _("%(where)s does not answer within %(seconds)d s: look at host, port and firewall.")
        facts["seconds"] = int(postbox.seconds)
    except (OSError, smtplib.SMTPException) as error:
        text = _("%(where)s cannot be used (%(kind)s): look at CXLOOP_SMTP_URL and whether the server runs.")
        facts["kind"] = type(error).__name__
    else:
        return None
    return sentence(text, **facts)

"""The mail server."""

from cxloop.cli.looking import Finding
from cxloop.config import Settings
from cxloop.mail.knocking import why_refused


def look(settings: Settings) -> list[Finding]:
    if not settings.smtp_url:
        return [Finding("mail", True, "no CXLOOP_SMTP_URL: letters are printed by the worker")]
    refusal = why_refused(settings.smtp_url)
    return [Finding("mail", refusal is None, refusal or "the server lets us in")]

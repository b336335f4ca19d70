"""The mail server."""

from cxloop.config import Settings
from cxloop.language import marked as _
from cxloop.looking import Finding, found
from cxloop.mail.knocking import why_refused


def look(settings: Settings) -> list[Finding]:
    if not settings.smtp_url:
        return [found("mail", _("no CXLOOP_SMTP_URL: letters are printed by the worker"))]
    if refusal := why_refused(settings.smtp_url):
        return [Finding("mail", False, refusal)]
    return [found("mail", _("the server lets us in"))]

"""What happened to a message, said as a person would."""

from flask_babel import gettext as _

from cxloop.slack.answers import NO_ACCESS, NO_CHANNEL, NO_MESSAGE, OUR_FAULT

DELETED = "message_not_found"
WAITS = ("ratelimited", "rate_limited")


def error(code: str) -> str:
    """The last error of a message, or of a channel, as a sentence; unknown words are shown as they came."""
    return _known(code) or _by_beginning(code) or str(_("The other side said “%(code)s”.", code=code))


def _known(code: str) -> str | None:
    if code in NO_ACCESS:
        return str(
            _("Slack does not accept our token, or the app may not do this. Look at its installation.")
        )
    if code in NO_CHANNEL:
        return str(_("Slack knows no such channel, or the app is not in it. Invite it there."))
    if code in NO_MESSAGE - {DELETED}:
        return str(
            _("Slack does not let the message be changed (%(code)s): a new one took its place.", code=code)
        )
    if code in OUR_FAULT:
        return str(_("Slack did not understand what we sent (%(code)s).", code=code))
    if code in WAITS:
        return str(_("Slack asked us to wait."))
    deleted = _("The message is not there any more: somebody deleted it in Slack.")
    sentences = {
        DELETED: deleted,
        "message_deleted": deleted,
        "sender_crashed": _("The worker died several times while sending it."),
        "nothing_to_tell": _("There was nothing left to tell."),
        "nobody_is_there": _(
            "Nobody is left who could read it: no owner, no lead, no manager, no administrator."
        ),
        "timeout": _("There was no answer in time."),
        "connection_refused": _("Nobody answered at that address."),
        "connection_lost": _("The connection broke."),
        "no_such_host": _("There is no such server."),
        "tls_failed": _("The connection could not be encrypted."),
        "unreadable_answer": _("The answer made no sense."),
        "address_unusable": _("The address cannot be written to."),
        "address_not_supported": _("The mail server does not support this address."),
        "server_without_encryption": _("The mail server does not encrypt, so our password was not sent."),
    }
    return str(sentences[code]) if code in sentences else None


def _by_beginning(code: str) -> str | None:
    beginnings = (
        ("recipient_refused_", _("The mail server refused the address (%(code)s).", code=code[-3:])),
        ("sign_in_refused_", _("The mail server refused our sign-in (%(code)s).", code=code[-3:])),
        ("smtp_", _("The mail server refused the letter (%(code)s).", code=code[-3:])),
        ("http_", _("Slack has a problem of its own (%(code)s).", code=code[-3:])),
        ("bug:", _("An error of ours; the log has it (%(code)s).", code=code[4:])),
    )
    return next((str(sentence) for beginning, sentence in beginnings if code.startswith(beginning)), None)

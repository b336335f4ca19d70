"""Slack: whether the token is good, the channel is there and clicks can be proved; nothing is posted."""

from cxloop.alerts.errors import DeliveryFailed
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.language import marked as _
from cxloop.looking import Finding, found, missing
from cxloop.slack.client import SlackClient

TOKEN_WORDS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
}


def look(settings: Settings) -> list[Finding]:
    if not settings.slack_token:
        if settings.slack_signing_secret:
            text = _(
                "no CXLOOP_SLACK_TOKEN: alerts are printed by the worker, although other settings of Slack are there"
            )
            return [missing("slack", text)]
        return [found("slack", _("no CXLOOP_SLACK_TOKEN: alerts are printed by the worker"))]
    clicks = [] if settings.slack_signing_secret else [_unsigned()]
    return [*clicks, _let_in(settings)]


def _unsigned() -> Finding:
    text = _(
        "A token without CXLOOP_SLACK_SIGNING_SECRET: every click is refused. Copy it from the app's page."
    )
    return missing("slack clicks", text)


def _let_in(settings: Settings) -> Finding:
    client, channel = SlackClient(settings.slack_token, settings.slack_api_url, now), settings.slack_channel
    try:
        try:
            client.knock()
        except DeliveryFailed as failed:
            return _refused(settings, failed.code)
        try:
            client.channel_id(channel)
        except DeliveryFailed as failed:
            text = _(
                "The channel %(channel)s cannot be found (%(why)s): create it and invite the app, or set "
                "CXLOOP_SLACK_CHANNEL."
            )
            return missing("slack", text, channel=channel, why=failed.code)
    finally:
        client.close()
    return found("slack", _("the token is good, %(channel)s is there"), channel=channel)


def _refused(settings: Settings, reason: str) -> Finding:
    if reason in TOKEN_WORDS:
        text = _("Slack refuses CXLOOP_SLACK_TOKEN (%(why)s): copy the bot token of the app again.")
        return missing("slack", text, why=reason)
    text = _("%(url)s cannot be used (%(why)s): look at the network and CXLOOP_SLACK_API_URL.")
    return missing("slack", text, url=settings.slack_api_url, why=reason)

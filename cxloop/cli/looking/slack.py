"""Slack: whether the token is good, the channel is there and clicks can be proved; nothing is posted."""

from cxloop.alerts.errors import DeliveryFailed
from cxloop.cli.looking import Finding
from cxloop.clock import now
from cxloop.config import Settings
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
        unused = settings.slack_signing_secret or settings.slack_app_token
        words = "no CXLOOP_SLACK_TOKEN: alerts are printed by the worker"
        words += ", although other settings of Slack are there" if unused else ""
        return [Finding("slack", not unused, words)]
    found = [_signed(settings)] if not settings.slack_signing_secret and not settings.slack_app_token else []
    client = SlackClient(settings.slack_token, settings.slack_api_url, now)
    try:
        try:
            client.knock()
        except DeliveryFailed as failed:
            return [*found, Finding("slack", False, _token(settings, failed.code))]
        try:
            client.channel_id(settings.slack_channel)
        except DeliveryFailed as failed:
            words = (
                f"The channel {settings.slack_channel} cannot be found ({failed.code}): create it and invite the app, "
                "or set CXLOOP_SLACK_CHANNEL."
            )
            return [*found, Finding("slack", False, words)]
    finally:
        client.close()
    return [*found, Finding("slack", True, f"the token is good, {settings.slack_channel} is there")]


def _signed(_settings: Settings) -> Finding:
    words = (
        "A token without CXLOOP_SLACK_SIGNING_SECRET: every click is refused. Copy it from the app's page."
    )
    return Finding("slack clicks", False, words)


def _token(settings: Settings, reason: str) -> str:
    if reason in TOKEN_WORDS:
        return f"Slack refuses CXLOOP_SLACK_TOKEN ({reason}): copy the bot token of the app again."
    return (
        f"{settings.slack_api_url} cannot be used ({reason}): look at the network and CXLOOP_SLACK_API_URL."
    )

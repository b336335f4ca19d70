"""Which door to Slack the settings open: the real client, or the console when no token is set."""

from collections.abc import Callable
from datetime import datetime

from cxloop.config import Settings
from cxloop.slack.door import SECONDS, Door


def door(settings: Settings, now: Callable[[], datetime], seconds: float = SECONDS) -> Door:
    """The door these settings open; each call through it takes at most so many seconds."""
    if settings.slack_token:
        from cxloop.slack.client import SlackClient

        return SlackClient(settings.slack_token, settings.slack_api_url, now, seconds)
    from cxloop.slack.console import SlackConsole

    return SlackConsole()

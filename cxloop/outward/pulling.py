"""Holds the conversation that a puller writes: each call goes out by the one door, each answer is told back."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import sleep
from typing import Any
from urllib.parse import urlencode

from cxloop.outward.client import Answer, CallFailed, Outward
from cxloop.responses.platforms.pulling import PULLERS, Ask, Found, PullRefused, Wish
from cxloop.responses.platforms.pulling.puller import LARGEST_PAGE

MOST_CALLS = 2_000
SAFE_PATH = re.compile(r"(?:/(?!\.+(?:/|\Z))[\w.~-]+)+", re.ASCII)
LONGEST_WAIT = timedelta(hours=6)
NOT_ALLOWED = {
    "url_malformed",
    "url_with_password",
    "not_https",
    "not_a_public_name",
    "port_not_allowed",
    "address_not_public",
}


class PullFailed(Exception):
    """A pull that broke off: `reason` is a code of `loop.pull.OUTCOMES`; `wait` is how long the platform asked for."""

    def __init__(
        self, reason: str, wait: timedelta | None = None, facts: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.facts = reason, wait, dict(facts or {})


def pages(
    platform: str, credentials: Mapping[str, str], wish: Wish, *, outward: Outward, at: datetime
) -> Iterator[list[Found]]:
    """Page after page of what a platform has.

    Raises:
        PullFailed: and nothing else.
    """
    puller = PULLERS[platform]
    base = (credentials.get("base_url") or puller.base).rstrip("/")
    try:
        headers = dict(puller.headers(credentials))
        conversation = puller.pages(credentials, wish)
        said: Ask | list[Found] = next(conversation)
        for _ in range(MOST_CALLS):
            if isinstance(said, Ask):
                told = _asked(outward, base, headers, said, at)
                said = conversation.send(told)
            else:
                yield said
                said = next(conversation)
    except StopIteration:
        return
    except PullRefused as refused:
        raise PullFailed(refused.reason, refused.wait, refused.facts) from None
    except KeyError:
        raise PullFailed("no_credentials") from None
    raise PullFailed("platform_failed")


def _asked(outward: Outward, base: str, headers: dict[str, str], ask: Ask, at: datetime) -> Any:
    if not SAFE_PATH.fullmatch(ask.path):
        raise PullFailed("not_found_there")
    if ask.after:
        sleep(ask.after)
    url = base + ask.path + (f"?{urlencode(ask.query)}" if ask.query else "")
    body = None if ask.json is None else json.dumps(ask.json).encode()
    sent = headers if body is None else {**headers, "Content-Type": "application/json"}
    try:
        answer = outward.call(
            "GET" if body is None else "POST", url, headers=sent, body=body, most_bytes=LARGEST_PAGE
        )
        return _told(answer, ask, at)
    except CallFailed as failed:
        reason = "not_allowed" if failed.reason in NOT_ALLOWED else "not_reached"
        raise PullFailed(reason, facts={"why": failed.reason}) from None


def _told(answer: Answer, ask: Ask, at: datetime) -> Any:
    """The JSON of an answer. What a platform writes into an error is never shown or logged."""
    if answer.status == 404 and ask.may_be_gone:
        return {}
    if answer.status in {401, 403}:
        raise PullFailed("refused_us", timedelta(hours=6))
    if answer.status == 404:
        raise PullFailed("not_found_there", timedelta(hours=6))
    if answer.status in {429, 503}:
        raise PullFailed("come_back_later", _wait(answer, at))
    if not 200 <= answer.status < 300:
        raise PullFailed("platform_failed", facts={"status": answer.status})
    try:
        return answer.tree()
    except CallFailed:
        raise PullFailed("answer_unknown") from None


def _wait(answer: Answer, at: datetime) -> timedelta | None:
    """Retry-After in seconds or as a date (RFC 9110, 10.2.3), never longer than six hours; None when it is neither."""
    written = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", written, re.ASCII):
        wait = timedelta(seconds=int(written))
    else:
        try:
            moment = parsedate_to_datetime(written)
        except (ValueError, OverflowError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at
    return max(timedelta(seconds=1), min(wait, LONGEST_WAIT))

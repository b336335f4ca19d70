"""The only door to Slack's Web API. The outbox retries, never the SDK: it would re-send what may have arrived."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.pacing import retry_after
from cxloop.database import forbid_network_inside_unit
from cxloop.slack.answers import TOO_LONG, failure
from cxloop.slack.blocks import Block
from cxloop.slack.door import SECONDS, Posted
from cxloop.slack.places import CHANNEL_ID, PERSON_ID
from cxloop.slack.wire import Wire

EVENT = "cxloop_alert"
PAGES = 5
MOST_LISTED, LISTED_PAGES = 999, 20
LOOK_BACK = timedelta(minutes=2)


class SlackClient:
    """Posts, updates and looks for messages; each call has one deadline and fails as DeliveryFailed."""

    paced = True

    def __init__(
        self, token: str, api_url: str, now: Callable[[], datetime], seconds: float = SECONDS
    ) -> None:
        self._web = _OneShot(token, api_url, now, seconds)

    def knock(self) -> None:
        """Ask whether the token is good.

        Raises:
            DeliveryFailed: it is not, or Slack cannot be reached.
        """
        self._call("auth.test", {})

    def channel_id(self, name: str) -> str:
        """Slack's id of a channel or a person we may know by name; history can only be read by id.

        A channel that was renamed is found by a name it had before, unless another has it now.
        """
        if CHANNEL_ID.fullmatch(name):
            return name
        if PERSON_ID.fullmatch(name):
            opened = self._call("conversations.open", {"users": name}).get("channel") or {}
            return str(opened.get("id") or name)
        try:
            return self._named(name, "public_channel,private_channel")
        except DeliveryFailed as failed:
            if failed.code != "missing_scope":
                raise
        return self._named(name, "public_channel")

    def who_am_i(self) -> tuple[str, frozenset[str]]:
        """The workspace and app behind the token, and its scopes where Slack says so."""
        answer = self._call("auth.test", {}, form=True)
        scopes = self._web.last_headers.get("x-oauth-scopes", "")
        where = f"{answer.get('user', 'an app')} in {answer.get('team', 'a workspace')}"
        return where, frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())

    def channel_facts(self, channel: str) -> dict[str, Any]:
        """What Slack says of a channel we know by its id."""
        found = self._call("conversations.info", {"channel": channel}, form=True).get("channel")
        return found if isinstance(found, dict) else {}

    def _named(self, name: str, types: str) -> str:
        wanted, before = name.removeprefix("#").lower(), None
        listing = {"types": types, "exclude_archived": "true", "limit": MOST_LISTED}
        for page in self._pages("conversations.list", listing, most=LISTED_PAGES):
            for channel in page.get("channels", ()):
                if wanted in (channel.get("name"), channel.get("name_normalized")):
                    return str(channel["id"])
                if before is None and wanted in (channel.get("previous_names") or ()):
                    before = str(channel["id"])
        if before is None:
            raise DeliveryFailed("channel_not_found", permanent=True)
        return before

    def post(
        self,
        channel: str,
        text: str,
        blocks: list[Block],
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        aloud: bool = True,
    ) -> Posted:
        """Post a message that carries our delivery id, so that it can be found again.

        Args:
            aloud: in a thread, whether the channel sees it too.
        """
        body = {
            "channel": channel,
            "text": text,
            "blocks": blocks,
            "metadata": {"event_type": EVENT, "event_payload": {"delivery_id": delivery_id}},
            "link_names": False,
            "parse": "none",
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread_ts:
            body |= {"thread_ts": thread_ts, "reply_broadcast": aloud}
        answer = self._call("chat.postMessage", body)
        if not isinstance(answer.get("ts"), str):
            raise DeliveryFailed("unreadable_answer", maybe_arrived=True)
        return Posted(str(answer.get("channel") or channel), answer["ts"])

    def update(self, channel: str, ts: str, text: str, blocks: list[Block]) -> None:
        """Make a message say something else."""
        self._call(
            "chat.update", {"channel": channel, "ts": ts, "text": text, "blocks": blocks, "parse": "none"}
        )

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        """The timestamp of our message if it is there already."""
        oldest = f"{(since - LOOK_BACK).timestamp():.6f}"
        asked = {"channel": channel, "include_all_metadata": "true", "oldest": oldest, "limit": 200}
        method = "conversations.history"
        if thread_ts:
            method, asked = "conversations.replies", asked | {"ts": thread_ts}
        for page in self._pages(method, asked, most=PAGES):
            for message in page.get("messages", ()):
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("delivery_id") == delivery_id:
                    return str(message["ts"])
        return None

    def whisper(self, channel: str, user: str, text: str) -> None:
        """Say something that only one person sees."""
        self._call("chat.postEphemeral", {"channel": channel, "user": user, "text": text, "parse": "none"})

    def close(self) -> None:
        """Hang up."""
        self._web.wire.close()

    def _pages(self, method: str, asked: dict[str, Any], most: int) -> Any:
        for _ in range(most):
            page = self._call(method, asked, form=True)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            asked = asked | {"cursor": cursor}
        raise DeliveryFailed(TOO_LONG)

    def _call(self, method: str, body: dict[str, Any], *, form: bool = False) -> dict[str, Any]:
        forbid_network_inside_unit()
        try:
            answer = (
                self._web.api_call(method, params=body) if form else self._web.api_call(method, json=body)
            )
        except SlackApiError as error:
            headers = cast("Mapping[str, str]", error.response.headers)
            word = str(error.response.get("error", "no_reason_given"))
            raise failure(word, retry_after(headers.get("retry-after"), self._web.now())) from None
        except SlackClientError:
            raise DeliveryFailed("request_refused_by_sdk", permanent=True) from None
        return cast("dict[str, Any]", answer.data)


class _OneShot(WebClient):
    """The SDK's client over our own connection: kept alive, one deadline, one try."""

    def __init__(self, token: str, api_url: str, now: Callable[[], datetime], seconds: float) -> None:
        super().__init__(token=token, base_url=api_url, timeout=int(SECONDS), retry_handlers=[])
        self.now = now
        self.wire = Wire(seconds)
        self.last_headers: Mapping[str, str] = {}

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if self.proxy is not None:
            return super()._perform_urllib_http_request_internal(url, req)
        answer = self.wire.post(url, cast("bytes", req.data or b""), dict(req.header_items()))
        self.last_headers = answer.headers
        if answer.status == 429:
            wait = retry_after(answer.headers.get("retry-after"), self.now())
            raise DeliveryFailed("ratelimited", retry_after=wait)
        if answer.status >= 500:
            wait_for = answer.headers.get("retry-after")
            pause = retry_after(wait_for, self.now()) if wait_for else None
            raise DeliveryFailed(f"http_{answer.status}", maybe_arrived=True, retry_after=pause)
        if not _is_json_object(answer.body):
            raise DeliveryFailed("unreadable_answer", maybe_arrived=True)
        return {"status": answer.status, "headers": answer.headers, "body": answer.body.decode()}


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False

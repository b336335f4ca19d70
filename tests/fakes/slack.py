"""A Slack that behaves as documented, and misbehaves when asked. It runs in the test's process, on a free port.

Sources: docs.slack.dev on rate limits, chat.postMessage, chat.update, conversations.history, message metadata,
verifying requests.
"""

import contextlib
import hmac
import json
import re
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.block_kit import page, texts, wrong_message
from tests.fakes.slack_faults import Fault, body, drip, error, hang, reset, status

__all__ = ["FakeSlack", "Fault", "Pressed", "body", "drip", "error", "hang", "reset", "status", "texts"]

TEAM = "T0CXLOOP1"
SECRET = "a signing secret of tests"
TOKEN = "xoxb-test"


@dataclass
class Call:
    method: str
    at: float
    body: dict[str, Any]
    headers: dict[str, str]
    accepted: bool = False


class FakeSlack:
    """`with FakeSlack() as slack:` then CXLOOP_SLACK_API_URL is `slack.url`."""

    longest_page = 999

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.calls: list[Call] = []
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.whispers: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}
        self.closed_history: set[str] = set()
        self.limited = False
        self.missing_scopes: set[str] = set()
        self.scopes = (
            "chat:write,channels:read,groups:read,channels:history,groups:history,im:write,im:history"
        )
        self.edit_window: float | None = None
        """Seconds after which the workspace lets nobody edit."""
        self.archived: set[str] = set()
        self.not_a_member: set[str] = set()
        self.deactivated: set[str] = set()
        """People (U…) who are gone."""
        self.previous_names: dict[str, list[str]] = {}
        self.only_known = False
        """Whether a channel that nobody made is refused; otherwise every channel asked for exists."""
        self._last_post: dict[str, float] = {}
        self._faults: dict[str | None, deque[Fault]] = {}
        self._lock = threading.RLock()
        self._counter = 0
        self._ended = threading.Event()

    def __enter__(self) -> "FakeSlack":
        fake = self

        class Handler(_Handler):
            slack = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_rest: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    def next(self, *faults: Fault, method: str | None = "chat.postMessage") -> None:
        """The next calls of this method meet these faults, one each."""
        with self._lock:
            self._faults.setdefault(method, deque()).extend(faults)

    def channel(self, name: str) -> str:
        """The id of a channel; every channel asked for exists."""
        with self._lock:
            name = name.removeprefix("#")
            if name in self.names.values():
                return name
            if re.fullmatch("[UWD][A-Z0-9]{6,}", name):
                return f"D{name[1:]}"
            return self.names.setdefault(name, f"C{sha256(name.encode()).hexdigest()[:9].upper()}")

    def posted(self, name: str | None = None) -> list[dict[str, Any]]:
        """The messages of one channel or of all, oldest first."""
        with self._lock:
            if name is not None:
                return list(self.messages.get(self.channel(name), []))
            return sorted((m for many in self.messages.values() for m in many), key=lambda m: float(m["ts"]))

    def deliveries(self) -> list[str]:
        """The delivery id of every message that is there."""
        payloads = [
            message["metadata"]["event_payload"] for message in self.posted() if "metadata" in message
        ]
        return [payload["delivery_id"] for payload in payloads]

    def called(self, method: str) -> list[Call]:
        with self._lock:
            return [call for call in self.calls if call.method == method]

    def rename(self, name: str, new: str) -> None:
        """A person renames a channel; its id stays."""
        with self._lock:
            known = self.names.pop(name.removeprefix("#"))
            self.names[new.removeprefix("#")] = known
            self.previous_names.setdefault(known, []).append(name.removeprefix("#"))

    def delete(self, ts: str) -> None:
        """A person deletes a message."""
        with self._lock:
            for many in self.messages.values():
                many[:] = [message for message in many if message["ts"] != ts]

    def press(
        self, ticket: int, user: str = "U0OLGA001", *, at: float, action_ts: str = "1.1",
        person: dict[str, Any] | None = None, ts: str = "", **more: Any,
    ) -> "Pressed":  # fmt: skip
        """What Slack sends when somebody presses *Take it*; signed."""
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM, "domain": "cxloop"},
            "user": person or {"id": user, "username": "somebody", "team_id": TEAM},
            "api_app_id": "A1",
            "channel": {"id": self.channel("north"), "name": "north"},
            "container": {"type": "message", "message_ts": ts, "channel_id": self.channel("north")},
            "actions": [
                {"action_id": "take", "type": "button", "value": str(ticket), "action_ts": action_ts}
            ],
        } | more
        return Pressed.signed(urlencode({"payload": json.dumps(payload)}).encode(), at)

    def answer(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What the documented method does."""
        do = getattr(self, "_" + method.replace(".", "_").replace("conversations", "c"), None)
        if do is None:
            return {"ok": False, "error": "unknown_method"}
        with self._lock:
            found: dict[str, Any] = do(asked)
            return found

    def too_fast(self, method: str, asked: dict[str, Any]) -> bool:
        if not self.limited or method != "chat.postMessage":
            return False
        with self._lock:
            channel, at = self.channel(str(asked.get("channel"))), time.monotonic()
            early = at - self._last_post.get(channel, -10.0) < 0.95
            if not early:
                self._last_post[channel] = at
            return early

    def take_fault(self, method: str) -> Fault | None:
        with self._lock:
            for key in (method, None):
                if self._faults.get(key):
                    return self._faults[key].popleft()
        return None

    def _chat_postMessage(self, asked: dict[str, Any]) -> dict[str, Any]:
        if wrong := wrong_message(asked):
            return {"ok": False, "error": wrong}
        if wrong := self._refuses(str(asked["channel"])):
            return {"ok": False, "error": wrong}
        channel = self.channel(str(asked["channel"]))
        message = self._stamped(asked)
        if asked.get("thread_ts"):
            message["thread_ts"] = asked["thread_ts"]
            message["reply_broadcast"] = bool(asked.get("reply_broadcast"))
        self.messages.setdefault(channel, []).append(message)
        return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, asked: dict[str, Any]) -> dict[str, Any]:
        if wrong := wrong_message(asked):
            return {"ok": False, "error": wrong}
        if wrong := self._refuses(str(asked.get("channel"))):
            return {"ok": False, "error": wrong}
        for message in self.messages.get(str(asked.get("channel")), []):
            if message["ts"] == asked.get("ts"):
                if self.edit_window is not None and self.now() - float(message["ts"]) > self.edit_window:
                    return {"ok": False, "error": "edit_window_closed"}
                message["text"], message["blocks"] = asked.get("text", ""), asked.get("blocks", [])
                message["edited"] = message.get("edited", 0) + 1
                return {"ok": True, "channel": asked["channel"], "ts": asked["ts"], "text": message["text"]}
        return {"ok": False, "error": "message_not_found"}

    def _chat_postEphemeral(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.whispers.append(asked)
        return {"ok": True, "message_ts": "1.1"}

    def _c_list(self, asked: dict[str, Any]) -> dict[str, Any]:
        if "channels:read" in self.missing_scopes:
            return {"ok": False, "error": "missing_scope", "needed": "channels:read"}
        if "groups:read" in self.missing_scopes and "private" in str(asked.get("types")):
            return {"ok": False, "error": "missing_scope", "needed": "groups:read"}
        hide = str(asked.get("exclude_archived")).lower() == "true"
        known = [
            {"id": value, "name": name, "previous_names": self.previous_names.get(value, [])}
            for name, value in self.names.items()
            if not (hide and value in self.archived)
        ]
        start, limit = int(asked.get("cursor") or 0), min(int(asked.get("limit") or 100), self.longest_page)
        cursor = str(start + limit) if start + limit < len(known) else ""
        return {
            "ok": True,
            "channels": known[start : start + limit],
            "response_metadata": {"next_cursor": cursor},
        }

    def _c_info(self, asked: dict[str, Any]) -> dict[str, Any]:
        channel = str(asked.get("channel"))
        name = next((name for name, value in self.names.items() if value == channel), None)
        if name is None:
            return {"ok": False, "error": "channel_not_found"}
        facts = {"is_archived": channel in self.archived, "is_member": channel not in self.not_a_member}
        return {"ok": True, "channel": {"id": channel, "name": name, **facts}}

    def _refuses(self, channel: str) -> str | None:
        """Why nothing can be written there."""
        name = channel.removeprefix("#")
        if channel[:1] in "UWD" and f"U{channel[1:]}" in self.deactivated:
            return "user_disabled"
        if self.only_known and channel[:1] not in "UWD" and name not in {*self.names, *self.names.values()}:
            return "channel_not_found"
        here = self.channel(channel)
        return (
            "is_archived"
            if here in self.archived
            else "not_in_channel"
            if here in self.not_a_member
            else None
        )

    def _c_history(self, asked: dict[str, Any]) -> dict[str, Any]:
        channel = str(asked.get("channel"))
        if channel in self.closed_history or "channels:history" in self.missing_scopes:
            return {"ok": False, "error": "missing_scope", "needed": "channels:history"}
        if channel not in self.names.values() and not channel.startswith("D"):
            return {"ok": False, "error": "channel_not_found"}
        found = [message for message in self.messages.get(channel, []) if "thread_ts" not in message]
        return page(found, asked)

    def _c_replies(self, asked: dict[str, Any]) -> dict[str, Any]:
        found = [
            message
            for message in self.messages.get(str(asked.get("channel")), [])
            if asked.get("ts") in (message["ts"], message.get("thread_ts"))
        ]
        return page(found, asked)

    def _c_open(self, asked: dict[str, Any]) -> dict[str, Any]:
        user = str(asked.get("users", ""))
        if "im:write" in self.missing_scopes:
            return {"ok": False, "error": "missing_scope", "needed": "im:write"}
        if user in self.deactivated:
            return {"ok": False, "error": "user_disabled"}
        return {"ok": True, "channel": {"id": f"D{user[1:]}"}}

    def _users_info(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "user": {"id": asked.get("user"), "team_id": TEAM, "is_restricted": False}}

    def _auth_test(self, _asked: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": True,
            "team": "Acme",
            "user": "cxloop",
            "team_id": TEAM,
            "user_id": "U0CXLOOP1",
            "url": "https://cxloop.slack.com/",
        }

    def _stamped(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._counter += 1
        message = {"type": "message", "ts": f"{int(self.now())}.{self._counter:06d}"}
        return message | {name: asked[name] for name in ("text", "blocks", "metadata") if name in asked}


@dataclass(frozen=True)
class Pressed:
    """A signed request of Slack's."""

    body: bytes
    headers: dict[str, str]

    @classmethod
    def signed(cls, content: bytes, at: float, secret: str = SECRET) -> "Pressed":
        timestamp = str(int(at))
        mark = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + content, sha256).hexdigest()
        return cls(
            content,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": timestamp,
                "X-Slack-Signature": f"v0={mark}",
            },
        )


class _Handler(BaseHTTPRequestHandler):
    slack: FakeSlack
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        method = urlsplit(self.path).path.removeprefix("/api/")
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = _asked(self.headers.get("Content-Type", ""), content)
        call = Call(method, time.monotonic(), asked, dict(self.headers))
        with self.slack._lock:
            self.slack.calls.append(call)
        fault = self.slack.take_fault(method)
        if fault is None and self.slack.too_fast(method, asked):
            fault = Fault("answer", 429, b'{"ok": false, "error": "ratelimited"}', {"Retry-After": "1"})
        if fault is None or fault.accepted:
            answer = self.slack.answer(method, asked)
            call.accepted = bool(answer["ok"])
        if fault is None:
            headers = {"Content-Type": "application/json", "X-OAuth-Scopes": self.slack.scopes}
            self._send(200, json.dumps(answer).encode(), headers)
        else:
            self._misbehave(fault)

    def _misbehave(self, fault: Fault) -> None:
        if fault.kind == "answer":
            self._send(fault.status, fault.body, fault.headers)
        elif fault.kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif fault.kind == "hang":
            self.slack._ended.wait(fault.seconds)
            self.close_connection = True
        else:
            self._drip(fault.seconds)

    def _drip(self, pause: float) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"." * 100_000:
                self.connection.sendall(bytes([letter]))
                if self.slack._ended.wait(pause):
                    return

    def _send(self, code: int, content: bytes, headers: dict[str, str]) -> None:
        with contextlib.suppress(OSError):
            self.send_response(code)
            for name, value in ({"Content-Type": "text/html"} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # the peer was killed
            super().handle()

    def log_message(self, *_rest: object) -> None:
        """Nothing is printed."""


def _asked(content_type: str, content: bytes) -> dict[str, Any]:
    if content_type.startswith("application/json"):
        found: dict[str, Any] = json.loads(content or b"{}")
        return found
    return {name: values[0] for name, values in parse_qs(content.decode()).items()}

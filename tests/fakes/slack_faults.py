"""What a call to Slack may meet instead of an answer."""

import json
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What the next call meets instead of an answer. `accepted`: Slack did it all the same."""

    kind: str
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    accepted: bool = False
    seconds: float = 60.0


def status(code: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault("answer", code, b"<html>upstream connect error</html>", named)


def error(word: str) -> Fault:
    return Fault("answer", 200, json.dumps({"ok": False, "error": word}).encode())


def body(content: bytes, *, accepted: bool = False) -> Fault:
    return Fault("answer", 200, content, accepted=accepted)


def reset(*, accepted: bool = False) -> Fault:
    return Fault("reset", accepted=accepted)


def hang(seconds: float = 60.0, *, accepted: bool = False) -> Fault:
    return Fault("hang", accepted=accepted, seconds=seconds)


def drip(pause: float = 0.05, *, accepted: bool = False) -> Fault:
    return Fault("drip", accepted=accepted, seconds=pause)

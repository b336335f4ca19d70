"""LimeSurvey's RemoteControl 2, JSON-RPC 1.0: one call, and what its answers mean.

It says no with HTTP 200 and a `status` in words, and after some wrong passwords it refuses right ones too for a while.
"""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Generator, Sequence
from datetime import timedelta
from typing import Any

from cxloop.responses.platforms.bodies import Tree
from cxloop.responses.platforms.pulling.puller import Ask, PullRefused, items

PATH = "/index.php/admin/remotecontrol"
A_LONG_WHILE = timedelta(hours=6)
LOCKED_OUT = timedelta(minutes=15)
NO_ANSWERS = "No Data, could not get max id."
REFUSALS = {
    "No permission": "may_not_export",
    "Error: Invalid survey ID": "not_found_there",
    "No Data, survey table does not exist.": "not_found_there",
    "No Data, survey table does not exist": "not_found_there",
}
Call = Generator[Ask, Any, Any]


def called(method: str, *params: Any) -> Call:
    """The result of one call. Raises PullRefused."""
    told = yield Ask(PATH, json={"method": method, "params": list(params), "id": 1})
    if not isinstance(told, dict) or "result" not in told:
        raise PullRefused("answer_unknown", {"part": method})
    if told.get("error") is not None:
        raise PullRefused("platform_failed", {"part": method})
    return told["result"]


def no_sign_in(told: Any) -> PullRefused:
    """After some wrong passwords it refuses right ones too, for ten minutes: that is no reason to give up."""
    status = str(told.get("status", "")) if isinstance(told, dict) else ""
    if "attempts" in status or "minutes" in status:
        return PullRefused("come_back_later", wait=LOCKED_OUT)
    return PullRefused("sign_in_refused", wait=A_LONG_WHILE)


def exported(
    key: str, survey: str, first: int | None, last: int | None, fields: Sequence[str] | None
) -> Generator[Ask, Any, list[Tree]]:
    """Completed answers of a range of ids, by the codes of their questions, with the words that were chosen."""
    told = yield from called(
        "export_responses", key, survey, "json", None, "complete", "code", "long", first, last, fields
    )
    if isinstance(told, dict):
        if told.get("status") == NO_ANSWERS:
            return []
        raise PullRefused(
            REFUSALS.get(str(told.get("status")), "platform_failed"),
            wait=A_LONG_WHILE if told.get("status") in REFUSALS else None,
        )
    try:
        tree = json.loads(b64decode(told if isinstance(told, str) else ""))
    except (NotBase64, ValueError, RecursionError):
        raise PullRefused("answer_unknown", {"part": "export"}) from None
    return [_flat(one) for one in items(tree, "responses")]


def _flat(one: Tree) -> Tree:
    """Older servers put each answer under its id."""
    inner = next(iter(one.values())) if len(one) == 1 else None
    return inner if isinstance(inner, dict) else one

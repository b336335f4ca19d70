"""LimeSurvey's RemoteControl 2 as it speaks JSON-RPC: every refusal is HTTP 200 with a status in words."""

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Protocol

USER, PASSWORD = "carl", "correct horse of Carl's"
SURVEY = 282267
SESSION = "8kd93hWtTqQxZ5mN2rVb7cLpYs4gFj6u"
CODES = ("score", "comment", "email")


class Said(Protocol):
    number: str
    score: int
    comment: str
    at: Any
    email: str


class LimeSurvey:
    """One survey. `is_dated`: whether it keeps when it was answered; `is_old`: it nests each answer under its id."""

    def __init__(self) -> None:
        self.path = "/index.php/admin/remotecontrol"
        self.is_dated, self.is_old, self.may_export, self.may_read = True, False, True, True
        self.login_refusal = "Invalid user name or password"
        self.sessions: set[str] = set()
        self.methods: list[str] = []
        self.refusal: str | None = None

    def answer(self, path: str, call: dict[str, Any], said: Sequence[Said]) -> Any:
        if path != self.path:
            return None
        self.methods.append(call["method"])
        result = getattr(self, call["method"])(*call["params"], *(() if "key" in call["method"] else (said,)))
        return {"id": call["id"], "result": result, "error": None}

    def get_session_key(self, user: str, password: str) -> Any:
        if (user, password) != (USER, PASSWORD):
            return {"status": self.login_refusal}
        self.sessions.add(SESSION)
        return SESSION

    def release_session_key(self, key: str) -> str:
        self.sessions.discard(key)
        return "OK"

    def list_questions(self, key: str, survey: Any, _said: Any) -> Any:
        if key not in self.sessions or int(survey) != SURVEY:
            return {
                "status": "Invalid session key" if key not in self.sessions else "Error: Invalid survey ID"
            }
        if not self.may_read:
            return {"status": "No permission"}
        kinds = {
            "score": ("L", "<p>How likely are you to recommend us?</p>"),
            "comment": ("T", "Why?"),
            "email": ("S", ""),
        }
        return [{"title": code, "type": kind, "question": text} for code, (kind, text) in kinds.items()]

    def export_responses(
        self, key: str, survey: Any, kind: str, _language: Any, completed: str, heading: str, answers: str,
        first: int | None, last: int | None, fields: list[str] | None, said: Sequence[Said],
    ) -> Any:  # fmt: skip
        assert (kind, completed, heading, answers) == ("json", "complete", "code", "long")
        refusal = self.refusal or self._refusal(key, survey, said)
        if refusal:
            return {"status": refusal}
        within = [one for one in said if (first or 1) <= int(one.number) <= (last or 10**9)]
        rows = [self._row(one) for one in within] or [dict.fromkeys(self._row(said[0]), "")]
        if fields is not None:
            rows = [{name: row[name] for name in fields} for row in rows]
        nested = [{row["id"]: row} for row in rows] if self.is_old else rows
        return b64encode(json.dumps({"responses": nested}).encode()).decode()

    def _refusal(self, key: str, survey: Any, said: Sequence[Said]) -> str | None:
        if key not in self.sessions:
            return "Invalid session key"
        if int(survey) != SURVEY or not self.may_export:
            return "No permission"
        return None if said else "No Data, could not get max id."

    def _row(self, one: Said) -> dict[str, Any]:
        at = one.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if self.is_dated else "1980-01-01 00:00:00"
        return {
            "id": one.number, "submitdate": at, "lastpage": "1", "startlanguage": "it", "seed": "1", "token": "x",
            "score": str(one.score), "comment": one.comment, "email": one.email,
        }  # fmt: skip

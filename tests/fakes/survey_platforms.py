"""Survey platforms' APIs on this machine, speaking as their documentation says; one server plays each of them."""

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.lime_survey import LimeSurvey

TOKEN = "token-of-the-customer"
SURVEY = "S1"
AUTHORIZED = {
    "typeform": ("Authorization", f"Bearer {TOKEN}"), "tally": ("Authorization", f"Bearer {TOKEN}"),
    "surveymonkey": ("Authorization", f"Bearer {TOKEN}"), "formbricks": ("x-api-key", TOKEN),
    "qualtrics": ("X-API-TOKEN", TOKEN),
    "delighted": ("Authorization", "Basic " + base64.b64encode(f"{TOKEN}:".encode()).decode()),
}  # fmt: skip


class Said:
    """One answer there: who, how many points, why, and when it was said last."""

    def __init__(self, number: str, score: int, comment: str, at: datetime, email: str) -> None:
        self.number, self.score, self.comment, self.at, self.email = number, score, comment, at, email

    @property
    def iso(self) -> str:
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class SurveyPlatform:
    """What one platform has; `troubles` are said before anything else, one a call: (status, headers)."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.said: list[Said] = []
        self.troubles: list[tuple[int, dict[str, str]]] = []
        self.calls: list[str] = []
        self.export_looks = 0
        self.lime = LimeSurvey()
        self.raw: bytes | None = None
        """Said instead of any answer."""
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _limesurvey(self, path: str, _query: dict[str, str], sent: bytes) -> Any:
        return self.lime.answer(path, json.loads(sent), self.said)

    def answer(self, path: str, query: dict[str, str], sent: bytes) -> Any:
        return getattr(self, f"_{self.key}")(path, query, sent)

    def _typeform(self, path: str, query: dict[str, str], _sent: bytes) -> Any:
        fields = [{"id": "f1", "ref": "score", "type": "nps", "title": "Would you recommend us?"},
                  {"id": "f2", "ref": "why", "type": "long_text", "title": "Why?"}]  # fmt: skip
        if path == f"/forms/{SURVEY}":
            return {"id": SURVEY, "fields": fields}
        assert path == f"/forms/{SURVEY}/responses"
        found = sorted(
            (one for one in self.said if one.iso >= query["since"]), key=lambda one: one.at, reverse=True
        )
        numbers = [one.number for one in found]
        start = numbers.index(query["before"]) + 1 if "before" in query else 0
        page = (
            found[start : start + min(int(query["page_size"]), 3)]
            if int(query["page_size"]) < 3
            else found[start:]
        )
        return {"total_items": len(found), "items": [self._typeform_item(one) for one in page]}

    def _typeform_item(self, one: Said) -> dict[str, Any]:
        return {
            "token": one.number, "response_id": one.number, "submitted_at": one.iso, "hidden": {"email": one.email},
            "answers": [
                {"type": "number", "number": one.score, "field": {"id": "f1", "type": "nps", "ref": "score"}},
                {"type": "text", "text": one.comment, "field": {"id": "f2", "type": "long_text", "ref": "why"}},
            ],
        }  # fmt: skip

    def _delighted(self, path: str, query: dict[str, str], _sent: bytes) -> Any:
        assert (path, query["expand[]"]) == ("/v1/survey_responses.json", "person")
        found = [one for one in self.said if one.at.timestamp() >= int(query["updated_since"])]
        return [
            {"id": one.number, "survey_type": "nps", "score": one.score, "comment": one.comment,
             "created_at": int(one.at.timestamp()), "updated_at": int(one.at.timestamp()),
             "person": {"id": "9", "email": one.email, "name": None}, "person_properties": None}
            for one in _page(sorted(found, key=lambda one: one.at), query, "page", "per_page")
        ]  # fmt: skip

    def _formbricks(self, path: str, query: dict[str, str], _sent: bytes) -> Any:
        if path == f"/api/v1/management/surveys/{SURVEY}":
            questions = [{"id": "q1", "type": "nps", "headline": {"default": "Recommend us?"}},
                         {"id": "q2", "type": "openText", "headline": {"default": "Why?"}}]  # fmt: skip
            return {"data": {"id": SURVEY, "questions": questions}}
        assert (path, query["surveyId"]) == ("/api/v1/management/responses", SURVEY)
        found = sorted(self.said, key=lambda one: one.at, reverse=True)
        start = int(query["skip"])
        return {
            "data": [
                {"id": one.number, "surveyId": SURVEY, "finished": True, "createdAt": one.iso, "updatedAt": one.iso,
                 "data": {"q1": one.score, "q2": one.comment}, "contactAttributes": {"email": one.email}}
                for one in found[start : start + int(query["limit"])]
            ]
        }  # fmt: skip

    def _tally(self, path: str, query: dict[str, str], _sent: bytes) -> Any:
        assert path == f"/forms/{SURVEY}/submissions"
        found = [one for one in self.said if one.iso >= query["startDate"]]
        page = _page(found, query, "page", "limit")
        return {
            "page": int(query["page"]), "hasMore": int(query["page"]) * int(query["limit"]) < len(found),
            "questions": [
                {"id": "s", "type": "LINEAR_SCALE", "title": "Would you recommend us?"},
                {"id": "c", "type": "TEXTAREA", "title": "Why?"}, {"id": "e", "type": "INPUT_EMAIL", "title": "E-mail"},
            ],
            "submissions": [
                {"id": one.number, "formId": SURVEY, "isCompleted": True, "submittedAt": one.iso,
                 "responses": [{"questionId": "s", "answer": one.score}, {"questionId": "c", "answer": one.comment},
                               {"questionId": "e", "answer": one.email}]}
                for one in page
            ],
        }  # fmt: skip

    def _surveymonkey(self, path: str, query: dict[str, str], _sent: bytes) -> Any:
        if path == f"/v3/surveys/{SURVEY}/details":
            points = [{"id": f"c{point}", "text": str(point), "weight": point} for point in range(11)]
            points[0]["text"], points[10]["text"] = "0 - Not at all likely", "Extremely likely - 10"
            nps = {"id": "q1", "family": "matrix", "subtype": "rating",
                   "answers": {"choices": points, "rows": [{"id": "r"}]},
                   "headings": [{"heading": "<b>How likely</b> are you to recommend us?"}]}  # fmt: skip
            why = {"id": "q2", "family": "open_ended", "subtype": "essay", "headings": [{"heading": "Why?"}]}
            return {"id": SURVEY, "pages": [{"id": "p1", "questions": [nps, why]}]}
        if path.endswith("/details"):
            number = path.split("/")[-2]
            return next((self._surveymonkey_item(one) for one in self.said if one.number == number), None)
        assert path == f"/v3/surveys/{SURVEY}/responses/bulk"
        found = [one for one in self.said if one.iso >= query["start_modified_at"]]
        page, more = (
            _page(found, query, "page", "per_page"),
            int(query["page"]) * int(query["per_page"]) < len(found),
        )
        links = {"self": "x", **({"next": "https://evil.example.com/"} if more else {})}
        return {"data": [self._surveymonkey_item(one) for one in page], "total": len(found), "links": links}

    def _surveymonkey_item(self, one: Said) -> dict[str, Any]:
        questions = [{"id": "q1", "answers": [{"choice_id": f"c{one.score}", "row_id": "r"}]},
                     {"id": "q2", "answers": [{"text": one.comment}]}]  # fmt: skip
        return {
            "id": one.number, "response_status": "completed", "collection_mode": "default",
            "date_created": one.iso, "date_modified": one.iso, "custom_variables": {},
            "metadata": {"contact": {"email": {"type": "string", "value": one.email}}},
            "pages": [{"id": "p1", "questions": questions}],
        }  # fmt: skip

    def _qualtrics(self, path: str, query: dict[str, str], sent: bytes) -> Any:
        survey = f"/API/v3/surveys/{SURVEY}"
        if path == survey:
            questions = {
                "QID1": {
                    "questionType": {"type": "MC", "selector": "NPS"},
                    "questionText": "<p>Recommend us?</p>",
                },
                "QID2": {"questionType": {"type": "TE", "selector": "ESTB"}, "questionText": "Why?"},
            }
            return {"result": {"id": SURVEY, "questions": questions}}
        if path == f"{survey}/export-responses":
            self.since = json.loads(sent)["startDate"]
            return {"result": {"progressId": "ES_1", "percentComplete": 0.0, "status": "inProgress"}}
        if path == f"{survey}/export-responses/ES_1":
            self.export_looks += 1
            status = (
                {"status": "complete", "fileId": "file-1"}
                if self.export_looks > 1
                else {"status": "inProgress"}
            )
            return {"result": status}
        if path == f"{survey}/export-responses/file-1/file":
            return {"responses": [self._qualtrics_item(one) for one in self.said if one.iso >= self.since]}
        found = next((one for one in self.said if path == f"{survey}/responses/{one.number}"), None)
        return {"result": self._qualtrics_item(found)} if found else None

    def _qualtrics_item(self, one: Said) -> dict[str, Any]:
        values = {"startDate": one.iso, "endDate": one.iso, "recordedDate": one.iso, "status": 0, "finished": 1,
                  "recipientEmail": one.email, "QID1": one.score, "QID1_NPS_GROUP": 1,
                  "QID2_TEXT": one.comment}  # fmt: skip
        return {"responseId": one.number, "values": values, "labels": {"QID1": str(one.score)}}


def _page(found: list[Said], query: dict[str, str], page: str, size: str) -> list[Said]:
    start = (int(query[page]) - 1) * int(query[size])
    return found[start : start + int(query[size])]


@contextlib.contextmanager
def playing(key: str) -> Iterator[SurveyPlatform]:
    """A platform that answers until the block ends."""
    platform = SurveyPlatform(key)

    class Speaking(BaseHTTPRequestHandler):
        def _speak(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            platform.calls.append(parts.path)
            name, value = AUTHORIZED.get(platform.key, ("Host", f"127.0.0.1:{platform.port}"))
            if platform.troubles:
                status, headers = platform.troubles.pop(0)
                self._say(status, {"error": "secret words of theirs"}, headers)
            elif self.headers.get(name) != value:
                self._say(401, {"error": "who are you?"}, {})
            else:
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                found = platform.answer(parts.path, query, sent)
                self._say(404 if found is None else 200, found, {})

        do_GET = do_POST = _speak  # noqa: N815 - the server of the standard library calls them so

        def _say(self, status: int, tree: Any, headers: dict[str, str]) -> None:
            body = json.dumps(tree).encode() if platform.raw is None else platform.raw
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaking)
    platform.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

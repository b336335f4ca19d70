"""The demo company's survey platforms: one that tells all, one with calls in quarantine, one not yet set up."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cxloop.demo.office import Office
from cxloop.demo.rhythm import midnight
from cxloop.loop import listen
from cxloop.responses.inbound import queries
from cxloop.responses.models import Survey
from cxloop.responses.surveys import NewSurvey, with_usual_thresholds

READ_AFTER = timedelta(seconds=1)
CHAT = with_usual_thresholds("Chat: dopo la risposta", "csat", 1, 5, "chat")
APP = with_usual_thresholds("In the app", "nps", 0, 10, "app")
CHAT_ANSWERS = (
    (5, "Risposta subito, grazie.", "elena.bassi@example.net"),
    (4, None, "m.ferri@example.net"),
    (2, "Tre persone diverse, tre risposte diverse.", "lucia.monti@example.net"),
    (5, None, None),
    (4, "Gentile, ma ho aspettato un po’.", "paolo.greco@example.net"),
)
APP_ANSWERS: tuple[dict[str, Any], ...] = (
    {"id": "app-311", "score": 9, "comment": "Booking a visit takes a minute now.", "email": "tom.reed@example.net"},
    {"id": "app-312", "score": 4, "email": "ana.lopes@example.net", "name": "Ana Lopes", "updated_at": 0},
    {"id": "app-312", "comment": "It logs me out whenever I open an invoice.", "updated_at": 4},
    {"id": "app-313", "score": 10, "email": "j.becker@example.net"},
    {"id": "app-314", "score": 1, "comment": "test", "email": "qa@example.net", "updated_at": 0},
    {"id": "app-314", "deleted": True, "updated_at": 9},
    {"id": "app-315", "stars_speed": 4, "stars_ease": 5, "email": "ines.duarte@example.net"},
)  # fmt: skip


def listen_to_platforms(session: Session, office: Office, on: date) -> None:
    """Connect three platforms, let two of them call on the last day, and read what came."""
    at = midnight(on - timedelta(days=1)) + timedelta(hours=15)
    chat = _connected(session, office, "google_forms", CHAT, at - timedelta(days=9))
    app = _connected(session, office, "generic", APP, at - timedelta(days=30))
    _connected(session, office, "typeform", office.doors["visit-en"].survey, at)
    for number, (score, comment, email) in enumerate(CHAT_ANSWERS):
        moment = at + timedelta(minutes=23 * number)
        _arrives(session, chat, _form(number, score, comment, email, moment), moment + timedelta(seconds=2))
    for number, said in enumerate(APP_ANSWERS):
        moment = at + timedelta(minutes=17 * number)
        minutes = said.get("updated_at", 0)
        told = said | {
            "updated_at": (moment + timedelta(minutes=minutes)).isoformat(),
            "answered_at": at.isoformat(),
        }
        _arrives(session, app, json.dumps(told, ensure_ascii=False).encode(), moment + timedelta(seconds=1))
    _arrives(session, app, b"<html><body>502 Bad Gateway</body></html>", at + timedelta(hours=2))


def _connected(
    session: Session, office: Office, platform: str, survey: Survey | NewSurvey, at: datetime
) -> int:
    by = office.staff.users["Giulia Fabbri"]
    hook, _address = listen.connect(
        session, platform=platform, survey=survey, signing_secret=None, secret_key="", by=by, at=at
    )
    return hook.source_id


def _arrives(session: Session, source_id: int, body: bytes, at: datetime) -> None:
    key = queries.dedupe_key(None, body)
    queries.keep(session, source_id, key, body=body, content_type="application/json", headers={}, at=at)
    listen.read_next_calls(session, at=at + READ_AFTER)


def _form(number: int, score: int, comment: str | None, email: str | None, at: datetime) -> bytes:
    """As the script in the docs sends what Google Forms was answered."""
    scale = {
        "id": "11",
        "title": "Quanto sei soddisfatto della risposta?",
        "type": "SCALE",
        "lowest": 1,
        "highest": 5,
    }
    why = {"id": "12", "title": "Perché?", "type": "PARAGRAPH_TEXT", "answer": comment}
    told = {
        "formId": "chat", "responseId": f"chat-{number + 1}", "timestamp": at.isoformat(), "email": email,
        "items": [scale | {"answer": str(score)}, *([why] if comment else [])],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()

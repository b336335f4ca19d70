"""Calls as the platforms make them, written from their documentation; and how each is signed."""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

SECRET = "a shared secret of the source"
WHSEC = "whsec_" + base64.b64encode(b"thirty-two random bytes, or so..").decode()
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
NPS = {"metric": "nps", "scale_min": 0, "scale_max": 10}
CSAT = {"metric": "csat", "scale_min": 1, "scale_max": 5}
OSAT = {"metric": "osat", "scale_min": 1, "scale_max": 10}
SIGNING = (
    "typeform", "tally", "delighted", "formbricks", "surveymonkey", "generic", "google_forms", "limesurvey",
)  # fmt: skip
AT = 1773133200  # 10 March 2026, 9:00 UTC

TYPEFORM: dict[str, Any] = {
    "event_id": "01KKB0EVENT",
    "event_type": "form_response",
    "form_response": {
        "form_id": "lT4Z3j",
        "token": "a3a12ec67a1365927098a606107fac15",
        "landed_at": "2026-03-10T08:58:12Z",
        "submitted_at": "2026-03-10T09:00:00Z",
        "hidden": {"email": "Carl.Rossi@customer.example", "company": "Rossi Impianti", "user_id": "C-17"},
        "calculated": {"score": 9},
        "definition": {
            "id": "lT4Z3j",
            "title": "After onboarding",
            "fields": [
                {"id": "f1", "ref": "nps-question", "type": "nps",
                 "title": "How likely are you to recommend us to a colleague?", "properties": {}},
                {"id": "f2", "ref": "why", "type": "long_text", "title": "Why this score?", "properties": {}},
                {"id": "f3", "ref": "again", "type": "yes_no", "title": "May we call you?", "properties": {}},
            ],
        },
        "answers": [
            {"type": "number", "number": 3, "field": {"id": "f1", "type": "nps", "ref": "nps-question"}},
            {"type": "text", "text": "Late, and nobody told me.",
             "field": {"id": "f2", "type": "long_text", "ref": "why"}},
            {"type": "boolean", "boolean": True, "field": {"id": "f3", "type": "yes_no", "ref": "again"}},
        ],
    },
}  # fmt: skip

TALLY: dict[str, Any] = {
    "eventId": "ce9f355d-2fc8-4f16-b56f-db656ef57f4a",
    "eventType": "FORM_RESPONSE",
    "createdAt": "2026-03-10T09:00:01.120Z",
    "data": {
        "responseId": "Z9Z97Go", "submissionId": "Z9Z97Go", "respondentId": "Pdgjl70", "formId": "XxA4WO",
        "formName": "After onboarding", "createdAt": "2026-03-10T09:00:00.000Z",
        "fields": [
            {"key": "question_s", "label": "Quanto è probabile che ci consigli a un collega?",
             "type": "LINEAR_SCALE", "value": 3},
            {"key": "question_c", "label": "Perché?", "type": "TEXTAREA", "value": "In ritardo."},
            {"key": "question_p", "label": "Which product?", "type": "MULTIPLE_CHOICE", "value": ["o1"],
             "options": [{"id": "o1", "text": "Boiler"}, {"id": "o2", "text": "Solar"}]},
            {"key": "question_h_email", "label": "email", "type": "HIDDEN_FIELDS", "value": "carl@customer.example"},
        ],
    },
}  # fmt: skip

DELIGHTED: dict[str, Any] = {
    "event_type": "survey_response.created",
    "event_id": "4f4b2c1d",
    "event_data": {
        "id": "5435", "survey_type": "nps", "score": 3, "comment": None,
        "permalink": "https://app.delighted.com/r/abc", "created_at": AT, "updated_at": None,
        "person": {"id": "1", "name": "Carl Rossi", "email": "carl@customer.example", "created_at": AT - 9},
        "person_properties": {"company": "Rossi Impianti", "Delighted Source": "Email"},
        "notes": [], "tags": [], "additional_answers": [],
    },
}  # fmt: skip

FORMBRICKS: dict[str, Any] = {
    "webhookId": "cm8x2k4tq0007l508u1d3hz9e",
    "event": "responseFinished",
    "data": {
        "id": "cmh14h0az0no8ad0163nsndjm", "surveyId": "cmf5homcz0p1kww010hzezjjp", "finished": True,
        "createdAt": "2026-03-10T08:59:00.012Z", "updatedAt": "2026-03-10T09:00:00.776Z",
        "data": {"score": 3, "comment": "Late, and nobody told me."},
        "contact": {"id": "c1", "userId": "C-17"}, "contactAttributes": {"email": "carl@customer.example"},
        "meta": {"source": "link"}, "tags": [], "language": "it", "variables": {},
        "survey": {"title": "After onboarding", "type": "link", "status": "inProgress"},
    },
}  # fmt: skip

SURVEYMONKEY: dict[str, Any] = {
    "name": "cxloop", "filter_type": "survey", "filter_id": "152303468", "event_type": "response_completed",
    "event_id": "10045001533", "object_type": "response", "object_id": "10045001999",
    "event_datetime": "2026-03-10T09:00:00.000000+00:00",
    "resources": {"respondent_id": "10045001999", "recipient_id": "0", "collector_id": "1", "survey_id": "152303468",
                  "user_id": "7"},
}  # fmt: skip

QUALTRICS_TOLD = {"Status": "Complete", "SurveyID": "SV_22VlHYNeldrrrkp", "ResponseID": "R_1l9mcVuXubb4aGm",
                  "CompletedDate": "2026-03-10 02:00:00", "BrandID": "acme"}  # fmt: skip
QUALTRICS_FLOW: dict[str, Any] = {
    "responseId": "R_1l9mcVuXubb4aGm", "score": "3", "comment": "Late, and nobody told me.",
    "email": "carl@customer.example", "company": "Rossi Impianti", "recordedDate": "2026-03-10T09:00:00Z",
}  # fmt: skip

LIMESURVEY: dict[str, Any] = {
    "surveyId": 282267, "event": "afterSurveyComplete", "responseId": 17,
    "response": {"id": "17", "submitdate": "2026-03-10 09:00:00", "lastpage": "1", "startlanguage": "it",
                 "score": "3", "comment": "In ritardo.", "email": "carl@customer.example"},
}  # fmt: skip

GOOGLE_FORMS: dict[str, Any] = {
    "formId": "1FAIpQL", "responseId": "2_ABaOnu", "timestamp": "2026-03-10T09:00:00.000Z",
    "email": "carl@customer.example",
    "items": [
        {"id": "11", "title": "How likely are you to recommend us?", "type": "SCALE", "lowest": 0, "highest": 10,
         "answer": "3"},
        {"id": "12", "title": "Why?", "type": "PARAGRAPH_TEXT", "answer": "Late, and nobody told me."},
    ],
}  # fmt: skip

GENERIC: dict[str, Any] = {
    "id": "a-1", "score": 3, "comment": "Late, and nobody told me.", "email": "carl@customer.example",
    "answered_at": "2026-03-10T09:00:00Z",
}  # fmt: skip

BODIES: dict[str, dict[str, Any]] = {
    "typeform": TYPEFORM, "tally": TALLY, "delighted": DELIGHTED, "formbricks": FORMBRICKS,
    "qualtrics": QUALTRICS_FLOW, "limesurvey": LIMESURVEY, "google_forms": GOOGLE_FORMS, "generic": GENERIC,
    "surveymonkey": SURVEYMONKEY,
}  # fmt: skip
SECRETS = {"formbricks": WHSEC, "surveymonkey": "client-1&very secret"}


def bytes_of(tree: object) -> bytes:
    return json.dumps(tree).encode()


def _hmac(body: bytes, name: str = "sha256", key: bytes = SECRET.encode()) -> bytes:
    return hmac.new(key, body, getattr(hashlib, name)).digest()


def signed(key: str, body: bytes, at: int = AT) -> dict[str, str]:
    """The headers a platform sends with these bytes; computed here, apart from the code under test."""
    if key == "typeform":
        return {"Typeform-Signature": "sha256=" + base64.b64encode(_hmac(body)).decode()}
    if key == "tally":
        return {"Tally-Signature": base64.b64encode(_hmac(body)).decode()}
    if key == "delighted":
        return {"X-Delighted-Webhook-Signature": "sha256=" + _hmac(body).hex()}
    if key == "surveymonkey":
        digest = _hmac(body, "sha1", SECRETS["surveymonkey"].encode())
        return {"Sm-Apikey": "client-1", "Sm-Signature": base64.b64encode(digest).decode()}
    if key == "formbricks":
        secret = base64.b64decode(WHSEC.removeprefix("whsec_"))
        message = _hmac(f"msg_1.{at}.".encode() + body, key=secret)
        return {"webhook-id": "msg_1", "webhook-timestamp": str(at),
                "webhook-signature": "v1," + base64.b64encode(message).decode()}  # fmt: skip
    if key in {"generic", "google_forms", "limesurvey"}:
        return {"X-Cxloop-Signature": "sha256=" + _hmac(body).hex()}
    return {}


def qualtrics_notice(told: dict[str, str] | None = None, *, sign: bool = True) -> bytes:
    """A subscription's call: a form whose MSG is JSON and whose HMAC is over it."""
    message = json.dumps(told or QUALTRICS_TOLD)
    fields = {"Topic": "acme.surveyengine.completedResponse.SV_22VlHYNeldrrrkp", "MSG": message}
    if sign:
        fields["HMAC"] = _hmac(message.encode(), "sha512").hex()
    return urlencode(fields).encode()

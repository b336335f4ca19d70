"""One answer of one customer as each platform tells it: a row of its export, a call, and an answer of its API."""

import csv
import io
import json
from datetime import datetime
from typing import Any, NamedTuple

from tests.fakes.lime_survey import PASSWORD, USER
from tests.fakes.lime_survey import SURVEY as LIME
from tests.fakes.survey_platforms import SURVEY, Said, SurveyPlatform
from tests.rooms.responses.platforms import calls


class Row(NamedTuple):
    """What the customer said: a score of 3 (of NPS, or of a scale from 1 to 5), why, and who it was when."""

    number: str
    score: int
    comment: str
    email: str
    at: str = "2026-03-10 09:00:00"

    @property
    def iso(self) -> str:
        return self.at.replace(" ", "T") + "Z"


CARL = Row("7", 3, "Late, and nobody told me.", "carl@customer.example")
OTHERS = (
    Row("8", 5, "Fine, and quick, thank you.", "dora@customer.example", "2026-03-13 10:00:00"),
    Row("9", 4, "It was good enough for us.", "emil@customer.example", "2026-03-14 11:30:00"),
)
ASKED, WHY = "How likely are you to recommend us (0-10)?", "What is the reason for your score?"
# per platform: headings, and a row of (number, score, comment, email, moment, mark), the mark's usual value and its
# values that say "test" or "not finished"
FILES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "typeform": (f"#;{ASKED};{WHY};email;Response Type;Submit Date (UTC);Network ID",
                 "{number};{score};{comment};{email};{mark};{at};n{number}", ("completed", "partial")),
    "surveymonkey": (f"Respondent ID;Collector ID;Start Date;End Date;Email Address;Response Status;{ASKED};{WHY}",
                     "{number};1;{at};{at};{email};{mark};{score};{comment}", ("completed", "partial")),
    "qualtrics": (f"StartDate;EndDate;Status;RecordedDate;ResponseId;RecipientEmail;{ASKED};{WHY}",
                  "{at};{at};{mark};{at};{number};{email};{score};{comment}", ("0", "1")),
    "delighted": ("Survey Response ID;Survey Type;Score;Comment;Person Email;Created At;Delighted Source",
                  "{number};nps;{score};{comment};{email};{at};Email", ("-",)),
    "formbricks": (f"No.;Response ID;Timestamp;Finished;Survey ID;Formbricks ID (internal);email;1. {ASKED};2. {WHY}",
                   "1;{number};{at};{mark};s1;c{number};{email};{score};{comment}", ("Yes",)),
    "tally": (f"Submission ID;Respondent ID;Submitted at;{ASKED};{WHY};email",
              "{number};r{number};{at};{score};{comment};{email}", ("-",)),
    "limesurvey": (f"id;submitdate;lastpage;startlanguage;email;{ASKED};{WHY}",
                   "{number};{mark};2;en;{email};{score};{comment}", ("{at}", "")),
    "google_forms": (f"Timestamp;Email Address;{ASKED};{WHY}", "{at};{email};{score};{comment}", ("-",)),
    "microsoft_forms": (f"ID;Start time;Completion time;Email;Name;{ASKED};{WHY}",
                        "{number};{at};{at};{email};;{score};{comment}", ("-",)),
    "hubspot": ("Record ID;Survey submission date;Survey type;Survey name;Rating;Sentiment;Response;Contact email",
                "{number};{at};NPS;After;{score};x;{comment};{email}", ("-",)),
    "zendesk": ("Ticket ID;Survey rating;Survey response comment;Survey responded - Date;Requester email",
                "{number};{score};{comment};{at};{email}", ("-",)),
    "help_scout": ("Rating ID;Conversation Number;Rating;Rating Comments;Rating Created At;Customer Email;User",
                   "{number};1;{word};{comment};{at};{email};Anna", ("-",)),
    "intercom": ("Conversation ID;Conversation rating;Rating remark;Conversation rated at (UTC);User email",
                 "{number};{score};{comment};{at};{email}", ("-",)),
    "trustpilot": ("Review ID;Review stars;Review title;Review content;Review created (UTC);Consumer email",
                   "{number};{score};;{comment};{at};{email}", ("-",)),
    "medallia": ("request_id;request_delivery_status;response_received_at;star_rating;comments;request_sent_to",
                 "{number};{mark};{at};{score};{comment};{email}", ("Sent", "Bounced")),
}  # fmt: skip
FROM_1_TO_5 = ("zendesk", "help_scout", "intercom", "trustpilot", "medallia")
HELP_SCOUTS_WORDS = {3: "Okay", 4: "Great", 5: "Great"}


def file_of(key: str, mark: str | None = None) -> str:
    """An export with Carl's answer, so marked, among others."""
    heading, row, usual = FILES[key]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(heading.split(";"))
    for said in (CARL, *OTHERS):
        told = (usual[0] if mark is None or said is not CARL else mark).format(at=said.at)
        more = {"mark": told, "at": said.at, "word": HELP_SCOUTS_WORDS[said.score]}
        writer.writerow(row.format(**{**said._asdict(), **more}).split(";"))
    return written.getvalue()


def call_of(key: str, mark: str | None = None) -> dict[str, Any]:
    """The call by which the platform tells Carl's answer."""
    said = CARL
    who = {"number": said.number, "score": said.score, "comment": said.comment}
    if key == "typeform":
        item = {
            "token": said.number,
            "submitted_at": said.iso,
            "hidden": {"email": said.email},
            "answers": [
                {"type": "number", "number": said.score, "field": {"id": "f1", "type": "nps", "ref": "s"}},
                {
                    "type": "text",
                    "text": said.comment,
                    "field": {"id": "f2", "type": "long_text", "ref": "w"},
                },
            ],
        }
        fields = [{"id": "f1", "ref": "s", "type": "nps", "title": ASKED},
                  {"id": "f2", "ref": "w", "type": "long_text", "title": WHY}]  # fmt: skip
        event = "form_response_partial" if mark else "form_response"
        return {
            "event_id": "e",
            "event_type": event,
            "form_response": {**item, "definition": {"fields": fields}},
        }
    if key == "delighted":
        item = {
            "id": said.number,
            "survey_type": "nps",
            "score": said.score,
            "comment": said.comment,
            "created_at": calls.AT,
            "updated_at": calls.AT,
            "person": {"id": "9", "email": said.email, "name": None},
        }
        return {"event_type": "survey_response.updated", "event_id": "e", "event_data": item}
    if key == "formbricks":
        questions = [{"id": "q1", "type": "nps", "headline": {"default": ASKED}},
                     {"id": "q2", "type": "openText", "headline": {"default": WHY}}]  # fmt: skip
        item = {
            "id": said.number,
            "surveyId": "s1",
            "finished": True,
            "createdAt": said.iso,
            "updatedAt": said.iso,
            "data": {"q1": said.score, "q2": said.comment},
            "contactAttributes": {"email": said.email},
        }
        told = {**item, "survey": {"questions": questions}} | (
            {"finished": False, "data": {}} if mark else {}
        )
        return {"event": "responseUpdated" if mark else "responseFinished", "data": told}
    if key == "tally":
        fields = [{"key": "q_s", "label": ASKED, "type": "LINEAR_SCALE", "value": said.score},
                  {"key": "q_c", "label": WHY, "type": "TEXTAREA", "value": said.comment},
                  {"key": "q_e", "label": "email", "type": "HIDDEN_FIELDS", "value": said.email}]  # fmt: skip
        return {"eventId": "e", "eventType": "FORM_RESPONSE", "data": {
            "responseId": said.number, "createdAt": said.iso, "isCompleted": not mark, "fields": fields}}  # fmt: skip
    if key == "google_forms":
        items = [{"id": "1", "title": ASKED, "type": "SCALE", "lowest": 0, "highest": 10, "answer": str(said.score)},
                 {"id": "2", "title": WHY, "type": "PARAGRAPH_TEXT", "answer": said.comment}]  # fmt: skip
        return {"responseId": said.number, "timestamp": said.iso, "email": said.email, "items": items}
    return _named(key, who, mark)


def _named(key: str, who: dict[str, Any], mark: str | None) -> dict[str, Any]:
    said = CARL
    customer = {"id": 500, "email": said.email, "emails": [{"value": said.email}], "firstName": "Carl"}
    return {
        "qualtrics": {"responseId": said.number, "score": str(said.score), "comment": said.comment,
                      "Status": mark or "0", "recipientEmail": said.email, "recordedDate": said.iso},
        "limesurvey": {"surveyId": "282267", "response": {
            "id": said.number, "submitdate": None if mark == "" else said.at, "startlanguage": "en",
            "score": str(said.score), "comment": said.comment, "email": said.email}},
        "microsoft_forms": {"id": said.number, "submitDate": "2026-03-10T09:00:00Z", "responder": said.email,
                            ASKED: str(said.score), WHY: said.comment},
        "hubspot": {"id": said.number, "properties": {
            "hs_value": str(said.score), "hs_content": said.comment, "hs_submission_timestamp": said.iso,
            "hs_survey_type": "NPS", "hs_contact_email_rollup": said.email, "hs_agent_email": "anna@company.example"}},
        "zendesk": {"satisfaction_rating": {"id": said.number, "score": said.score, "comment": said.comment},
                    "ticket_id": 44, "satisfaction rating created at": said.iso,
                    "requester": {"email": said.email}, "assignee": {"email": "anna@company.example"}},
        "help_scout": {"id": said.number, "customer": customer, "ticketId": 15, "mailbox": {"id": 1, "name": "Help"},
                       "user": {"id": 2, "email": "anna@company.example"}, "rating": "okay", "comments": said.comment,
                       "createdAt": "2026-03-10T09:00:00", "modifiedAt": "2026-03-10T09:00:00"},
        "intercom": {"type": "notification_event", "topic": "conversation.rating.added", "id": "notif_1",
                     "created_at": 1773133260, "data": {"item": {
                         "type": "conversation", "id": said.number, "created_at": 1773130000,
                         "conversation_rating": {"rating": said.score, "remark": said.comment, "created_at": calls.AT,
                                                 "teammate": {"type": "admin", "id": 3}},
                         "source": {"author": {"type": "user", "email": said.email}}}}},
        "trustpilot": {"events": [{"eventName": "service-review-created", "eventData": {
            "id": said.number, "stars": said.score, "title": "", "text": said.comment, "createdAt": said.iso,
            "referralEmail": said.email, "consumer": {"id": "c1", "name": "Carl"}}}]},
        "medallia": {"request_id": said.number, "star_rating": said.score, "comments": said.comment,
                     "response_received_at": said.iso, "request_sent_to": said.email,
                     "request_delivery_status": mark or "Sent", "employee_email": "anna@company.example"},
        "generic": who,
    }[key]  # fmt: skip


def _told(said: Row) -> Said:
    return Said(said.number, said.score, said.comment, datetime.fromisoformat(said.iso), said.email)


def api_of(key: str) -> SurveyPlatform:
    """The platform's API, with Carl's answer and the others'."""
    platform = SurveyPlatform(key)
    platform.said = [_told(said) for said in (CARL, *OTHERS)]
    return platform


def credentials_of(key: str) -> dict[str, str]:
    survey = str(LIME) if key == "limesurvey" else SURVEY
    return {"token": "t" * 20, "survey_id": survey, "username": USER, "password": PASSWORD}


def as_bytes(tree: Any) -> bytes:
    return json.dumps(tree).encode()

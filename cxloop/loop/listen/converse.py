"""Converse: an interview or a focus group is written down: who was there, what they agreed to, and what was said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.people.models import User
from cxloop.responses.interviews.consent import Refusal, forbids_transcript
from cxloop.responses.interviews.models import Finding, Interview, Participant
from cxloop.responses.interviews.passages import place

FACTS = (
    "kind", "about", "title", "held_on", "method", "account_id", "stage", "touchpoint", "language", "team_id", "notes",
)  # fmt: skip


class InterviewChanged(Exception):
    """Somebody else changed it since the page was opened."""


class NotAllowed(Exception):
    """The people in it have not agreed to that; `reason` is a code of `consent`, or "is_transcribed", "has_said"."""

    def __init__(self, reason: Refusal | str) -> None:
        super().__init__(reason)
        self.reason = reason


def reading_text(interview: Interview) -> str:
    """What findings are marked in: the transcript, or the notes while there is none."""
    return interview.transcript or interview.notes or ""


def write_down_interview(session: Session, facts: Mapping[str, Any], *, by: User, at: datetime) -> Interview:
    """A new conversation; `facts` are those of FACTS."""
    interview = Interview(
        **{name: facts.get(name) for name in FACTS}, created_at=at, created_by_id=by.id, version=1
    )
    session.add(interview)
    session.flush()
    return interview


def change_interview(
    session: Session, interview_id: int, facts: Mapping[str, Any], *, seen_version: int
) -> Interview:
    """Change what is said about it. Marks in changed notes are looked for again.

    Raises:
        InterviewChanged: it has a newer version than the one the person saw.
    """
    interview = _locked(session, interview_id)
    if interview.version != seen_version:
        raise InterviewChanged
    for name in FACTS:
        if name in facts:
            setattr(interview, name, facts[name])
    _look_again(session, interview)
    return interview


def transcribe(session: Session, interview_id: int, text: str, name: str | None) -> Interview:
    """Keep what was said, word by word. Findings that are there already are looked for in the new text.

    Raises:
        NotAllowed: somebody in it has not agreed to be recorded, or nobody is in it yet.
    """
    interview = _locked(session, interview_id)
    if refusal := forbids_transcript(interview.participants):
        raise NotAllowed(refusal)
    interview.transcript, interview.transcript_name = text, name
    _look_again(session, interview)
    return interview


def take_away_transcript(session: Session, interview_id: int) -> Interview:
    """Remove the transcript; findings stay with the words they quote."""
    interview = _locked(session, interview_id)
    interview.transcript = interview.transcript_name = None
    _look_again(session, interview)
    return interview


def introduce_participant(
    session: Session, interview_id: int, facts: Mapping[str, Any], participant_id: int | None = None
) -> Participant:
    """Add somebody who took part, or change what is known of them and what they agreed to.

    Raises:
        NotAllowed: with "is_transcribed": they would not agree to a recording of which there is a transcript.
    """
    interview = _locked(session, interview_id)
    if interview.transcript and not facts.get("consent_record"):
        raise NotAllowed("is_transcribed")
    person = next((one for one in interview.participants if one.id == participant_id), None)
    if person is None:
        person = Participant(interview_id=interview.id)
        session.add(person)
    for name, value in facts.items():
        setattr(person, name, value)
    interview.version += 1
    session.flush()
    session.expire(interview, ["participants"])
    return person


def leave_out_participant(session: Session, interview_id: int, participant_id: int) -> None:
    """Take somebody out who was not there after all.

    Raises:
        NotAllowed: with "has_said": findings are theirs.
    """
    interview = _locked(session, interview_id)
    person = next((one for one in interview.participants if one.id == participant_id), None)
    if person is None:
        return
    if session.scalar(select(Finding.id).where(Finding.participant_id == person.id).limit(1)):
        raise NotAllowed("has_said")
    session.delete(person)
    interview.version += 1
    session.flush()
    session.expire(interview, ["participants"])


def _look_again(session: Session, interview: Interview) -> None:
    """Every finding where the text now says it; without a place where it says it no longer."""
    text = reading_text(interview)
    for finding in session.scalars(select(Finding).where(Finding.interview_id == interview.id)):
        found = place(text, finding.quote, finding.starts, finding.ends)
        finding.starts, finding.ends = found or (None, None)
    interview.version += 1
    session.flush()


def _locked(session: Session, interview_id: int) -> Interview:
    chosen = select(Interview).where(Interview.id == interview_id).with_for_update(of=Interview)
    return session.scalars(chosen.execution_options(populate_existing=True)).one()

"""The page of one conversation: who was there, what was said, and the passages that were marked."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from cxloop.database import db
from cxloop.drivers import catalogue
from cxloop.improvements.models import Improvement
from cxloop.loop import keep
from cxloop.loop.listen import reading_text
from cxloop.people.models import User
from cxloop.people.policies import records_conversations, scope_of
from cxloop.responses.interviews import queries
from cxloop.responses.interviews.consent import forbids_transcript
from cxloop.responses.interviews.models import Finding, Interview
from cxloop.responses.interviews.passages import Span, paragraphs
from cxloop.tickets.models import Ticket
from cxloop.tickets.queries import triggered_by
from cxloop.web import current
from cxloop.web.interviews import words
from cxloop.web.interviews.forms import FindingForm
from cxloop.web.interviews.room import room, visible
from cxloop.web.interviews.stages import stages_to_offer
from cxloop.web.tickets.page import causes


@room.get("/interviews/<int:interview_id>", policy=records_conversations)
def show(interview_id: int) -> ResponseReturnValue:
    return page(visible(interview_id))


def page(interview: Interview, *, refused: FindingForm | None = None) -> str:
    """The page; `refused` is the form of a finding with errors, shown again as it was sent."""
    session, user = db.session(), current.user()
    findings = queries.findings_of(session, interview.id)
    spans = [Span(one.id, one.starts, one.ends) for one in findings if one.starts is not None and one.ends]
    text = reading_text(interview)
    shown = paragraphs(text, spans)
    placed = {number for paragraph in shown for number in paragraph.begins}
    return render_template(
        "interviews/show.html",
        interview=interview,
        paragraphs=shown,
        findings={one.id: one for one in findings},
        unplaced=[one for one in findings if one.id not in placed],
        length=len(text),
        tickets=tickets_of(findings, user),
        improvements=improvements_of(findings),
        forbidden=forbids_transcript(interview.participants),
        form=refused or offered(FindingForm(formdata=None), interview),
        stages=stages_to_offer(session),
        open_dialog=refused is not None,
        words=words,
    )


def offered(form: FindingForm, interview: Interview) -> FindingForm:
    """The form with its lists filled."""
    form.offer(interview.participants, causes(catalogue.in_use(db.session())))
    return form


def tickets_of(findings: Sequence[Finding], user: User) -> dict[int, tuple[Ticket, bool]]:
    """The ticket each finding led to, by the finding's id, and whether it is the reader's to open."""
    answers = {one.response_id: one.id for one in findings if one.response_id}
    scope = scope_of(user)
    return {
        answers[answer]: (ticket, scope.covers(ticket.team_id, ticket.owner_id))
        for answer, ticket in triggered_by(db.session(), list(answers)).items()
        if ticket
    }


def improvements_of(findings: Sequence[Finding]) -> dict[int, list[Improvement]]:
    """The improvements each finding speaks for, by the finding's id."""
    return keep.improvements_of(db.session(), [one.id for one in findings])

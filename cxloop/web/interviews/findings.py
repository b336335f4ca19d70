"""Marking a passage, changing what was marked, and taking the mark away."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import keep
from cxloop.loop.listen import reading_text
from cxloop.people.policies import records_conversations
from cxloop.responses.interviews import queries
from cxloop.responses.interviews.consent import forbids_follow_up
from cxloop.responses.interviews.models import Finding, Interview
from cxloop.web import current
from cxloop.web.interviews import words
from cxloop.web.interviews.choosing import follow_form
from cxloop.web.interviews.forms import FindingForm, FollowForm
from cxloop.web.interviews.reading import improvements_of, offered, page, tickets_of
from cxloop.web.interviews.room import finding_in, room, visible
from cxloop.web.interviews.stages import stages_to_offer

LONGEST_QUOTE = 5000


@room.get("/interviews/<int:interview_id>/findings/new", policy=records_conversations)
def passage(interview_id: int) -> ResponseReturnValue:
    """The form for one paragraph, for phones and browsers without scripts; the words can be cut to what matters."""
    interview = visible(interview_id)
    form = offered(FindingForm(formdata=None), interview)
    starts, ends = _offset(request.args.get("starts")), _offset(request.args.get("ends"))
    text = reading_text(interview)
    if starts is not None and ends is not None and starts < ends <= len(text):
        form.quote.data = text[starts:ends][:LONGEST_QUOTE]
        form.starts.data, form.ends.data = str(starts), str(ends)
    return _form_page(interview, form)


@room.post("/interviews/<int:interview_id>/findings", policy=records_conversations)
def mark(interview_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    form = offered(FindingForm(), interview)
    if not form.validate():
        return (
            page(interview, refused=form) if request.form.get("beside") else _form_page(interview, form)
        ), 422
    user, at, said = current.user(), current.moment(), _passage(form)
    made = unit_of_work(lambda: keep.mark_finding(db.session(), visible(interview_id), said, by=user, at=at))
    flash(_("Marked."), f"kept confirms finding-{interview_id}")
    return redirect(url_for(".show", interview_id=interview_id, _anchor=f"finding-{made.id}"))


@room.get("/interviews/<int:interview_id>/findings/<int:finding_id>", policy=records_conversations)
def finding(interview_id: int, finding_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    return finding_page(interview, finding_in(interview, finding_id))


@room.post("/interviews/<int:interview_id>/findings/<int:finding_id>", policy=records_conversations)
def mark_again(interview_id: int, finding_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    marked, form = finding_in(interview, finding_id), offered(FindingForm(), interview)
    if not form.validate():
        return finding_page(interview, marked, form=form), 422
    user, at, said = current.user(), current.moment(), _passage(form)
    unit_of_work(
        lambda: keep.mark_finding_again(
            db.session(), finding_in(visible(interview_id), finding_id), said, by=user, at=at
        )
    )
    return redirect(url_for(".show", interview_id=interview_id, _anchor=f"finding-{finding_id}"))


@room.post("/interviews/<int:interview_id>/findings/<int:finding_id>/removal", policy=records_conversations)
def remove(interview_id: int, finding_id: int) -> ResponseReturnValue:
    finding_in(visible(interview_id), finding_id)
    user, at = current.user(), current.moment()
    unit_of_work(
        lambda: keep.remove_finding(
            db.session(), finding_in(visible(interview_id), finding_id), by=user, at=at
        )
    )
    flash(_("The mark is gone. What came of it stays."))
    return redirect(url_for(".show", interview_id=interview_id))


def finding_page(
    interview: Interview,
    marked: Finding,
    *,
    form: FindingForm | None = None,
    follow: FollowForm | None = None,
) -> str:
    """One finding: what it says, what follows from it, and what it said before."""
    return render_template(
        "interviews/finding.html",
        interview=interview,
        finding=marked,
        form=form or _filled(interview, marked),
        follow=follow or follow_form(FollowForm(formdata=None), marked),
        forbidden=None if marked.response_id else forbids_follow_up(marked.participant),
        ticket=tickets_of([marked], current.user()).get(marked.id),
        improvements=improvements_of([marked]).get(marked.id, []),
        changes=queries.changes_of(db.session(), marked.id),
        stages=stages_to_offer(db.session()),
        words=words,
    )


def _form_page(interview: Interview, form: FindingForm) -> str:
    return render_template(
        "interviews/passage.html",
        interview=interview,
        form=form,
        stages=stages_to_offer(db.session()),
    )


def _filled(interview: Interview, marked: Finding) -> FindingForm:
    form = offered(FindingForm(formdata=None), interview)
    form.quote.data, form.stage.data, form.severity.data = marked.quote, marked.stage, marked.severity
    form.starts.data, form.ends.data = (
        str(end) if end is not None else "" for end in (marked.starts, marked.ends)
    )
    form.participant.data, form.driver.data = str(marked.participant_id or ""), str(marked.driver_id or "")
    form.emotion.data = marked.emotion or ""
    for field, why in zip(form.whys, marked.whys, strict=False):
        field.data = why
    return form


def _passage(form: FindingForm) -> keep.Passage:
    return keep.Passage(
        quote=form.quote.data or "", severity=form.severity.data,
        starts=_offset(form.starts.data), ends=_offset(form.ends.data),
        participant_id=int(form.participant.data) if form.participant.data else None,
        driver_id=int(form.driver.data) if form.driver.data else None,
        whys=tuple(field.data or "" for field in form.whys),
        emotion=form.emotion.data or None, stage=form.stage.data or None,
    )  # fmt: skip


def _offset(typed: str | None) -> int | None:
    """A place in the text, in characters; None for none and for nonsense."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else None

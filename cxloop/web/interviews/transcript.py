"""What was said word by word: uploaded or pasted, kept only if everybody agreed to be recorded."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import records_conversations
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.interviews.consent import forbids_transcript
from cxloop.responses.interviews.models import Interview
from cxloop.responses.interviews.transcripts import read, tidy
from cxloop.responses.interviews.unreadable import MOST_BYTES, UnreadableTranscript
from cxloop.web.interviews import words
from cxloop.web.interviews.forms import TranscriptForm
from cxloop.web.interviews.room import room, visible

LONGEST_NAME = 120


@room.get("/interviews/<int:interview_id>/transcript", policy=records_conversations)
def transcript(interview_id: int) -> ResponseReturnValue:
    return _page(visible(interview_id), TranscriptForm(formdata=None))


@room.post("/interviews/<int:interview_id>/transcript", policy=records_conversations)
def transcribe(interview_id: int) -> ResponseReturnValue:
    interview, form = visible(interview_id), TranscriptForm()
    if forbids_transcript(interview.participants):
        return _page(interview, form), 422  # the page says why, and offers no form
    file = request.files.get("file")
    try:
        if file is not None and file.filename:
            text, name = read(file.stream.read(MOST_BYTES + 1)), cleaned(file.filename)[:LONGEST_NAME]
        else:
            text, name = tidy(form.pasted.data or ""), None
        unit_of_work(lambda: listen.transcribe(db.session(), interview_id, text, name))
    except UnreadableTranscript as refused:
        kept = _("The transcript that was there stays.") if interview.transcript else _("Nothing was kept.")
        field = form.file if file is not None and file.filename else form.pasted
        field.errors = [f"{refused.sentence(_)} {kept}"]
        return _page(interview, form), 422
    except listen.NotAllowed as refused:
        flash(words.refusals()[refused.reason], "late")
    return redirect(url_for(".show", interview_id=interview_id))


@room.post("/interviews/<int:interview_id>/transcript/removal", policy=records_conversations)
def take_away(interview_id: int) -> ResponseReturnValue:
    visible(interview_id)
    unit_of_work(lambda: listen.take_away_transcript(db.session(), interview_id))
    flash(_("The transcript is gone. Findings keep the words they quote."))
    return redirect(url_for(".show", interview_id=interview_id))


def _page(interview: Interview, form: TranscriptForm) -> str:
    forbidden = forbids_transcript(interview.participants)
    return render_template(
        "interviews/transcript.html", interview=interview, form=form, forbidden=forbidden, words=words
    )

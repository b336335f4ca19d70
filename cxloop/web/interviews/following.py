"""What follows from a finding: a ticket for who said it, an improvement for everybody."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.improvements.queries import locked
from cxloop.loop import keep
from cxloop.loop.listen import NotAllowed
from cxloop.people.policies import records_conversations, scope_of
from cxloop.web import current
from cxloop.web.interviews import words
from cxloop.web.interviews.choosing import follow_form
from cxloop.web.interviews.findings import finding_page
from cxloop.web.interviews.forms import FollowForm
from cxloop.web.interviews.room import finding_in, room, visible


@room.post("/interviews/<int:interview_id>/findings/<int:finding_id>/follow-up", policy=records_conversations)
def follow_up(interview_id: int, finding_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    had_one = finding_in(interview, finding_id).response_id is not None
    user, at, language = current.user(), current.moment(), current.company_language()
    team_id = interview.team_id or min(user.team_ids, default=None)
    try:
        ticket, was_there = unit_of_work(
            lambda: keep.follow_up_finding(
                db.session(), finding_in(visible(interview_id), finding_id), by=user, at=at, owner_id=user.id,
                team_id=team_id, language=language,
            )
        )  # fmt: skip
    except NotAllowed as refused:
        flash(words.refusals()[refused.reason], "late")
        return redirect(url_for(".finding", interview_id=interview_id, finding_id=finding_id))
    is_covered = scope_of(user).covers(ticket.team_id, ticket.owner_id)
    if not is_covered:
        flash(_("It is with the team that looks after this customer."))
    elif had_one:
        flash(_("Its ticket is there already."))
    elif was_there:
        flash(_("They have a ticket open already: what they said was added to it."))
    else:
        flash(_("Ticket %(number)s is open, and yours.", number=ticket.id))
    if is_covered:
        return redirect(url_for("tickets.show", ticket_id=ticket.id))
    return redirect(url_for(".finding", interview_id=interview_id, finding_id=finding_id))


@room.post(
    "/interviews/<int:interview_id>/findings/<int:finding_id>/improvement", policy=records_conversations
)
def improve(interview_id: int, finding_id: int) -> ResponseReturnValue:
    """Join an improvement there is, or raise a new one."""
    interview = visible(interview_id)
    marked = finding_in(interview, finding_id)
    form = follow_form(FollowForm(), marked)
    is_valid, title = form.validate(), (form.title.data or "").strip()
    if is_valid and not form.improvement.data and not title:
        form.improvement.errors = [_("Choose an improvement, or say what we change.")]
        is_valid = False
    if not is_valid:
        return finding_page(interview, marked, follow=form), 422
    user, at, session = current.user(), current.moment(), db.session()
    number = int(form.improvement.data) if form.improvement.data else None

    def work() -> tuple[int, bool]:
        finding = finding_in(visible(interview_id), finding_id)
        if number:
            chosen = locked(session, number)
            return chosen.id, keep.join_improvement(session, finding, chosen, by=user, at=at)
        problem = (
            finding.quote
            if finding.is_quotable
            else _("Said in the interview “%(title)s”.", title=interview.title)
        )
        return keep.raise_from_finding(
            session, finding, title=title, problem=problem, by=user, at=at
        ).id, True

    improvement_id, is_new = unit_of_work(work)
    flash(_("It speaks for the improvement now.") if is_new else _("It spoke for this improvement already."))
    return redirect(url_for("improvements.show", improvement_id=improvement_id))

"""The list of conversations, a new one, and what is known of one."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.models import Team, User
from cxloop.people.policies import records_conversations, scope_of
from cxloop.responses.interviews import queries
from cxloop.responses.interviews.models import Interview
from cxloop.tickets import known_people
from cxloop.web import current, formats
from cxloop.web.interviews import words
from cxloop.web.interviews.forms import InterviewForm
from cxloop.web.interviews.room import room, visible
from cxloop.web.interviews.stages import stages_to_offer

LONGEST_WORDS = 200


@room.get("/interviews", policy=records_conversations)
def index() -> ResponseReturnValue:
    asked = queries.Filters(
        kind=_one_of(request.args.get("kind"), words.kinds()),
        about=_one_of(request.args.get("about"), words.abouts()),
        words=formats.readable(request.args.get("q", ""))[:LONGEST_WORDS].strip(),
    )
    entries = queries.listed(db.session(), scope_of(current.user()), asked)
    return render_template("interviews/index.html", entries=entries, asked=asked, words=words)


@room.get("/interviews/new", policy=records_conversations)
def new() -> ResponseReturnValue:
    form = _offered(InterviewForm(formdata=None), current.user())
    form.held_on.data = formats.reader().local(current.moment()).date()
    form.team.data = str(min(current.user().team_ids, default=""))
    return _form_page(form, None)


@room.post("/interviews", policy=records_conversations)
def write_down() -> ResponseReturnValue:
    user, at = current.user(), current.moment()
    form = _offered(InterviewForm(), user)
    is_valid = form.validate()
    account_id = _account(form)
    if not is_valid or form.account.errors:
        return _form_page(form, None), 422
    facts = form.facts(account_id)
    made = unit_of_work(lambda: listen.write_down_interview(db.session(), facts, by=user, at=at))
    return redirect(url_for(".show", interview_id=made.id))


@room.get("/interviews/<int:interview_id>/facts", policy=records_conversations)
def facts(interview_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    form = _offered(InterviewForm(formdata=None), current.user(), interview)
    form.fill(interview)
    return _form_page(form, interview)


@room.post("/interviews/<int:interview_id>/facts", policy=records_conversations)
def change(interview_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    form = _offered(InterviewForm(), current.user(), interview)
    is_valid = form.validate()
    account_id = _account(form, interview)
    if not is_valid or form.account.errors:
        return _form_page(form, interview), 422
    values, seen = form.facts(account_id), form.seen_version.data or ""
    try:
        seen_version = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
        unit_of_work(
            lambda: listen.change_interview(db.session(), interview_id, values, seen_version=seen_version)
        )
    except listen.InterviewChanged:
        form.form_errors = [_("Meanwhile somebody else changed it. Look at it again, then save once more.")]
        form.seen_version.data = str(visible(interview_id).version)
        return _form_page(form, visible(interview_id)), 409
    return redirect(url_for(".show", interview_id=interview_id))


def _offered(form: InterviewForm, user: User, interview: Interview | None = None) -> InterviewForm:
    """Their own teams; a manager's interview may be every team's, and one that is stays so."""
    kept = {interview.team_id} if interview and interview.team_id else set()
    scope, in_use = scope_of(user), or_(Team.retired_at.is_(None), Team.id.in_(kept))
    chosen = select(Team).where(in_use).order_by(Team.name)
    if not scope.everything:
        chosen = chosen.where(Team.id.in_(user.team_ids | kept))
    teams: Sequence[Team] = db.session.scalars(chosen).all()
    is_everybodys = interview is not None and interview.team_id is None
    form.offer(teams, everybody=scope.everything or is_everybodys or not teams)
    return form


def _account(form: InterviewForm, interview: Interview | None = None) -> int | None:
    """The company that was named; the one it has already is known whoever asks."""
    name = (form.account.data or "").strip()
    if not name:
        return None
    if interview and interview.account and interview.account.name == name:
        return interview.account_id
    account = known_people.company(db.session(), name, scope_of(current.user()))
    if account is None:
        form.account.errors = [
            *form.account.errors,
            _("We know no customer of this name. Leave it empty for somebody who is no customer."),
        ]
    return account.id if account else None


def _one_of(code: str | None, known: dict[str, str]) -> str:
    return code if code and code in known else ""


def _form_page(form: InterviewForm, interview: Interview | None) -> str:
    session = db.session()
    return render_template(
        "interviews/facts.html",
        form=form,
        interview=interview,
        companies=known_people.companies(session, scope_of(current.user())),
        stages=stages_to_offer(session),
    )

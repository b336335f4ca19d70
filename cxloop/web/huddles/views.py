from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from cxloop.database import db, unit_of_work
from cxloop.improvements.huddles import Huddle, HuddleDecision
from cxloop.loop import learn
from cxloop.people.models import Team, User
from cxloop.people.policies import SEES_ALL_TICKETS, works_tickets
from cxloop.web import current
from cxloop.web.huddles import page
from cxloop.web.huddles.forms import AgreedForm, ThanksForm, offer
from cxloop.web.huddles.room import room
from cxloop.web.improvements.forms import LARGEST_ID

ONE = f"/huddles/<int(max={LARGEST_ID}):huddle_id>"
MOST_LISTED = 30


@room.get("/huddles", policy=works_tickets)
def index() -> ResponseReturnValue:
    """Begin one, and those that were."""
    user = current.user()
    newest = select(Huddle).order_by(Huddle.id.desc()).limit(200)
    earlier = [one for one in db.session.scalars(newest) if page.may_join(user, one.team_id)][:MOST_LISTED]
    return render_template(
        "huddles/index.html",
        teams=page.teams_of(user),
        may_for_all=user.role in SEES_ALL_TICKETS,
        earlier=earlier,
        minutes=learn.MINUTES,
    )


@room.post("/huddles", policy=works_tickets)
def begin() -> ResponseReturnValue:
    """Begin a team's, or the whole company's; two who press at once are in one."""
    user, at, number = current.user(), current.moment(), request.form.get("team", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 16
    team = db.session.get(Team, int(number)) if is_number else None
    if (number and team is None) or not page.may_join(user, team.id if team else None):
        abort(404)
    team_id, by_id = team.id if team else None, user.id

    def work() -> int:
        session = db.session()
        ours = session.get(Team, team_id) if team_id is not None else None
        return learn.begin_huddle(session, ours, by=session.get_one(User, by_id), at=at).id

    return redirect(url_for(".show", huddle_id=unit_of_work(work)))


@room.get(ONE, policy=works_tickets)
def show(huddle_id: int) -> ResponseReturnValue:
    """One screen in a meeting room."""
    return page.show(page.found(huddle_id))


@room.post(f"{ONE}/attendance", policy=works_tickets)
def attend(huddle_id: int) -> ResponseReturnValue:
    huddle = page.found(huddle_id)
    known = {str(user.id) for user in page.people_of(huddle)}
    there = [int(number) for number in request.form.getlist("there") if number in known]
    unit_of_work(lambda: learn.attend(db.session(), db.session.get_one(Huddle, huddle_id), there))
    return redirect(url_for(".show", huddle_id=huddle_id))


@room.post(f"{ONE}/decisions", policy=works_tickets)
def agree(huddle_id: int) -> ResponseReturnValue:
    """What somebody will do, and by when."""
    huddle, form = page.found(huddle_id), AgreedForm()
    offer(form.owner_id, page.people_of(huddle))
    if not form.validate():
        return page.show(huddle, refused=form, open_dialog="agree"), 422
    what, due_on, owner_id = form.what.data or "", form.due_on.data, form.owner_id.data
    by_id, at = current.user().id, current.moment()
    unit_of_work(
        lambda: learn.agree(
            db.session(), db.session.get_one(Huddle, huddle_id), what=what, due_on=due_on, at=at,
            owner=db.session.get_one(User, owner_id), by=db.session.get_one(User, by_id),
        )
    )  # fmt: skip
    return redirect(url_for(".show", huddle_id=huddle_id))


@room.post(f"{ONE}/kept/<int(max={LARGEST_ID}):decision_id>", policy=works_tickets)
def keep(huddle_id: int, decision_id: int) -> ResponseReturnValue:
    """What was agreed is done."""
    here = page.found(huddle_id)
    decision = db.session.get(HuddleDecision, decision_id)
    made_in = db.session.get(Huddle, decision.huddle_id) if decision else None
    if made_in is None or made_in.team_id != here.team_id:
        abort(404)
    at = current.moment()
    unit_of_work(
        lambda: learn.keep_agreed(db.session(), db.session.get_one(HuddleDecision, decision_id), at=at)
    )
    return redirect(url_for(".show", huddle_id=huddle_id))


@room.post(f"{ONE}/kudos", policy=works_tickets)
def thank(huddle_id: int) -> ResponseReturnValue:
    """Recorded, and passed on to whom it is for."""
    huddle, form = page.found(huddle_id), ThanksForm()
    offer(form.to_id, page.people_of(huddle))
    if not form.validate():
        return page.show(huddle, refused=form, open_dialog="thank"), 422
    words, to_id, by_id, at = form.words.data or "", form.to_id.data, current.user().id, current.moment()
    unit_of_work(
        lambda: learn.thank(
            db.session(), db.session.get_one(Huddle, huddle_id), words=words, at=at,
            to=db.session.get_one(User, to_id), by=db.session.get_one(User, by_id),
        )
    )  # fmt: skip
    return redirect(url_for(".show", huddle_id=huddle_id))


@room.post(f"{ONE}/end", policy=works_tickets)
def end(huddle_id: int) -> ResponseReturnValue:
    page.found(huddle_id)
    at = current.moment()
    unit_of_work(lambda: learn.end_huddle(db.session(), db.session.get_one(Huddle, huddle_id), at=at))
    flash(_("The huddle is over; what was decided is kept."), "message")
    return redirect(url_for(".show", huddle_id=huddle_id))

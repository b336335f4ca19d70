"""What people do with an improvement: change the plan, decide, add evidence, measure."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from cxloop.database import db, unit_of_work
from cxloop.improvements import queries
from cxloop.improvements.models import Improvement
from cxloop.loop import learn
from cxloop.people.policies import decides_improvements, raises_improvements, steers_improvements
from cxloop.web import current
from cxloop.web.improvements import page
from cxloop.web.improvements.forms import LARGEST_ID, DecisionForm, EvidenceForm, PlanForm, version_of
from cxloop.web.improvements.moves import not_decidable
from cxloop.web.improvements.room import room

ONE = f"/improvements/<int(max={LARGEST_ID}):improvement_id>"
T = TypeVar("T")


@room.post(f"{ONE}/plan", policy=steers_improvements)
def change(improvement_id: int) -> ResponseReturnValue:
    """What we believe, who owns it, and the dates."""
    improvement, form = page.found(improvement_id), PlanForm()
    page.offer(form, improvement)
    if not form.validate():
        return page.show(improvement, refused=form, open_dialog="plan"), 422
    facts, seen = form.plan(), version_of(form.seen_version)
    try:
        _step(improvement_id, lambda row: learn.change(db.session(), row, seen_version=seen, **facts))
    except learn.ImprovementChanged:
        return _somebody_else(improvement_id, form, "plan")
    except learn.AlreadyRegistered as registered:
        for name in registered.fields:
            field = form[{"baseline_to": "baseline_last"}.get(name, name)]
            field.errors = [_("It is live: what was expected before stays as it was written down.")]
        return page.show(page.found(improvement_id), refused=form, open_dialog="plan"), 422
    return _back(improvement_id, _("The plan is saved."))


@room.post(f"{ONE}/decisions", policy=decides_improvements)
def decide(improvement_id: int) -> ResponseReturnValue:
    """Move it on, with the reason."""
    improvement, form = page.found(improvement_id), DecisionForm()
    form.offer(improvement)
    seen = version_of(form.seen_version)
    if improvement.version != seen:
        return _somebody_else(improvement_id, form, "decision")
    if not form.validate():
        return page.show(improvement, refused=form, open_dialog="decision"), 422
    user, at = current.user(), current.moment()
    state, reason, live_on = form.state.data, form.reason.data or "", form.went_live_on.data
    try:
        _step(
            improvement_id,
            lambda row: learn.decide(
                db.session(),
                row,
                state=state,
                reason=reason,
                by=user,
                at=at,
                live_on=live_on,
                seen_version=seen,
            ),
        )
    except learn.ImprovementChanged:
        return _somebody_else(improvement_id, form, "decision")
    except learn.NotDecidable as refused:
        db.session.rollback()
        form.form_errors.append(not_decidable(refused.code))
        return page.show(page.found(improvement_id), refused=form, open_dialog="decision"), 422
    return _back(improvement_id, _("The decision is written down."))


@room.post(f"{ONE}/evidence", policy=raises_improvements)
def link(improvement_id: int) -> ResponseReturnValue:
    """Add a ticket that shows why."""
    improvement, form = page.found(improvement_id), EvidenceForm()
    if not form.validate():
        return page.show(improvement, refused=form), 422
    number, user, at = form.ticket.data or 0, current.user(), current.moment()
    if page.visible_ticket(number) is None:
        form.ticket.errors = [_("There is no ticket %(number)s that you may open.", number=number)]
        return page.show(improvement, refused=form), 422
    is_new = _step(improvement_id, lambda row: learn.link(db.session(), row, number, by=user, at=at))
    said = _("Ticket %(number)s is linked.") if is_new else _("Ticket %(number)s was linked already.")
    return _back(improvement_id, said % {"number": number})


@room.post(f"{ONE}/measurements", policy=steers_improvements)
def measure(improvement_id: int) -> ResponseReturnValue:
    """Freeze the effect as it shows now."""
    page.found(improvement_id)
    user, at = current.user(), current.moment()
    try:
        _step(improvement_id, lambda row: learn.measure(db.session(), row, at, by=user))
    except ValueError:
        said = _("Not measured: it needs a root cause, the time before, and the day it went live.")
        return _back(improvement_id, said, "late")
    return _back(improvement_id, _("Measured, and frozen with what it was counted from."))


def _step(improvement_id: int, step: Callable[[Improvement], T]) -> T:
    """One unit of work on the locked row."""
    return unit_of_work(lambda: step(queries.locked(db.session(), improvement_id)))


def _somebody_else(improvement_id: int, form: FlaskForm, dialog: str) -> ResponseReturnValue:
    """Somebody changed it meanwhile: show how it stands now, and keep what was typed to send again."""
    db.session.expire_all()
    improvement = page.found(improvement_id)
    form.form_errors.append(
        _(
            "Somebody else changed this improvement while you were writing. Look at it as it is now, then save again."
        )
    )
    form["seen_version"].data = str(improvement.version)
    return page.show(improvement, refused=form, open_dialog=dialog), 409


def _back(improvement_id: int, said: str, category: str = "message") -> ResponseReturnValue:
    flash(said, category)
    return redirect(url_for(".show", improvement_id=improvement_id, _anchor=request.form.get("back")))

"""Sub-tasks: a colleague of any function is asked from the ticket, and answers from My loop."""

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import may_work_on, works_tickets
from cxloop.tickets import sub_tasks
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.sub_tasks import SubTask
from cxloop.web import current, formats
from cxloop.web.addresses import local
from cxloop.web.days import moment_on
from cxloop.web.tickets.day_forms import EVENING, TaskAnswerForm, TaskForm
from cxloop.web.tickets.forms import (
    SENTENCES,
    show_missing,
)
from cxloop.web.tickets.page import people, show, visible
from cxloop.web.tickets.queue import LARGEST_ID
from cxloop.web.tickets.room import room

ONE = f"/tasks/<int(max={LARGEST_ID}):task_id>"


@room.post("/tickets/<int:ticket_id>/tasks", policy=works_tickets)
def ask_colleague(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), TaskForm()
    form.offer(people(sub_tasks.who_can_be_asked(db.session())))
    if not form.validate():
        return show(ticket, refused=form, open_dialog="ask-colleague"), 422
    user, at, owner_id = current.user(), current.moment(), form.owner_id.data
    what, due_at = form.what.data or "", moment_on(form.due_at.data, form.due_time.data or EVENING)

    def asked() -> str:
        task = act.ask_colleague(
            db.session(), ticket_id, owner_id=owner_id, what=what, due_at=due_at, by=user, at=at, via="web"
        )
        when = formats.reader().moment(due_at)
        return str(_("%(name)s is asked, by %(when)s.", name=task.owner.name, when=when))

    try:
        said = unit_of_work(asked)
    except StepIncomplete as incomplete:
        show_missing(form, incomplete.missing)
        return show(visible(ticket_id), refused=form, open_dialog="ask-colleague"), 422
    flash(said, f"kept confirms ask-colleague-{ticket_id}")
    return redirect(url_for(".show", ticket_id=ticket_id))


@room.post(f"{ONE}/answer", policy=works_tickets)
def answer_task(task_id: int) -> ResponseReturnValue:
    """By who was asked; they need not see the ticket."""
    user, at, said = current.user(), current.moment(), _words()
    return _done(
        task_id, _("The answer is on the ticket, and who asked is told."),
        lambda: act.answer_task(db.session(), task_id, answer=said, by=user, at=at, via="web"),
    )  # fmt: skip


@room.post(f"{ONE}/dropping", policy=works_tickets)
def drop_task(task_id: int) -> ResponseReturnValue:
    user, at, said = current.user(), current.moment(), _words()
    return _done(
        task_id, _("It is not asked for any more."),
        lambda: act.drop_task(db.session(), task_id, why=said, by=user, at=at, via="web"),
    )  # fmt: skip


def _words() -> str:
    form = TaskAnswerForm()
    return (form.answer.data or "") if form.validate() else ""


def _done(task_id: int, said: str, step: Callable[[], object]) -> ResponseReturnValue:
    task, user = db.session.get(SubTask, task_id), current.user()
    if task is None:
        abort(404)
    sees_ticket = may_work_on(user, task.ticket.team_id, task.ticket.owner_id)
    if user.id not in (task.owner_id, task.by_id) and not sees_ticket:
        abort(404)
    try:
        unit_of_work(step)
    except StepIncomplete as incomplete:
        flash(" ".join(str(SENTENCES.get(code, code)) for code in incomplete.missing.values()), "late")
    except act.TaskSettled:
        flash(_("That was settled already, or is not yours to settle. Nothing was changed."), "late")
    else:
        flash(said)
    return redirect(local(request.form.get("next")) or url_for(".my_loop", show="tasks"))

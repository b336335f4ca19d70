"""Reports that leave by themselves: who gets one, when and how, and what did not arrive."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from cxloop.alerts.models import Alert
from cxloop.database import company_zone, db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.loop import learn
from cxloop.people.models import User
from cxloop.people.policies import administers, imports_answers, reads_reports
from cxloop.reports.due import LATEST_DAY
from cxloop.reports.schedules import Schedule, ScheduledRun
from cxloop.web import current
from cxloop.web.fields import NumberRange
from cxloop.web.improvements.forms import LARGEST_ID, chosen, tidy
from cxloop.web.language import language
from cxloop.web.reports.room import room

MOST_RUNS = 5


class ScheduleForm(FlaskForm):
    user_id = SelectField(_("For whom"), coerce=chosen, choices=[])
    every = SelectField(
        _("How often"),
        choices=[SelectChoice("week", _("every week")), SelectChoice("month", _("every month"))],
    )
    day = IntegerField(
        _("Day"), [InputRequired(_("Write a day.")), NumberRange(1, 28, _("A number from 1 to 28."))],
        description=_("Of a week 1 Monday to 7 Sunday; of a month 1 to 28."), default=1,
    )  # fmt: skip
    hour = IntegerField(
        _("Hour"), [InputRequired(_("Write an hour.")), NumberRange(0, 23, _("A number from 0 to 23."))],
        description=_("On the reader’s clock."), default=8,
    )  # fmt: skip
    via = SelectField(
        _("How"), choices=[SelectChoice("mail", _("by e-mail")), SelectChoice("slack", _("in Slack"))]
    )
    slack_channel = StringField(
        _("Slack channel"), [Length(max=80)], filters=[tidy],
        description=_("As #board. Everybody in it reads it. Empty: to the person alone."),
    )  # fmt: skip
    language = SelectField(_("Language"), choices=[])
    with_pdf = BooleanField(_("Attach the page as PDF"), default=True)

    def validate_day(self, field: Any) -> None:
        if field.data and field.data > LATEST_DAY.get(self.every.data or "month", 28):
            raise ValidationError(gettext("Of a week 1 Monday to 7 Sunday; of a month 1 to 28."))

    def validate_user_id(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(gettext("Choose for whom."))


@room.get("/reports/schedules", policy=reads_reports)
def schedules() -> ResponseReturnValue:
    return _page(_form(ScheduleForm(formdata=None)))


@room.post("/reports/schedules", policy=reads_reports)
def schedule() -> ResponseReturnValue:
    """One's own, or, for who sets things for the company, anybody's who may read reports."""
    form = _form(ScheduleForm())
    if not form.validate():
        return _page(form), 422
    by_id, at, user_id = current.user().id, current.moment(), form.user_id.data
    facts = {name: form[name].data for name in ("via", "every", "day", "hour", "language", "with_pdf")}
    channel = (form.slack_channel.data or "").strip() or None

    def work() -> None:
        user, by = db.session.get_one(User, user_id), db.session.get_one(User, by_id)
        zone = user.time_zone or str(company_zone(db.session()))
        learn.schedule_report(
            db.session(), user=user, zone=zone, by=by, at=at,
            slack_channel=channel if facts["via"] == "slack" else None, **facts,
        )  # fmt: skip

    unit_of_work(work)
    flash(gettext("It leaves by itself from now on."), "message")
    return redirect(url_for(".schedules"))


@room.post(f"/reports/schedules/<int(max={LARGEST_ID}):schedule_id>/end", policy=reads_reports)
def end(schedule_id: int) -> ResponseReturnValue:
    found = db.session.get(Schedule, schedule_id)
    if found is None or not (found.user_id == current.user().id or imports_answers(current.user())):
        abort(404)
    at = current.moment()
    unit_of_work(lambda: learn.end_schedule(db.session(), schedule_id, because="by_hand", at=at))
    flash(gettext("It is switched off."), "message")
    return redirect(url_for(".schedules"))


def _form(form: ScheduleForm) -> ScheduleForm:
    user = current.user()
    everybody = db.session.scalars(select(User).where(User.is_active).order_by(User.name)).all()
    readers = [
        one for one in everybody if reads_reports(one) and (one.id == user.id or imports_answers(user))
    ]
    form.user_id.choices = [SelectChoice(str(one.id), one.name) for one in readers]
    names = {"en": "English", "it": "Italiano"}
    form.language.choices = [SelectChoice(one, names[one]) for one in LANGUAGES]
    if form.user_id.data is None and not form.is_submitted():
        form.user_id.data, form.language.data = user.id, language()
    return form


def _page(form: ScheduleForm) -> str:
    user, session = current.user(), db.session()
    chosen_ = select(Schedule).where(Schedule.ended_at.is_(None)).order_by(Schedule.id)
    mine = [one for one in session.scalars(chosen_) if one.user_id == user.id or imports_answers(user)]
    return render_template(
        "reports/schedules.html",
        form=form,
        schedules=[(one, _runs(one)) for one in mine],
        administers=administers(user),
    )


def _runs(one: Schedule) -> list[tuple[ScheduledRun, Alert | None]]:
    """The newest times it was due, and what became of each."""
    rows = select(ScheduledRun).where(ScheduledRun.schedule_id == one.id).order_by(ScheduledRun.id.desc())
    runs = db.session.scalars(rows.limit(MOST_RUNS)).all()
    about = select(Alert).where(Alert.subject.in_([f"report_run:{run.id}" for run in runs]))
    alerts = {alert.subject: alert for alert in db.session.scalars(about)}
    return [(run, alerts.get(f"report_run:{run.id}")) for run in runs]

"""All surveys we could send, who we are to customers, and a new survey."""

from contextlib import suppress

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from cxloop.database import db, unit_of_work
from cxloop.people import company, teams
from cxloop.people.colours import colour_of
from cxloop.people.policies import invites_customers
from cxloop.responses import surveys
from cxloop.responses.importing.texts import email_of
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import Mailing
from cxloop.responses.scoring import SCALES
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.parts import PARTS
from cxloop.web import current
from cxloop.web.invitations.forms import CompanyForm, NewSurveyForm
from cxloop.web.invitations.room import room

COMPANY = PARTS["company"]


@room.get("/invitations", policy=invites_customers)
def index() -> ResponseReturnValue:
    us = company.company(db.session(), current.moment())
    form = CompanyForm(formdata=None)
    form.name.data, form.quarantine_days.data = us.name, us.quarantine_days
    form.colour.data, form.reply_to.data = us.colour or company.COLOUR, us.reply_to
    return _index(form, NewSurveyForm(formdata=None), 200)


@room.post("/invitations/company", policy=invites_customers)
def describe() -> ResponseReturnValue:
    form, at = CompanyForm(), current.moment()
    if not form.validate():
        return _index(form, NewSurveyForm(formdata=None), 422)
    said = {
        "name": form.name.data or None, "colour": colour_of(form.colour.data),
        "quarantine_days": form.quarantine_days.data, "reply_to": email_of(form.reply_to.data or ""),
    }  # fmt: skip
    hand = Hand(current.user().id, "web")

    def work() -> None:
        session = db.session()
        stands = COMPANY.read(session, COMPANY.name) or {}
        ledger.switch_on(session, COMPANY, COMPANY.name, stands | said, hand, at=at)

    with suppress(NothingToChange):
        unit_of_work(work)
    flash(_("Saved. Pages and letters show it from now on."))
    return redirect(url_for(".index"))


@room.post("/invitations/surveys", policy=invites_customers)
def add() -> ResponseReturnValue:
    form, at = NewSurveyForm().offer(), current.moment()
    if not form.validate():
        us = company.company(db.session(), at)
        shown = CompanyForm(formdata=None, data={"name": us.name, "quarantine_days": us.quarantine_days})
        shown.reply_to.data = us.reply_to
        shown.colour.data = us.colour or company.COLOUR
        return _index(shown, form, 422)
    name, metric, is_anonymous = form.name.data, form.metric.data, form.is_anonymous.data

    def work() -> int:
        session, usual = db.session(), SCALES.get(metric)
        scale = (usual.lowest, usual.highest) if usual else (0, 0)
        survey = surveys.add(session, surveys.with_usual_thresholds(name, metric, *scale), at, current.by())
        survey.is_anonymous, survey.team_id = is_anonymous, teams.default_team(session).id
        session.flush()
        return survey.id

    return redirect(url_for(".show", survey_id=unit_of_work(work)))


def _index(form: CompanyForm, new: NewSurveyForm, status: int) -> ResponseReturnValue:
    session = db.session()
    askable = [survey for survey in surveys.offered(session) if survey.metric in queries.ASKABLE]
    columns = (Mailing.survey_id, func.sum(Mailing.invited), func.max(Mailing.invited_at))
    sent = {row[0]: row for row in session.execute(select(*columns).group_by(Mailing.survey_id))}
    page = render_template(
        "invitations/index.html",
        form=form,
        new=new.offer(),
        surveys=askable,
        sent=sent,
        waiting=queries.waiting_for_review(session),
    )
    return page, status

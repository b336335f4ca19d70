"""One survey of ours: what its page and letter say, and asking one person, or oneself."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.alerts import outbox
from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.loop.listen import Outcome, invite
from cxloop.mail.invitations import TRIAL
from cxloop.people.company import company
from cxloop.people.policies import invites_customers
from cxloop.responses.invitations import asking, queries
from cxloop.responses.invitations.people import described
from cxloop.responses.models import Survey
from cxloop.web import current
from cxloop.web.invitations.forms import ListForm, OneForm, PageForm
from cxloop.web.invitations.room import found_survey, room
from cxloop.web.invitations.words import rejected_words, withheld_words


@room.get("/invitations/surveys/<int:survey_id>", policy=invites_customers)
def show(survey_id: int) -> ResponseReturnValue:
    return survey_page(found_survey(survey_id), 200)


@room.post("/invitations/surveys/<int:survey_id>/page", policy=invites_customers)
def write(survey_id: int) -> ResponseReturnValue:
    survey, form, at = found_survey(survey_id), PageForm(), current.moment()
    if not form.validate():
        return survey_page(survey, 422, form=form)

    def work() -> None:
        page = queries.page_of(db.session(), survey_id, at)
        form.fill(page)
        db.session.add(page)
        current.written_down("survey_changed", survey=survey_id)

    unit_of_work(work)
    flash(_("Saved. Pages and letters say it from now on."))
    return redirect(url_for(".show", survey_id=survey_id))


@room.post("/invitations/surveys/<int:survey_id>/people", policy=invites_customers)
def invite_one(survey_id: int) -> ResponseReturnValue:
    survey, form, at, by = found_survey(survey_id), OneForm().offer(), current.moment(), current.user()
    if not form.validate():
        return survey_page(survey, 422, one=form)
    person = described(1, {name: form[name].data for name in ("email", "name", "language")})
    by_id, by_name = by.id, by.name

    def work() -> Outcome:
        survey = found_survey(survey_id)
        done = invite(db.session(), survey, [person], at=at, via="hand", name=by_name, by_id=by_id)
        return done.outcomes[0]

    outcome = unit_of_work(work)
    if outcome.became == "rejected":
        form.email.errors = [rejected_words(outcome.reason or "", outcome.facts)]
        return survey_page(survey, 422, one=form)
    if outcome.became == "invited":
        flash(_("The letter leaves within a minute."))
    elif outcome.became == "already" and outcome.reason is None:
        flash(_("They were asked already, and no second letter is sent."), "late")
    else:
        flash(_("No letter is sent: this person %(why)s.", why=withheld_words(outcome.reason or "")), "late")
    return redirect(url_for(".show", survey_id=survey_id))


@room.post("/invitations/surveys/<int:survey_id>/trial", policy=invites_customers)
def send_trial(survey_id: int) -> ResponseReturnValue:
    """The letter to whoever asks for it: no invitation is made, and its links open the preview."""
    found_survey(survey_id)
    by_id, at = current.user().id, current.moment()
    wanted = request.form.get("language")
    facts = {"language": wanted} if wanted in LANGUAGES else {}
    unit_of_work(
        lambda: outbox.enqueue(
            db.session(), kind=TRIAL, subject=f"survey:{survey_id}", via="mail", recipient=f"user:{by_id}", at=at,
            step=int(at.timestamp()), facts=facts,
        )
    )  # fmt: skip
    flash(_("The letter is on its way to you. Its links open the preview; nothing you answer is stored."))
    return redirect(url_for(".show", survey_id=survey_id))


def survey_page(
    survey: Survey,
    status: int,
    form: PageForm | None = None,
    people: ListForm | None = None,
    one: OneForm | None = None,
) -> ResponseReturnValue:
    """The page of a survey, with what was typed into one of its forms."""
    session, at = db.session(), current.moment()
    us = company(session, at)
    mailings = queries.mailings(session, survey.id)
    page = render_template(
        "invitations/show.html",
        survey=survey,
        form=form or PageForm(formdata=None).show(queries.page_of(session, survey.id, at)),
        people=people or ListForm(formdata=None),
        one=one or OneForm(formdata=None).offer(),
        usual={code: asking.asking(survey.metric, (0, 1), us.name, code) for code in LANGUAGES},
        mailings=mailings,
        tallies=queries.tallies(session, [mailing.id for mailing in mailings]),
        company=us,
    )
    return page, status

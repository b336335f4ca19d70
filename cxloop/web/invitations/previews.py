"""How the page and the letter look to a customer; nothing that is answered here is stored."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from cxloop.database import db
from cxloop.language import LANGUAGES
from cxloop.mail.invitations import Links, letter_facts
from cxloop.mail.looks import classes
from cxloop.mail.writing import written
from cxloop.people.colours import colour_of
from cxloop.people.company import COLOUR, company
from cxloop.people.policies import invites_customers
from cxloop.web import current
from cxloop.web.invitations.room import found_survey, room
from cxloop.web.language import language
from cxloop.web.survey.answering import preselected
from cxloop.web.survey.forms import AnswerForm
from cxloop.web.survey.room import asked_by


@room.get("/invitations/surveys/<int:survey_id>/preview", policy=invites_customers)
def preview(survey_id: int) -> ResponseReturnValue:
    survey, code = found_survey(survey_id), _wanted()
    asked = asked_by(survey, code)
    form = AnswerForm(formdata=None).offer(asked.scores)
    form.score.data = preselected(asked)
    us = company(db.session(), current.moment())
    colour = (colour_of(us.colour) or COLOUR).removeprefix("#")
    with force_locale(code):
        return render_template(
            "invitations/preview.html",
            locale=code,
            company=us.name,
            colour=colour,
            survey=survey,
            asked=asked,
            form=form,
            is_done=request.args.get("step") == "thanks",
        )


@room.get("/invitations/surveys/<int:survey_id>/letter", policy=invites_customers)
def letter(survey_id: int) -> ResponseReturnValue:
    survey, code, at = found_survey(survey_id), _wanted(), current.moment()
    page = url_for(".preview", survey_id=survey_id)
    facts = letter_facts(db.session(), survey, code, Links(page, "#letter"), at, name=current.user().name)
    colour = colour_of(company(db.session(), at).colour) or COLOUR
    return render_template(
        "invitations/letter.html",
        survey=survey,
        facts=facts | {"look": classes(colour)},
        text=written(
            "email/invitation.txt", facts | {"to": Links(current.settings().public_url + page)}
        ).strip(),
        colour=colour.removeprefix("#"),
        wanted=code,
        languages=LANGUAGES,
    )


def _wanted() -> str:
    wanted = request.args.get("language")
    return wanted if wanted in LANGUAGES else language()

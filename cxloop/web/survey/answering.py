"""The customer's question. A GET only preselects: mail scanners open links. The answer is a POST, once."""

import structlog
from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.loop.listen import NoLongerOpen, answer_invitation, visit_invitation
from cxloop.responses.invitations import links, queries
from cxloop.responses.invitations.asking import Asking
from cxloop.responses.invitations.models import Invitation
from cxloop.web import current
from cxloop.web.survey.forms import AnswerForm
from cxloop.web.survey.room import ANSWERED, asked_by, closed, invited, page, room, spoken

PATIENCE_MILLISECONDS = 200
log = structlog.get_logger()


@room.get("/s/<link>", policy=OPEN)
def question(link: str) -> ResponseReturnValue:
    return _question(link, trap=False)


@room.get("/s/<link>/more", policy=OPEN)
def more(link: str) -> ResponseReturnValue:
    """The link in the letter that no person sees."""
    return _question(link, trap=True)


@room.post("/s/<link>", policy=OPEN)
def answer(link: str) -> ResponseReturnValue:
    invitation, at = invited(link, links.ANSWER), current.moment()
    if invitation is None or not queries.is_open(invitation, at):
        return closed()
    survey, language = invitation.survey, spoken(invitation.language, invitation.survey.language)
    asked = asked_by(survey, language)
    form = AnswerForm().offer(asked.scores)
    if not form.validate():
        return page("survey/question.html", language, form=form, asked=asked, survey=survey), 422
    number, score, comment = invitation.id, form.chosen, form.comment.data
    agent = request.user_agent.string
    try:
        unit_of_work(
            lambda: answer_invitation(
                db.session(), number, score=score, comment=comment, language=language, at=at, agent=agent
            )
        )
    except NoLongerOpen:
        return closed()
    known = {} if survey.is_anonymous else {"invitation": number}
    session[ANSWERED] = {"survey": survey.id, "language": language, **known}
    return redirect(url_for(".thanks"), 303)


def preselected(asked: Asking) -> str | None:
    """The score a link of the letter named."""
    wanted = request.args.get("score", "")
    return wanted if wanted in map(str, asked.scores) else None


def _question(link: str, *, trap: bool) -> ResponseReturnValue:
    invitation = invited(link, links.ANSWER)
    if invitation is None or not queries.is_open(invitation, current.moment()):
        return closed()
    survey, language = invitation.survey, spoken(invitation.language, invitation.survey.language)
    asked = asked_by(survey, language)
    form = AnswerForm(formdata=None).offer(asked.scores)
    form.score.data = preselected(asked)
    _note_visit(invitation, form.score.data, trap)
    return page("survey/question.html", language, form=form, asked=asked, survey=survey, link=link)


def _note_visit(invitation: Invitation, score: str | None, trap: bool) -> None:
    """A busy database costs the customer no page; of an anonymous survey no visit tells a score."""
    number, at, agent = invitation.id, current.moment(), request.user_agent.string
    named = int(score) if score and not invitation.survey.is_anonymous else None
    try:
        unit_of_work(
            lambda: visit_invitation(db.session(), number, at=at, score=named, trap=trap, agent=agent),
            PATIENCE_MILLISECONDS,
        )
    except DBAPIError as error:
        log.warning("visit_not_kept", kind=type(error).__name__)

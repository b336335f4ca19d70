"""The demo company's own survey: a list of this week, its answers so far, and two that a machine may have given."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.demo.office import Office
from cxloop.demo.rhythm import midnight
from cxloop.loop.listen import answer_invitation, invitation_delivered, invite, visit_invitation
from cxloop.responses.invitations.models import Invitation, SurveyPage
from cxloop.responses.invitations.people import Asked, Refused
from cxloop.responses.invitations.queries import page_source
from cxloop.responses.models import Response, Survey
from cxloop.settings import file
from cxloop.settings.ledger import Hand

NAME, COLOUR, LIST = "Valmora", "#1f6f5c", "clienti-novembre.csv"
DAYS_AGO, REMIND_AFTER = 5, 8
ANSWERED, SILENT, BUSY = 24, 60, 9
QUARANTINE = timedelta(days=30)
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def ask_by_letter(session: Session, office: Office, on: date) -> None:
    """Say who we are, invite a list through the loop's own verb, and let some have answered."""
    at = midnight(on - timedelta(days=DAYS_AGO)) + timedelta(hours=9, minutes=30)
    survey = office.doors["relationship"].survey
    who_we_are = {"name": NAME, "colour": COLOUR, "quarantine_days": QUARANTINE.days}
    file.apply(session, {"company": who_we_are}, Hand(None, "cli"), at)
    page = SurveyPage(survey_id=survey.id, question={}, remind_after_days=REMIND_AFTER, created_at=at)
    page.thanks = {"it": "Grazie. Leggiamo ogni risposta.", "en": "Thank you. We read every answer."}
    session.add(page)
    session.flush()
    answers = _answers_since(session, survey, at)
    people: list[Asked | Refused] = [
        Asked(line, contact.email, contact.name, contact.external_id, contact.language)
        for line, contact in enumerate([*answers, *_silent(session, at, list(answers))], 2)
    ]
    people += [Refused(len(people) + 2, "email_unreadable", {"value": "info@casa"})]
    by = office.staff.users["Chiara Bellini"]
    done = invite(session, survey, people, at=at, via="upload", name=LIST, by_id=by.id)
    numbers = [one.invitation_id for one in done.outcomes if one.became == "invited" and one.invitation_id]
    for number in numbers:
        invitation_delivered(session, number, at + MINUTE)
    invitations = [session.get_one(Invitation, number) for number in numbers]
    by_contact = {contact.id: response for contact, response in answers.items()}
    door = page_source(session, survey.id)
    for invitation in invitations:
        if response := by_contact.get(invitation.contact_id):
            response.source_id = door.id
            invitation.answered_at, invitation.response_id = response.answered_at, response.id
            invitation.remind_at = None
    session.flush()
    _by_machines(session, [one for one in invitations if one.answered_at is None][:2], at + MINUTE)


def _answers_since(session: Session, survey: Survey, at: datetime) -> dict[Contact, Response]:
    """What customers of the list have answered, by whom."""
    rows = session.execute(
        select(Contact, Response)
        .join(Response, Response.contact_id == Contact.id)
        .where(Response.survey_id == survey.id, Response.answered_at > at + 2 * MINUTE)
        .order_by(Response.answered_at.desc(), Response.external_id)
        .limit(ANSWERED)
    )
    return {row.Contact: row.Response for row in rows}


def _silent(session: Session, at: datetime, besides: Sequence[Contact]) -> Sequence[Contact]:
    """People of companies who said nothing lately, and a few who did and are left in peace."""
    known = {contact.id for contact in besides}
    lately = exists().where(Response.contact_id == Contact.id, Response.answered_at > at - QUARANTINE)
    chosen = select(Contact).where(Contact.account_id.is_not(None)).order_by(Contact.id)
    quiet = session.scalars(chosen.where(~lately).limit(SILENT)).all()
    busy = session.scalars(chosen.where(lately).limit(ANSWERED + BUSY)).all()
    return [*quiet, *[one for one in busy if one.id not in known][:BUSY]]


def _by_machines(session: Session, invitations: Sequence[Invitation], sent_at: datetime) -> None:
    for place, invitation in enumerate(invitations):
        for score in range(11 if place else 0):
            visit_invitation(
                session,
                invitation.id,
                at=sent_at + (20 + score) * SECOND,
                score=score,
                trap=score == 10,
                agent=BROWSER,
            )
        answer_invitation(
            session, invitation.id, score=0 if place else 9, comment=None if place else "Tutto bene, grazie.",
            language=invitation.language, at=sent_at + (40 * SECOND if place else 4 * SECOND), agent=BROWSER,
        )  # fmt: skip

"""The same steps from outside: a program's call, a customer's page, a button in Slack, a colleague's form."""

from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import func, select

from cxloop.accounts.consent import PURPOSES
from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.people.models import User
from cxloop.responses.invitations import links as invitation_links
from cxloop.responses.invitations.models import Invitation
from cxloop.tickets import links
from cxloop.tickets.models import ContactAttempt, CustomersWord, Ticket, Verification
from tests.api.caller import calling
from tests.lives.answering import OWED, is_heard, new
from tests.lives.life import Life
from tests.visitor import Visitor

UNDERSTOOD = {302, 403, 404, 409, 422}
"""What a form may be answered with: done, or refused in words."""


def an_answer_by_program(life: Life) -> None:
    said, given = new(life), life.now - timedelta(hours=life.chance.choice([0, 0, 2, 500]))
    person = {"email": said.customer.email, "name": said.customer.name, "external_id": said.customer.number}
    with at(life):
        calling(life.app, "responses:write", life.company.ada).post(
            "/responses",
            {
                "survey": life.company.surveys[said.survey].key, "score": said.score, "external_id": said.name,
                "answered_at": given.isoformat(), "comment": "Late." if said.low else None,
                "contact": {name: value for name, value in person.items() if value},
            },
            expect=201,
        )  # fmt: skip
    is_heard(life, said, given)
    life.seen["by_program"] += 1


def a_word_on_the_page(life: Life) -> None:
    """By the link of a letter of any age."""
    asked = select(Verification).order_by(Verification.id.desc()).limit(8)
    questions = db.session.scalars(asked).all()
    if not questions:
        return
    question = life.chance.choice(questions)
    word = life.chance.choice(["yes", "no", "no", "partly", ""])
    ticket = db.session.get_one(Ticket, question.ticket_id)
    newest = db.session.scalar(select(func.max(Verification.id)).where(Verification.ticket_id == ticket.id))
    waits = ticket.state == "resolved" and question.answer is None and question.withdrawn_at is None
    open_ = waits and newest == question.id and question.expires_at > life.now
    owed, before = ticket.state in OWED, _words(question)
    path = f"/v/{links.link(life.settings.secret_key, question.id, question.nonce)}"
    form = {"answer": word, "comment": life.chance.choice(["", "Thank you."])}
    with at(life):
        customer = Visitor(life.app)
        answer = customer.ask("POST", path, expect=None, data=form | {"csrf_token": customer.csrf_token()})
    assert answer.status_code in UNDERSTOOD, answer.status
    db.session.refresh(ticket)
    if owed:
        assert ticket.state in OWED, "a word on the page closed what is owed"
    if answer.status_code == 302 and open_ and word in ("no", "partly"):
        assert ticket.state in OWED, "a no on the page that nobody owes"
        assert _words(question) == before + 1, "a word that was not kept"
    life.seen["by_page"] += answer.status_code == 302


def a_letter_is_unsubscribed(life: Life) -> None:
    """By the link at its end: no letter with questions about us comes any more, or of all that they choose."""
    sent = db.session.scalars(select(Invitation).order_by(Invitation.id.desc()).limit(12)).all()
    if not sent:
        return
    invitation = life.chance.choice(sent)
    also = life.chance.sample(PURPOSES, life.chance.choice([0, 0, 1, 4]))
    mark = invitation_links.link(
        life.settings.secret_key, invitation_links.LEAVE, invitation.id, invitation.nonce
    )
    with at(life):
        Visitor(life.app).ask("POST", f"/u/{mark}", expect=200, data={"also": also})
    contact = db.session.get_one(Contact, invitation.contact_id)
    life.refused.setdefault(f"{contact.email} {contact.name}", set()).update({"surveys", *also})
    life.seen["unsubscribed"] += 1


def a_button_in_slack(life: Life) -> None:
    """*Take it*, pressed by somebody of any team; what is not theirs is refused privately."""
    linked = [one for one in life.company.staff if one.slack_user]
    ticket = life.ticket(open_only=True)
    if ticket is None or life.by_mail:
        return
    by, owner = life.chance.choice(linked), ticket.owner_id
    stamp = f"{next(life.numbers)}.1"
    with at(life):
        pressed = life.slack.press(ticket.id, by.slack_user or "", at=life.now.timestamp(), action_ts=stamp)
        life.app.test_client().post("/slack/actions", data=pressed.body, headers=pressed.headers)
    db.session.expire_all()
    assert ticket.owner_id in (owner, by.id)
    assert ticket.owner_id == owner or by.is_active, "taken by somebody who is gone"
    life.seen["by_button"] += ticket.owner_id != owner


def a_form_of_a_colleague(life: Life) -> None:
    """A call logged, or a resolution written, on the ticket's page."""
    ticket = life.ticket(open_only=True)
    if ticket is None:
        return
    by, owed = life.colleague(ticket), ticket.state in OWED
    if life.chance.random() < 0.5:
        outcome = life.chance.choice(["reached", "no_answer"])
        before = _attempts(ticket)
        status = _form(life, by, f"/tickets/{ticket.id}/contacts", outcome=outcome, channel="phone")
        made = _attempts(ticket) - before
        assert made == (status == 302 and ticket.state in OWED), f"{status}, and {made} calls were kept"
    else:
        cause = life.chance.choice(life.company.drivers).id
        status = _form(
            life, by, f"/tickets/{ticket.id}/resolution", kind="resolved", driver_id=str(cause), action="Refunded.",
            told_how="phone", told_text="We refunded you.",
        )  # fmt: skip
        db.session.refresh(ticket)
        assert (status == 302 or not owed) == (ticket.state not in OWED), (
            f"{status}, and it is {ticket.state}"
        )
    life.seen["by_form"] += owed and status == 302


def _form(life: Life, by: User, path: str, **form: Any) -> int:
    with at(life):
        visitor = Visitor(life.app).sign_in(by)
        answer = visitor.ask("POST", path, expect=None, data={"csrf_token": visitor.csrf_token(), **form})
    assert answer.status_code in UNDERSTOOD, f"{path}: {answer.status}"
    return answer.status_code


def at(life: Life) -> time_machine.travel:
    return time_machine.travel(life.now, tick=False)


def _words(question: Verification) -> int:
    said = select(func.count()).select_from(CustomersWord)
    return db.session.scalar(said.where(CustomersWord.verification_id == question.id)) or 0


def _attempts(ticket: Ticket) -> int:
    made = select(func.count()).select_from(ContactAttempt)
    return db.session.scalar(made.where(ContactAttempt.ticket_id == ticket.id)) or 0

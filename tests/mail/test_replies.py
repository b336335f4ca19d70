"""A customer's letter lands on its ticket once, with what follows from it; a machine's is no contact."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act, listen
from cxloop.mail.incoming.hearing import hear
from cxloop.tickets import reaching, trail
from cxloop.tickets.conversation.models import Message, MessageFile, StrayLetter
from cxloop.tickets.conversation.reply_addresses import ensure
from cxloop.tickets.models import ContactAttempt, Ticket, TicketEvent, Verification
from cxloop.tickets.retracing import retrace
from tests.makers import AT

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(make, north, olga, carl) -> Ticket:
    listen.set_mailbox(db.session(), at=AT, address="care@valmora.example")
    return make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)


@pytest.fixture
def wrote(app, carl):
    """Carl writes; returns what became of it."""
    settings = replace(app.config["SETTINGS"], mail_from="cxloop <out@valmora.example>")

    def wrote(
        text="It is still broken.", *, to="care@valmora.example", sender=None, number=1, at=AT + HOUR, **more
    ):
        letter = EmailMessage()
        letter["From"] = sender or f"Carl Rossi <{carl.email}>"
        letter["To"], letter["Subject"] = to, more.pop("Subject", "Re: late")
        letter["Message-ID"] = f"<{number}@customer.example>"
        for name, value in more.items():
            letter[name.replace("_", "-")] = value
        letter.set_content(text)
        return hear(settings, letter.as_bytes(), at)

    return wrote


def sent(ticket, by, at=AT):
    """A letter of ours that left; returns its Message-ID."""
    message = act.write_letter(
        db.session(), ticket.id, by=by, at=at, via="web", subject_line="Late", body="We call.", language="en"
    )
    alert = db.session.scalars(select(Alert).filter_by(kind="letter_to_customer", step=message.id)).one()
    header = f"<{alert.delivery_id}@cxloop.example>"
    act.letter_left(db.session(), message.id, header, at)
    db.session.commit()
    return header


def mark(ticket) -> str:
    return f"care+{ensure(db.session(), ticket.id).upper()}@valmora.example"


def now(ticket) -> Ticket:
    return db.session.get_one(Ticket, ticket.id, populate_existing=True)


def kinds(ticket):
    chosen = select(TicketEvent.kind).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.number)
    return list(db.session.scalars(chosen))


def told(kind):
    return [one.recipient for one in db.session.scalars(select(Alert).filter_by(kind=kind))]


def test_an_answer_to_our_letter_is_reached_and_told_once_however_often_it_comes(ticket, olga, wrote):
    ours = sent(ticket, olga)
    assert wrote(In_Reply_To=ours) == "placed"
    assert wrote(In_Reply_To=ours) == "known"
    attempts = db.session.scalars(select(ContactAttempt).order_by(ContactAttempt.id)).all()
    assert [(one.outcome, one.by_id) for one in attempts] == [("no_answer", olga.id), ("reached", olga.id)]
    assert (now(ticket).state, now(ticket).reached_at) == ("in_progress", AT + HOUR)
    assert kinds(ticket)[-2:] == ["letter_received", "contact_logged"]
    assert told("customer_replied") == [f"user:{olga.id}"]
    assert trail.broken_at(db.session(), ticket.id) is None


def test_when_again_is_asked_until_the_customer_answers(clock, ticket, olga, wrote, sign_in):
    ours = sent(ticket, olga)
    visitor = sign_in(olga)
    assert "When again?" in visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    wrote(In_Reply_To=ours, at=AT + timedelta(minutes=1))
    assert "When again?" not in visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)


def test_a_letter_we_did_not_ask_for_lands_and_reaches_nobody(ticket, wrote):
    assert wrote(to=mark(ticket)) == "placed"
    assert now(ticket).reached_at is None
    assert reaching.wrote_at(db.session(), ticket) == AT + HOUR


def test_a_ticket_put_off_is_back(ticket, olga, wrote):
    act.snooze(db.session(), ticket.id, until=AT + 5 * HOUR, by=olga, at=AT, via="web", reason="On a train.")
    wrote(to=mark(ticket))
    assert now(ticket).again_at is None


def test_what_waited_for_the_customer_goes_on(ticket, olga, wrote):
    ours = sent(ticket, olga)
    act.wait(
        db.session(),
        ticket.id,
        kind="customer",
        until=AT + 9 * HOUR,
        reason="Papers.",
        by=olga,
        at=AT,
        via="web",
    )
    db.session.commit()
    wrote("I am away.", In_Reply_To=ours, number=2, Auto_Submitted="auto-replied")
    assert now(ticket).state == "waiting_customer"
    wrote("Here they are.", In_Reply_To=ours)
    assert now(ticket).state == "in_progress"
    chosen = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.number)
    assert retrace((one.kind, one.facts) for one in db.session.scalars(chosen)) == "in_progress"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("It leaks again, all over.", "reopened"),
        ("No", "reopened"),
        ("Yes", "verified"),
        ("Grazie mille!", "resolved"),
    ],
)
def test_what_a_letter_means_while_we_wait_for_the_word(ticket, make, olga, wrote, text, state):
    make.resolved(ticket, olga)
    assert wrote(text, to=mark(ticket)) == "placed"
    assert now(ticket).state == state
    question = db.session.scalars(select(Verification)).one()
    assert question.answer == {"No": "no", "Yes": "yes"}.get(text)
    assert told("customer_replied") == [f"user:{olga.id}"]


def test_after_the_end_words_stand_on_the_ticket_and_its_owner_decides(ticket, make, olga, wrote):
    make.verified(ticket, olga)
    assert wrote("One more thing about the invoice.", to=mark(ticket)) == "placed"
    assert now(ticket).state == "verified"
    assert told("customer_replied") == [f"user:{olga.id}"]


def test_a_reply_to_the_question_lands_on_its_ticket(ticket, make, olga, wrote):
    make.resolved(ticket, olga)
    asked = db.session.scalars(select(Alert).filter_by(kind="verification_asked")).one()
    assert (
        wrote("It leaks again.", sender="other@x.example", References=f"<{asked.delivery_id}@any.example>")
        == "placed"
    )
    assert now(ticket).state == "reopened"
    assert told("reopened")


@pytest.mark.parametrize(
    "machine", [{"Auto_Submitted": "auto-replied"}, {"Subject": "Fuori sede: Re: ritardo"}]
)
def test_an_automatic_answer_reaches_nobody_wakes_nothing_and_is_never_answered(
    ticket, make, olga, wrote, machine
):
    ours = sent(ticket, olga)
    make.resolved(ticket, olga)
    before = db.session.query(Alert).count()
    for number in range(30):
        wrote("I am away.", In_Reply_To=ours, number=number, **machine)
    assert now(ticket).state == "resolved"
    assert db.session.query(Alert).filter(Alert.via == "mail").count() == 2, "our letter and the question"
    assert db.session.query(Alert).count() == before
    assert db.session.query(Message).filter_by(kind="automatic").count() == 20, "a loop of two machines ends"


def test_who_has_one_open_ticket_is_found_by_their_address(ticket, wrote):
    assert wrote() == "placed"
    assert db.session.scalars(select(Message)).one().placed_by == "sender"


def test_what_cannot_be_placed_waits_for_a_person(ticket, make, carl, olga, wrote):
    other = make.ticket(2)
    other.contact_id = carl.id
    db.session.commit()
    assert wrote() == "waits"
    assert wrote(number=2, sender="nobody@x.example") == "waits"
    assert wrote(number=3, sender=olga.email, to=mark(ticket)) == "waits", "a colleague is not the customer"
    assert wrote(number=4, sender="out@valmora.example") == "left", "what we wrote ourselves"
    strays = db.session.scalars(select(StrayLetter).order_by(StrayLetter.id)).all()
    assert [one.reason for one in strays] == ["several_tickets", "nobody_known", "a_colleague"]
    assert listen.place_letter(db.session(), strays[0].id, other.id, by=olga, at=AT + HOUR, via="web")
    assert (
        listen.place_letter(db.session(), strays[0].id, ticket.id, by=olga, at=AT + HOUR, via="web") is None
    )
    assert "letter_received" in kinds(other)
    assert wrote() == "known"
    assert listen.discard_letter(db.session(), strays[1].id, by=olga, at=AT + HOUR)
    assert (strays[1].body, strays[1].sender) == ("", "")


def test_a_flood_on_one_ticket_waits_for_a_look(ticket, wrote):
    became = [wrote(number=number, to=mark(ticket)) for number in range(53)]
    assert (became.count("placed"), became.count("waits")) == (50, 3)


def report(address, message_id, action="failed", status="5.1.1") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\nTo: care@valmora.example\nSubject: Undelivered\nAuto-Submitted: auto-replied\n"
        'Message-ID: <dsn@mx.example>\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nNo.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\nSubject: Late\n\n--b--\n"
    ).encode()


def test_a_letter_that_came_back_is_seen_on_the_ticket_and_the_person(app, ticket, olga, carl, sign_in):
    ours = sent(ticket, olga)
    hear(app.config["SETTINGS"], report(carl.email, ours, "delayed", "4.4.1"), AT + HOUR)
    assert "letter_failed" not in kinds(ticket), "it is still tried"
    assert hear(app.config["SETTINGS"], report(carl.email, ours), AT + HOUR) == "bounced"
    hear(app.config["SETTINGS"], report(carl.email, ours), AT + HOUR)
    assert kinds(ticket).count("letter_failed") == 1
    visitor = sign_in(olga)
    assert "Letters to this address come back" in visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert "came back on" in visitor.get(f"/contacts/{carl.id}").get_data(as_text=True)
    assert now(ticket).reached_at is None


def test_a_question_that_came_back_asked_nobody(app, ticket, make, olga, carl):
    from cxloop.loop import verify

    make.resolved(ticket, olga)
    asked = db.session.scalars(select(Alert).filter_by(kind="verification_asked")).one()
    verify.letter_left(db.session(), [asked.step], asked.id, AT)
    db.session.commit()
    hear(app.config["SETTINGS"], report(carl.email, f"<{asked.delivery_id}@x>"), AT + HOUR)
    assert db.session.scalars(select(Verification)).one().asked_at is None
    assert "question_bounced" in kinds(ticket)


def test_a_file_is_only_ever_taken_away_by_whoever_sees_the_ticket(app, ticket, olga, zoe, sign_in, carl):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = carl.email, mark(ticket), "<f@x>"
    letter.set_content("See the note.")
    letter.add_attachment(b"%PDF-1.4 <script>", maintype="text", subtype="html", filename='no\u202ete".html')
    hear(app.config["SETTINGS"], letter.as_bytes(), AT)
    file = db.session.scalars(select(MessageFile)).one()
    got = sign_in(olga).get(f"/letters/files/{file.id}")
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert (got.mimetype, got.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert sign_in(zoe).get(f"/letters/files/{file.id}", expect=404)


def test_the_page_of_what_waits(ticket, wrote, max_, olga, sign_in):
    wrote("<b>Where is my parcel?</b>", sender="Nora <nora@x.example>")
    visitor = sign_in(max_)
    page = visitor.get("/letters").get_data(as_text=True)
    assert "&lt;b&gt;Where is my parcel?" in page
    stray = db.session.scalars(select(StrayLetter)).one()
    visitor.post(f"/letters/{stray.id}/placing", {"ticket": "999999"}, expect=302)
    assert db.session.get_one(StrayLetter, stray.id).decided_at is None
    visitor.post(f"/letters/{stray.id}/placing", {"ticket": f"#{ticket.id}"}, expect=302)
    assert "put here by Max" in visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert sign_in(olga).get("/letters", expect=404)

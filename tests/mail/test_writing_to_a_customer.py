"""A colleague writes to a customer: preview, one letter, threaded and signed; it counts as an attempt once it left."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act
from cxloop.tickets import trail
from cxloop.tickets.conversation.models import Message
from cxloop.tickets.models import ContactAttempt, Ticket, TicketEvent
from tests.makers import AT, describe

LETTER = {
    "subject": "About {said_on}",
    "body": "{greeting}\n\nthe lorry was late.\nWe are sorry.",
    "template": "",
}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(make, north, olga, carl) -> Ticket:
    describe("Valmora", signature="Via Po 1\n+39 030 1", reply_to=None)
    return make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)


@pytest.fixture
def deliver(send, inbox):
    """Send what is due; returns the letters to the customer that arrived by it."""

    def deliver(at=AT + MINUTE):
        before = len(inbox.letters)
        send(at)
        got = [message_from_bytes(one.content, policy=policy.default) for one in inbox.letters[before:]]
        return [one for one in got if "customer.example" in one["To"]]

    return deliver


def write(ticket, by, at=AT, **more):
    facts = {"subject_line": "The late lorry", "body": "Dear Carl,\n\nit was late.", "language": "en"}
    message = act.write_letter(db.session(), ticket.id, by=by, at=at, via="web", **facts | more)
    db.session.commit()
    return message


def plain(letter) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def kinds(ticket):
    chosen = select(TicketEvent.kind).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.number)
    return list(db.session.scalars(chosen))


def test_what_is_shown_beforehand_is_what_the_customer_reads(ticket, olga, sign_in, deliver):
    visitor = sign_in(olga)
    path = f"/tickets/{ticket.id}/letters"
    shown = visitor.post(f"{path}/preview", LETTER, headers={"HX-Target": "write-preview"}, expect=200)
    visitor.post(path, LETTER)
    (letter,) = deliver()
    text = re.search(r'<pre class="letter-plain"[^>]*>(.*?)</pre>', shown.get_data(as_text=True), re.S)
    assert unescape(text[1]).split() == plain(letter).split()
    assert letter["Subject"] == "About 10 March"
    assert plain(letter).startswith(
        "Dear Carl Rossi,\n\nthe lorry was late.\nWe are sorry.\n\nOlga\nValmora\nVia Po 1"
    )
    assert "> Late, and nobody told me." in plain(letter)
    html = letter.get_body(("html",)).get_content()
    assert "the lorry was late.<br>We are sorry." in html
    assert str(letter["From"]).startswith('"Olga, Valmora"')
    assert letter["Reply-To"] == olga.email
    assert letter["Auto-Submitted"] is None, "a person wrote it, and a person may answer"


def test_it_counts_as_an_attempt_once_it_left_and_once_only(ticket, olga, deliver):
    message = write(ticket, olga)
    assert db.session.query(ContactAttempt).count() == 0
    deliver()
    act.letter_left(db.session(), message.id, "<again@x>", AT + 2 * MINUTE)
    attempt = db.session.query(ContactAttempt).one()
    assert (attempt.channel, attempt.outcome, attempt.by_id, attempt.at) == (
        "email",
        "no_answer",
        olga.id,
        AT + MINUTE,
    )
    now = db.session.get_one(Ticket, ticket.id)
    assert (now.state, now.reached_at, now.attempted_at) == ("contacting", None, AT + MINUTE)
    assert kinds(ticket)[-2:] == ["letter_written", "contact_logged"]
    assert trail.broken_at(db.session(), ticket.id) is None


def test_the_second_letter_stands_in_the_thread_and_quotes_nothing_again(ticket, olga, deliver):
    write(ticket, olga)
    (first,) = deliver()
    write(ticket, olga, at=AT + 2 * MINUTE)
    (second,) = deliver(AT + 3 * MINUTE)
    assert second["In-Reply-To"] == first["Message-ID"] == second["References"]
    assert "you told us" in plain(first)
    assert "you told us" not in plain(second)


def test_pressing_twice_sends_one(ticket, olga, sign_in, deliver):
    visitor = sign_in(olga)
    page = visitor.get(f"/tickets/{ticket.id}/letters").get_data(as_text=True)
    form = page[page.index(f'action="/tickets/{ticket.id}/letters"') :]
    once = re.search(r'name="once" value="([^"]+)"', form)[1]
    for _ in range(2):
        visitor.post(f"/tickets/{ticket.id}/letters", LETTER | {"once": once})
    assert len(deliver()) == 1


@pytest.mark.parametrize("refused", [("calls",), ("surveys", "verification", "news")])
def test_who_wants_no_contact_is_not_written_to(ticket, olga, carl, make, deliver, refused):
    """Only the consent to be contacted about an answer counts, when it is written and again when it leaves."""
    write(ticket, olga)
    make.refuses(carl, purposes=refused)
    assert len(deliver()) == ("calls" not in refused)
    assert ("letter_failed" in kinds(ticket)) == ("calls" in refused)


def test_a_ban_is_said_on_the_page_and_holds_at_the_door(ticket, olga, carl, make, sign_in):
    make.refuses(carl)
    visitor = sign_in(olga)
    page = visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert f"/tickets/{ticket.id}/letters" not in page
    visitor.post(f"/tickets/{ticket.id}/letters", LETTER)
    assert "does not want to be contacted" in visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert db.session.query(Message).count() == 0


def test_a_sentence_of_a_note_does_not_slip_out(ticket, olga, sign_in):
    """It may be meant: then somebody says so."""
    act.add_note(
        db.session(), ticket.id, by=olga, at=AT, via="web", body="He is lying about it. The driver waited."
    )
    said = LETTER | {"body": "{greeting}\n\nwe think HE is lying\nabout it. Sorry."}
    visitor = sign_in(olga)
    answer = visitor.post(f"/tickets/{ticket.id}/letters", said, expect=422)
    assert 'name="is_meant"' in answer.get_data(as_text=True)
    visitor.post(f"/tickets/{ticket.id}/letters", said | {"is_meant": "y"}, expect=302)


@pytest.mark.parametrize(
    "wrong", [{"subject": " "}, {"body": ""}, {"body": "We call {call_hours}."}, {"body": "x" * 10_001}]
)
def test_what_is_missing_is_said_and_nothing_leaves(ticket, olga, sign_in, wrong):
    sign_in(olga).post(f"/tickets/{ticket.id}/letters", LETTER | wrong, expect=422)
    assert db.session.query(Message).count() == 0


def test_a_refused_address_is_seen_on_the_ticket_and_told_to_its_owner(ticket, olga, inbox, deliver, sign_in):
    write(ticket, olga)
    inbox.refuse = "550 no such mailbox"
    deliver()
    told = db.session.scalars(select(Alert).filter_by(kind="letter_failed")).one()
    assert told.recipient == f"user:{olga.id}"
    page = sign_in(olga).get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert "did not arrive" in page
    assert "does not know the address" in page
    assert db.session.query(ContactAttempt).count() == 0


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: all@x.example", "=?utf-8?q?a=0D=0ABcc:_x@y.z?=", "a\u2028Bcc: b@c.d"]
)
def test_no_header_of_anybody_elses(ticket, olga, deliver, evil):
    write(ticket, olga, subject_line=evil, body=f"{evil}\n.\nRCPT TO:<x@y.z>")
    (letter,) = deliver()
    assert letter["Bcc"] is None
    assert "\n" not in letter["Subject"]


def test_in_italian_with_the_usual_letters_of_an_empty_installation(make, north, olga, sign_in, deliver):
    contact = make.contact("Carla Bo", language="it")
    ticket = make.ticket(2, survey=make.survey(team=north), contact=contact, owner=olga)
    visitor = sign_in(olga)
    page = visitor.get(f"/tickets/{ticket.id}/letters?template=what_we_did").get_data(as_text=True)
    assert "Gentile Carla Bo," in unescape(page)
    assert "il 10 marzo ci ha detto" in unescape(page)
    visitor.post(f"/tickets/{ticket.id}/letters", LETTER)
    (letter,) = deliver()
    assert "Il 10 marzo ci ha detto:" in plain(letter)

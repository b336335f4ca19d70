"""The ticket page: one next step, every step of the loop, and nothing typed is ever lost."""

from datetime import timedelta
from html import unescape

import pytest

from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.tickets.models import Assignment, ContactAttempt, Note, Resolution, Ticket, Verification
from cxloop.tickets.requirements import Closing
from cxloop.web.tickets.next_step import next_step
from tests.makers import AT

RESOLUTION = {"kind": "resolved", "action": "Sent a new pallet.", "told_how": "phone"}


@pytest.fixture
def ticket(make, north, olga, carl) -> Ticket:
    """Carl's ticket, Olga's to keep."""
    return make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)


def page(visitor, ticket, path: str = "") -> str:
    return " ".join(unescape(visitor.get(f"/tickets/{ticket.id}{path}").get_data(as_text=True)).split())


def now(ticket: Ticket) -> Ticket:
    return db.session.get_one(Ticket, ticket.id)


def test_the_customers_words_are_the_headline_in_their_language(make, north, olga, sign_in):
    contact = make.contact("Ilaria Fontana")
    answer = {"comment": "Due bancali <rotti> & nessuno risponde", "language": "it"}
    ticket = make.ticket(2, survey=make.survey(team=north), contact=contact, owner=olga, **answer)
    html = sign_in(olga).get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert '<q lang="it">Due bancali &lt;rotti&gt; &amp; nessuno risponde</q></h1>' in html


def test_the_next_step_is_to_call_whoever_was_not_reached(ticket, olga, sign_in):
    html = page(sign_in(olga), ticket)
    assert "Call Carl Rossi" in html
    assert 'href="tel:+390255501234"' in html
    assert html.count('class="btn primary big wide"') == 2, "the panel's and, on a phone, the dock's"


def test_a_logged_call_keeps_the_promise_and_says_so(ticket, olga, sign_in):
    visitor = sign_in(olga)
    visitor.post(
        f"/tickets/{ticket.id}/contacts", {"outcome": "reached", "mood": "calmer", "said": "Wants a credit."}
    )
    attempt = db.session.query(ContactAttempt).one()
    assert (attempt.outcome, attempt.mood, attempt.said, attempt.channel) == (
        "reached",
        "calmer",
        "Wants a credit.",
        "phone",
    )
    assert now(ticket).state == "in_progress"
    html = page(visitor, ticket)
    assert "First contact kept" in html
    assert f'data-confirms="log-contact-{ticket.id}"' in html, "the browser may forget its draft"
    assert "Wants a credit." in html


def test_no_answer_is_one_tap_and_keeps_no_promise(ticket, olga, sign_in):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/contacts", {"outcome": "no_answer", "channel": "phone"})
    assert now(ticket).first_attempt_at is not None
    assert now(ticket).first_reached_at is None
    assert "Attempted, no answer" in page(visitor, ticket)


def test_an_incomplete_contact_comes_back_with_what_was_typed(ticket, olga, sign_in):
    answer = sign_in(olga).post(
        f"/tickets/{ticket.id}/contacts", {"said": "A long story <b>", "minutes": "9999"}, expect=422
    )
    html = answer.get_data(as_text=True)
    assert "A long story &lt;b&gt;" in html
    assert "Say whether you reached them." in html
    assert "A number of minutes from 0 to 1440." in html
    assert "data-open" in html, "the dialog is open again"


def test_resolving_asks_for_cause_action_and_how_the_customer_was_told(ticket, olga, sign_in):
    answer = sign_in(olga).post(
        f"/tickets/{ticket.id}/resolution", {"kind": "resolved", "action": "  "}, expect=422
    )
    html = unescape(answer.get_data(as_text=True))
    for sentence in (
        "Choose a cause, or say why it is not known.",
        "Say what was done for the customer.",
        "Say how the customer was told, or why not.",
    ):
        assert sentence in html
    assert now(ticket).state == "assigned"


def test_a_resolution_names_cause_action_and_telling(ticket, olga, make, sign_in):
    driver = make.driver()
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/resolution", {**RESOLUTION, "driver_id": driver.id})
    resolution = db.session.query(Resolution).one()
    assert (resolution.driver_id, resolution.action, resolution.told_how) == (
        driver.id,
        "Sent a new pallet.",
        "phone",
    )
    html = page(visitor, ticket)
    assert "Late delivery" in html
    assert "Is it solved?" in html, "now the customer's word is the next step"


def test_an_unknown_cause_needs_a_reason_and_untold_an_exception(ticket, olga, sign_in):
    facts = {
        "action": "Nothing to do.",
        "cause_unknown_because": "No scan",
        "not_told_because": "Asked us not to call",
    }
    sign_in(olga).post(f"/tickets/{ticket.id}/resolution", {"kind": "resolved", **facts})
    resolution = db.session.query(Resolution).one()
    assert (resolution.cause_unknown_because, resolution.told_how) == ("No scan", None)
    assert resolution.not_told_because == "Asked us not to call"


def test_unreachable_needs_three_attempts_on_two_channels_over_two_days(ticket, olga, sign_in):
    visitor = sign_in(olga)
    refused = visitor.post(f"/tickets/{ticket.id}/resolution", {"kind": "unreachable"}, expect=422)
    assert "three attempts on two channels" in refused.get_data(as_text=True)
    for days, channel in ((1, "phone"), (2, "email"), (4, "phone")):
        act.log_contact(
            db.session(),
            ticket.id,
            by=olga,
            at=AT + timedelta(days=days),
            via="web",
            channel=channel,
            outcome="no_answer",
        )
    db.session.commit()
    visitor.post(f"/tickets/{ticket.id}/resolution", {"kind": "unreachable"})
    assert now(ticket).state == "unreachable"


def test_the_customers_word_by_phone_closes_the_loop_and_is_shown_as_such(ticket, olga, make, sign_in):
    make.resolved(ticket, olga)
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/verification", {"answer": "yes", "comment": "All fine now"})
    question = db.session.query(Verification).one()
    assert (question.answer, question.via, question.recorded_by_id) == ("yes", "phone", olga.id)
    html = page(visitor, ticket)
    assert "says it is solved" in html
    assert "given by phone, written down by Olga" in html
    assert "All fine now" in html
    assert "Raise an improvement" in html


def test_a_no_by_phone_opens_it_again_for_the_same_owner(ticket, olga, make, sign_in):
    make.resolved(ticket, olga)
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/verification", {"answer": "no", "comment": "Still broken"})
    assert (now(ticket).state, now(ticket).owner_id) == ("reopened", olga.id)
    html = page(visitor, ticket)
    assert "says it is not solved" in html
    assert "Call Carl Rossi again" in html


def test_of_two_people_the_second_reads_who_has_it(ticket, olga, tom, sign_in):
    act.take(db.session(), ticket.id, by=olga, at=AT, via="web")
    db.session.commit()
    visitor = sign_in(tom)
    visitor.post(f"/tickets/{ticket.id}/taking")
    assert now(ticket).owner_id == olga.id
    assert "Olga has this ticket. Nothing was changed." in page(visitor, ticket)


def test_a_free_ticket_is_taken_with_one_press(ticket, olga, tom, sign_in):
    act.assign(db.session(), ticket.id, owner_id=None, by=olga, at=AT, via="web")
    db.session.commit()
    visitor = sign_in(tom)
    assert "Take it" in page(visitor, ticket)
    visitor.post(f"/tickets/{ticket.id}/taking")
    assert now(ticket).owner_id == tom.id


def test_handing_over_carries_a_note(ticket, olga, tom, sign_in):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/assignments", {"owner_id": tom.id, "note": "She prefers mornings"})
    assert now(ticket).owner_id == tom.id
    assert db.session.query(Assignment).order_by(Assignment.id.desc()).first().note == "She prefers mornings"
    assert "She prefers mornings" in page(visitor, ticket)


def test_who_gives_away_a_ticket_that_moved_meanwhile_reads_where_it_went(ticket, olga, tom, lena, sign_in):
    act.assign(db.session(), ticket.id, owner_id=tom.id, by=lena, at=AT, via="web")
    db.session.commit()
    form = {"owner_id": lena.id, "note": "kept?", "seen_owner": olga.id}
    html = sign_in(olga).post(f"/tickets/{ticket.id}/assignments", form, expect=422).get_data(as_text=True)
    assert "Meanwhile it went to Tom." in html
    assert "kept?" in html
    assert now(ticket).owner_id == tom.id


def test_a_note_stays_among_colleagues(ticket, olga, sign_in):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/notes", {"body": "Gate 2 is closed."})
    assert db.session.query(Note).one().body == "Gate 2 is closed."
    assert "The customer never sees this" in page(visitor, ticket)
    visitor.post(f"/tickets/{ticket.id}/notes", {"body": " "}, expect=422)


def test_a_step_on_a_ticket_that_moved_on_changes_nothing_and_says_so(ticket, olga, make, sign_in):
    make.verified(ticket, olga)
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/contacts", {"outcome": "reached"})
    visitor.post(f"/tickets/{ticket.id}/verification", {"answer": "no"})
    assert now(ticket).state == "verified"
    assert "has moved on" in page(visitor, ticket)


def test_a_closed_ticket_can_be_opened_again_with_a_reason(ticket, olga, make, sign_in):
    make.verified(ticket, olga)
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/reopening", {"reason": ""}, expect=422)
    visitor.post(f"/tickets/{ticket.id}/reopening", {"reason": "It broke again"})
    assert (now(ticket).state, now(ticket).segment) == ("reopened", 2)
    assert "It broke again" in page(visitor, ticket)


@pytest.mark.parametrize(
    "step", ["contacts", "notes", "assignments", "resolution", "verification", "reopening"]
)
def test_each_form_has_an_address_of_its_own(step, ticket, olga, sign_in):
    sign_in(olga).get(f"/tickets/{ticket.id}/{step}")


@pytest.mark.parametrize(
    "step", ["taking", "contacts", "notes", "assignments", "resolution", "verification", "reopening"]
)
def test_zoe_can_take_no_step_on_what_she_may_not_see(step, ticket, olga, zoe, sign_in):
    sign_in(zoe).post(f"/tickets/{ticket.id}/{step}", {"outcome": "reached", "owner_id": zoe.id}, expect=404)
    assert now(ticket).version == ticket.version


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999"])
def test_there_is_no_such_ticket(number, olga, sign_in):
    sign_in(olga).get(f"/tickets/{number}", expect=404)


@pytest.mark.parametrize(
    "form",
    [
        {"outcome": "reached", "said": "nul \0 inside", "next_step": "x" * 400},
        {"outcome": "reached", "channel": "pigeon"},
        {"outcome": "reached", "next_step_on": "0000-99-99"},
        {"outcome": ["reached", "no_answer"], "minutes": "-1"},
        {"outcome": "reached", "said": "x" * 6000},
    ],
)
def test_strange_forms_are_saved_or_refused_but_never_break(form, ticket, olga, sign_in):
    answer = sign_in(olga).post(f"/tickets/{ticket.id}/contacts", form, expect=None)
    assert answer.status_code in (302, 422)


def test_a_long_history_costs_no_more_statements(ticket, olga, sign_in, statements):
    visitor = sign_in(olga)

    def counted(times: int) -> int:
        for number in range(times):
            act.add_note(db.session(), ticket.id, by=olga, at=AT, via="web", body=f"note {number}")
            act.log_contact(db.session(), ticket.id, by=olga, at=AT, via="web", outcome="no_answer")
        db.session.commit()
        statements.clear()
        page(visitor, ticket)
        return len(statements)

    assert counted(1) == counted(20)


def test_who_owns_nothing_is_asked_to_take_before_anything_else() -> None:
    facts = {"is_reached": False, "has_phone": True, "has_email": True, "may_contact": True}
    assert next_step("new", is_owned=False, **facts).kind == "take"
    assert next_step("assigned", is_owned=True, **facts).kind == "call"
    assert next_step("assigned", is_owned=True, **facts | {"has_phone": False}).kind == "write"
    assert next_step("in_progress", is_owned=True, **facts | {"is_reached": True}).kind == "resolve"
    assert next_step("assigned", is_owned=True, **facts | {"may_contact": False}).kind == "resolve"
    assert next_step("resolved", is_owned=True, **facts).kind == "word"
    assert next_step("verified", is_owned=True, **facts).kind == "raise"


def test_an_answer_by_the_link_shows_the_customers_comment(ticket, olga, make, sign_in):
    make.resolved(ticket, olga)
    question = db.session.query(Verification).one()
    verify.answer(db.session(), question.id, word="partly", comment="The credit is missing", at=AT)
    db.session.commit()
    html = page(sign_in(olga), ticket)
    assert "solved only partly" in html
    assert "The credit is missing" in html


def test_hand_over_proposes_nobody_and_pressing_enter_gives_the_ticket_to_nobody(ticket, olga, tom, sign_in):
    visitor = sign_in(olga)
    html = page(visitor, ticket, "/assignments")
    assert '<option selected value="">choose somebody</option>' in html
    refused = visitor.post(f"/tickets/{ticket.id}/assignments", {"owner_id": ""}, expect=422)
    assert "Choose who should get it." in refused.get_data(as_text=True)
    assert now(ticket).owner_id == olga.id


def test_a_next_step_on_a_day_that_is_over_is_refused_in_words_and_today_is_not(ticket, olga, sign_in):
    visitor, yesterday = sign_in(olga), (AT - timedelta(days=1)).date().isoformat()
    call = {"outcome": "reached", "next_step": "Send the credit note"}
    refused = visitor.post(f"/tickets/{ticket.id}/contacts", {**call, "next_step_on": yesterday}, expect=422)
    assert "That day is over" in refused.get_data(as_text=True)
    assert db.session.query(ContactAttempt).count() == 0
    visitor.post(f"/tickets/{ticket.id}/contacts", {**call, "next_step_on": AT.date().isoformat()})
    assert db.session.query(ContactAttempt).one().next_step_on == AT.date()


def nobodys(ticket: Ticket, by, at) -> Ticket:
    act.assign(db.session(), ticket.id, owner_id=None, by=by, at=at, via="web")
    db.session.commit()
    return ticket


def test_who_calls_for_nobody_s_ticket_takes_it_and_the_trail_says_so(ticket, olga, tom, at, sign_in):
    nobodys(ticket, tom, at)
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/contacts", {"outcome": "no_answer", "channel": "phone"})
    assert now(ticket).owner_id == olga.id
    assert "Olga took the ticket" in page(visitor, ticket)


def test_the_call_button_of_my_loop_takes_nobody_s_ticket_and_a_second_caller_reads_who_has_it(
    ticket, olga, tom, at, sign_in
):
    nobodys(ticket, olga, at)
    first, second = sign_in(olga), sign_in(tom)
    loop = " ".join(second.get("/loop").get_data(as_text=True).split())
    assert "Nobody has it yet. Who calls takes it." in loop
    call = {"then": "call"}
    assert (
        first.post(f"/tickets/{ticket.id}/taking", call).location == f"/tickets/{ticket.id}/contacts?call=1"
    )
    assert now(ticket).owner_id == olga.id
    lost = second.post(f"/tickets/{ticket.id}/taking", call)
    assert lost.location == f"/tickets/{ticket.id}"
    assert "Olga has this ticket" in page(second, ticket)


def test_how_somebody_felt_is_kept_only_of_whom_we_reached(ticket, olga, sign_in):
    sign_in(olga).post(f"/tickets/{ticket.id}/contacts", {"outcome": "no_answer", "mood": "upset"})
    assert db.session.query(ContactAttempt).one().mood is None


def test_the_form_proposes_the_way_in_which_the_customer_was_reached(ticket, olga, at, sign_in):
    act.log_contact(db.session(), ticket.id, by=olga, at=at, via="web", channel="visit")
    db.session.commit()
    assert '<option selected value="visit">visit</option>' in page(sign_in(olga), ticket, "/resolution")


def test_after_no_answer_the_next_customer_is_offered_and_after_a_conversation_this_one_stays(
    ticket, make, north, olga, at, sign_in
):
    survey = ticket.survey
    make.ticket(2, survey=survey, contact=make.contact("Next Nora"), owner=olga)
    visitor = sign_in(olga)
    assert "Next: Next Nora" not in page(visitor, ticket)
    visitor.post(f"/tickets/{ticket.id}/contacts", {"outcome": "no_answer", "channel": "phone"})
    assert "Next: Next Nora" in page(visitor, ticket)
    visitor.post(f"/tickets/{ticket.id}/contacts", {"outcome": "reached"})
    assert "Next: Next Nora" not in page(visitor, ticket)
    act.resolve(
        db.session(),
        ticket.id,
        closing=Closing(**RESOLUTION, cause_unknown_because="?"),
        by=olga,
        at=at,
        via="web",
    )
    db.session.commit()
    assert "Next: Next Nora" in page(visitor, ticket)

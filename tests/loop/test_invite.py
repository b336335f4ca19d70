"""Inviting: everybody accounted for, nobody worn out, one invitation for one occasion."""

from collections import Counter
from datetime import timedelta

import pytest

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import listen
from cxloop.loop.listen import NotAskable, invite
from cxloop.responses.invitations.models import Invitation, Mailing, SurveyPage
from cxloop.responses.invitations.people import described
from tests.makers import AT, describe

DAY = timedelta(days=1)


@pytest.fixture
def survey(make, north):
    return make.survey(team=north)


def ask(survey, *people, at=AT, name="list.csv", via="upload"):
    rows = [described(line, person) for line, person in enumerate(people, 2)]
    done = invite(db.session(), survey, rows, at=at, via=via, name=name)
    db.session.commit()
    return done


def letters(kind="invitation"):
    return list(db.session.scalars(db.select(Alert).filter_by(kind=kind).order_by(Alert.id)))


def test_somebody_new_becomes_a_contact_and_gets_a_letter(survey):
    done = ask(
        survey, {"email": "Anna@Rossi.example", "name": "Anna", "language": "Italiano", "company": "Rossi"}
    )
    assert done.counts() == {"invited": 1}
    (anna,) = db.session.scalars(db.select(Contact))
    assert (anna.email, anna.language, anna.account.name) == ("anna@rossi.example", "it", "Rossi")
    (letter,) = letters()
    invitation = db.session.scalars(db.select(Invitation)).one()
    assert (letter.via, letter.recipient) == ("mail", f"contact:{anna.id}")
    assert letter.subject == f"invitation:{invitation.id}"
    assert (invitation.language, invitation.sent_at) == ("it", None)
    assert invitation.expires_at == AT + 30 * DAY


def test_everybody_read_is_invited_withheld_rejected_or_asked_already(survey, make):
    make.contact("Never Please", may_contact=False)
    make.ticket(2, contact=make.contact("Open Ticket"))
    make.response(9, contact=make.contact("Just Answered"))
    make.contact("No Address", email=None, external_id="C-9")
    done = ask(
        survey,
        {"email": "new@customer.example"},
        {"email": "never.please@customer.example"},
        {"email": "open.ticket@customer.example"},
        {"email": "just.answered@customer.example"},
        {"contact_external_id": "C-9"},
        {"email": "nonsense"},
        {"name": "Only a Name"},
        {"email": "NEW@customer.example"},
    )
    assert [(one.became, one.reason) for one in done.outcomes] == [
        ("invited", None),
        ("withheld", "may_not_contact"),
        ("withheld", "ticket_open"),
        ("withheld", "recently_answered"),
        ("withheld", "no_address"),
        ("rejected", "email_unreadable"),
        ("rejected", "nobody"),
        ("already", None),
    ]
    mailing = db.session.get_one(Mailing, done.mailing_id, populate_existing=True)
    assert mailing.read == mailing.invited + mailing.withheld + mailing.rejected + mailing.already == 8
    assert [line for line, _code, _facts in mailing.rejections] == [7, 8]
    assert len(letters()) == 1
    assert done.outcomes[7].invitation_id == done.outcomes[0].invitation_id


def test_the_same_occasion_again_is_the_same_invitation(survey):
    person = {"email": "anna@rossi.example", "external_id": "order-7"}
    first, again = ask(survey, person), ask(survey, person, at=AT + 60 * DAY)
    assert again.counts() == {"already": 1}
    assert again.outcomes[0].invitation_id == first.outcomes[0].invitation_id
    later = ask(survey, person | {"external_id": "order-8"}, at=AT + 60 * DAY)
    assert later.counts() == {"invited": 1}
    assert len(letters()) == 2


def test_who_was_asked_lately_is_not_asked_about_something_else(survey, make):
    other = make.survey("support", metric="ces", scale_min=1, scale_max=7)
    ask(survey, {"email": "anna@rossi.example"})
    assert (
        ask(other, {"email": "anna@rossi.example"}, at=AT + 29 * DAY).outcomes[0].reason == "recently_invited"
    )
    assert ask(other, {"email": "anna@rossi.example"}, at=AT + 31 * DAY).counts() == {"invited": 1}


@pytest.mark.parametrize(
    ("days", "after", "became"), [(30, 29, "withheld"), (30, 31, "invited"), (0, 0, "invited")]
)
def test_the_quarantine_after_an_answer_is_the_company_s(survey, make, days, after, became):
    describe("Acme", colour=None, quarantine_days=days)
    carl = make.contact("Carl Rossi")
    make.response(9, contact=carl, at=AT)
    done = ask(survey, {"email": carl.email}, at=AT + after * DAY)
    assert done.outcomes[0].became == became


def test_a_list_gives_an_address_to_a_contact_known_by_number(survey, make):
    make.contact("Carl Rossi", email=None, external_id="C-1", language=None)
    done = ask(survey, {"contact_external_id": "C-1", "email": "carl@rossi.example", "language": "it"})
    assert done.counts() == {"invited": 1}
    assert db.session.scalars(db.select(Contact.email)).one() == "carl@rossi.example"


def test_a_program_s_invitations_of_a_day_are_one_mailing(survey):
    one = ask(survey, {"email": "a@rossi.example"}, via="api", name="Shop")
    two = ask(survey, {"email": "b@rossi.example"}, via="api", name="Shop", at=AT + timedelta(hours=2))
    three = ask(survey, {"email": "c@rossi.example"}, via="api", name="Shop", at=AT + DAY)
    assert one.mailing_id == two.mailing_id != three.mailing_id
    assert db.session.get_one(Mailing, one.mailing_id, populate_existing=True).read == 2


def test_an_interview_is_not_sent_by_letter(make):
    with pytest.raises(NotAskable):
        ask(make.survey("talks", metric="interview", scale_min=0, scale_max=0), {"email": "a@b.example"})


def test_thousands_of_people_take_few_statements(survey, statements):
    people = [
        {"email": f"person{number}@customer.example", "external_id": f"o{number}"} for number in range(2500)
    ]
    people += people[:500]
    statements.clear()
    done = ask(survey, *people)
    assert done.counts() == Counter(invited=2500, already=500)
    assert len(statements) < 120


def reminded(at):
    done = listen.remind_next(db.session(), at=at)
    db.session.commit()
    return done


def with_reminder(survey, days=5):
    db.session.add(SurveyPage(survey_id=survey.id, question={}, remind_after_days=days, created_at=AT))
    db.session.commit()


def test_who_has_not_answered_is_reminded_once_ever(survey, make):
    with_reminder(survey)
    make.invitation(survey=survey)
    assert reminded(AT + 4 * DAY) == 0
    assert reminded(AT + 5 * DAY) == 1
    assert reminded(AT + 6 * DAY) == 0
    assert len(letters("reminder")) == 1


@pytest.mark.parametrize(
    "why", ["answered", "revoked", "expired", "left", "ticket", "answered elsewhere", "no page"]
)
def test_nobody_is_reminded_who_need_not_or_must_not_be(why, survey, make):
    with_reminder(survey, days=None if why == "no page" else 5)
    carl = make.contact("Carl Rossi")
    invitation = make.invitation(carl, survey=survey)
    if why == "answered":
        invitation.answered_at = AT + DAY
    elif why == "revoked":
        listen.withdraw_mailing(db.session(), invitation.mailing_id, at=AT + DAY)
    elif why == "expired":
        invitation.expires_at = AT + DAY
    elif why == "left":
        listen.unsubscribe(db.session(), invitation.id, at=AT)
    elif why == "ticket":
        make.ticket(2, contact=carl, survey=survey)
    elif why == "answered elsewhere":
        make.response(9, contact=carl, at=AT + DAY, survey=survey)
    db.session.commit()
    reminded(AT + 5 * DAY)
    assert letters("reminder") == []

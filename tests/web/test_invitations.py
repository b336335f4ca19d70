"""Our own survey for staff: what it says, who would be asked before a letter leaves, and answers to look at."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop.listen import answer_invitation
from cxloop.people.company import Company
from cxloop.responses.invitations.models import HeldAnswer, Invitation, Mailing, SurveyPage
from cxloop.responses.models import Response, Survey
from tests.makers import AT

LIST = (
    "Nome;E-mail;Lingua;Azienda;Numero ordine\n"
    "Anna Bianchi;anna@rossi.example;italiano;Rossi Srl;O-1\n"
    "Bob;bob@rossi.example;EN;Rossi Srl;O-2\n"
    "Bob again;BOB@rossi.example;EN;Rossi Srl;O-2\n"
    ";;;;\n"
    "Nobody;;it;;O-3\n"
    "Typo;typo@;it;;O-4\n"
    "No Please;no.please@rossi.example;it;;O-5\n"
)
CONTENT = LIST.encode()


@pytest.fixture
def survey(make, north):
    return make.survey(team=north)


@pytest.fixture
def max_page(sign_in, max_):
    return sign_in(max_)


def uploaded(visitor, survey, content=CONTENT, name="clienti.csv"):
    answer = visitor.post(f"/invitations/surveys/{survey.id}/lists", {"file": (BytesIO(content), name)})
    return answer.headers["Location"]


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_a_list_is_looked_at_before_any_letter_leaves(max_page, survey, make):
    make.contact("No Please", email="no.please@rossi.example", may_contact=False)
    page = uploaded(max_page, survey)
    said = text(max_page.get(page))
    assert "Would be asked 2" in said
    assert "Left in peace 1 asked us not to write: 1" in said
    assert "Asked before 1" in said
    assert "2 + 1 + 1 + 2 = 6, balanced" in said
    assert "Line 7: the e-mail address is not one: typo@" in said
    assert db.session.scalars(db.select(Alert)).all() == []
    assert db.session.scalars(db.select(Invitation)).all() == []
    assert [one.name for one in db.session.scalars(db.select(Contact))] == ["No Please"]


def test_sent_once_the_list_becomes_letters(max_page, survey):
    page = uploaded(max_page, survey)
    max_page.post(f"{page}/sending")
    max_page.post(f"{page}/sending")
    mailing = db.session.scalars(db.select(Mailing)).one()
    assert (mailing.read, mailing.invited, mailing.already, mailing.rejected) == (6, 3, 1, 2)
    assert mailing.draft is None
    assert len(db.session.scalars(db.select(Alert)).all()) == 3
    anna = db.session.scalars(db.select(Invitation).filter_by(external_id="O-1")).one()
    assert (anna.contact.name, anna.language, anna.contact.account.name) == (
        "Anna Bianchi",
        "it",
        "Rossi Srl",
    )
    assert "3 + 0 + 1 + 2 = 6, balanced" in text(max_page.get(page))
    max_page.post(f"{page}/withdrawal")
    assert all(one.revoked_at for one in db.session.scalars(db.select(Invitation)))


def test_a_column_that_was_guessed_wrong_is_put_right(max_page, survey):
    content = b"first,second\nanna@rossi.example,1\n,C-2\n"
    page = uploaded(max_page, survey, content, "list.csv")
    assert "Would be asked 1" in text(max_page.get(page))
    max_page.post(f"{page}/columns", {"column-0": "email", "column-1": "contact_external_id"})
    said = text(max_page.get(page))
    assert "has no e-mail address: 1" in said
    max_page.post(f"{page}/discard")
    max_page.get(page, expect=404)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"email\n", "nobody below"),
        (b"a@b.example\nc@d.example\n", "column names"),
        (b"%PDF-1.7 nothing", "not a CSV"),
        (
            b"email,name\n" + b"".join(b"p%d@x.example,P\n" % n for n in range(20_001)),
            "more than 20000 people",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(max_page, survey, content, why):
    answer = max_page.post(
        f"/invitations/surveys/{survey.id}/lists", {"file": (BytesIO(content), "x.csv")}, expect=422
    )
    assert why in text(answer)
    assert db.session.scalars(db.select(Mailing)).all() == []


def test_one_person_by_hand_and_why_not(max_page, survey, carl):
    address = f"/invitations/surveys/{survey.id}/people"
    max_page.post(address, {"email": "Carl.Rossi@customer.example", "name": "Carl"})
    assert db.session.scalars(db.select(Invitation)).one().contact_id == carl.id
    assert "leaves within a minute" in text(max_page.get(f"/invitations/surveys/{survey.id}"))
    max_page.post(address, {"email": "carl.rossi@customer.example"})
    assert "asked already" in text(max_page.get(f"/invitations/surveys/{survey.id}"))
    max_page.post(address, {"email": "carl"}, expect=422)
    max_page.post(address, {}, expect=422)


def test_what_the_page_says_is_written_and_shown_in_the_preview(max_page, survey):
    max_page.post(
        f"/invitations/surveys/{survey.id}/page",
        {"question_it": "Ci consiglierebbe?", "thanks_it": "Grazie mille", "remind_after_days": "5",
         "expires_after_days": "20", "sender": "Acme"},
    )  # fmt: skip
    page = db.session.get(SurveyPage, survey.id)
    assert (page.question, page.thanks, page.why) == (
        {"it": "Ci consiglierebbe?"},
        {"it": "Grazie mille"},
        None,
    )
    assert (page.remind_after_days, page.expires_after_days, page.sender) == (5, 20, "Acme")
    preview = f"/invitations/surveys/{survey.id}/preview?language=it"
    assert "Ci consiglierebbe?" in max_page.get(preview + "&score=4").get_data(as_text=True)
    assert "Grazie mille" in max_page.get(preview + "&step=thanks").get_data(as_text=True)
    letter = max_page.get(f"/invitations/surveys/{survey.id}/letter?language=it").get_data(as_text=True)
    assert "Ci consiglierebbe?" in letter
    assert 'class="letter-score"' in letter
    max_page.post(f"/invitations/surveys/{survey.id}/page", {"expires_after_days": "0"}, expect=422)


def test_the_company_s_name_and_colour_are_said_once_for_all(max_page):
    max_page.post("/invitations/company", {"name": "Acme", "colour": "#FFD400", "quarantine_days": "14"})
    us = db.session.get(Company, 1)
    assert (us.name, us.colour, us.quarantine_days) == ("Acme", "#ffd400", 14)
    assert "/brand/ffd400.css" in max_page.get("/invitations").get_data(as_text=True)
    max_page.post(
        "/invitations/company", {"name": "Acme", "colour": "red", "quarantine_days": "x"}, expect=422
    )


def test_a_survey_may_be_made_here(max_page, north):
    made = max_page.post("/invitations/surveys", {"name": "After delivery", "metric": "csat"})
    survey = db.session.scalars(db.select(Survey)).one()
    assert made.headers["Location"] == f"/invitations/surveys/{survey.id}"
    assert (survey.scale_min, survey.scale_max, survey.ticket_low, survey.team_id) == (1, 5, 2, north.id)
    max_page.post("/invitations/surveys", {"name": "", "metric": "csat"}, expect=422)


def test_a_trial_is_a_letter_to_oneself_and_nothing_else(max_page, survey, max_):
    max_page.post(f"/invitations/surveys/{survey.id}/trial")
    (alert,) = db.session.scalars(db.select(Alert))
    assert (alert.kind, alert.recipient, alert.via) == ("invitation_trial", f"user:{max_.id}", "mail")
    assert db.session.scalars(db.select(Invitation)).all() == []


@pytest.fixture
def held(make, survey, carl):
    invitation = make.invitation(carl, survey=survey)
    answer_invitation(
        db.session(), invitation.id, score=1, comment="Press <b>here</b>", language="en",
        at=AT + timedelta(seconds=2), agent="curl/8",
    )  # fmt: skip
    db.session.commit()
    return db.session.scalars(db.select(HeldAnswer)).one()


def test_an_answer_to_look_at_says_why_and_is_released_or_dropped(max_page, held):
    said = text(max_page.get("/invitations/review"))
    assert "less than ten seconds" in said
    assert "by a program" in said
    assert "Carl Rossi" in said
    assert "1 answer to look at" in text(max_page.get("/invitations"))
    max_page.post(f"/invitations/review/{held.id}/release")
    assert db.session.scalars(db.select(Response)).one().answered_at == AT + timedelta(seconds=2)
    max_page.post(f"/invitations/review/{held.id}/drop")
    said = text(max_page.get("/invitations/review"))
    assert "decided about it before" in said
    assert "Nothing to look at" in said


def test_dropped_it_is_gone_from_the_list(max_page, held):
    max_page.post(f"/invitations/review/{held.id}/drop")
    assert db.session.scalars(db.select(Response)).all() == []
    assert "Nothing to look at" in text(max_page.get("/invitations/review"))


def test_a_mailing_counts_what_became_of_its_letters(max_page, make, survey):
    people = [make.invitation(survey=survey) for _ in range(4)]
    for invitation, score, seconds in ((people[0], 9, 60), (people[1], 3, 1)):
        answer_invitation(
            db.session(),
            invitation.id,
            score=score,
            comment=None,
            language="en",
            at=AT + timedelta(seconds=seconds),
        )
    letter = db.session.scalars(db.select(Alert).filter_by(subject=f"invitation:{people[2].id}")).one()
    letter.state = "dead"
    db.session.commit()
    said = text(max_page.get(f"/invitations/lists/{people[0].mailing_id}"))
    assert "4 letters have left; 1 answered: 25 of 100." in said
    assert "1 answer to look at" in said
    assert "1 letter failed" in said
    assert "1 of 4, 25 %" in text(max_page.get(f"/invitations/surveys/{survey.id}"))

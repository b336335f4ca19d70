"""Every kind of what a file may mean, where a call or a pull can meet it: read right, or kept with a clear reason."""

import copy
import json

import pytest
from sqlalchemy import func, select

from cxloop.database import db
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.models import Response
from cxloop.responses.platforms import PLATFORMS, NotUnderstood
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.told import Told
from cxloop.tickets.models import Ticket
from tests.rooms.responses.platforms import calls
from tests.rooms.responses.platforms.calls import CSAT, NPS

CES = {"metric": "ces", "scale_min": 1, "scale_max": 7}


def read(key, tree, choices=NPS):
    (event,) = PLATFORMS[key].read(json.dumps(tree).encode(), calls.JSON, {}, choices)
    return event


def refused(key, tree, choices=NPS):
    with pytest.raises(NotUnderstood) as caught:
        read(key, tree, choices)
    assert caught.value.sentence()
    return caught.value.reason


def google(answer, **item):
    tree = copy.deepcopy(calls.GOOGLE_FORMS)
    tree["items"][0] |= {"type": "MULTIPLE_CHOICE", "answer": answer, "lowest": None, "highest": None, **item}
    return tree


def pulled(*asked, number="R_1", said_at="2026-03-10T09:00:00Z"):
    return Told(number, list(asked), said_at, said_at).as_tree()


# numbers in labels, words for numbers


@pytest.mark.parametrize(
    ("label", "score"),
    [("0 - Not at all likely", 0), ("Extremely likely - 10", 10), ("10 – Molto probabile", 10), ("7", 7),
     ("0 = Überhaupt nicht wahrscheinlich", 0), ("10: Muy probable", 10)],
)  # fmt: skip
def test_a_number_in_a_label_is_the_number_by_call_and_by_pull(label, score):
    assert read("generic", {"id": "1", "score": label}).answer.score == score
    assert read("google_forms", google(label)).answer.score == score
    question = Asked("QID1", "How likely are you to recommend us?", "unknown", label)
    assert read("qualtrics", pulled(question)).answer.score == score


@pytest.mark.parametrize(
    ("word", "score"),
    [("Very satisfied", 5), ("Sehr unzufrieden", 1), ("Per niente soddisfatto", 1), ("Très satisfait", 5),
     ("Muy insatisfecho", 1), ("★★★★☆", 4), ("4 stars", 4)],
)  # fmt: skip
def test_a_word_of_one_scale_only_is_its_score(word, score):
    assert read("generic", {"id": "1", "rating": word}, CSAT).answer.score == score
    question = Asked("q1", "How satisfied are you?", "choice", word, options=())
    assert read("surveymonkey", pulled(question), CSAT).answer.score == score


def test_a_word_of_several_scales_is_asked_about_unless_the_options_or_the_platform_tell():
    assert refused("generic", {"id": "1", "rating": "Good"}, CSAT) == "score_in_words"
    options = ["Excellent", "Very good", "Good", "Fair", "Poor"]
    said = google("Good", title="How would you rate us?", options=options)
    assert read("google_forms", said, CSAT).answer.score == 3
    assert (
        read(
            "zendesk", {"id": 7, "ticket_id": 3, "score": "good_with_comment", "comment": "x"}, CSAT
        ).answer.score
        == 5
    )
    assert read("generic", {"id": "1", "rating": "Good"}, CSAT | {"values": {"good": 4}}).answer.score == 4


@pytest.mark.parametrize("word", ["Promoter", "Detractor", "Passive"])
def test_a_band_is_never_silently_a_score(word):
    assert refused("generic", {"id": "1", "nps": word}) == "score_in_words"


@pytest.mark.parametrize("word", ["offered", "N/A", "keine Angabe", "no answer", "non so"])
def test_what_says_no_answer_is_none_and_its_words_are_kept(word):
    event = read("generic", {"id": "1", "score": word, "comment": "call me back"})
    assert (event.answer.score, event.answer.comment) == (None, "call me back")
    assert read("generic", {"id": "1", "score": word}).reason == "says_nothing"


# values against the metric


@pytest.mark.parametrize(
    ("value", "choices", "reason"),
    [("80%", CSAT, "score_not_a_number"), ("0.8", CSAT, "score_not_whole"), (0, CSAT, "score_out_of_scale"),
     (11, NPS, "score_out_of_scale"), (10, CES, "score_out_of_scale"), ("8/10", NPS, "score_not_a_number")],
)  # fmt: skip
def test_a_value_of_another_scale_waits_with_its_reason(value, choices, reason):
    assert refused("generic", {"id": "1", "score": value, "comment": "late"}, choices) == reason
    question = Asked("score", "", "score", str(value))
    assert refused("limesurvey", pulled(question), choices) == reason


def test_options_tell_the_scale_and_another_scale_is_asked_about():
    one_to_five = [str(number) for number in range(1, 6)]
    said = google("4", title="Would you recommend us?", options=one_to_five)
    assert refused("google_forms", said) == "scale_differs"
    question = Asked("q", "Would you recommend us?", "choice", "4", options=tuple(one_to_five))
    assert refused("surveymonkey", pulled(question)) == "scale_differs"


# the customer's words before what they ticked


def test_what_was_written_counts_before_what_was_ticked_by_call_and_by_pull():
    asked = [
        Asked("s", "Would you recommend us?", "nps", "2", 0, 10),
        Asked("m", "What is the reason?", "choice", "Other"),
        Asked("w", "Please explain", "long_text", "Nobody called."),
    ]
    for key in ("surveymonkey", "qualtrics", "limesurvey"):
        assert read(key, pulled(*asked)).answer.comment == "Nobody called."
    tally = copy.deepcopy(calls.TALLY)
    tally["data"]["fields"][2]["label"] = "What is the reason for your score?"
    assert read("tally", tally).answer.comment == "In ritardo."


def test_a_text_typed_beside_other_is_kept_with_what_was_ticked():
    tree = copy.deepcopy(calls.TYPEFORM)
    tree["form_response"]["definition"]["fields"][1] |= {
        "type": "multiple_choice",
        "title": "Why this score?",
    }
    tree["form_response"]["answers"][1] = {
        "type": "choices", "choices": {"labels": ["Price"], "other": "the hotline"}, "field": {"id": "f2"},
    }  # fmt: skip
    chosen = NPS | {"comment": "why"}
    assert read("typeform", tree, chosen).answer.comment == "Price, the hotline"


def test_placeholders_of_limesurvey_are_no_words_in_a_call():
    tree = copy.deepcopy(calls.LIMESURVEY)
    tree["response"]["comment"] = "{question_not_shown}"
    assert read("limesurvey", tree).answer.comment is None
    tree["response"]["comment"] = "one{newline}two"
    assert read("limesurvey", tree).answer.comment == "one\ntwo"


def test_an_answer_without_a_date_stamp_is_an_answer():
    tree = copy.deepcopy(calls.LIMESURVEY)
    tree["response"]["submitdate"] = "1980-01-01 00:00:00"
    event = read("limesurvey", tree)
    assert (event.kind, event.answer.score, event.answer.answered_at) == ("said", 3, None)


# a score that cannot be found; nobody is named after a survey, nor a colleague taken for the customer


@pytest.mark.parametrize("key", ["surveymonkey", "qualtrics", "limesurvey", "generic"])
def test_a_score_that_cannot_be_found_waits_also_beside_words(key):
    words = Asked("w", "Please explain", "long_text", "Nobody called.")
    tree = (
        {"id": "1", "w": "Nobody called me back.", "comment": "never again"}
        if key == "generic"
        else pulled(words)
    )
    assert refused(key, tree) == "score_not_found"


def test_a_colleague_is_never_the_customer():
    tree = {
        "id": "1", "score": 3, "agent": {"email": "anna@company.example", "name": "Anna"},
        "customer": {"email": "carl@customer.example", "firstName": "Carl", "lastName": "Rossi"},
    }  # fmt: skip
    answer = read("generic", tree).answer
    assert (answer.email, answer.name) == ("carl@customer.example", "Carl Rossi")


@pytest.mark.parametrize(
    ("written", "expected"),
    [("7/27/2026 5:11:10 PM", "2026-07-27T17:11:10+00:00"), ("27.07.2026 17:11", "2026-07-27T17:11:00+00:00"),
     ("2026-07-27T17:11:10.5+02:00", "2026-07-27T15:11:10.500000+00:00"), (1785172270, "2026-07-27T17:11:10+00:00")],
)  # fmt: skip
def test_moments_as_workflows_write_them(written, expected):
    assert (
        read("generic", {"id": "1", "score": 3, "date": written}).answer.answered_at.isoformat() == expected
    )


def test_a_moment_that_says_two_things_waits():
    assert refused("generic", {"id": "1", "score": 3, "date": "03/04/2026 10:00"}) == "date_two_ways"


# restarting ids and tickets, with the database


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_pulled_answer_with_the_id_of_an_earlier_one_waits_and_opens_no_ticket_for_nobody(
    connected,
) -> None:
    sender = connected("limesurvey")
    body = {
        "surveyId": 5,
        "response": {"id": "1", "submitdate": "2026-03-01 09:00:00", "score": "2", "comment": "a"},
    }
    sender.send(body)
    sender.read()
    again = pulled(
        Asked("score", "", "score", "9"), Asked("comment", "", "comment", "b"), number="5-1",
        said_at="2026-03-05 09:00:00",
    )  # fmt: skip
    sender.send(again)
    sender.read()
    assert db.session.execute(select(Response.score, Response.comment)).all() == [(2, "a")]
    waiting = db.session.scalars(select(InboundEvent).where(InboundEvent.state == "quarantined")).one()
    assert waiting.reason == "id_of_another"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_angriest_opens_a_ticket_whatever_way_the_score_is_written(connected) -> None:
    sender = connected()
    sender.send({"id": "a-1", "score": "0 - Not at all likely", "email": "a@customer.example"})
    sender.read()
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_platform_may_look_first_and_ping_before_anybody_answers(connected) -> None:
    sender = connected("intercom")
    anybody = sender.app.test_client()
    assert anybody.head(sender.path).status_code == anybody.get(sender.path).status_code == 200
    assert (
        sender.send({"type": "notification_event", "topic": "ping", "data": {"item": {}}}).status_code == 200
    )
    sender.read()
    event = db.session.scalars(select(InboundEvent)).one()
    assert (event.state, event.reason) == ("ignored", "test_call")
    assert db.session.scalars(select(Response)).all() == []

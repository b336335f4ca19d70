"""Answers by the API: one or a thousand, each accounted for, none counted twice, no bad one costs a good one."""

import pytest
from sqlalchemy import func, select

from cxloop.accounts.consent import last_words
from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.reports.models import DailyAnswers
from cxloop.responses.models import Response, Source, Survey
from cxloop.tickets.models import Ticket

LOW = {"survey": "onboarding", "score": 3, "comment": "Late, and nobody told me."}
CARL = {"email": "Carl.Rossi@customer.example", "name": "Carl Rossi"}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture(autouse=True)
def onboarding(make, north):
    return make.survey(team=north)


def test_a_low_answer_opens_a_ticket_with_its_alert(crm, olga):
    said = crm.post("/responses", LOW | {"external_id": "r1", "contact": CARL}, expect=201).json
    assert (said["result"], said["external_id"]) == ("created", "r1")
    ticket = db.session.get_one(Ticket, said["ticket_id"])
    assert (ticket.owner_id, ticket.contact.email) == (olga.id, "carl.rossi@customer.example")
    assert db.session.scalars(select(Alert.kind)).all() == ["ticket_opened"]
    assert db.session.scalars(select(Source.door)).all() == ["api"]


def test_the_same_answer_again_is_a_duplicate_and_a_changed_one_an_update(crm):
    first = crm.post("/responses", LOW | {"external_id": "r1"}, expect=201).json
    again = crm.post("/responses", LOW | {"external_id": "r1"}, expect=200).json
    assert (again["result"], again["id"], again["ticket_id"]) == (
        "duplicate",
        first["id"],
        first["ticket_id"],
    )
    changed = crm.post("/responses", LOW | {"external_id": "r1", "score": 2}, expect=200).json
    assert (changed["result"], changed["id"], changed["ticket_id"]) == (
        "updated",
        first["id"],
        first["ticket_id"],
    )
    assert (count(Response), count(Ticket)) == (1, 1)


def test_without_an_id_the_same_person_moment_and_words_are_the_same_answer(crm):
    body = LOW | {"contact": CARL, "answered_at": "2026-03-09T10:00:00+01:00"}
    first = crm.post("/responses", body, expect=201).json
    assert first["external_id"].startswith("api-")
    same = body | {"answered_at": "2026-03-09T09:00:00Z", "contact": {"email": CARL["email"].upper()}}
    assert crm.post("/responses", same, expect=200).json["result"] == "duplicate"
    for other in (
        {"score": 4},
        {"comment": "Other"},
        {"answered_at": "2026-03-09T09:00:01Z"},
        {"contact": {"name": "Z"}},
    ):
        assert crm.post("/responses", body | other, expect=201).json["result"] == "created"


def test_an_anonymous_answer_has_no_person_not_even_in_its_id(crm, make):
    make.survey("inside", metric="enps", is_anonymous=True)
    said = crm.post("/responses", LOW | {"survey": "inside", "contact": CARL}, expect=201).json
    assert count(Contact) == 0
    make.survey("outside")
    open_ = crm.post("/responses", LOW | {"survey": "outside", "contact": CARL}, expect=201).json
    assert said["external_id"] != open_["external_id"]


def test_of_several_each_is_told_what_became_of_it_and_the_good_are_kept(crm):
    crm.post("/responses", LOW | {"external_id": "known"}, expect=201)
    items = (
        b'[{"survey":"onboarding","score":9,"external_id":"a"}'
        b',{"survey":"onboarding","score":NaN},{"survey":"onboarding","score":Infinity},{"survey":"onboarding","score":11}'
        b',{"survey":"onboarding","score":"10/10"},{"survey":"onboarding","score":"9"},{"survey":"onboarding","score":1e999}'
        b',{"survey":"onboarding","score":true},{"survey":"onboarding","score":-1},{"survey":"onboarding","score":5.5}'
        b',{"survey":"onboarding","score":' + b"9" * 6000 + b"}"
        b',{"survey":"onboarding","comment":"\\u0000"},{"survey":"onboarding","comment":"\\ud800"}'
        b',{"survey":"onboarding","survey":"other","score":3},{"survey":"onboarding","score":3,"colour":"red"}'
        b',{"survey":"onboarding"},{"score":3},{"survey":"nowhere","score":3},[],7,null,"x"'
        b',{"survey":"onboarding","score":3,"answered_at":"yesterday"}'
        b',{"survey":"onboarding","score":3,"answered_at":"2026-03-09T10:00:00"}'
        b',{"survey":"onboarding","score":3,"answered_at":"0001-01-01T00:00:00+23:00"}'
        b',{"survey":"onboarding","score":3,"contact":{"email":"not an address"}}'
        b',{"survey":"onboarding","score":3,"comment":"Late, and nobody told me.","external_id":"known"}'
        b',{"survey":"onboarding","score":1,"external_id":"b"},{"survey":"onboarding","score":2.0,"external_id":"b"}]'
    )
    said = crm.post("/responses", items, expect=200).json
    words = [one["result"] for one in said["results"]]
    assert words[0] == "created"
    assert set(words[1:26]) == {"rejected"}
    assert words[26:] == ["duplicate", "duplicate", "created"]
    assert said["read"] == 29 == sum(said[word] for word in ("created", "updated", "duplicate", "rejected"))
    assert (said["created"], said["rejected"], said["tickets"]) == (2, 25, 1)
    assert [one["index"] for one in said["results"]] == list(range(29))
    assert all(one["errors"][0]["detail"] for one in said["results"][1:26])
    assert "nowhere" in said["results"][17]["survey"]
    assert "onboarding" in said["results"][17]["errors"][0]["detail"]
    assert count(Response) == 3


def test_a_batch_may_stand_below_a_name(crm):
    assert crm.post("/responses", {"responses": [LOW, LOW | {"score": 9}]}, expect=200).json["created"] == 2


def test_when_not_one_can_be_kept_it_is_refused_with_each_reason(crm):
    said = crm.post("/responses", [{"survey": "onboarding", "score": 11}], expect=422).json
    assert (said["read"], said["rejected"], said["results"][0]["errors"][0]["code"]) == (
        1,
        1,
        "score_outside",
    )
    assert count(Response) == 0


@pytest.mark.parametrize(
    "body", [[], [LOW] * 1001, {"responses": []}, {"responses": [LOW], "more": 1}, {"responses": 7}]
)
def test_too_few_and_too_many_at_once_are_refused(crm, body):
    crm.post("/responses", body, expect=422)
    assert count(Response) == 0


def test_a_thousand_at_once_leave_what_a_thousand_alone_would(crm):
    items = [{"survey": "onboarding", "score": n % 11, "external_id": f"r{n}"} for n in range(1000)]
    said = crm.post("/responses", items, expect=200).json
    assert (said["created"], said["tickets"]) == (1000, sum(n % 11 <= 6 for n in range(1000)))
    assert db.session.scalar(select(func.sum(DailyAnswers.answers))) == 1000
    again = crm.post("/responses", items, expect=200).json
    assert (again["duplicate"], again["tickets"]) == (1000, 0)


def test_a_survey_is_made_when_its_metric_is_named_and_the_answer_says_so(crm):
    said = crm.post("/responses", {"survey": "visit", "metric": "csat", "score": 5}, expect=201).json
    assert said["survey_made"] is True
    survey = db.session.scalars(select(Survey).filter_by(key="visit")).one()
    assert (survey.metric, survey.scale_min, survey.scale_max, survey.ticket_low) == ("csat", 1, 5, 2)
    assert (
        crm.post("/responses", {"survey": "visit", "metric": "csat", "score": 4}, expect=201).json[
            "survey_made"
        ]
        is False
    )


def test_no_survey_is_made_for_an_answer_that_is_refused(crm):
    crm.post("/responses", {"survey": "visit", "metric": "csat", "score": 6}, expect=422)
    assert db.session.scalars(select(Survey.key)).all() == ["onboarding"]
    crm.post("/responses", [{"survey": "visit", "metric": "csat", "score": 6}, LOW], expect=200)
    assert db.session.scalars(select(Survey.key)).all() == ["onboarding"]


def test_a_rating_from_one_to_ten_is_never_taken_for_nps(crm):
    body = LOW | {"metric": "osat", "scale_min": 1, "scale_max": 10}
    assert crm.post("/responses", body, expect=422).json["errors"][0]["code"] == "metric_differs"


def test_a_survey_without_a_score_takes_words_alone(crm, make):
    make.survey("words", metric="verbatim")
    assert (
        crm.post("/responses", LOW | {"survey": "words"}, expect=422).json["errors"][0]["code"]
        == "score_not_asked"
    )
    crm.post("/responses", {"survey": "words", "comment": "Fine"}, expect=201)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
        (b"nul", 400), (b'{"survey":"onboarding","score":3} x', 400), (b"null", 422), (b'"x"', 422), (b"7", 422),
        (b"NaN", 422), (b"{}", 422), (b'{"survey":"onboarding","score":3,"score":4}', 422),
        (b'{"survey":"onboarding","score":3,"contact":{"email":"a@b.example","email":"c@d.example"}}', 422),
        (b'{"survey":"onboarding","score":3,"attributes":{"a":NaN}}', 422),
        (b'{"survey":"onboarding","score":3,"attributes":{"a":{"b":1}}}', 422),
        (b'{"survey":"onboarding","score":3,"owner_id":1}', 422), (b'{"survey":"onboarding","score":3,"id":1}', 422),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_a_reason(crm, body, status):
    said = crm.post("/responses", body, expect=status).json
    assert said["detail"]
    assert count(Response) == 0


@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", None]
)
def test_a_body_must_call_itself_json(crm, media):
    crm.ask("POST", "/responses", expect=415, data=b"{}", content_type=media)


def test_a_body_too_large_is_refused_before_it_is_read(crm):
    said_so = {"CONTENT_LENGTH": "10485761"}
    crm.ask("POST", "/responses", expect=413, content_type="application/json", environ_overrides=said_so)
    crm.post("/responses", b'"' + b"x" * 10_485_760 + b'"', expect=413)


def test_what_was_heard_can_be_read_page_by_page_and_filtered(crm):
    for number in range(5):
        crm.post("/responses", LOW | {"external_id": f"r{number}", "score": number}, expect=201)
    seen, cursor = [], {}
    while True:
        page = crm.get("/responses", limit=2, **cursor).json
        seen += [one["external_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == ["r4", "r3", "r2", "r1", "r0"]
    assert [one["score"] for one in crm.get("/responses", score_at_most=1).json["items"]] == [1, 0]
    assert crm.get("/responses", survey="nowhere").json["items"] == []
    assert crm.get("/responses", answered_from="2027-01-01T00:00:00Z").json["items"] == []
    one = crm.get("/responses", external_id="r3").json["items"][0]
    assert crm.get(f"/responses/{one['id']}").json == one
    crm.get("/responses/99", expect=404)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 201}, {"limit": "x"}, {"limit": "1.5"}, {"limit": "9" * 30}, {"limit": "null"},
        {"cursor": "x"},
        {"cursor": "YmVmb3JlOi0x"}, {"cursor": "💥"}, {"colour": "red"}, {"limit": ["1", "2"]},
        {"answered_from": "2026"}, {"answered_from": "0001-01-01T00:00:00+23:59"},
        {"answered_before": "9999-12-31T23:59:59-23:59"},
        {"contact_id": 0}, {"contact_id": 2**63}, {"score_at_most": "NaN"},
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_refused(crm, query):
    assert crm.get("/responses", expect=422, **query).json["errors"]


def test_who_does_not_want_a_call_is_not_called_until_they_say_otherwise(crm):
    """Told with the answer, told again with the same one, and by an older answer that comes late."""
    told = LOW | {"external_id": "r1", "contact": CARL, "answered_at": "2026-03-09T09:00:00Z"}
    wishes = [(told, None, True), (told, False, False), (told | {"may_be_called": None}, None, False)]
    older = told | {"external_id": "r0", "answered_at": "2026-03-08T09:00:00Z"}
    for answer, wish, expected in [*wishes, (older, True, False), (told, True, True)]:
        crm.post("/responses", answer | {"may_be_called": wish})
        carl = db.session.scalars(select(Contact)).one()
        assert (carl.may_contact, answer, wish) == (expected, answer, wish)
    assert last_words(db.session(), carl.id)["calls"].source == "api"

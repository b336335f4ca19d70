"""What each platform's call says, as its documentation shapes it."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

from cxloop.responses.platforms import PLATFORMS, NotUnderstood
from tests.rooms.responses.platforms import calls
from tests.rooms.responses.platforms.calls import CSAT, JSON, NPS, OSAT

AT = datetime.fromtimestamp(calls.AT, UTC)
SAYING = [key for key in calls.BODIES if key != "surveymonkey"]


def read(key, tree, choices=NPS):
    return PLATFORMS[key].read(calls.bytes_of(tree), JSON, {}, choices)


def one(key, tree, choices=NPS):
    (event,) = read(key, tree, choices)
    assert event.kind == "said"
    return event.answer


def refused(key, tree, choices=NPS):
    with pytest.raises(NotUnderstood) as caught:
        read(key, tree, choices)
    assert caught.value.sentence()  # every code has a sentence that its facts fill
    return caught.value.reason


def changed(key, *path, to):
    tree = copy.deepcopy(calls.BODIES[key])
    inner = tree
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    return tree


@pytest.mark.parametrize("key", SAYING)
def test_a_low_answer_is_heard_with_its_customer_and_moment(key):
    answer = one(key, calls.BODIES[key])
    assert answer.score == 3
    assert answer.comment in {"Late, and nobody told me.", "In ritardo.", None}
    assert (answer.comment is None) == (key == "delighted")
    assert (answer.email or "").endswith("@customer.example")
    assert AT - timedelta(minutes=2) < answer.answered_at <= AT
    assert answer.answered_at.tzinfo is UTC
    assert answer.line == 0


IDS = {
    "typeform": "a3a12ec67a1365927098a606107fac15", "tally": "Z9Z97Go", "delighted": "5435",
    "formbricks": "cmh14h0az0no8ad0163nsndjm", "qualtrics": "R_1l9mcVuXubb4aGm", "limesurvey": "282267-17",
    "google_forms": "2_ABaOnu", "generic": "a-1",
}  # fmt: skip


@pytest.mark.parametrize("key", SAYING)
def test_the_platforms_own_id_names_the_answer(key):
    assert one(key, calls.BODIES[key]).external_id == IDS[key]


@pytest.mark.parametrize("key", SAYING)
def test_the_same_call_again_says_the_same(key):
    assert read(key, calls.BODIES[key]) == read(key, calls.BODIES[key])


def test_an_event_has_the_platforms_id_where_it_gives_one():
    def name(key, headers=None):
        return PLATFORMS[key].event_id(calls.bytes_of(calls.BODIES[key]), JSON, headers or {})

    assert name("typeform") == "01KKB0EVENT"
    assert name("tally") == "ce9f355d-2fc8-4f16-b56f-db656ef57f4a"
    assert name("delighted") == "4f4b2c1d"
    assert name("surveymonkey") == "10045001533"
    assert name("formbricks", {"Webhook-Id": "msg_1"}) == "msg_1"
    assert [name(key) for key in ("qualtrics", "limesurvey", "google_forms", "generic")] == [None] * 4
    assert PLATFORMS["tally"].event_id(b"\xff", JSON, {}) is None


# Typeform


def test_typeform_finds_company_and_reference_in_hidden_fields():
    answer = one("typeform", calls.TYPEFORM)
    assert (answer.company, answer.contact_external_id) == ("Rossi Impianti", "C-17")


def test_a_skipped_question_is_no_score():
    tree = changed("typeform", "form_response", "answers", to=calls.TYPEFORM["form_response"]["answers"][1:])
    answer = one("typeform", tree)
    assert (answer.score, answer.comment) == (None, "Late, and nobody told me.")


def test_a_partial_typeform_is_no_answer_yet():
    (event,) = read("typeform", changed("typeform", "event_type", to="form_response_partial"))
    assert (event.kind, event.reason) == ("nothing", "not_finished")


def typeform_scale(kind, title, properties, value):
    tree = copy.deepcopy(calls.TYPEFORM)
    tree["form_response"]["definition"]["fields"][0] |= {
        "type": kind,
        "title": title,
        "properties": properties,
    }
    tree["form_response"]["answers"][0] |= {"number": value}
    return tree


def test_a_rating_is_never_silently_nps():
    tree = typeform_scale("rating", "How likely are you to recommend us?", {}, 9)
    assert refused("typeform", tree) == "rating_is_not_nps"
    assert refused("typeform", tree, {**NPS, "score": "nps-question"}) == "rating_is_not_nps"
    assert one("typeform", tree, OSAT).score == 9


def test_a_scale_nobody_vouched_for_is_asked():
    tree = typeform_scale("opinion_scale", "How was it?", {}, 9)
    assert refused("typeform", tree) == "is_it_nps"
    assert one("typeform", tree, {**NPS, "score": "nps-question"}).score == 9
    assert one("typeform", typeform_scale("opinion_scale", "Would you recommend us?", {}, 9)).score == 9


def test_a_scale_that_says_its_steps_has_to_be_the_surveys():
    from_one = typeform_scale(
        "opinion_scale", "Would you recommend us?", {"steps": 10, "start_at_one": True}, 9
    )
    assert refused("typeform", from_one) == "scale_differs"
    assert refused("typeform", from_one, {**NPS, "score": "nps-question"}) == "scale_differs"
    assert one("typeform", from_one, OSAT).score == 9
    assert refused("typeform", typeform_scale("rating", "Stars", {"steps": 7}, 7), CSAT) == "scale_differs"


def test_a_rating_from_1_to_10_by_its_words_is_not_nps():
    tree = {"id": "1", "score from 1 to 10": 9}
    assert refused("generic", tree) == "scale_differs"


def test_two_scales_are_asked_about():
    tree = copy.deepcopy(calls.TYPEFORM)
    form = tree["form_response"]
    form["definition"]["fields"].append(
        {"id": "f9", "ref": "other", "type": "nps", "title": form["definition"]["fields"][0]["title"]}
    )
    form["answers"].append(
        {"type": "number", "number": 9, "field": {"id": "f9", "type": "nps", "ref": "other"}}
    )
    assert refused("typeform", tree) == "which_score"
    assert one("typeform", tree, {**NPS, "score": "other"}).score == 9


def test_a_chosen_question_is_found_by_its_words_too():
    assert (
        one("typeform", calls.TYPEFORM, {**NPS, "comment": "why this score?"}).comment
        == "Late, and nobody told me."
    )


def test_nps_is_not_csat():
    assert refused("typeform", calls.TYPEFORM, CSAT) == "another_metric"


# Delighted


def test_delighted_tells_the_score_first_and_the_comment_later():
    (first,) = read("delighted", calls.DELIGHTED)
    later = copy.deepcopy(calls.DELIGHTED)
    later["event_type"] = "survey_response.updated"
    later["event_data"] |= {"comment": "Late.", "updated_at": calls.AT + 60}
    (second,) = read("delighted", later)
    assert (first.external_id, first.said_at, first.answer.comment) == ("5435", AT, None)
    assert (second.external_id, second.said_at, second.answer.comment) == (
        "5435",
        AT + timedelta(minutes=1),
        "Late.",
    )
    assert first.answer.answered_at == second.answer.answered_at == AT


def test_delighted_finds_the_company_among_the_properties():
    assert one("delighted", calls.DELIGHTED).company == "Rossi Impianti"


@pytest.mark.parametrize(
    ("said", "choices"), [("csat", NPS), ("thumbs", NPS), ("ces", NPS), ("nps", CSAT), ("pmf", CSAT)]
)
def test_delighted_names_its_metric_and_it_has_to_be_the_surveys(said, choices):
    assert (
        refused("delighted", changed("delighted", "event_data", "survey_type", to=said), choices)
        == "another_metric"
    )


def test_delighted_unsubscribed_is_no_answer():
    (event,) = read("delighted", changed("delighted", "event_type", to="survey_response.unsubscribed"))
    assert (event.kind, event.reason) == ("nothing", "not_an_answer")


def test_delighted_deleted_is_withdrawn():
    (event,) = read("delighted", changed("delighted", "event_type", to="survey_response.deleted"))
    assert (event.kind, event.external_id) == ("withdrawn", "5435")


# Formbricks


def test_formbricks_steps_are_versions_of_one_answer():
    created = changed("formbricks", "event", to="responseCreated")
    created["data"] |= {"data": {"score": 3}, "finished": False, "updatedAt": "2026-03-10T08:59:00.012Z"}
    (first,) = read("formbricks", created)
    (second,) = read("formbricks", calls.FORMBRICKS)
    assert first.external_id == second.external_id
    assert first.said_at < second.said_at
    assert (first.answer.score, first.answer.comment) == (3, None)
    assert second.answer.language == "it"
    assert second.answer.contact_external_id == "C-17"


def test_formbricks_before_the_first_answer_is_nothing_yet():
    created = changed("formbricks", "event", to="responseCreated")
    created["data"] |= {"data": {}, "finished": False, "contact": None, "contactAttributes": None}
    (event,) = read("formbricks", created)
    assert (event.kind, event.reason) == ("nothing", "not_finished")


def test_formbricks_number_without_a_name_is_asked_about():
    tree = changed(
        "formbricks", "data", "data", to={"iht7n48iwkoc1jc8ubnzrqi7": 3, "ud6nnuhrgf9trqwe8j3kibii": "Late."}
    )
    assert refused("formbricks", tree) == "is_it_nps"
    answer = one("formbricks", tree, {**NPS, "score": "iht7n48iwkoc1jc8ubnzrqi7"})
    assert (answer.score, answer.comment) == (3, "Late.")
    assert one("formbricks", tree, CSAT).score == 3


# the others


@pytest.mark.parametrize("kind", ["response_completed", "response_updated"])
def test_surveymonkey_says_only_that_there_is_something_to_fetch(kind):
    (event,) = read("surveymonkey", changed("surveymonkey", "event_type", to=kind))
    assert (event.kind, event.external_id, event.said_at, event.answer) == ("fetch", "10045001999", AT, None)


def test_surveymonkey_deleted_is_withdrawn():
    (event,) = read("surveymonkey", changed("surveymonkey", "event_type", to="response_deleted"))
    assert (event.kind, event.external_id) == ("withdrawn", "10045001999")


def test_a_qualtrics_subscription_says_only_that_there_is_something_to_fetch():
    (event,) = PLATFORMS["qualtrics"].read(calls.qualtrics_notice(), calls.FORM, {}, NPS)
    assert (event.kind, event.external_id) == ("fetch", "R_1l9mcVuXubb4aGm")
    plain = b"Topic=acme.surveyengine.completedResponse.SV_1&Status=Complete&ResponseID=R_2&SurveyID=SV_1"
    (event,) = PLATFORMS["qualtrics"].read(plain, f"{calls.FORM}; charset=utf-8", {}, NPS)
    assert (event.kind, event.external_id) == ("fetch", "R_2")


@pytest.mark.parametrize("status", ["Survey Preview", "1", 2, "spam"])
def test_a_qualtrics_preview_is_no_answer(status):
    (event,) = read("qualtrics", {**calls.QUALTRICS_FLOW, "Status": status})
    assert (event.kind, event.reason) == ("nothing", "test_call")


def test_an_unsubmitted_limesurvey_is_no_answer_yet():
    (event,) = read("limesurvey", changed("limesurvey", "response", "submitdate", to=None))
    assert (event.kind, event.reason) == ("nothing", "not_finished")


def test_the_script_for_google_forms_marks_its_test():
    (event,) = read("google_forms", {"test": True})
    assert (event.kind, event.reason) == ("nothing", "test_call")


def test_a_google_scale_that_starts_at_one_is_not_nps():
    tree = copy.deepcopy(calls.GOOGLE_FORMS)
    tree["items"][0]["lowest"] = 1
    assert refused("google_forms", tree) == "scale_differs"
    assert one("google_forms", tree, OSAT).score == 3


def test_generic_fields_are_where_the_mapping_says():
    tree = {
        "n": {"key": 7},
        "q": [{"v": 4}, {"v": "Slow."}],
        "who": {"mail": "carl@customer.example"},
        "on": "2026-03-10T10:00:00+01:00",
    }
    choices = {
        **CSAT,
        "external_id": "n.key",
        "score": "q[0].v",
        "comment": "/q/1/v",
        "email": "who.mail",
        "answered_at": "on",
    }
    answer = one("generic", tree, choices)
    assert answer[:6] == (0, "7", 4, "Slow.", AT, "carl@customer.example")


def test_generic_without_an_id_is_named_by_its_bytes():
    tree = {"score": 3}
    assert one("generic", tree).external_id == one("generic", dict(tree)).external_id
    assert one("generic", tree).external_id != one("generic", {"score": 4}).external_id


def test_attributes_are_kept_only_where_somebody_chose_them():
    tree = {**calls.GENERIC, "plan": "gold", "city": "Bari"}
    assert one("generic", tree).attributes is None
    assert one("generic", tree, {**NPS, "attributes": ["plan"]}).attributes == {"/plan": "gold"}


def test_a_verbatim_survey_takes_the_words_and_no_score():
    answer = one("generic", calls.GENERIC, {"metric": "verbatim"})
    assert (answer.score, answer.comment) == (None, "Late, and nobody told me.")


# bad values, the same everywhere


@pytest.mark.parametrize(
    ("value", "reason"),
    [(11, "score_out_of_scale"), (-1, "score_out_of_scale"), (6.5, "score_not_whole"), ("10/10", "score_not_a_number"),
     (True, "score_not_a_number"), (1e300, "score_not_a_number"), ("٣", None)],
)  # fmt: skip
def test_a_score_that_is_none_of_this_survey_is_not_taken(value, reason):
    if reason is None:
        assert (
            refused("generic", {"id": 1, "score": value}, {**NPS, "score": "score"}) == "score_not_a_number"
        )
    else:
        assert refused("generic", {"id": 1, "score": value}, {**NPS, "score": "score"}) == reason
        assert refused("delighted", changed("delighted", "event_data", "score", to=value)) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe{}", "not_utf8"), (b"", "not_json"), (b"{", "not_json"), (b"[]", "not_an_object"),
        (b"3", "not_an_object"),
        (b'{"id": NaN}', "not_json"), (b'{"id": Infinity}', "not_json"), (b'{"id":1,"id":2}', "name_twice"),
        (b"[" * 100_000, "too_deep"), (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too_deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "too_deep"), (b'{"n":' + b"9" * 5000 + b"}", "not_json"),
        (calls.bytes_of({str(number): number for number in range(10_000)}), "too_many_fields"),
        (calls.bytes_of({"a": [[[1] * 100] * 100]}), "too_many_fields"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", PLATFORMS)
def test_a_body_nobody_can_read_says_why(key, body, reason):
    with pytest.raises(NotUnderstood) as caught:
        PLATFORMS[key].read(body, JSON, {}, NPS)
    assert caught.value.reason == reason
    assert caught.value.sentence()
    assert PLATFORMS[key].asked(body, JSON, {}) == []


def test_what_cannot_be_stored_is_left_out_and_the_answer_kept():
    answer = one("generic", {"id": "a\0b", "score": 3, "comment": "late\ud800\0 again", "name": "C\u202earl"})
    assert (answer.external_id, answer.comment, answer.name) == ("ab", "late again", "Carl")


def test_a_comment_is_cut_and_says_so():
    answer = one("generic", {"id": 1, "score": 3, "comment": "x" * 30_000})
    assert len(answer.comment) == 20_000
    assert answer.remarks == (("comment_cut", {"most": 20_000}),)


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "-1", [1]]
)
def test_a_moment_no_answer_can_have_is_refused(moment):
    tree = changed("typeform", "form_response", "submitted_at", to=moment)
    if isinstance(moment, list):
        assert one("typeform", tree).answered_at is None
    else:
        assert refused("typeform", tree) in {"date_unreadable", "date_outside"}


def test_an_answer_without_an_id_is_refused():
    for path in (("form_response", "token"),):
        assert refused("typeform", changed("typeform", *path, to=None)) == "no_id"
    assert (
        len(one("typeform", changed("typeform", "form_response", "token", to="t" * 500)).external_id) <= 200
    )


@pytest.mark.parametrize("key", PLATFORMS)
def test_every_platform_says_how_it_is_set_up(key):
    steps = PLATFORMS[key].hint(lambda text: text)
    assert len(steps) >= 3
    assert all(steps)
    assert not set(PLATFORMS[key].keeps_headers) & {"authorization", "webhook-signature", "sm-signature"}

"""The customer's journey as a setting: ordered, renamed without losing the past, and nothing said is ever lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.database import db
from cxloop.journey import catalogue
from cxloop.journey.circle import Circle, Place, renamed
from cxloop.journey.starting import STARTING_JOURNEYS
from cxloop.settings import file, journey_words, ledger, starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused

JOURNEY, HAND = PARTS["journey"], Hand(None, "cli")


def stands(key):
    return JOURNEY.read(db.session(), key)


def switch(at, key, **changes):
    return ledger.switch_on(db.session(), JOURNEY, key, stands(key) | changes, HAND, at=at)


def add(at, english, italian="", **more):
    values = (
        JOURNEY.blank(db.session()) | {"name_en": english, "name_it": italian or f"{english} (it)"} | more
    )
    return ledger.switch_on(db.session(), JOURNEY, "", values, HAND, at=at).item


def refused(at, key, **changes):
    with pytest.raises(Refused) as why:
        switch(at, key, **changes)
    return why.value.say("en")


def tried(at, key, days=90, **changes):
    before = stands(key)
    wanted = JOURNEY.checked(db.session(), key, before | changes, before)
    return JOURNEY.consequence(db.session(), key, wanted, before, days, at)


def lines(consequence):
    return {one.label.say("en"): (one.today, one.draft) for one in consequence.lines}


@pytest.fixture
def answers(make, north, at):
    survey = make.survey(team=north, touchpoint="welcome call", stage=None)
    for touchpoint in ("Delivery", "consegna", "delivery", "kiosk", None):
        make.response(3, survey=survey, touchpoint=touchpoint, email=f"{touchpoint}@example.com", at=at)
    return survey


@pytest.mark.parametrize("name", sorted(STARTING_JOURNEYS))
def test_every_starting_journey_loads_once_shows_as_a_file_and_beside_another(app, at, name):
    session = db.session()
    added = starting.start(session, JOURNEY, name, HAND, at)
    assert added == sum(1 + len(within) for within in STARTING_JOURNEYS[name].values())
    assert starting.start(session, JOURNEY, name, HAND, at) == 0
    circle = catalogue.circle(session)
    assert [one.key for one in circle.stages] == [key for key, _en, _it in STARTING_JOURNEYS[name]]
    shown = file.document(session)
    assert file.apply(session, shown, HAND, at) == []
    for other in STARTING_JOURNEYS:
        starting.start(session, JOURNEY, other, HAND, at)


def test_a_word_means_its_place_in_any_language_and_spelling(answers, at):
    stage = add(at, "On the way", "In viaggio")
    add(at, "Delivery", "Consegna", stage=stage)
    circle = catalogue.circle(db.session())
    assert [circle.said(word, "it") for word in ("DELIVERY", "consegna", "on-the_way", "kiosk", None)] == [
        "Consegna", "Consegna", "In viaggio", "kiosk", None,
    ]  # fmt: skip
    said = journey_words.said(db.session(), 90, at)
    assert journey_words.nowhere(circle, said) == [("welcome call", 5), ("kiosk", 1)]


def test_what_would_stand_elsewhere_is_counted_before_it_is_switched_on(answers, at):
    stage = add(at, "On the way", "In viaggio")
    values = JOURNEY.blank(db.session()) | {"name_en": "Delivery", "name_it": "Consegna", "stage": stage}
    wanted = JOURNEY.checked(db.session(), "", values, None)
    consequence = JOURNEY.consequence(db.session(), "", wanted, None, 90, at)
    assert consequence.headline.say("en") == "3 answers of the last 90 days would stand at another stage."
    assert lines(consequence) == {
        "Answers at “On the way”": (0, 3), "Tickets at “On the way”": (0, 3),
        "Answers without a place": (5, 2), "Tickets without a place": (5, 2),
    }  # fmt: skip
    add(at, "Delivery", "Consegna", stage=stage)
    later = tried(at, stage, also=["welcome call"])
    assert later.headline.say("en") == "2 answers of the last 90 days would stand at another stage."
    switch(at, stage, also=["welcome call"])
    assert "No answer" in tried(at, stage, position=7).headline.say("en")


def test_an_earlier_name_goes_on_meaning_its_place_and_a_file_applied_twice_changes_nothing(answers, at):
    stage = add(at, "Delivery", "Consegna")
    assert "No answer" in tried(at, stage, name_en="Arrival", name_it="Arrivo").headline.say("en")
    document = {"journey": {stage: {"name_en": "Arrival", "name_it": "Arrivo", "also": ["arrived"]}}}
    assert len(file.apply(db.session(), document, HAND, at)) == 1
    assert file.apply(db.session(), document, HAND, at) == []
    assert catalogue.circle(db.session()).said("consegna", "en") == "Arrival"
    other = add(at, "Delivery", "Consegna")
    assert catalogue.circle(db.session()).said("consegna", "en") == "Delivery"
    assert refused(at, other, also=["arrivo"]) == {"also": "“arrivo” means Arrival already."}
    assert refused(at, other, name_it="Arrivo") == {"name_it": "“Arrivo” means Arrival already."}


def test_a_stage_is_put_away_after_its_touchpoints_and_its_answers_keep_what_they_said(answers, at, make):
    stage = add(at, "On the way", "In viaggio")
    touchpoint = add(at, "Delivery", "Consegna", stage=stage)
    assert refused(at, stage, retired=True) == {
        "retired": "1 touchpoint in use lies in it. Move it or put it away first."
    }
    assert refused(at, stage, stage=touchpoint)["stage"].startswith("Not known")
    assert refused(at, stage, stage=stage) == {"stage": "It cannot lie in itself."}
    switch(at, touchpoint, retired=True)
    consequence = tried(at, stage, retired=True)
    assert [one.say("en") for one in consequence.warnings] == [
        "3 answers would have no place on the journey."
    ]
    switch(at, stage, retired=True)
    circle = catalogue.circle(db.session())
    assert circle.stages == []
    assert circle.said("consegna", "en") == "Delivery"
    assert [item.is_retired for item in JOURNEY.items(db.session())] == [True, True]
    assert refused(at, touchpoint, retired=False)["stage"] == (
        "Put away or gone meanwhile: On the way. Choose another, or none."
    )


WORDS = st.sampled_from(["delivery", "consegna", "use", "uso", "invoice", "kiosk", "Order"])
PLACES = st.lists(
    st.builds(
        Place, st.sampled_from("abcdef"), WORDS, WORDS, st.sampled_from([None, "a", "b"]), st.integers(0, 3),
        st.lists(WORDS, max_size=2).map(tuple), st.booleans(),
    ),
    max_size=6, unique_by=lambda one: one.key,
)  # fmt: skip


@settings(max_examples=60)
@given(places=PLACES, name=WORDS, said=st.tuples(st.none() | WORDS, st.none() | WORDS))
def test_nothing_said_is_lost_and_a_new_name_moves_no_answer_of_a_place_alone(places, name, said):
    circle = Circle(places)
    for word in said:
        assert circle.said(word, "en") == word or circle.touchpoint(word)
    assert set(circle.unsorted(said)) <= set(said) | {None}
    for place in [one for one in places if len([other for other in places if other.words & one.words]) == 1]:
        now = renamed(
            place, Place(place.key, f"new {name}", place.name_it, place.stage, place.position, place.also)
        )
        assert circle.with_place(now).said(place.name_en, "it") == circle.said(place.name_en, "it")

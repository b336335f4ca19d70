"""The journey on its page: drawn, with what was heard at each stage, and words sorted in where they belong."""

from html import unescape

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.journey import catalogue
from cxloop.settings.models import SettingDraft
from cxloop.web.settings.journey_drawing import draw


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def visitor(max_, sign_in, make, north):
    survey = make.survey(team=north)
    for touchpoint in ("checkout", "Cassa", "kiosk", "<b>", None):
        make.response(
            3, survey=survey, touchpoint=touchpoint, email=f"{(touchpoint or 'no')[:4]}@example.com"
        )
    return sign_in(max_)


@pytest.fixture
def retail(visitor):
    visitor.post("/settings/journey/starting", {"name": "retail", "switch": "1"})
    return visitor


def newest():
    return db.session.scalars(select(SettingDraft).order_by(SettingDraft.id.desc())).first()


def test_an_empty_journey_offers_sets_and_then_is_drawn_with_what_was_heard(visitor):
    empty = page(visitor.get("/settings/journey"))
    assert "What does your company do?" in empty
    assert '<svg class="ch circle' not in empty
    visitor.post("/settings/journey/starting", {"name": "retail", "switch": "1"})
    shown = page(visitor.get("/settings/journey"))
    assert "The journey as a circle of 6 stages: Look around, Purchase," in shown
    assert "2 answers, 2 tickets" in shown
    assert "3 answers name no stage." in shown


def test_a_word_that_stands_nowhere_is_sorted_in_by_a_draft_and_each_adds_to_it(retail):
    shown = page(retail.get("/settings/journey"))
    assert "Words that stand nowhere yet" in shown
    assert "kiosk" in shown
    for word in ("kiosk", "<b>"):
        seen = page(
            retail.get(retail.post("/settings/journey/sorting", {"word": word, "place": "checkout"}).location)
        )
    assert newest().values["also"] == ["kiosk", "<b>"]
    assert "2 answers of the last 90 days would stand at another stage." in seen
    assert "Answers without a place" in seen
    sent = {"draft": newest().id, "seen": newest().saved_at.isoformat(), "when": "now"}
    retail.post("/settings/journey/checkout/switching", sent)
    assert catalogue.circle(db.session()).said("KIOSK", "it") == "Cassa"
    assert "Words that stand nowhere yet" not in page(retail.get("/settings/journey"))


def test_a_word_that_means_another_place_or_none_is_refused_in_words(retail):
    for given, reason in (
        ({"word": "Sito", "place": "checkout"}, "“Sito” means Website already."),
        ({"word": "kiosk", "place": "nowhere"}, "Say which word, and where it belongs."),
    ):
        assert reason in page(retail.get(retail.post("/settings/journey/sorting", given).location))
    assert newest() is None


def test_a_survey_is_offered_the_stages_and_a_ticket_says_the_touchpoint_in_the_readers_language(
    retail, make, max_, north, carl, olga, sign_in
):
    max_.language = "it"
    assert '<option value="Scelta">' in page(retail.get("/settings/surveys/onboarding"))
    assert '<option value="Acquisto">' in page(retail.get("/interviews/new"))
    ticket = make.ticket(2, contact=carl, owner=olga, touchpoint="checkout")
    assert "Onboarding, Cassa" in page(sign_in(max_).get(f"/tickets/{ticket.id}"))


def test_a_touchpoint_is_added_where_its_stage_stands(retail):
    shown = page(retail.get("/settings/journey/new?stage=delivery"))
    assert '<option selected value="delivery">Delivery and collection</option>' in shown
    assert retail.get("/settings/journey/new?stage=<nowhere>")


@pytest.mark.parametrize("stages", [1, 2, 6, 14, 15, 40])
def test_every_number_of_stages_is_drawn_within_its_frame(stages):
    drawing = draw(
        ["A name of some length"] * stages, [float(n) or None for n in range(stages)], 288, 264, 105
    )
    assert len(drawing.arrows) == stages
    for arrow in drawing.arrows:
        assert 0 < arrow.number_x < drawing.width
        assert 0 < arrow.number_y < drawing.height
        assert arrow.width >= 3
        assert bool(arrow.label) == (stages <= 14)

"""Connecting a platform, watching what arrives, choosing fields, and emptying the quarantine."""

import json
import re

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.jobs import read_inbox
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket


@pytest.fixture
def manager(sign_in, max_):
    return sign_in(max_)


@pytest.fixture
def source(manager, make):
    """A generic source that a manager connected, with the path of its secret address."""
    survey = make.survey("visits")
    manager.post("/sources", {"platform": "generic", "survey": str(survey.id)})
    hook = db.session.scalars(select(Hook)).one()
    page = manager.get(f"/sources/{hook.source_id}").get_data(as_text=True)
    path = re.search(r"/hooks/generic/[\w-]{43}", page).group()
    return hook.source_id, path


def call(manager, path, said):
    db.session.commit()
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return manager.ask("POST", path, expect=200, data=body, content_type="application/json")


def read():
    db.session.commit()
    read_inbox()


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_an_empty_list_teaches(manager):
    assert "No platform connected yet" in text(manager.get("/sources"))


def test_a_platform_is_connected_to_a_new_survey_with_its_own_scale(manager):
    fields = {"platform": "tally", "survey": "new", "name": "After delivery", "metric": "csat"}
    manager.post("/sources", fields | {"scale_min": "1", "scale_max": "7"})
    survey = db.session.scalars(select(Survey)).one()
    assert (survey.name, survey.metric, survey.scale_min, survey.scale_max, survey.ticket_low) == (
        "After delivery", "csat", 1, 7, 2,
    )  # fmt: skip
    assert "/hooks/tally/" in text(manager.get("/sources"))


@pytest.mark.parametrize(
    "more", [{"name": ""}, {"scale_min": "5", "scale_max": "1"}, {"scale_max": "99"}, {"platform": "nobody"}]
)
def test_what_makes_no_sense_is_said_and_nothing_is_made(manager, more):
    fields = {"platform": "tally", "survey": "new", "name": "After delivery", "metric": "csat"} | more
    assert "What you typed is kept" in text(manager.post("/sources", fields, expect=422))
    assert db.session.scalars(select(Hook)).all() == []


def test_a_secret_address_is_shown_once_and_can_be_renewed(manager, source):
    source_id, path = source
    again = manager.get(f"/sources/{source_id}").get_data(as_text=True)
    assert path not in again
    assert "shown once" in again
    manager.post(f"/sources/{source_id}/address")
    renewed = re.search(
        r"/hooks/generic/[\w-]{43}", manager.get(f"/sources/{source_id}").get_data(as_text=True)
    )
    assert renewed.group() != path


def test_a_secret_is_entered_or_made_and_never_shown_again(manager, make):
    survey = make.survey("visits")
    manager.post("/sources", {"platform": "typeform", "survey": str(survey.id)})
    hook = db.session.scalars(select(Hook)).one()
    address = f"/sources/{hook.source_id}"
    assert "every call is refused" in text(manager.get(address))
    manager.post(f"{address}/secret")
    assert "shown only now" in text(manager.get(address))
    assert "shown only now" not in text(manager.get(address))
    manager.post(f"{address}/secret", {"signing_secret": "whsec_mine"})
    assert "whsec_mine" not in manager.get(address).get_data(as_text=True)


def test_what_arrives_is_seen_with_what_it_became(manager, source):
    source_id, path = source
    call(manager, path, {"id": "A-1", "score": 2, "comment": "<b>Nobody</b> called."})
    assert "waits to be read" in text(manager.get(f"/sources/{source_id}"))
    read()
    part = manager.get(f"/sources/{source_id}/arrivals", headers={"HX-Request": "true"})
    ticket = db.session.scalars(select(Ticket)).one()
    assert f"/tickets/{ticket.id}" in part.get_data(as_text=True)
    assert "&lt;b&gt;Nobody" in part.get_data(as_text=True)
    assert "1 call today" in text(part)


def test_choosing_the_score_reads_the_quarantine_again(manager, source):
    source_id, path = source
    call(manager, path, {"id": "A-1", "how_was_it": 3, "how_many": 7})
    read()
    page = text(manager.get("/sources/quarantine"))
    assert "No field looks like the score" in page
    manager.post(f"/sources/{source_id}/fields", {"score": "/how_was_it", "again": "y"})
    read()
    assert db.session.scalars(select(Response.score)).all() == [3]
    assert "Nothing is in quarantine" in text(manager.get("/sources/quarantine"))
    again = manager.get(f"/sources/{source_id}").get_data(as_text=True)
    assert re.search(r'<option selected value="/how_was_it">', again)


def test_a_table_of_words_reads_scores_that_came_as_words(manager, source):
    source_id, path = source
    call(manager, path, {"id": "A-1", "score": "Detractor", "comment": "never again"})
    read()
    assert "“Detractor” may stand for several scores" in text(manager.get("/sources/quarantine"))
    manager.post(f"/sources/{source_id}/fields", {"values": "Detractor is five"}, expect=422)
    manager.post(f"/sources/{source_id}/fields", {"values": "Promoter=9; Detractor=5; none =", "again": "y"})
    read()
    assert db.session.execute(select(Response.score, Response.comment)).all() == [(5, "never again")]
    again = manager.get(f"/sources/{source_id}").get_data(as_text=True)
    assert "Promoter=9; Detractor=5; none=" in again


def test_a_field_that_was_never_asked_is_refused(manager, source):
    source_id, path = source
    call(manager, path, {"id": "A-1", "score": 3})
    manager.post(f"/sources/{source_id}/fields", {"score": "/nothing"}, expect=422)


def test_one_call_is_replayed_another_dismissed(manager, source):
    _, path = source
    for body in (b"not json", b"nor this"):
        call(manager, path, body)
    read()
    first, second = db.session.scalars(select(InboundEvent.id).order_by(InboundEvent.id))
    page = manager.get(f"/sources/events/{first}")
    assert "not json" in text(page)
    manager.post(f"/sources/events/{first}/replay", {"next": "/sources/quarantine"})
    manager.post(f"/sources/events/{second}/dismissal")
    states = db.session.scalars(select(InboundEvent.state).order_by(InboundEvent.id)).all()
    assert states == ["waiting", "dismissed"]
    read()
    manager.post("/sources/quarantine/replays")
    assert "Nothing is in quarantine" in text(manager.get("/sources/quarantine"))


def test_a_test_is_taken_out_again(manager, source):
    source_id, path = source
    call(manager, path, {"id": "A-1", "score": 9})
    read()
    event_id = db.session.scalars(select(InboundEvent.id)).one()
    manager.post(f"/sources/events/{event_id}/withdrawal")
    assert db.session.scalars(select(Response.withdrawn_at)).one() is not None
    assert "taken out" in text(manager.get(f"/sources/{source_id}"))


def test_a_paused_source_says_so_until_it_is_resumed(manager, source):
    source_id, path = source
    manager.post(f"/sources/{source_id}/pause")
    assert "paused" in text(manager.get("/sources"))
    assert manager.ask("POST", path, expect=503, data=b"{}").headers["Retry-After"]
    manager.post(f"/sources/{source_id}/resume")
    call(manager, path, {"id": "A-1", "score": 9})


def test_a_body_with_anything_in_it_is_shown_as_text(manager, source):
    _, path = source
    call(manager, path, b"\x00\xff<script>alert(1)</script>\x1b[2J\xed\xa0\x80")
    read()
    event_id = db.session.scalars(select(InboundEvent.id)).one()
    assert "<script>alert" not in manager.get(f"/sources/events/{event_id}").get_data(as_text=True)


def test_a_call_of_nine_thousand_fields_leaves_the_page_of_its_source_one_to_work_with(manager, source):
    source_id, path = source
    call(manager, path, {"id": 1} | {f"field {number}": "x" for number in range(8_900)} | {"n" * 5_000: "x"})
    page = manager.get(f"/sources/{source_id}")
    assert 400 < page.get_data(as_text=True).count('value="/field') < 5 * 501
    assert len(page.data) < 1_000_000


def test_what_pulling_signs_in_with_is_kept_sealed_and_can_be_forgotten(manager, make):
    survey = make.survey("visits")
    manager.post("/sources", {"platform": "typeform", "survey": str(survey.id)})
    hook = db.session.scalars(select(Hook)).one()
    address = f"/sources/{hook.source_id}"
    manager.post(f"{address}/pull")
    assert "no API token yet" in text(manager.get(address))
    manager.post(f"{address}/credentials", {"token": "tfp_abcdefghijk", "survey_id": "lT4Z3j"})
    kept = db.session.scalars(select(Hook).execution_options(populate_existing=True)).one()
    assert "tfp_abcdefghijk" not in (kept.credentials or "tfp_abcdefghijk")
    assert kept.pull_asked_at is not None
    assert "tfp_abcdefghijk" not in manager.get(address).get_data(as_text=True)
    manager.post(f"{address}/credentials", {"token": "has blanks in it", "survey_id": "lT4Z3j"})
    assert "Nothing was changed" in text(manager.get(address))
    manager.post(f"{address}/credentials", {"token": ""})
    assert db.session.scalars(select(Hook.credentials)).one() is None


def test_a_full_quarantine_says_so_on_the_page_of_its_source(manager, source, monkeypatch):
    source_id, path = source
    call(manager, path, b"not readable")
    read()
    assert "quarantine is full" not in text(manager.get(f"/sources/{source_id}"))
    monkeypatch.setattr("cxloop.responses.inbound.queries.MOST_QUARANTINED", 1)
    assert "quarantine is full" in text(manager.get(f"/sources/{source_id}"))

"""The section of a source's page that pulls what is missing: its terms, and from when on."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.responses.inbound.models import Hook


@pytest.fixture
def manager(sign_in, max_):
    return sign_in(max_)


@pytest.fixture
def source(manager, make):
    """The page of a source that may pull."""
    manager.post("/sources", {"platform": "typeform", "survey": str(make.survey("visits").id)})
    address = f"/sources/{hook().source_id}"
    manager.post(f"{address}/credentials", {"token": "tfp_abcdefghijk", "survey_id": "lT4Z3j"})
    return address


def hook():
    return db.session.scalars(select(Hook).execution_options(populate_existing=True)).one()


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_old_answers_open_no_ticket_until_somebody_says_so(manager, source):
    assert "Answers older than 30 days open no ticket" in text(manager.get(source))
    manager.post(f"{source}/pull", {"backfill_days": "30"})
    assert "Old answers open tickets too" in text(manager.get(source))
    manager.post(f"{source}/pull", {"quiet": "y", "backfill_days": "7"})
    assert "Answers older than 7 days open no ticket" in text(manager.get(source))


def test_a_bare_button_changes_no_terms(manager, source):
    manager.post(f"{source}/pull", {"quiet": "y", "backfill_days": "7"})
    manager.post(f"{source}/pull")
    assert "Answers older than 7 days open no ticket" in text(manager.get(source))


def test_a_day_to_pull_from_begins_where_the_reader_is(manager, source, max_):
    max_.time_zone = "Europe/Rome"
    db.session.commit()
    manager.post(f"{source}/pull", {"quiet": "y", "backfill_days": "30", "since": "2026-01-15"})
    assert hook().pulled_to == datetime(2026, 1, 14, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields", [{"backfill_days": "-1"}, {"backfill_days": "9" * 400}, {"backfill_days": "x"}, {"since": "0001-01-01"},
               {"since": "yesterday"}],
)  # fmt: skip
def test_nonsense_is_refused_with_what_was_typed(manager, source, fields):
    before = hook().mapping
    answer = manager.post(f"{source}/pull", {"quiet": "y", "backfill_days": "30"} | fields, expect=422)
    assert "What you typed is kept" in text(answer)
    assert hook().mapping == before


def test_the_words_speak_italian(manager, source, max_):
    max_.language = "it"
    db.session.commit()
    assert "Le risposte più vecchie di 30 giorni non aprono ticket" in text(manager.get(source))

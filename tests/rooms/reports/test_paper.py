"""The sheet is one page whatever there is to say, in both languages, and says what the page says."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from cxloop.database import db
from cxloop.reports.executive import executive
from cxloop.reports.paper import one_page, printing, sheet
from cxloop.reports.period import usual_period
from cxloop.reports.saying import Say
from cxloop.reports.standfirst import plain, standfirst

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
AT = datetime(2026, 11, 24, 14, tzinfo=UTC)


def page_at(at=AT):
    return executive(db.session(), usual_period(at, UTC), at)


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def scale_of(said, tmp_path):
    """What `one_page` printed, and on how many pages."""
    pdf = one_page(said, tmp_path, AT)
    assert pdf.startswith(b"%PDF")
    assert pages_of(pdf) == 1
    return pdf


@pytest.mark.parametrize("language", ["en", "it"])
def test_an_empty_company_has_a_page(language, tmp_path):
    said = sheet(page_at(), Say(language, UTC), "")
    assert said["ladder"] is None
    assert said["number"] is None
    scale_of(said, tmp_path)


def test_many_improvements_with_long_names_are_one_page(make, tmp_path):
    driver = make.driver()
    for place in range(40):
        make.improvement(
            "Ein Übergabeprotokollverantwortlicher je Standort und #strong[alles] — 超長い名前 " * 3,
            raised_at=AT - timedelta(days=60 + place), driver_id=driver.id,
            state="live" if place % 2 else "proposed", live_on=AT.date() - timedelta(days=place) if place % 2 else None,
        )  # fmt: skip
    said = sheet(page_at(), Say("it", UTC), "Straßenverkehrsgenossenschaft " * 4)
    assert len(said["improvements"]["rows"]) == 4
    assert len(said["decisions"]["rows"]) == 3
    assert "16" in said["improvements"]["more"]
    scale_of(said, tmp_path)


def test_more_words_than_a_page_holds_are_printed_smaller(tmp_path, monkeypatch):
    said = sheet(page_at(), Say("en", UTC), "")
    said["lead"] = [["A sentence that goes on. " * 300, False]]
    asked = []
    pages = printing._pages
    monkeypatch.setattr(printing, "_pages", lambda compiler: asked.append(pages(compiler)) or asked[-1])
    scale_of(said, tmp_path)
    assert asked[0] > 1


def test_what_people_wrote_is_set_as_it_was_written(make, tmp_path):
    make.improvement('#panic("x") *not bold* $x$ <b>no</b>', raised_at=AT, state="proposed")
    said = sheet(page_at(), Say("en", UTC), '"; #read("/etc/passwd")')
    assert said["decisions"]["rows"][0]["title"] == '#panic("x") *not bold* $x$ <b>no</b>'
    scale_of(said, tmp_path)


def test_the_paragraph_is_of_the_figures(make, north, olga):
    make.resolved(
        make.ticket(3, team=north, owner=olga, at=AT - timedelta(days=60)), olga, AT - timedelta(days=59)
    )
    make.improvement("Say <b>it</b>", state="live", live_on=AT.date(), raised_at=AT - timedelta(days=40))
    said = plain(standfirst(page_at(), Say("en", UTC)))
    assert "it was one customer (tickets: 1)" in said
    assert "With one answer there is no score worth a sentence." in said
    assert "<b>" not in said
    assert "sono stati" in plain(standfirst(page_at(), Say("it", UTC))) or "è stato un cliente" in plain(
        standfirst(page_at(), Say("it", UTC))
    )

"""The executive page: improvement first, the number second, never without its uncertainty."""

import csv
import io
import re
from datetime import date

import html5lib
import pytest
from sqlalchemy import select

from cxloop.accounts.models import Contact
from cxloop.audit_log.models import AuditEvent
from cxloop.database import db
from cxloop.loop import listen
from cxloop.people.models import User
from cxloop.reports import rollups
from cxloop.responses.models import Survey
from tests.rooms.reports.company import AS_OF, found

WHOLE = "?from=2026-01-01&last=2026-11-24"
NBSP = "\N{NO-BREAK SPACE}"
SPACE = {"h": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def at():
    return AS_OF


@pytest.fixture
def company(app):
    made = found(db.session(), 7, answers=160)
    db.session.get(Contact, 1).name = "Carl Rossi"
    db.session.get(User, 1).email = "somebody@example.com"
    db.session.commit()
    return made


@pytest.fixture
def busy_months(company):
    """Enough answers for months to be drawn."""
    for survey in company.surveys:
        tally = {(date(2026, month, 5), 4): 30 for month in range(4, 11)}
        rollups.add(db.session(), survey.id, tally)
    db.session.commit()


@pytest.fixture
def eve(make):
    return make.user("Eve", "executive", id=50)


@pytest.fixture
def max_(make):
    return make.user("Max", "manager", id=51)


def blocks(page):
    """The text of every section that stands on its own."""
    tree = html5lib.parse(page, namespaceHTMLElements=True)
    main = tree.find(".//h:main", SPACE)
    for section in [*main.iterfind(".//h:section", SPACE), *main.iterfind(".//h:section/h:div", SPACE)]:
        yield " ".join("".join(section.itertext()).split())


def test_no_percentage_stands_without_its_n(company, sign_in, eve):
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    with_percent = [
        text for text in blocks(page) if re.search(r"\d %", text.replace("95 %", "").replace("100 %", ""))
    ]
    assert with_percent
    for text in with_percent:
        assert re.search(r"\d of \d|n = \d", text), text


def test_few_cases_show_counts_and_no_percentage(app, sign_in, eve, make):
    found(db.session(), 5, answers=6)
    db.session.commit()
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"\d[  ]%", main.replace(f"95{NBSP}%", "").replace("95 %", ""))


def test_the_page_is_ink_only(company, sign_in, eve):
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    assert page.count('class="drawn"') >= 6
    assert " style=" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_each_chart_has_a_table_behind_it(busy_months, sign_in, eve):
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    tables = len(re.findall(r'<details class="more"', page))
    assert tables == len(re.findall(r'<figure class="chart(?: for-desk)?"', page)) == 5


def test_frontline_staff_have_no_executive_page(app, sign_in, olga):
    for path in ("/executive", "/reports/definitions", "/reports/rows/ladder", "/reports/rows/ladder.csv"):
        sign_in(olga).get(path, expect=404)


@pytest.mark.parametrize("figure", ["ladder", "contacted", "times", "verified", "causes"])
def test_executives_read_initials_and_managers_names(company, sign_in, eve, max_, figure):
    for path in (f"/reports/rows/{figure}{WHOLE}", f"/reports/rows/{figure}.csv{WHOLE}"):
        seen = sign_in(eve).get(path).get_data(as_text=True)
        assert "Carl Rossi" not in seen
        assert "C. R." in seen
        assert "/tickets/" not in seen
        assert "Carl Rossi" in sign_in(max_).get(path).get_data(as_text=True)


def test_the_rows_behind_the_number_are_the_answers(company, sign_in, eve):
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    measure = re.search(
        r"/reports/rows/score\.csv\?from=[^\"]*measure=([a-z-]+)", page.replace("&amp;", "&")
    ).group(1)
    text = sign_in(eve).get(f"/reports/rows/score.csv{WHOLE}&measure={measure}").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert f"n = {len(rows) - 1}<" in page


def test_a_hundred_rows_at_a_time(app, sign_in, max_):
    found(db.session(), 9, answers=260)
    db.session.commit()
    browser = sign_in(max_)
    first = browser.get(f"/reports/rows/ladder{WHOLE}").get_data(as_text=True)
    older = re.search(r'class="end" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    second = browser.get(older).get_data(as_text=True)

    def tickets(page):
        return re.findall(r'<th scope="row">(?:<a[^>]*>)?(\d+)', page)

    assert len(tickets(first)) == 100
    assert tickets(second)
    assert not set(tickets(first)) & set(tickets(second))


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(company, sign_in, max_):
    for survey in db.session.query(Survey):
        survey.name = "=1+1"
    db.session.commit()
    text = sign_in(max_).get(f"/reports/rows/ladder.csv{WHOLE}").get_data(as_text=True)
    assert "'=1+1" in text
    assert ",=1+1" not in text


@pytest.mark.parametrize(
    "days",
    ["from=2026-13-01&last=2026-01-01", "from=2026-02-01&last=2026-01-01", "from=0001-01-01&last=2026-01-01", "from=x",
     "last=2026-01-01", "from=2026-01-01&last=9999-12-31"],
)  # fmt: skip
def test_days_that_cannot_be_read_are_said_and_the_usual_page_is_shown(company, sign_in, eve, days):
    page = sign_in(eve).get(f"/executive?{days}", expect=422).get_data(as_text=True)
    assert 'class="err"' in page
    sign_in(eve).get(f"/reports/rows/ladder?{days}", expect=422)


def test_a_figure_that_does_not_exist_is_not_found(company, sign_in, eve):
    sign_in(eve).get("/reports/rows/nonsense", expect=404)
    sign_in(eve).get("/reports/rows/nonsense.csv", expect=404)


def test_an_empty_company_reads_what_the_page_is_for(app, sign_in, eve):
    page = sign_in(eve).get("/executive").get_data(as_text=True)
    assert "Nothing to report yet" in page


def test_in_its_first_weeks_a_company_reads_who_waits_and_what_is_to_be_decided(app, sign_in, eve, make, at):
    olga = make.user("Olga", team=make.team())
    word = listen.Word("call-1", "It leaks.", listen.Teller(name="Carla Neri"))
    listen.tell(db.session(), word, by=olga, at=at)
    make.improvement("Call back within a day", state="proposed")
    page = " ".join(sign_in(eve).get("/executive").get_data(as_text=True).split())
    assert "one customer told us they were unhappy" in page
    assert "Nothing can be judged yet" in page
    assert "Decisions needed" in page


def test_an_empty_period_offers_all_days(company, sign_in, eve):
    page = sign_in(eve).get("/executive?from=2020-01-01&last=2020-02-01").get_data(as_text=True)
    assert "Look at all of them" in page
    sign_in(eve).get(re.search(r'href="(/executive\?from=[^"]+)">Look', page).group(1).replace("&amp;", "&"))


def test_figures_are_written_as_the_reader_writes_them(company, sign_in, make):
    anna = make.user("Anna", "executive", id=52, language="it")
    page = sign_in(anna).get(f"/executive{WHOLE}").get_data(as_text=True)
    assert re.search(rf"\d+,\d{NBSP}%", page)
    assert 'lang="it"' in page


def test_every_figure_opens_its_definition(busy_months, sign_in, eve):
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    definitions = sign_in(eve).get("/reports/definitions").get_data(as_text=True)
    places = set(re.findall(r"/reports/definitions#(m\d+)", page))
    assert {"m1", "m2", "m4", "m5", "m7", "m8", "m11", "m12"} <= places
    for place in places:
        assert f'id="{place}"' in definitions


def test_a_hostile_title_is_text_in_the_page_and_in_its_charts(company, sign_in, eve, make):
    make.improvement(title="<script>alert(1)</script>\"'&", state="live", live_on=AS_OF.date())
    page = sign_in(eve).get(f"/executive{WHOLE}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_is_taken_away_as_one_sheet_and_that_is_written_down(sign_in, eve, make, north, olga):
    make.resolved(make.ticket(3, team=north, owner=olga), olga)
    answer = sign_in(eve).get("/executive.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]
    exported = select(AuditEvent).where(AuditEvent.kind == "exported")
    assert [entry.facts["what"] for entry in db.session.scalars(exported)] == ["one_page"]

"""Each report as a page: on an empty installation, with few answers, with many; filtered, taken away, in its scope."""

import io
import re
from zipfile import ZipFile

import pytest
from sqlalchemy import update

from cxloop.database import db
from cxloop.journey.models import JourneyPlace
from cxloop.reports.sheets import REPORTS
from cxloop.responses.models import Survey
from cxloop.tickets.models import Ticket
from tests.makers import AT
from tests.rooms.reports.company import AS_OF, found

WHOLE = "?from=2026-01-01&last=2026-11-24"
NONSENSE = re.compile(r"\bNaN\b|\bNone\b|\binf\b|Traceback|%\(")


@pytest.fixture
def at():
    return AS_OF


@pytest.fixture
def max_(make):
    return make.user("Max", "manager", id=51)


def words(page):
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<title.*?</title>|<[^>]+>", " ", main).split())


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_installation_reads_sentences(app, sign_in, make, name, language):
    page = sign_in(make.user("Ada", "administrator", language=language)).get(f"/reports/{name}")
    said = words(page.get_data(as_text=True))
    assert not NONSENSE.search(said), said
    assert not re.search(
        r"\d\s%(?! interval| \[)", said.replace("95 %", "").replace("99,8 %", "").replace("99.8 %", "")
    )


@pytest.mark.parametrize("answers", [8, 25, 200])
@pytest.mark.parametrize("name", REPORTS)
def test_few_and_many(app, sign_in, max_, name, answers):
    found(db.session(), 7, answers=answers)
    db.session.commit()
    page = sign_in(max_).get(f"/reports/{name}{WHOLE}")
    assert not NONSENSE.search(words(page.get_data(as_text=True)))


@pytest.mark.parametrize(
    "given", ["team=99", "survey=x", "tier=Gold", "place=nowhere", "from=2026-99-01", "last=x"]
)
def test_a_filter_that_is_none_is_said_and_nothing_breaks(app, sign_in, max_, given):
    page = sign_in(max_).get(f"/reports/closed-loop?{given}", expect=422)
    assert 'aria-invalid="true"' in page.get_data(as_text=True)


def test_tables_are_taken_away_as_they_stand(app, sign_in, max_):
    found(db.session(), 7, answers=160)
    db.session.commit()
    client = sign_in(max_)
    file = client.get(f"/reports/tables/closed-loop/ladder.csv{WHOLE}")
    assert "detected" in file.get_data(as_text=True)
    assert "Europe/Rome" in file.get_data(as_text=True)
    book = ZipFile(
        io.BytesIO(client.get(f"/reports/tables/closed-loop/ladder.xlsx{WHOLE}", expect=None).data)
    )
    assert "detected" in book.read("xl/sharedStrings.xml").decode()
    for wrong in ("closed-loop/nothing.csv", "nothing/ladder.csv", "closed-loop/ladder.exe"):
        client.get(f"/reports/tables/{wrong}", expect=404)


def test_a_team_lead_reads_their_own_team_on_pages_rows_and_files(app, sign_in, make):
    company = found(db.session(), 7, answers=160)
    other = make.team("Elsewhere")
    db.session.execute(update(Ticket).where(Ticket.id % 2 == 0).values(opened_team_id=other.id))
    db.session.execute(update(Survey).where(Survey.id > 2).values(team_id=other.id))
    lead = make.user("Lea", "lead", team=other)
    manager = make.user("Max", "manager")
    db.session.commit()
    sees = {one.ticket.id for one in company.facts if one.ticket.id % 2 == 0}

    def rows(user, more=""):
        csv = sign_in(user).get(f"/reports/rows/times.csv{WHOLE}{more}").get_data(as_text=True)
        return {int(line.split(",")[0]) for line in csv.splitlines()[1:]}

    assert rows(lead) <= sees
    assert rows(manager) - sees
    assert rows(manager, f"&team={other.id}") == rows(lead)
    page = sign_in(lead).get(f"/reports/closed-loop{WHOLE}").get_data(as_text=True)
    assert "only your teams: Elsewhere" in page
    sign_in(lead).get("/reports/closed-loop?team=1", expect=422)
    number = words(sign_in(lead).get(f"/reports/number{WHOLE}").get_data(as_text=True))
    assert "NPS" not in number


def test_the_place_of_the_journey_is_asked_of_the_answer_and_then_of_its_survey(app, sign_in, max_, make):
    for number, key in enumerate(("delivery", "billing", "renewal", "invoice"), 1):
        above = 2 if key == "invoice" else None
        name = "Fattura" if key == "invoice" else key.capitalize()
        db.session.add(
            JourneyPlace(
                id=number,
                key=key,
                name_en=name,
                name_it=name,
                stage_id=above,
                also=[],
                formerly=[],
            )
        )
        db.session.flush()
    survey = make.survey(stage="delivery")
    make.ticket(2, at=AT, survey=survey, contact=make.contact("Carl Rossi"))
    make.ticket(1, at=AT, survey=survey, contact=make.contact("Dora Verdi"), touchpoint="Fattura")
    client = sign_in(max_)

    def tickets(place):
        csv = client.get(f"/reports/rows/times.csv?from=2026-03-01&last=2026-03-31&place={place}")
        return len(csv.get_data(as_text=True).splitlines()) - 1

    assert (tickets("delivery"), tickets("billing"), tickets("invoice"), tickets("renewal")) == (1, 1, 1, 0)

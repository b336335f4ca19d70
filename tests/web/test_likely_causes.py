"""A ticket says what it has in common with those that were solved, to whoever may see them."""

from html import unescape

import pytest

from cxloop.database import db
from cxloop.people.models import Role
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from tests.makers import AT


def page(visitor, path, **headers):
    return " ".join(unescape(visitor.get(path, headers=headers).get_data(as_text=True)).split())


@pytest.fixture
def solved(make, north, olga):
    """Thirty tickets of two causes, solved by Olga."""
    survey = make.survey(team=north)
    late = make.driver()
    invoice = make.driver("billing.wrong", name_en="Wrong invoice", name_it="Fattura sbagliata")
    for number in range(30):
        said, cause = (("The parcel came late", late), ("The invoice was wrong", invoice))[number % 2]
        ticket = make.ticket(2, survey=survey, owner=olga, comment=f"{said} {number}")
        make.resolved(ticket, olga, driver_id=cause.id, action=f"Did {cause.key}.")
    return survey, invoice


def test_causes_words_steps_and_tickets_like_it(make, solved, olga, sign_in):
    survey, invoice = solved
    names = {"name_en": "Wrong invoice", "name_it": "Fattura sbagliata"}
    steps = names | {"steps_en": "Stop reminders\nSend the right one"}
    ledger.switch_on(db.session(), PARTS["causes"], invoice.key, steps, Hand(None, "cli"), at=AT)
    ticket = make.ticket(1, survey=survey, owner=olga, comment="Two wrong invoices")
    visitor = sign_in(olga)
    at = f"/tickets/{ticket.id}"
    assert f'hx-get="{at}/likely"' in page(visitor, at)
    said = page(visitor, f"{at}/likely", **{"HX-Request": "true"})
    assert "<html" not in said
    assert '<q lang="en">invoices</q>' in said
    assert "<li>Stop reminders</li><li>Send the right one</li>" in said
    assert "Wrong invoice: Did billing.wrong." in said
    assert f"cause={invoice.id}" in said
    chosen = page(visitor, f"{at}/resolution?cause={invoice.id}")
    assert f'<option selected value="{invoice.id}">' in chosen
    assert "Why it may have happened" in page(visitor, f"{at}/likely")


def test_nobody_reads_of_tickets_that_are_not_theirs(make, solved, sign_in):
    south = make.team("South")
    survey = make.survey("south", team=south)
    theirs = make.user("Sandra", Role.FRONTLINE, south)
    ticket = make.ticket(1, survey=survey, owner=theirs, comment="Two wrong invoices")
    said = page(sign_in(theirs), f"/tickets/{ticket.id}/likely")
    assert "Wrong invoice" in said
    assert "Did billing.wrong" not in said


def test_an_empty_company_reads_when_it_begins(make, north, olga, sign_in):
    ticket = make.ticket(1, survey=make.survey(team=north), owner=olga, comment="Late")
    visitor = sign_in(olga)
    assert "suggestions begin with thirty tickets" in page(visitor, f"/tickets/{ticket.id}/likely")
    assert page(visitor, f"/tickets/{ticket.id}/resolution?cause=x%00y&cause=99999999999999999999")

"""A company without causes chooses some before its first ticket is resolved, or reads whom to ask."""

from html import unescape

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.drivers import catalogue
from cxloop.drivers.models import Driver
from cxloop.drivers.starting import STARTING_CAUSES


@pytest.fixture
def ticket(make, north, olga, carl):
    return make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)


def page(visitor, path: str) -> str:
    return " ".join(unescape(visitor.get(path).get_data(as_text=True)).split())


def test_a_manager_starts_with_a_set_where_the_first_ticket_is_resolved(ticket, max_, sign_in):
    visitor = sign_in(max_)
    form = f"/tickets/{ticket.id}/resolution"
    assert "there are none yet" in page(visitor, form)
    assert visitor.post("/causes/starting", {"name": "retail", "next": form}).location == form
    html = page(visitor, form)
    assert "there are none yet" not in html
    assert "long queue" in html


def test_whoever_may_not_choose_reads_whom_to_ask_and_can_still_say_why_not_known(
    ticket, olga, max_, sign_in
):
    html = page(sign_in(olga), f"/tickets/{ticket.id}/resolution")
    assert "Ask Max to choose some." in html
    assert "Start with these causes" not in html
    closing = {
        "kind": "resolved",
        "cause_unknown_because": "No causes yet",
        "action": "Paid",
        "told_how": "phone",
    }
    sign_in(olga).post(f"/tickets/{ticket.id}/resolution", closing)


def test_a_cause_is_added_once_to_three_levels_at_most(max_, sign_in):
    visitor = sign_in(max_)
    visitor.post("/causes", {"english": "Billing", "italian": "Fatturazione", "under_id": ""})
    top = db.session.query(Driver).one()
    visitor.post(
        "/causes", {"english": "wrong invoice", "italian": "fattura sbagliata", "under_id": str(top.id)}
    )
    assert "Billing › wrong invoice" in page(visitor, "/causes")
    visitor.post("/causes", {"english": "billing", "italian": "Fatture", "under_id": ""}, expect=422)
    below = catalogue.add(
        db.session(), "VAT", "IVA", db.session.query(Driver).filter_by(name_en="wrong invoice").one()
    )
    with pytest.raises(ValueError, match="three levels"):
        catalogue.add(db.session(), "rate", "aliquota", below)


@pytest.mark.parametrize("name", sorted(STARTING_CAUSES))
def test_every_starting_set_loads_once_and_beside_another(app, name):
    session = db.session()
    added = catalogue.load(session, name)
    assert added == sum(1 + len(below) for below in STARTING_CAUSES[name].values())
    assert catalogue.load(session, name) == 0
    for other in STARTING_CAUSES:
        catalogue.load(session, other)
    assert len({driver.key for driver in catalogue.in_use(session)}) == len(catalogue.in_use(session))


def test_the_command_names_its_sets():
    told = CliRunner().invoke(cxloop, ["causes", "load", "--help"]).output
    for name in STARTING_CAUSES:
        assert name in told

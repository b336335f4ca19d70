"""The company of the browser's story by one file: at most sixty lines, applied twice it changes nothing."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.responses.models import Survey
from cxloop.tickets.models import Ticket
from tests.guards.sources import ROOT
from tests.makers import Maker

FILE = ROOT / "docs" / "company.toml"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_file_of_sixty_lines_is_a_company_whose_first_ticket_has_a_named_owner(own_app, monkeypatch):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    assert len(FILE.read_text().splitlines()) <= 60

    def apply(*more):
        done = CliRunner().invoke(cxloop, ["settings", "apply", str(FILE), *more])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()[-1]

    assert apply("--dry-run") == "9 would change."
    assert apply() == "9 changed."
    assert apply() == "Everything stands so already: nothing was changed."
    assert CliRunner().invoke(cxloop, ["user", "password", "marta@valmora.example"]).exit_code == 0
    with own_app.app_context():
        survey = db.session.scalars(select(Survey)).one()
        Maker().response(2, survey=survey, email="carlo@rossi.example", name="Carlo Rossi")
        ticket = db.session.scalars(select(Ticket)).one()
        assert (ticket.owner.name, ticket.team.name, ticket.priority) == (
            "Marta Conti",
            "Assistenza",
            "urgent",
        )
        db.session.remove()

"""A list from a CRM: every row is created, updated, unchanged or rejected, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop.accounts.changes import By
from cxloop.accounts.models import Account, Contact
from cxloop.accounts.refusals import SENTENCES
from cxloop.database import db
from cxloop.loop.customers import Kept, keep_rows
from cxloop.responses.customer_lists.columns import FIELDS, guess
from cxloop.responses.customer_lists.rows import Entry, look, read
from tests.breadth import examples
from tests.makers import AT

BY = By(AT, "file")
ITALIAN = """Codice cliente;Ragione sociale;Dominio;Fascia;Valore annuo;Data rinnovo;Responsabile;Email referente;Nome referente;Ruolo;Ruolo d'acquisto
A-1;Rossi Impianti;rossi.example;Key;€ 12.500,50;31/12/2026;olga@example.com;carl@rossi.example;Carl Rossi;Titolare;decisore
A-1;Rossi Impianti;rossi.example;Key;€ 12.500,50;31/12/2026;olga@example.com;dora@rossi.example;Dora Rossi;Cuoca;utente
A-2;Verdi;gmail.com;Standard;molto;;nobody@example.com;;;;
A-3;Bianchi;;;1.000;;;;;;
A-3;Bianchi;;;2.000;;;;;;
;;;;;;;;;;

;;;Key;;;;;;;
"""  # noqa: E501 - lines of a CRM are long


@pytest.fixture
def path(tmp_path):
    def write(text):
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def kept(file, order=None):
    so_far = Kept()
    keep_rows(db.session(), read(file, look(file).mapping, order), BY, so_far)
    db.session.commit()
    counts = so_far.counts()
    assert counts["read"] == sum(counts[name] for name in ("created", "updated", "unchanged", "rejected"))
    return so_far


def test_an_italian_list_is_read_as_it_comes(app, olga, path):
    file = path(ITALIAN)
    assert list(look(file).mapping.values()) == [
        "external_id", "name", "domain", "tier", "yearly_value", "renews_on", "owner_email", "email", "contact_name",
        "role", "buying_role",
    ]  # fmt: skip
    first = kept(file)
    assert (first.read, first.created, first.unchanged, first.rejected) == (6, 2, 1, 3)
    assert first.people == {"created": 2, "updated": 0, "unchanged": 0}
    assert [(line, [code for _field, code, _facts in why]) for line, why, _cells in first.rejections] == [
        (4, ["owner_unknown"]), (6, ["twice_in_file"]), (9, ["no_account_identity"]),
    ]  # fmt: skip
    rossi = db.session.scalars(select(Account).filter_by(external_id="A-1")).one()
    assert (rossi.yearly_value, rossi.renews_on, rossi.owner_id) == (12500, date(2026, 12, 31), olga.id)
    people = db.session.scalars(select(Contact).order_by(Contact.id)).unique().all()
    assert [(one.name, one.role, one.buying_role, one.account_id) for one in people] == [
        ("Carl Rossi", "Titolare", "decision_maker", rossi.id), ("Dora Rossi", "Cuoca", "user", rossi.id),
    ]  # fmt: skip
    assert all(code in SENTENCES for _line, why, _cells in first.rejections for _field, code, _facts in why)


def test_the_same_list_again_changes_nothing_and_a_new_value_updates(app, olga, path):
    kept(path(ITALIAN))
    again = kept(path(ITALIAN))
    assert (again.created, again.updated, again.unchanged, again.rejected) == (0, 0, 3, 3)
    changed = kept(path(ITALIAN.replace("Key", "Growth")))
    assert (changed.created, changed.updated) == (0, 1)


def test_what_is_left_empty_clears_nothing(app, make, path):
    make.account("Rossi Impianti", tier="Key", yearly_value=5)
    kept(path("Company,Tier,ARR\nRossi Impianti,,9\n"))
    account = db.session.scalars(select(Account)).one()
    db.session.refresh(account)
    assert (account.tier, account.yearly_value) == ("Key", 9)


def test_two_companies_of_one_domain_are_asked_about(app, make, path):
    make.account("Rossi Nord", domain="rossi.example")
    taken = kept(path("Company,Domain\nRossi Sud,rossi.example\n"))
    assert [code for _line, why, _cells in taken.rejections for _field, code, _facts in why] == [
        "domain_taken"
    ]


def test_a_refused_row_leaves_nothing_behind(app, path):
    refused = kept(path("Company,Contact e-mail,Buying role\nRossi,carl@rossi.example,boss\n"))
    assert refused.rejected == 1
    assert db.session.scalars(select(Account)).all() == []


def test_dates_that_can_be_read_both_ways_are_asked(path):
    assert look(path("Company,Renewal\nRossi,03/04/2027\n")).asks_date_order
    assert not look(path("Company,Renewal\nRossi,03/04/2027\nVerdi,13/04/2027\n")).asks_date_order
    file = path("Company,Renewal\nRossi,03/04/2027\n")
    entries = [next(read(file, look(file).mapping, order)) for order in ("day", "month")]
    assert [entry.account["renews_on"] for entry in entries if isinstance(entry, Entry)] == [
        date(2027, 4, 3), date(2027, 3, 4),
    ]  # fmt: skip


def test_each_field_is_guessed_once():
    found = guess(["Name", "Company", "Email", "E-mail", "Shoe size"])
    assert list(found.values()) == ["contact_name", "name", "email", "ignored", "ignored"]


@examples(25, wide=500)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["", "Rossi", "A-1", "x@y.example", "boss", "31/31/2026", "-5", "\0", "=1+1", "é"]
            ),
            max_size=6,
        ),
        max_size=6,
    )
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whatever_the_cells_every_row_is_accounted_for(app, tmp_path_factory, rows):
    file = tmp_path_factory.mktemp("lists") / "list.csv"
    lines = ["Company,Id,E-mail,Buying role,Renewal,ARR", *(",".join(row) for row in rows), "Verdi,,,,,"]
    file.write_text("\n".join(lines), encoding="utf-8")
    with db.session.begin_nested() as nothing_stays:
        so_far = Kept()
        keep_rows(db.session(), read(file, look(file).mapping, None), BY, so_far)
        counts = so_far.counts()
        assert counts["read"] == sum(counts[name] for name in ("created", "updated", "unchanged", "rejected"))
        assert counts["read"] == sum(1 for row in rows if any(cell.strip() for cell in row)) + 1
        nothing_stays.rollback()
    db.session.expire_all()
    assert set(look(file).mapping.values()) <= set(FIELDS)

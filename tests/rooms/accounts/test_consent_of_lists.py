"""A list that says who may be contacted: for what, since when, and by which list we know it."""

from datetime import UTC, datetime

import pytest

from cxloop.accounts.changes import By
from cxloop.accounts.consent import is_allowed, last_words
from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.loop.customers import Kept, keep_rows
from cxloop.responses.customer_lists.columns import guess
from cxloop.responses.customer_lists.rows import read
from tests.makers import AT

LIST = """Company,Contact,E-mail,Consent to surveys,Consenso alle telefonate,Consent date
Rossi,Carl Rossi,carl@rossi.example,yes,no,2026-01-15
Verdi,Dora Verdi,dora@verdi.example,SÌ,,
Neri,Nino Neri,nino@neri.example,perhaps,no,
"""


def kept(path, text=LIST, at=AT):
    path.write_text(text)
    columns = text.splitlines()[0].split(",")
    counted = Kept()
    keep_rows(db.session(), list(read(path, guess(columns), None)), By(at, "file"), counted)
    return counted


def words_of(email):
    contact = db.session.scalars(db.select(Contact).filter_by(email=email)).one()
    return contact, {
        purpose: (one.given, one.at, one.source)
        for purpose, one in last_words(db.session(), contact.id).items()
    }


def test_each_consent_is_kept_with_purpose_moment_and_source(app, tmp_path):
    counted = kept(tmp_path / "list.csv")
    carl, said = words_of("carl@rossi.example")
    assert said == {"calls": (False, datetime(2026, 1, 15, 12, tzinfo=UTC), "file")}
    assert (carl.may_contact, is_allowed(db.session(), carl, "surveys", AT)) == (False, True)
    assert counted.rejected == 1
    line, ((field, code, _facts),), _cells = counted.rejections[0]
    assert (line, field, code) == (4, "consents", "yes_or_no")


def test_what_a_list_tells_of_long_ago_ends_no_newer_word(app, tmp_path, make):
    carl = make.refuses(
        make.contact("Carl Rossi", email="carl@rossi.example"), at=datetime(2026, 2, 1, tzinfo=UTC)
    )
    kept(tmp_path / "list.csv", LIST.replace(",yes,no,", ",yes,yes,"))
    db.session.refresh(carl)
    assert carl.may_contact is False
    assert not is_allowed(db.session(), carl, "calls", AT)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Consent", "consent"), ("Consenso", "consent"), ("May contact", "consent"), ("Opt-in", "consent"),
        ("Consent to surveys", "consent_surveys"), ("Consenso ai sondaggi", "consent_surveys"),
        ("Consent to calls", "consent_calls"), ("Consenso alle telefonate", "consent_calls"),
        ("Consent to news", "consent_news"), ("Consent date", "consent_on"), ("Data del consenso", "consent_on"),
        ("Contact", "ignored"), ("Role", "role"), ("Renewal", "renews_on"),
    ],
)  # fmt: skip
def test_headings_tell_which_consent_a_column_holds(heading, field):
    found = guess([heading])[heading]
    assert found == field or (heading == "Contact" and not found.startswith("consent"))

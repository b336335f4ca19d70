"""Who says in the survey that nobody shall call is not called; what cannot be read as yes or no is named."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cxloop.accounts.consent import last_words
from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.responses.importing.consent_words import asks_about_calls, may_be_called
from cxloop.responses.models import Response
from tests.loop.test_import_command import run as run  # noqa: PLC0414 - the fixture: the command as a person types it

ASKED = [
    ("May we contact you about your feedback?", "Yes, by phone", "No"),
    ("Possiamo ricontattarla?", "Sì", "No"),
    ("Dürfen wir Sie kontaktieren?", "Ja", "Nein"),
    ("¿Podemos contactarle?", "Sí", "No, gracias"),
    ("Acceptez-vous d'être recontacté(e) ?", "Oui", "Non"),
    ("ok_to_contact", "true", "false"),
    ("Do not contact", "0", "1"),
]


@pytest.mark.parametrize(("heading", "yes", "no"), ASKED)
def test_a_no_in_the_file_holds_from_the_moment_of_the_answer(
    run: Any, tmp_path: Path, heading: str, yes: str, no: str
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        f'id,NPS,Why?,Email,Submitted at,"{heading}"\n'
        f'a1,2,late,anna@example.com,2026-03-01 10:00,"{yes}"\n'
        f'b2,1,never called,bob@example.com,2026-03-02 10:00,"{no}"\n'
        "c3,9,fine,carl@example.com,2026-03-03 10:00,\n"
    )
    for _ in range(2):
        said = run(file, "--survey", "s")
        assert said.exit_code == 0, said.output
        assert "tells whether they may be called again" in said.output
        assert "(1 rows" in said.output
    with run.app.app_context():
        session = db.session()
        people = {one.email: one for one in session.scalars(select(Contact))}
        assert {email: one.may_contact for email, one in people.items()} == {
            "anna@example.com": True, "bob@example.com": False, "carl@example.com": True,
        }  # fmt: skip
        word = last_words(session, people["bob@example.com"].id)["calls"]
        answer = session.scalars(select(Response).where(Response.external_id == "b2")).one()
        assert (word.given, word.at, word.source) == (False, answer.answered_at, "file")
        assert answer.attributes == {heading: no}


def test_what_is_neither_yes_nor_no_changes_nothing_and_is_named(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    rows = "".join(
        f"a{n},{n % 11},words,p{n}@example.com,2026-03-01 10:00,{'at noon' if n % 2 else 'No'}\n"
        for n in range(30)
    )
    file.write_text("id,NPS,Why?,Email,Submitted at,May we call you?\n" + rows)
    said = run(file, "--survey", "s")
    assert "nobody’s consent is changed by it" in said.output
    with run.app.app_context():
        assert all(db.session.scalars(select(Contact.may_contact)))


@pytest.mark.parametrize(
    "heading",
    [
        "How many times did you contact us?",
        "Would you call us again?",
        "Contact ID",
        "Follow-up response",
        "Comment",
    ],
)
def test_other_questions_ask_for_no_leave(heading: str) -> None:
    assert not asks_about_calls(heading)


def test_a_later_yes_counts_and_an_earlier_file_takes_nothing_back(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    head = "id,NPS,Why?,Email,Submitted at,May we call you?\n"
    row = "{},2,late,anna@example.com,2026-03-0{} 10:00,{}\n"
    for name, day, word in (("b2", 2, "No"), ("c3", 3, "Yes"), ("a1", 1, "No")):
        file.write_text(head + row.format(name, day, word))
        run(file, "--survey", "s")
    with run.app.app_context():
        assert db.session.scalars(select(Contact.may_contact)).all() == [True]
    assert may_be_called("May we call you?", "perhaps") is None

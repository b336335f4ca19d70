"""Forms number from 1 and people copy a form each month: nobody's score is ever written under another's name."""

import json
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.loop.listen import Door, hear, later_of_others
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, Survey
from cxloop.responses.sameness import Said, is_another
from tests.breadth import examples
from tests.loop.test_import_command import run as run  # noqa: PLC0414 - the fixture: the command as a person types it
from tests.rooms.responses.test_field_samples import FIELD

OCTOBER, NOVEMBER = FIELD / "21a_msforms_october.csv", FIELD / "21b_msforms_november_copy.csv"


def stored(run) -> list[tuple[str, int | None, str | None]]:
    with run.app.app_context():
        joined = select(Contact.name, Response.score, Response.comment).join(
            Contact, Contact.id == Response.contact_id
        )
        return [tuple(row) for row in db.session.execute(joined)]


def test_a_copied_form_is_a_question_then_a_wave_and_later_known(run) -> None:
    assert json.loads(run(OCTOBER, "--survey", "f", "--json").stdout)["created"] == 3
    refused = run(NOVEMBER, "--survey", "f")
    assert refused.exit_code == 1
    assert "--wave NAME" in refused.output
    assert len(stored(run)) == 3
    first = json.loads(run(NOVEMBER, "--survey", "f", "--wave", "November", "--json").stdout)
    again = json.loads(run(NOVEMBER, "--survey", "f", "--wave", "November", "--json").stdout)
    october = json.loads(run(OCTOBER, "--survey", "f", "--json").stdout)
    assert (first["created"], again["duplicate"], october["duplicate"]) == (3, 3, 3)
    assert {name: score for name, score, _ in stored(run)} == {
        "Anna": 2, "Bob": 9, "Carl": 5, "Dora": 10, "Emil": 1, "Fay": 8,
    }  # fmt: skip
    assert all((comment or "").startswith(name.lower()) for name, _, comment in stored(run))


def test_who_says_that_they_are_the_same_answers_never_writes_one_customer_under_another(run) -> None:
    run(OCTOBER, "--survey", "f")
    rehearsed = json.loads(run(NOVEMBER, "--survey", "f", "--same-ids", "--dry-run", "--json").stdout)
    done = json.loads(run(NOVEMBER, "--survey", "f", "--same-ids", "--json").stdout)
    assert rehearsed["rejected"] == len(done["rejected"]) == 3
    assert {name: score for name, score, _ in stored(run)} == {"Anna": 2, "Bob": 9, "Carl": 5}


def test_a_corrected_answer_is_the_same_answer_without_a_question(run) -> None:
    run(FIELD / "23a_limesurvey_anonymous.csv", "--survey", "l", "--json")
    later = json.loads(run(FIELD / "23b_limesurvey_anonymous_later.csv", "--survey", "l", "--json").stdout)
    assert (later["created"], later["updated"], later["duplicate"], later["tickets"]) == (1, 1, 2, 1)


DAY = datetime.fromisoformat("2026-03-03T10:00:00+00:00")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"email": "bob@example.com"}, True),
        ({"email": "anna@example.com", "score": 9}, False),
        ({"contact_external_id": "C1", "email": "new@example.com"}, False),
        ({"contact_external_id": "C2", "email": "anna@example.com"}, False),
        ({"contact_external_id": "C2", "email": None}, True),
        ({"name": "ANNA  Rossi", "email": None}, False),
        ({"name": "Bob", "email": None}, True),
        ({"comment": "late, three times"}, False),
        ({"comment": "late, three times", "answered_at": DAY + timedelta(days=4)}, True),
        (
            {"comment": "late, three times", "answered_at": DAY + timedelta(days=4), "external_id": "R_3a"},
            False,
        ),
        ({"comment": "late, three times", "email": None}, True),
        ({"external_id": "R_3fieldA", "comment": "late, three times", "email": None}, False),
    ],
)
def test_whether_an_id_came_back_with_another_answer(now: dict[str, object], expected: bool) -> None:
    before = Said("C1", "anna@example.com", "Anna Rossi", 2, "late", DAY)
    answer = Heard(2, "1", 2, "late", DAY + timedelta(hours=1), "anna@example.com")._replace(**now)
    assert is_another(before, answer, restarts=answer.external_id == "1") is expected


NUMBERS = count()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"answered_at": DAY + timedelta(days=30), "comment": "fine"}, True),
        ({"answered_at": DAY + timedelta(days=30), "score": 9}, True),
        ({"answered_at": DAY + timedelta(days=30)}, False),
        ({"comment": "late, three times"}, False),
        ({"external_id": "R_3fieldA", "answered_at": DAY + timedelta(days=30), "comment": "fine"}, False),
        ({"external_id": "282267-17", "answered_at": DAY + timedelta(days=30), "comment": "fine"}, True),
        ({"external_id": "3f9a-17", "answered_at": DAY + timedelta(days=30), "comment": "fine"}, False),
    ],
)
def test_whether_nobodys_id_came_back_with_another_answer(now: dict[str, object], expected: bool) -> None:
    before = Said(None, None, None, 2, "late", DAY)
    answer = Heard(2, "1", 2, "late", DAY + timedelta(hours=1))._replace(**now)
    assert is_another(before, answer, restarts=answer.external_id == "1") is expected


PEOPLE = st.sampled_from(["anna@example.com", "bob@example.com", "carl@example.com", None])
ROWS = st.lists(st.tuples(st.integers(1, 3), PEOPLE, st.integers(0, 10), st.integers(0, 60)), max_size=6)


@examples(10, wide=200)
@given(files=st.lists(ROWS, min_size=2, max_size=3))
def test_whatever_files_arrive_in_whatever_order_no_answer_mixes_two_rows(make, at, files) -> None:
    source = make.source(make.survey(f"survey {next(NUMBERS)}"))
    written = set()
    for number, file in enumerate(files):
        answers = [
            Heard(
                line,
                str(name),
                score,
                f"{score} said {email} in {number}.{line}",
                at - timedelta(days=days),
                email,
            )
            for line, (name, email, score, days) in enumerate(file)
        ]
        written |= {(answer.email, answer.score, answer.comment) for answer in answers}
        for answer in answers:
            hear(db.session(), [answer], Door(source, "import", at))
    answers = select(Contact.email, Response.score, Response.comment).outerjoin(
        Contact, Contact.id == Response.contact_id
    )
    for row in db.session.execute(answers.where(Response.source_id == source.id)):
        assert tuple(row) in written


@examples(3, wide=60)
@given(
    files=st.lists(
        st.tuples(ROWS, st.sampled_from([(), ("--same-ids",), ("--wave", "w")])), min_size=2, max_size=3
    )
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_files_as_a_person_imports_them_mix_two_rows_or_move_an_answer(run, tmp_path, files) -> None:
    survey, written = f"survey-{next(NUMBERS)}", set()
    for number, (rows, choice) in enumerate(files):
        said = [
            (
                name,
                score,
                f"{score} said {email} in {number}.{line}",
                f"{DAY - timedelta(days=days):%Y-%m-%d %H:%M}",
                email,
            )
            for line, (name, email, score, days) in enumerate(rows)
        ]
        written |= {(email, score, comment) for _, score, comment, _, email in said}
        file = tmp_path / f"{survey}-{number}.csv"
        lines = [",".join(map(str, (*one[:4], one[4] or ""))) for one in said]
        file.write_text("\n".join(["Response ID,NPS,Comment,Submitted at,Email", *lines]) + "\n")
        done = run(file, "--survey", survey, "--metric", "nps", *choice)
        assert done.exit_code == 0 or "Nothing was" in done.output, done.output
    with run.app.app_context():
        answers = (
            select(Contact.email, Response.score, Response.comment)
            .select_from(Response)
            .join(Survey, Survey.id == Response.survey_id)
            .outerjoin(Contact, Contact.id == Response.contact_id)
            .where(Survey.key == survey)
        )
        for row in db.session.execute(answers):
            assert tuple(row) in written


def test_two_people_under_one_id_of_one_call_are_told_apart() -> None:
    one = Heard(0, "1", 3, "late", DAY, "anna@example.com")
    assert later_of_others([one, one._replace(line=1, email="bob@example.com")]) == {1}
    assert later_of_others([one, one._replace(line=1, comment="very late")]) == set()

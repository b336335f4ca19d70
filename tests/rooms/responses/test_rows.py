"""One row at a time: what is kept, what is set aside and why."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cxloop.language import words
from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import WrongMapping, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.refusals import SENTENCES
from tests.reading_files import HEADER, line_of, read

BAD_SCORES = {
    "NaN": "score_not_a_number", "inf": "score_not_a_number", "1e999": "score_not_a_number",
    "٣": "score_not_a_number", "10/10": "score_not_a_number", "-1": "score_outside", "11": "score_outside",
    "5.5": "score_not_whole", '"5,5"': "score_not_whole", "9" * 400: "score_not_a_number",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.csv"


@pytest.mark.parametrize("score", BAD_SCORES)
def test_a_score_that_is_none_sets_its_row_aside_with_line_and_reason(file: Path, score: str) -> None:
    content = HEADER + line_of(1, 0) + line_of(2, 10) + line_of(3, score) + line_of(4, 9)
    heard, rejected = read(file, content)
    assert [answer.score for answer in heard] == [0, 10, 9]
    assert [(row.line, row.reason) for row in rejected] == [(4, BAD_SCORES[score])]
    assert rejected[0].sentence()


@pytest.mark.parametrize("written", ["7", "7.0", '"7,0"', " 7 ", "7 - likely", "+7"])
def test_a_whole_score_is_read_however_it_is_written(file: Path, written: str) -> None:
    heard, _ = read(file, HEADER + line_of(1, 0) + line_of(2, 10) + line_of(3, written))
    assert heard[2].score == 7


def test_a_comment_without_a_score_is_kept_and_a_row_with_neither_is_not(file: Path) -> None:
    heard, rejected = read(file, HEADER + line_of(1, 0) + line_of(2, "") + line_of(3, "", "") + ",,,,\n\n")
    assert [(answer.score, answer.comment) for answer in heard] == [(0, "fine"), (None, "fine")]
    assert [row.reason for row in rejected] == ["score_missing"]


def test_what_cannot_be_stored_is_taken_out_of_text(file: Path) -> None:
    heard, _ = read(file, HEADER + line_of(1, 0, "a\0b\x07c \u202eevil"))
    assert heard[0].comment == "abc evil"


def test_an_address_that_is_none_costs_the_address_and_not_the_answer(file: Path) -> None:
    heard, rejected = read(file, HEADER + line_of(1, 0) + "r2,3,bad,not an address,2026-08-13 10:00\n")
    assert not rejected
    assert (heard[1].email, heard[1].remarks[0][0]) == (None, "email_dropped")


def test_a_long_comment_is_cut_and_says_so(file: Path) -> None:
    heard, _ = read(file, HEADER + line_of(1, 0, "x" * 30_000))
    assert (len(heard[0].comment or ""), heard[0].remarks[0][0]) == (20_000, "comment_cut")


def test_ragged_rows_are_filled_or_set_aside(file: Path) -> None:
    content = HEADER + line_of(1, 0) + line_of(2).strip() + ",,,\n" + line_of(3).strip() + ",more\n"
    heard, rejected = read(file, content + "r4,3,short,person4@example.com\n")
    assert len(heard) == 2
    assert [(row.line, row.reason) for row in rejected] == [(4, "cells_too_many"), (5, "date_missing")]


def test_rows_without_an_id_keep_their_name_from_one_import_to_the_next(file: Path) -> None:
    header = "Score,Comment,Email,Date\n"
    first, _ = read(
        file, header + "0,bad,a@example.com,2026-08-13 10:00\n9,,b@example.com,2026-08-13 11:00\n"
    )
    rows = "5,new,c@example.com,2026-08-12 10:00\n0,bad,A@Example.com,2026-08-13 10:00\n"
    grown, _ = read(file, header + rows + "9,,b@example.com,2026-08-13 11:00\n")
    assert [answer.external_id for answer in first] == [answer.external_id for answer in grown[1:]]


def test_two_nameless_rows_alike_are_two_people(file: Path) -> None:
    heard, _ = read(file, "Score\n0\n9\n9\n9\n10\n")
    assert len({answer.external_id for answer in heard}) == 5


def test_an_identical_row_of_one_person_is_the_same_answer(file: Path) -> None:
    row = "0,bad,a@example.com,2026-08-13 10:00\n"
    heard, _ = read(file, "Score,Comment,Email,Date\n" + row + row)
    assert len({answer.external_id for answer in heard}) == 1


def test_amounts_names_and_languages_are_read(file: Path) -> None:
    content = (
        "Voto;Nome;Cognome;Lingua;Valore annuo (€);Data\n0;Ada;Neri;Italiano;1.234,50;13/08/2026 09:30\n"
    )
    heard, _ = read(file, content + "10;Ugo;Re;en-GB;2.000;14/08/2026\n")
    assert (heard[0].name, heard[0].language, heard[0].yearly_value) == ("Ada Neri", "it", Decimal("1234.50"))
    assert heard[0].answered_at == datetime(2026, 8, 13, 7, 30, tzinfo=UTC)
    assert (heard[1].language, heard[1].yearly_value) == ("en", Decimal(2000))


def test_a_correction_moves_a_field_to_another_column(file: Path) -> None:
    content = "Score,Rating,Date\n" + "".join(f"{n},{10 - n},2026-08-13\n" for n in range(11))
    heard, _ = read(file, content, Choices(fields={"rating": "score"}))
    assert [answer.score for answer in heard] == list(range(10, -1, -1))


@pytest.mark.parametrize("wrong", [{"nowhere": "score"}, {"Score": "nonsense"}])
def test_a_wrong_correction_is_refused(file: Path, wrong: dict[str, str]) -> None:
    file.write_text("Score\n3\n")
    with pytest.raises(WrongMapping):
        plan_for(file, "UTC", Choices(fields=wrong))


def test_without_a_score_column_the_plan_asks_for_one(file: Path) -> None:
    file.write_text("Name,City\nAda,Rome\nUgo,Turin\n")
    plan = plan_for(file, "UTC")
    assert not plan.is_ready
    assert plan.questions[0].sentence() == "Which column holds the score?"


def test_rows_set_aside_come_back_corrected_as_what_they_were(file: Path) -> None:
    first, _ = read(
        file, "Score,Comment,Email,Date\n0,=1+1,a@example.com,2026-08-13 10:00\n10,,,2026-08-13\n"
    )
    header = "\ufeffRiga,Motivo,Score,Comment,Email,Date\n"
    again, _ = read(file, header + "2,Il voto manca.,0,'=1+1,a@example.com,2026-08-13 10:00\n")
    assert [answer._replace(line=0) for answer in again] == [first[0]._replace(line=0)]


def test_totals_below_the_answers_are_none_of_them(file: Path) -> None:
    heard, rejected = read(file, "Voto,Commento,Nome\n0,male,\n10,,Ada\n,Totale:,\n4,total disaster,\n")
    assert [answer.score for answer in heard] == [0, 10, 4]
    assert [row.reason for row in rejected] == ["total_row"]


def test_codes_of_limesurvey_are_their_numbers(file: Path) -> None:
    header = "id,submitdate,lastpage,startlanguage,Q1\n"
    choices = Choices(fields={"Q1": "score"}, metric="csat")
    heard, rejected = read(
        file, header + "1,2026-08-13 10:00:00,1,it,A3\n2,2026-08-13 10:00:00,1,it,AO05\n", choices
    )
    assert ([answer.score for answer in heard], rejected) == ([3, 5], [])


def test_a_row_set_aside_keeps_its_long_comment(file: Path) -> None:
    _, rejected = read(file, HEADER + line_of(1, 0) + line_of(2, 99, "x" * 9_000))
    assert len(rejected[0].cells[2]) == 9_000


def test_every_sentence_survives_its_catalogue() -> None:
    facts = dict.fromkeys(
        (
            "line",
            "most",
            "found",
            "expected",
            "value",
            "values",
            "id",
            "columns",
            "lowest",
            "highest",
            "example",
            "column",
            "number",
            "first",
            "second",
            "other",
            "one",
            "kinds",
            "smallest",
            "largest",
            "day",
            "month",
            "sheet",
            "others",
            "refused",
        ),
        "x",
    )
    for language in ("en", "it"):
        assert all(words(language).gettext(msgid) % facts for msgid in SENTENCES.values())


def test_an_answer_is_a_plain_tuple_with_names() -> None:
    assert Heard(2, "r1", 3, None, None).remarks == ()

"""Staff's columns are not the customer's words, a test is no answer, ids stand under many names."""

from pathlib import Path

import pytest

from cxloop.responses.importing.answers import Heard, Rejected
from cxloop.responses.importing.losses import looks_like_a_test
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.rows import read_rows


def read(
    path: Path, heading: str, rows: list[str], choices: Choices | None = None
) -> tuple[Plan, list, list]:
    path.write_text("\n".join([heading, *rows]) + "\n")
    plan = plan_for(path, "UTC", choices)
    found = list(read_rows(path, plan))
    return plan, [r for r in found if isinstance(r, Heard)], [r for r in found if isinstance(r, Rejected)]


@pytest.mark.parametrize(
    "heading",
    ["Internal notes", "Agent notes", "Reviewer comment", "Staff remarks", "Note interne", "Nota interna",
     "Action taken", "Interne Bemerkung", "Commentaire interne", "Comentario interno", "Our reply",
     "Risposta dell'operatore"],
)  # fmt: skip
def test_what_staff_wrote_is_not_the_customers(tmp_path: Path, heading: str) -> None:
    rows = [
        f"r{n},{n % 11},they never called back {n},Called him on Tuesday about case {n}" for n in range(12)
    ]
    plan, heard, _ = read(tmp_path / "f.csv", f"id,nps,Why?,{heading}", rows)
    assert heard[1].comment == "they never called back 1"
    assert plan.fields[3] == "ignored"


@pytest.mark.parametrize(
    ("heading", "mark", "reason"),
    [
        ("excluded_from_calculations", "true", "not_answered_there"),
        ("is_test", "1", "test_answer"),
        ("Test mode", "Yes", "test_answer"),
        ("Response Status", "Preview", "test_answer"),
        ("Status", "Screened out", "not_answered_there"),
        ("Stato", "Anteprima", "test_answer"),
    ],
)
def test_a_row_that_the_platform_marks_is_set_aside(
    tmp_path: Path, heading: str, mark: str, reason: str
) -> None:
    rows = [f"r{n},{n % 11},words of {n},{mark if n == 3 else 'false'}" for n in range(12)]
    _, heard, aside = read(tmp_path / "f.csv", f"id,nps,Why?,{heading}", rows)
    assert (len(heard), [row.reason for row in aside]) == (11, [reason])


@pytest.mark.parametrize(
    ("said", "expected"),
    [({"name": "TEST TEST"}, True), ({"comment": "test"}, True), ({"email": "test1@example.com"}, False),
     ({"email": "test@example.com"}, True), ({"comment": "prova"}, True),
     ({"comment": "The test drive was bad"}, False), ({"name": "Testa Rossi"}, False), ({}, False)],
)  # fmt: skip
def test_what_looks_like_somebodys_test_is_counted_for_a_look(said: dict[str, str], expected: bool) -> None:
    assert looks_like_a_test(Heard(2, "1", 5, None, None)._replace(**said)) is expected


@pytest.mark.parametrize(
    "heading",
    ["ID de ticket", "Reservation number", "Numero prenotazione", "Ticket-ID", "Ticket Nr.", "Numéro de ticket",
     "Buchungsnummer", "Número de reserva", "ID du ticket"],
)  # fmt: skip
def test_the_id_stands_under_many_names(tmp_path: Path, heading: str) -> None:
    rows = [f"4102{n:03},{n % 11},words of {n}" for n in range(12)]
    _, heard, _ = read(tmp_path / "f.csv", f"{heading},nps,Why?", rows)
    assert heard[0].external_id == "4102000"


def test_both_of_medallias_word_fields_are_kept_and_what_was_ticked_is_a_fact(tmp_path: Path) -> None:
    head = (
        "Survey ID,Response Date,Likelihood to Recommend,What went well,What to improve,Areas for improvement"
    )
    rows = [f"s{n},2026-10-1{n} 09:00,{n},Kind people,The wait of {n} days,Speed" for n in range(9)]
    plan, heard, _ = read(tmp_path / "f.csv", head, rows)
    assert plan.platform == "medallia"
    assert heard[2].comment == "What went well\nKind people\n\nWhat to improve\nThe wait of 2 days" or (
        "Kind people" in (heard[2].comment or "") and "The wait of 2 days" in (heard[2].comment or "")
    )
    assert heard[2].attributes == {"Areas for improvement": "Speed"}


JAPANESE = (
    "タイムスタンプ,メールアドレス,お名前,総合的な満足度をお選びください,ご意見をご自由にお書きください"
)
ANSWERS = [
    ("大変満足", "また利用します"),
    ("大変不満", "席がなかった。店員の態度も悪い"),
    ("満足", "料理がおいしかった"),
]


def test_a_script_nobody_reads_is_asked_about_with_what_it_could_be(tmp_path: Path) -> None:
    rows = [
        f"2026/11/{n + 2:02} 18:12:05,p{n}@rei.example,佐藤 {n},{ANSWERS[n % 3][0]},{ANSWERS[n % 3][1]}{n}"
        for n in range(9)
    ]
    path = tmp_path / "f.csv"
    plan, *_ = read(path, JAPANESE, rows)
    asked = [question for question in plan.questions if question.blocking]
    assert [question.code for question in asked] == ["which_score_of"]
    assert "総合的な満足度をお選びください" in asked[0].facts["columns"]
    table = {"大変満足": 5, "満足": 4, "大変不満": 1}
    choices = Choices({"総合的な満足度をお選びください": "score"}, "csat", 1, 5, values=table)
    plan, heard, aside = read(path, JAPANESE, rows, choices)
    assert (plan.is_ready, aside) == (True, [])
    assert [(one.score, one.comment) for one in heard[:2]] == [
        (5, f"{ANSWERS[0][1]}0"),
        (1, f"{ANSWERS[1][1]}1"),
    ]


def test_a_heading_that_writes_the_order_of_its_dates_is_believed(tmp_path: Path) -> None:
    rows = [f"r{n},10/0{n}/2026 03:00:15,{n},words" for n in range(1, 8)]
    _, heard, _ = read(tmp_path / "f.csv", "Response ID,Timestamp (mm/dd/yyyy),NPS,Why?", rows)
    assert heard[0].answered_at is not None
    assert heard[0].answered_at.isoformat() == "2026-10-01T03:00:15+00:00"

# ruff: noqa: E501
"""Reviews of a hotel: both halves and the title are the guest's words, the reply is the company's."""

from pathlib import Path

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.losses import UnusedColumns
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.rows import read_rows

HOTEL = """
Review date,Guest name,Review title,Positive review,Negative review,Review score,Property reply,User Agent
2026-11-03 09:00:30,Hanna Berg,Wonderful stay,"Quiet, great breakfast",,10,Thank you so much Hanna!,Mozilla/5.0 (Windows NT 10.0; Win64; x64)
2026-11-07 09:04:30,Jean Roux,Bon rapport,Personnel charmant,Wifi lent,7,,Mozilla/5.0 (Windows NT 10.0; Win64; x64)
2026-11-09 09:06:30,Ola Dahl,Too noisy,Nice staff,"Construction from 7am, could not sleep",3,"We are sorry, dear Ola.",Mozilla/5.0
"""


def test_the_guests_words_are_kept_and_the_companys_never_offered(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HOTEL.strip() + "\n", encoding="utf-8")
    plan = plan_for(path, "Europe/Rome")
    seen = UnusedColumns(plan)
    heard = [row for row in read_rows(path, plan, seen.look) if isinstance(row, Heard)]
    assert [row.name for row in heard] == ["Hanna Berg", "Jean Roux", "Ola Dahl"]
    said = heard[2].comment or ""
    assert "Too noisy" in said
    assert "Positive review\nNice staff" in said
    assert "Negative review\nConstruction from 7am" in said
    assert "sorry" not in said
    assert "words_unused" not in {question.code for question in plan.questions}
    assert {one["column"] for one in seen.as_json() if one["technical"]} == {"Property reply", "User Agent"}

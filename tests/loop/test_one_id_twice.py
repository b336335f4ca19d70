"""One ticket may be rated twice: two answers under one id in one file are two answers or a question, never one."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.responses.models import ImportJob, Response
from cxloop.tickets.models import Ticket
from tests.loop.test_import_command import run as run  # noqa: PLC0414 - the fixture: the command as a person types it

HEADING = "Ticket ID,Requester email,Survey rating,Survey comment,Survey created date\n"
FIRST = "501,abe@mail.example,1,Useless. Cancel my account.,2026-11-05 13:30\n"
SECONDS = [
    "501,abe@mail.example,5,Second agent fixed it,2026-11-09 09:30\n",
    "501,abe@mail.example,5,Second agent fixed it,2026-11-05 14:30\n",
    "501,abe@mail.example,5,,2026-11-05 13:30\n",
    "501,abe@mail.example,,Still nobody called,2026-11-05 13:30\n",
    "501,abe@mail.example,1,Useless. Cancel my account.,2026-11-09 09:30\n",
]
OTHERS = "".join(
    f"{n},p{n}@mail.example,{n % 5 + 1},words of {n},2026-11-06 10:00\n" for n in range(502, 512)
)


def stored(run: Any) -> list[tuple[int | None, str | None]]:
    with run.app.app_context():
        said = select(Response.score, Response.comment).order_by(Response.answered_at)
        return [tuple(row) for row in db.session.execute(said)]


@pytest.mark.parametrize("second", SECONDS)
@pytest.mark.parametrize("first_row_first", [True, False])
def test_a_second_answer_under_an_id_stops_the_command_and_stores_nothing(
    run: Any, tmp_path: Path, second: str, first_row_first: bool
) -> None:
    file = tmp_path / "tickets.csv"
    pair = (FIRST, second) if first_row_first else (second, FIRST)
    file.write_text(HEADING + pair[0] + OTHERS + pair[1])
    for also in ([], ["--wave", "November"]):
        refused = run(file, "--survey", "t", *also)
        assert refused.exit_code == 1
        assert "501 (line 13)" in refused.output
        assert "--map 'Ticket ID=attribute'" in refused.output
        assert "--same-ids" in refused.output
    assert stored(run) == []


def test_as_answers_of_their_own_both_are_kept_and_known_again(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(HEADING + FIRST + SECONDS[0])
    first = json.loads(run(file, "--survey", "t", "--map", "Ticket ID=attribute", "--json").stdout)
    again = json.loads(run(file, "--survey", "t", "--json").stdout)
    assert (first["created"], again["duplicate"], again["created"]) == (2, 2, 0)
    assert stored(run) == [(1, "Useless. Cancel my account."), (5, "Second agent fixed it")]
    with run.app.app_context():
        assert set(db.session.scalars(select(Response.attributes["Ticket ID"].as_string()))) == {"501"}
        assert len(db.session.scalars(select(Ticket)).all()) == 1


def test_the_same_row_again_is_no_question_and_a_correction_is_one_answer_when_somebody_says_so(
    run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(HEADING + FIRST + OTHERS + FIRST)
    assert json.loads(run(file, "--survey", "t", "--json").stdout)["duplicate"] == 1
    file.write_text(HEADING + FIRST + SECONDS[1])
    corrected = json.loads(run(file, "--survey", "t", "--same-ids", "--json").stdout)
    assert (corrected["created"], corrected["updated"], corrected["duplicate"]) == (0, 1, 1)


def test_a_ticket_rated_again_in_a_later_file_is_asked_about(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(HEADING + FIRST + OTHERS)
    run(file, "--survey", "t")
    file.write_text(HEADING + SECONDS[0])
    refused = run(file, "--survey", "t")
    assert refused.exit_code == 1
    assert "1 row has the id of another answer: 501 (line 2)" in refused.output
    assert (1, "Useless. Cancel my account.") in stored(run)
    with run.app.app_context():
        assert len(db.session.scalars(select(ImportJob)).all()) == 1

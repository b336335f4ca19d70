# ruff: noqa: E501
"""Exports whose rows are of several surveys, whose headings take two rows, or whose numbers count downwards."""

from pathlib import Path

from cxloop.responses.importing.answers import Heard, Rejected
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.rows import read_rows


def read(path: Path, text: str, choices: Choices | None = None) -> tuple[Plan, list[Heard], list[Rejected]]:
    path.write_text(text.strip() + "\n", encoding="utf-8")
    plan = plan_for(path, "Europe/Rome", choices)
    found = list(read_rows(path, plan))
    return plan, [r for r in found if isinstance(r, Heard)], [r for r in found if isinstance(r, Rejected)]


ASKNICELY = """
response_id,person_id,name,email,answer,answerlabel,comment,note,status,dontcontact,sent,responded,created,question_type
51,901,Vera,v@example.dk,9,,Easy,called back and happy about it,Closed,,1772500000,1772520000,1740000000,nps
52,902,Max,m@example.dk,2,,Wrong size,offered him a voucher,Open,1,1772500000,1772521000,1740000000,nps
53,903,Ines,i@example.pt,5,Very satisfied,Agent was great,,Closed,,1772600000,1772620000,1750000000,csat
54,904,Kofi,k@example.gh,1,Very dissatisfied,An hour on the line,,Open,,1772600000,1772621000,1750000000,csat
55,901,Vera,v@example.dk,,,,,,,1772900000,,1740000000,nps
"""
PARTS = """
Response ID,Response Start Time,Response End Time,How likely are you to recommend us?,Please rate,Please rate,Anything else?
,,,,Boarding,Crew,
61,2026-03-14 09:01:12,2026-03-14 09:04:55,9,5,5,the crew helped with the pram
62,2026-03-15 06:40:02,2026-03-15 06:42:10,0,1,4,forty minutes in the rain
"""
DOWNWARDS = """
response_id,thermometer_id,response_date,recipient,temperature_id,temperature,comment,owner_comment
1,77,2026-03-04 09:10:11,zoe@example.org,1,Gold,Above and beyond,
2,77,2026-03-04 09:40:00,ulf@example.org,4,Red,Closed without fixing anything,Rang Ulf and reopened it
3,77,2026-03-12 17:00:00,pia@example.org,3,Yellow,,
4,77,2026-03-13 07:30:00,abe@example.org,2,Green,Fine thanks,
"""
LEGACY = """
V1,V5,V6,V7,V9,Q1,Q1_NPS_GROUP,Q4
ResponseID,EmailAddress,IPAddress,Status,EndDate,How likely are you to recommend us?,Group,What is the main reason?
"{""ImportId"":""responseId""}",{},{},{},{},{},{},{}
R_1,g@example.com,192.0.2.5,0,2026-03-04 09:03:12,9,3,explained twice
R_2,,192.0.2.6,1,2026-03-04 10:00:30,10,3,preview
R_3,win@prize.example,192.0.2.7,8,2026-03-13 12:00:03,0,1,cheap pills
"""
ZONED = """
Conversation ID,Conversation started at (America/New_York),Conversation rated at (America/New_York),Conversation rating,Conversation rating remark,Last teammate note
21,2026-03-02 08:11,2026-03-02 08:44,5,Fast and kind,be careful with this one
22,2026-03-02 09:00,2026-03-02 09:33,1,your colleague hung up on me,was rude to us on the chat
"""


def test_a_file_of_several_surveys_asks_which_and_sets_the_others_rows_aside(tmp_path: Path) -> None:
    plan, _, _ = read(tmp_path / "f.csv", ASKNICELY)
    [asked] = [question for question in plan.questions if question.blocking]
    assert (asked.code, asked.facts["kinds"]) == ("several_surveys", "nps (3), csat (2)")
    _, heard, aside = read(tmp_path / "f.csv", ASKNICELY, Choices(metric="nps"))
    assert [(row.score, row.comment) for row in heard] == [(9, "Easy"), (2, "Wrong size")]
    assert [row.reason for row in aside] == ["other_survey", "other_survey", "score_missing"]
    plan, heard, _ = read(tmp_path / "f.csv", ASKNICELY, Choices(metric="csat"))
    assert plan.is_ready
    assert [row.external_id for row in heard] == ["53", "54"]


def test_a_row_of_another_survey_far_down_is_set_aside_too(tmp_path: Path) -> None:
    rows = [f"r{n},nps,{n % 11},said {n}" for n in range(1500)]
    text = "\n".join(["id,Survey type,score,comment", *rows, "r9999,csat,5,kind"])
    plan, heard, aside = read(tmp_path / "f.csv", text)
    assert plan.is_ready
    assert (len(heard), [row.reason for row in aside]) == (1500, ["other_survey"])


def test_asknicelys_answer_is_the_customers_and_moves_when_they_answered(tmp_path: Path) -> None:
    plan, heard, _ = read(tmp_path / "f.csv", ASKNICELY, Choices(metric="nps"))
    assert (heard[0].answered_at.isoformat(), heard[0].contact_external_id) == (
        "2026-03-03T06:40:00+00:00", "901",
    )  # fmt: skip
    assert plan.fields[plan.columns.index("dontcontact")] == "consent_calls"


def test_a_second_row_that_names_the_parts_of_a_question_is_no_answer(tmp_path: Path) -> None:
    plan, heard, aside = read(tmp_path / "f.csv", PARTS)
    assert (plan.platform, len(heard), aside) == ("zoho_survey", 2, [])
    assert plan.labels[4:6] == ("Please rate Boarding", "Please rate Crew")
    assert heard[0].answered_at.isoformat() == "2026-03-14T08:04:55+00:00"


def test_a_first_answer_that_says_little_is_no_row_of_headings(tmp_path: Path) -> None:
    lines = PARTS.strip().splitlines()
    _, heard, aside = read(tmp_path / "f.csv", "\n".join([lines[0], ",,,,5,4,", *lines[2:]]))
    assert (len(heard), len(aside)) == (2, 1)


def test_gold_is_best_though_its_number_is_one(tmp_path: Path) -> None:
    plan, heard, _ = read(tmp_path / "f.csv", DOWNWARDS)
    assert plan.is_ready
    assert [row.score for row in heard] == [5, 1, 2, 4]
    assert heard[1].comment == "Closed without fixing anything"


def test_qualtrics_marks_previews_where_its_columns_are_only_numbered(tmp_path: Path) -> None:
    _, heard, aside = read(tmp_path / "f.csv", LEGACY)
    assert [row.external_id for row in heard] == ["R_1"]
    assert [row.reason for row in aside] == ["test_answer", "test_answer"]


def test_a_zone_in_a_heading_is_where_its_moments_were_written(tmp_path: Path) -> None:
    plan, heard, _ = read(tmp_path / "f.csv", ZONED)
    assert (plan.zone, heard[0].answered_at.isoformat()) == ("America/New_York", "2026-03-02T13:44:00+00:00")
    assert [row.comment for row in heard] == ["Fast and kind", "your colleague hung up on me"]
    assert "words_unused" not in [question.code for question in plan.questions]


def test_freshdesk_keeps_the_agents_reply_out_of_what_customers_said(tmp_path: Path) -> None:
    text = (
        "Ticket ID,Requester email,Agent name,Survey rating,Survey comments,Survey response date,Agent response\n"
        "1,m@example.org,Owen,Extremely Unhappy,Nobody rings back,2026-03-04 14:22:10,Hi so sorry it is escalated\n"
        "2,l@example.org,Owen,Happy,Sorted in two minutes,2026-03-05 14:22:10,Closing as solved for now\n"
    )
    plan, heard, _ = read(tmp_path / "f.csv", text)
    assert (plan.platform, [row.score for row in heard]) == ("freshdesk", [1, 4])
    assert "words_unused" not in [question.code for question in plan.questions]

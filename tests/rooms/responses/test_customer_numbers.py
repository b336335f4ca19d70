"""A number that stands beside two people is nobody's: it never writes one customer's score under another's name."""

from pathlib import Path

import pytest

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.rows import read_rows

CAMPAIGN = """
Response ID,Submitted,Customer ID,Email,NPS score,Why?
900,2026-11-14 03:00:15,AUTUMN-11,p0@mail.example,9,good
901,2026-11-15 03:00:15,AUTUMN-11,p1@mail.example,1,bad billing
902,2026-11-16 03:00:15,AUTUMN-11,p0@mail.example,7,
"""
NAMES_ALONE = """
Response ID,Submitted,Customer ID,Full name,NPS score,Why?
900,2026-11-14 03:00:15,K-1,{first},9,good
901,2026-11-15 03:00:15,K-1,{second},1,bad billing
"""
REVIEWS = """
Review Id,Review Created (UTC),Review Username,Review User Email,Review Title,Review Content,Review Stars,Reference Id
a1,2026-11-05 21:15:04,Petra Holm,petra@example.org,Broken,Glass was smashed,1,ORD-1003
a2,2026-11-06 21:15:05,Luis Ortega,luis@example.org,Muy bien,Todo perfecto,5,ORD-1004
"""
REFERENCES = """
Response ID,Submitted,{heading},Email,NPS score
900,2026-11-14 03:00:15,A-1,p0@mail.example,9
901,2026-11-15 03:00:15,A-2,p1@mail.example,1
"""


def planned(path: Path, text: str, **fields: str) -> Plan:
    path.write_text(text.strip() + "\n", encoding="utf-8")
    return plan_for(path, "Europe/Rome", Choices(fields))


def codes(plan: Plan) -> set[str]:
    return {question.code for question in plan.questions}


def test_a_number_of_two_addresses_is_no_customers_number(tmp_path: Path) -> None:
    plan = planned(tmp_path / "a.csv", CAMPAIGN)
    assert "contact_external_id" not in plan.fields
    asked = next(one for one in plan.questions if one.code == "number_not_used")
    assert not asked.blocking
    assert (asked.facts["number"], asked.facts["first"], asked.facts["second"]) == ("AUTUMN-11", 2, 3)
    heard = [row for row in read_rows(tmp_path / "a.csv", plan) if isinstance(row, Heard)]
    assert [row.email for row in heard] == ["p0@mail.example", "p1@mail.example", "p0@mail.example"]


def test_the_choice_of_a_person_is_refused_with_both_rows(tmp_path: Path) -> None:
    plan = planned(tmp_path / "a.csv", CAMPAIGN, **{"Customer ID": "contact_external_id"})
    assert not plan.is_ready
    asked = next(one for one in plan.questions if one.code == "number_of_two_people")
    assert "lines 2 and 3" in asked.sentence()


@pytest.mark.parametrize(
    ("first", "second", "is_kept"),
    [("Ada Reed", "Bo Stone", False), ("Ada Reed", "ada reed", True), ("Ada", "Reed Ada", True)],
)
def test_names_tell_people_apart_where_no_address_does(
    tmp_path: Path, first: str, second: str, is_kept: bool
) -> None:
    plan = planned(tmp_path / "a.csv", NAMES_ALONE.format(first=first, second=second))
    assert ("contact_external_id" in plan.fields) is is_kept
    assert ("number_not_used" in codes(plan)) is not is_kept


@pytest.mark.parametrize("heading", ["Reference Id", "External Reference", "Order number", "Campaign ID"])
def test_an_order_or_a_campaign_is_never_guessed_as_a_customer(tmp_path: Path, heading: str) -> None:
    assert "contact_external_id" not in planned(tmp_path / "a.csv", REFERENCES.format(heading=heading)).fields


def test_the_order_of_a_review_is_not_its_customer(tmp_path: Path) -> None:
    plan = planned(tmp_path / "a.csv", REVIEWS)
    assert plan.platform == "trustpilot"
    assert "contact_external_id" not in plan.fields


def test_headings_that_name_the_customer_are_still_read(tmp_path: Path) -> None:
    for heading in ("Customer ID", "Client number", "Kundennummer", "ID cliente", "Contact ID"):
        plan = planned(tmp_path / "a.csv", REFERENCES.format(heading=heading))
        assert "contact_external_id" in plan.fields, heading

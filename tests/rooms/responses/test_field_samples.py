"""Exports as people sent them in: numbers in labels, scales in words, five languages, percent cells, placeholders."""

from pathlib import Path

import pytest

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.rows import read_rows

FIELD = Path(__file__).parents[2] / "samples" / "field"


def read(name: str, choices: Choices | None = None) -> tuple[Plan, list[Heard]]:
    plan = plan_for(FIELD / name, "Europe/Rome", choices)
    return plan, [row for row in read_rows(FIELD / name, plan) if isinstance(row, Heard)]


def asked(plan: Plan) -> list[str]:
    return [question.code for question in plan.questions]


@pytest.mark.parametrize(
    ("name", "metric", "scores", "comments"),
    [
        ("01_qualtrics_values_german_ui.csv", "nps", [9, 3, 10, 5, 1], ["Alles gut", "Lieferung kam zu spät", None]),
        ("02_qualtrics_choice_text.csv", "csat", [5, 4, 3, 2, 1, 1], ["because 1", "because 2", "because 3"]),
        ("03_surveymonkey_nps_end_labels.csv", "nps", [10, 0, 6, 9, 0, 8], ["Great", "Nobody called back", "slow"]),
        ("04_surveymonkey_satisfaction_words.csv", "csat", [5, 4, 3, 2, 1, 1], ["remark 1", "remark 2", "remark 3"]),
        ("06_msforms_two_figure_years.csv", "csat", [5, 1, 2, 4], ["thanks", "still waiting", "unfriendly"]),
        ("08_google_forms_direct_es.csv", "nps", [9, 0, 6, 10], ["muy bien", "nadie contesta", "regular"]),
        ("12_limesurvey_vv.csv", "nps", [9, 3, 0, 8], ["good", None, "line one\nline two"]),
        ("14_zendesk_good_bad.csv", "csat", [5, 1, 5, 1], [None, "waited nine days", "fast"]),
        ("19_nps_words_only.csv", "nps", [9, 6, 7, 6], ["x", "never again", None]),
        ("22_qualtrics_italian_ui.csv", "nps", [9, 2, 0, 7], ["Ottimo", "Nessuno richiama", "Fattura errata"]),
    ],
)  # fmt: skip
def test_a_file_from_the_field_is_read_right_at_first_try(
    name: str, metric: str, scores: list[int], comments: list[str | None]
) -> None:
    plan, heard = read(name)
    assert plan.is_ready, plan.questions
    assert (plan.metric, [answer.score for answer in heard]) == (metric, scores)
    assert [answer.comment for answer in heard][: len(comments)] == comments


def test_both_parts_of_a_name_are_read_whatever_the_language_of_the_interface() -> None:
    assert read("22_qualtrics_italian_ui.csv")[1][0].name == "Cliente1 Prova"
    assert read("01_qualtrics_values_german_ui.csv")[1][0].name == "Kunde1 Beispiel"


def test_the_moment_is_when_the_customer_was_done_and_nobody_is_called_anonymous() -> None:
    _, heard = read("06_msforms_two_figure_years.csv")
    assert heard[0].answered_at is not None
    assert heard[0].answered_at.isoformat() == "2026-07-27T17:11:10+00:00"
    assert (heard[0].email, heard[0].name) == (None, None)


def test_a_spanish_afternoon_with_its_offset_is_read() -> None:
    _, heard = read("08_google_forms_direct_es.csv")
    assert heard[0].answered_at is not None
    assert heard[0].answered_at.isoformat() == "2026-10-01T18:01:12+00:00"


def test_values_that_contradict_the_scale_are_asked_about_and_then_read_as_said() -> None:
    plan, _ = read("13_hubspot_csat_0_to_2.csv")
    assert not plan.is_ready
    assert "scale_contradicted" in asked(plan)
    known, heard = read("13_hubspot_csat_0_to_2.csv", Choices(metric="csat", lowest=0, highest=2))
    assert known.is_ready
    assert [answer.score for answer in heard][:3] == [2, 0, 1]
    assert [answer.comment for answer in heard][:2] == ["great help", "nobody solved it"]
    table = Choices(values={"0": 1, "1": 3, "2": 5})
    assert [answer.score for answer in read("13_hubspot_csat_0_to_2.csv", table)[1]][:3] == [5, 1, 3]


def test_a_percentage_is_never_the_lowest_score_of_a_scale() -> None:
    plan, _ = read("18_excel_percent_scores.xlsx")
    assert (plan.is_ready, "percent_scores" in asked(plan)) == (False, True)
    table = Choices(values={"1": 5, "0.8": 4, "0.6": 3, "0.2": 1, "0": 1})
    known, heard = read("18_excel_percent_scores.xlsx", table)
    assert known.is_ready
    assert [answer.score for answer in heard] == [5, 1, 3, 1, 4]


def test_a_table_of_values_is_proposed_and_what_a_person_says_counts_before_it() -> None:
    plan, _ = read("14_zendesk_good_bad.csv")
    assert "values_proposed" in asked(plan)
    assert plan.values["offered"] is None
    _, heard = read("14_zendesk_good_bad.csv", Choices(values={"Good": 4}))
    assert [answer.score for answer in heard] == [4, 1, 5, 1]


def test_the_id_of_a_heading_with_code_and_text_is_found() -> None:
    first, second = read("23a_limesurvey_anonymous.csv")[1], read("23b_limesurvey_anonymous_later.csv")[1]
    assert [answer.external_id for answer in first] == ["1", "2", "3"]
    assert [answer.external_id for answer in second] == ["1", "2", "3", "4"]


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def test_what_was_written_in_two_open_questions_is_joined_and_what_was_ticked_is_not(tmp_path: Path) -> None:
    file = written(
        tmp_path / "two.csv",
        "id,score,Why did you give this score?,What could we improve?,Reason",
        *(f"r{n},{n % 11},because of {n},try harder {n},Price" for n in range(20)),
        "r99,3,only this,,Price",
    )
    plan = plan_for(file, "UTC")
    rows = [row for row in read_rows(file, plan) if isinstance(row, Heard)]
    assert (
        rows[3].comment
        == "Why did you give this score?\nbecause of 3\n\nWhat could we improve?\ntry harder 3"
    )
    assert rows[20].comment == "only this"


def test_sentences_nobody_explains_are_the_comment_and_a_second_such_column_is_named(tmp_path: Path) -> None:
    file = written(
        tmp_path / "free.csv",
        "id,nps,Q7,Q8",
        *(f"r{n},{n % 11},they never called me back {n},the shop was closed again {n}" for n in range(12)),
    )
    plan = plan_for(file, "UTC")
    assert plan.fields[2] == "comment" or plan.fields[3] == "comment"
    assert [q.facts["columns"] for q in plan.questions if q.code == "words_unused"] in (["“Q8”"], ["“Q7”"])

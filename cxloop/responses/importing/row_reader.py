"""A plan compiled into one function from cells to an answer: what does not depend on the row is decided once."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from cxloop.responses.descriptions import BY_KEY, PLAIN, Description
from cxloop.responses.descriptions.description import spellings
from cxloop.responses.descriptions.vocabularies import vocabulary_called
from cxloop.responses.importing.answers import Heard, Rejected, Row
from cxloop.responses.importing.consent_words import CONSENT, may_be_called
from cxloop.responses.importing.date_reading import date_reader
from cxloop.responses.importing.dates import Undated
from cxloop.responses.importing.delimited import BrokenRow
from cxloop.responses.importing.identity import Identity
from cxloop.responses.importing.languages import language_of
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.several_surveys import OTHER, kinds_of_others
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.stand_ins import without_stand_ins_of
from cxloop.responses.importing.texts import cleaned, email_of, name_and_email
from cxloop.responses.importing.values import Refused, amount_of, score_reader
from cxloop.responses.importing.words import ATTRIBUTE, is_set_aside
from cxloop.responses.scoring import SCALES

LONGEST_COMMENT = 20_000
LONGEST_ATTRIBUTE = 500
LONGEST_TEXT = {"name": 200, "company": 200, "contact_external_id": 200, "account_external_id": 200,
                "touchpoint": 100, "stage": 100, "tier": 50, "phone": 40}  # fmt: skip
DATE_ALONE = 10
ACCENTS = 4
"""How much longer a text may be than its plain form and still be looked at."""
LEFT_OUT = {
    "test_call": "test_answer",
    "not_finished": "not_finished",
    "not_an_answer": "not_answered_there",
    OTHER: OTHER,
}
MOST_CELLS_KEPT, LONGEST_ROW_KEPT, LONGEST_CELL_KEPT = 500, 30_000, 50
DEFUSED = re.compile(r"'[=+\-@\t\r]")
TOTALS = re.compile(
    r"\s*(grand )?(totals?|totale|totali|somma|sum|media|average|mean|summary|riepilogo)\b[^a-z]{0,20}$",
    re.IGNORECASE,
)
AT = {name: position for position, name in enumerate(Heard._fields)}
BLANK: tuple[Any, ...] = Heard(0, "", None, None, None)


# All of a row in one function: it runs a million times, and calls cost.
def row_reader(plan: Plan) -> Callable[[int, list[str]], Row | None]:  # noqa: C901, PLR0915
    """Returns a function (line, cells) → Heard, Rejected, or None for a blank row. It never raises."""
    width = len(plan.columns)
    score_at, date_at = plan.position_of("score"), plan.position_of("answered_at")
    comment_at, *more_comments = plan.positions_of("comment") or (None,)
    description = BY_KEY.get(plan.platform, PLAIN)
    without_stand_ins = without_stand_ins_of(description)
    left_out = _left_out(plan, description)
    asked_of = {at: _question_over(plan, at, description) for at in plan.positions_of("comment")}
    email_at, id_at = plan.position_of("email"), plan.position_of("external_id")
    read_score = (
        score_reader(
            plan.lowest,
            plan.highest,
            codes=description.codes,
            values=plan.values,
            vocabulary=vocabulary_called(plan.vocabulary),
        )
        if plan.metric in SCALES
        else None
    )
    read_date = date_reader(plan.date_order, plan.zone)
    texts = tuple(
        (AT[field], at, most)
        for field, most in LONGEST_TEXT.items()
        if (at := plan.position_of(field)) is not None
    )
    rare = _rare_fields(plan)
    is_set_aside_file = is_set_aside(plan.columns)
    may_be_totals = date_at is None
    identity = Identity()
    make = tuple.__new__

    def read(line: int, cells: list[str]) -> Row | None:  # noqa: C901, PLR0911, PLR0912 - a call a step is too slow
        if len(cells) != width or cells.__class__ is BrokenRow:
            if cells.__class__ is BrokenRow:
                return _rejected(line, "quote_left_open", cells)
            if any(cells[width:]):
                return _rejected(line, "cells_too_many", cells, found=len(cells), expected=width)
            cells = [*cells[:width], *[""] * (width - len(cells))]
        for at, longest, values in left_out:
            text = cells[at]
            if len(text) <= longest and (reason := values.get(plain(text))) and any(map(str.strip, cells)):
                return _rejected(line, LEFT_OUT[reason], cells)
        if without_stand_ins is not None:
            cells = without_stand_ins(cells)
        if is_set_aside_file:
            cells = [cell[1:] if DEFUSED.match(cell) else cell for cell in cells]
        if (
            may_be_totals
            and TOTALS.match(next(filter(None, cells), ""))
            and 2 * sum(map(bool, cells)) <= width + 1
        ):
            return _rejected(line, "total_row", cells)
        row = [*BLANK]
        row[0] = line
        try:
            if comment_at is not None and (text := cells[comment_at]):
                if not text.isprintable() or text[0] == " " or text[-1] == " ":
                    text = cleaned(text)
                if len(text) > LONGEST_COMMENT:
                    text = text[:LONGEST_COMMENT]
                    row[16] += (("comment_cut", {"most": LONGEST_COMMENT}),)
                row[3] = text or None
            if more_comments:
                row[3] = _joined(asked_of, cells)
            if read_score is not None and score_at is not None:
                text = cells[score_at]
                if text and not text.isspace():
                    row[2] = read_score(text)
            if row[2] is None and row[3] is None:
                if score_at is not None and (text := cells[score_at].strip()):
                    return _rejected(line, "not_answered", cells, value=text)
                return _rejected(line, "score_missing", cells) if any(map(str.strip, cells)) else None
            if date_at is not None:
                text = cells[date_at]
                if not text or text.isspace():
                    return _rejected(line, "date_missing", cells)
                row[4] = read_date(text)
        except Refused as refused:
            return _rejected(line, refused.code, cells, **refused.facts)
        except Undated as undated:
            return _rejected(line, f"date_{undated.why}", cells, value=str(undated))
        if email_at is not None and (text := cells[email_at]):
            row[5] = email_of(text.removeprefix('="').removesuffix('"'))
            if row[5] is None and not text.isspace():
                row[16] += (("email_dropped", {"value": cleaned(text)[:80]}),)
        for position, at, most in texts:
            if text := cells[at]:
                row[position] = (text if text.isprintable() else cleaned(text)).strip()[:most] or None
        if rare is not None:
            rare(row, cells)
        if row[5] is None and row[6] and "@" in row[6]:
            row[6], row[5] = name_and_email(row[6])
        given = cells[id_at] if id_at is not None else ""
        if given[:2] == '="':
            given = given[2:].removesuffix('"')
        row[1] = identity.of(row, given, has_clock=date_at is not None and len(cells[date_at]) > DATE_ALONE)
        return make(Heard, row)

    return read


def _question_over(plan: Plan, at: int, description: Description) -> str:
    """What was asked in a column; nothing where the platform itself calls it the customer's words ("Review title")."""
    place = description.place_of(plain(plan.columns[at]))
    return "" if place and place[0] == "comment" else f"{plan.labels[at]}\n"


def _joined(asked_of: dict[int, str], cells: list[str]) -> str | None:
    """What was written in several columns, each under its question where it is not alone."""
    said = [(asked, text) for at, asked in asked_of.items() if (text := cleaned(cells[at]))]
    if len(said) == 1:
        return said[0][1][:LONGEST_COMMENT]
    return "\n\n".join(f"{asked}{text}" for asked, text in said)[:LONGEST_COMMENT] or None


def _left_out(plan: Plan, description: Description) -> tuple[tuple[int, int, Mapping[str, str]], ...]:
    """Where a row says that no customer gave it, or not yet, and by which values."""
    told: list[Mapping[str, str]] = [
        next((found for name in names if (found := description.marks_of(name))), {})
        for column, label in zip(plan.columns, plan.labels, strict=True)
        for names in [(*spellings(plain(column)), plain(label))]
    ]
    if plan.kind_at is not None:
        told[plan.kind_at] = dict.fromkeys(kinds_of_others(description, plan.metric), OTHER)
    return tuple((at, max(map(len, values)) + ACCENTS, values) for at, values in enumerate(told) if values)


def _rare_fields(plan: Plan) -> Callable[[list[Any], list[str]], None] | None:
    """What few exports carry: language, yearly value, names in two columns, attributes; None when there are none."""
    language_at, value_at = plan.position_of("language"), plan.position_of("yearly_value")
    first_at, last_at = plan.position_of("first_name"), plan.position_of("last_name")
    attributes = [
        (plan.columns[at], at) for at, field in enumerate(plan.fields) if field in (ATTRIBUTE, CONSENT)
    ]
    leave_at = plan.position_of(CONSENT)
    names = [at for at in (first_at, last_at) if at is not None]
    if language_at is None and value_at is None and not names and not attributes:
        return None

    def fill(row: list[Any], cells: list[str]) -> None:
        if names and row[6] is None:
            row[6] = " ".join(filter(None, (cleaned(cells[at]) for at in names)))[:200] or None
        if language_at is not None and (text := cells[language_at]):
            row[9] = language_of(text)
        if value_at is not None and (text := cells[value_at].strip()):
            row[14] = amount_of(text)
            if row[14] is None:
                row[16] += (("value_dropped", {"value": cleaned(text)[:40]}),)
        if attributes:
            row[15] = {
                name: cleaned(cells[at])[:LONGEST_ATTRIBUTE] for name, at in attributes if cells[at]
            } or None
        if leave_at is not None:
            row[AT["may_be_called"]] = may_be_called(plan.columns[leave_at], cells[leave_at])

    return fill


def _rejected(line: int, code: str, cells: list[str], **facts: object) -> Rejected:
    kept = [cleaned(cell)[:LONGEST_COMMENT] for cell in cells[:MOST_CELLS_KEPT]]
    if sum(map(len, kept)) > LONGEST_ROW_KEPT:
        kept = [cell[:LONGEST_CELL_KEPT] for cell in kept]
    shown = {name: cleaned(fact)[:40] if isinstance(fact, str) else fact for name, fact in facts.items()}
    return Rejected(line, code, shown, kept)

"""From questions with answers to one answer that was heard, in the survey's own terms."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.identity import LONGEST_ID
from cxloop.responses.importing.row_reader import LANGUAGES, LONGEST_ATTRIBUTE, LONGEST_COMMENT, LONGEST_TEXT
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import email_of
from cxloop.responses.importing.values import Refused, amount_of, score_of
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.choosing import Wanted, chosen_fields, refuse_another_scale, written
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.reasons import NotUnderstood

CODES = {"score_outside": "score_out_of_scale"}
MOST_ATTRIBUTES = 50
Remark = tuple[str, dict[str, object]]


def heard(
    asked: Sequence[Asked],
    choices: Mapping[str, object],
    *,
    external_id: str | None,
    answered_at: datetime | None,
    partial: bool = False,
) -> Heard:
    """One answer. `partial`: a question may be missing because the customer has not come to it yet.

    Raises:
        NotUnderstood: no id, no question that could be the score, or a score that is not one of this survey.
    """
    wanted = Wanted.of(choices)
    fields = chosen_fields(asked, wanted)
    values = {name: question.value for name, question in fields.items() if question and question.value}
    score = _score(fields, wanted)
    comment = written(asked, fields, wanted)
    if wanted.has_score and "score" not in fields and not (partial and comment):
        raise NotUnderstood("score_not_found")
    remarks: list[Remark] = []
    if comment and len(comment) > LONGEST_COMMENT:
        comment = comment[:LONGEST_COMMENT]
        remarks.append(("comment_cut", {"most": LONGEST_COMMENT}))
    if "answered_at" in values:
        answered_at = moment_of(values["answered_at"])
    return Heard(
        line=0, external_id=named(external_id), score=score, comment=comment, answered_at=answered_at,
        email=_email(values, remarks), language=language_of(values.get("language")),
        yearly_value=_value(values, remarks), attributes=_attributes(asked, choices),
        remarks=tuple(remarks), **_texts(values),
    )  # fmt: skip


def named(external_id: str | None) -> str:
    """The platform's id of an answer; a very long one is told by its digest. Raises NotUnderstood without one."""
    if not external_id:
        raise NotUnderstood("no_id")
    if len(external_id) <= LONGEST_ID:
        return external_id
    return "id-" + sha256(external_id.encode("utf-8", "replace")).hexdigest()


def language_of(text: str | None) -> str | None:
    """Two letters of "it-IT", "EN" or "Italiano"; None for what is not a language."""
    name = plain((text or "")[:20])
    code = LANGUAGES.get(name, name.replace("_", "-").split("-")[0])
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _score(fields: Mapping[str, Asked | None], wanted: Wanted) -> int | None:
    question = fields.get("score")
    if question is None or not wanted.has_score or question.value is None:
        return None
    refuse_another_scale(question, wanted, by_hand="score" in wanted.fields)
    try:
        return score_of(question.value, wanted.lowest, wanted.highest)
    except Refused as refused:
        raise NotUnderstood(CODES.get(refused.code, refused.code), refused.facts) from None


def _email(values: Mapping[str, str], remarks: list[Remark]) -> str | None:
    given = values.get("email", "")[:320]
    address = email_of(given)
    if given and address is None:
        remarks.append(("email_dropped", {"value": given[:80]}))
    return address


def _value(values: Mapping[str, str], remarks: list[Remark]) -> Decimal | None:
    given = values.get("yearly_value", "")[:40]
    amount = amount_of(given)
    if given and amount is None:
        remarks.append(("value_dropped", {"value": given}))
    return amount


def _texts(values: Mapping[str, str]) -> dict[str, str | None]:
    texts = {name: values[name][:most] if name in values else None for name, most in LONGEST_TEXT.items()}
    if texts["name"] is None:
        whole = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
        texts["name"] = whole[: LONGEST_TEXT["name"]] or None
    return texts


def _attributes(asked: Sequence[Asked], choices: Mapping[str, object]) -> dict[str, str] | None:
    """Only what a person chose to keep: any other field may hold anything about anybody."""
    wanted = choices.get("attributes")
    names = [name for name in wanted if isinstance(name, str)] if isinstance(wanted, list | tuple) else []
    found = {
        name[:100]: question.value[:LONGEST_ATTRIBUTE]
        for name in names[:MOST_ATTRIBUTES]
        for question in asked
        if question.value and question.is_called(name)
    }
    return found or None

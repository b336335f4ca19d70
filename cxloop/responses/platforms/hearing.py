"""From questions with answers to one answer that was heard, in the survey's own terms."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from cxloop.responses.descriptions import Description
from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.consent_words import asks_about_calls, may_be_called
from cxloop.responses.importing.identity import LONGEST_ID
from cxloop.responses.importing.languages import language_of
from cxloop.responses.importing.row_reader import LONGEST_ATTRIBUTE, LONGEST_COMMENT, LONGEST_TEXT
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import email_of, name_and_email
from cxloop.responses.importing.values import amount_of
from cxloop.responses.platforms.asked import LONGEST_LABEL, Asked
from cxloop.responses.platforms.choosing import Wanted, chosen_fields, refuse_another_scale, written
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.scores import on_its_scale, scaled, score_in
from cxloop.responses.platforms.told import Told

MOST_ATTRIBUTES = 50
STANDING = ("detail", "unknown", "answered_at")
"""Kinds of what may say that nobody, or nobody yet, gave an answer."""
Remark = tuple[str, dict[str, object]]


def reason_for_none(told: Told, description: Description) -> str | None:
    """Why this is no answer of a customer, or none yet, by what the platform says of it; None when it is one."""
    if told.reason:
        return told.reason
    for question in told.asked:
        said = plain((question.value or "")[:LONGEST_LABEL])
        for name in (question.label, question.ref) if question.kind in STANDING else ():
            why = description.marks_of(plain(name.replace("_", " "))).get(said)
            if why and not (told.partial and why == "not_finished"):
                return why
    return None


def heard(told: Told, choices: Mapping[str, object], description: Description) -> Heard:
    """One answer, in the survey's own terms.

    Raises:
        NotUnderstood: no id, no question that could be the score, or a score that is not one of this survey.
    """
    wanted = Wanted.of(choices, description)
    asked = [scaled(_described(question, description)) for question in told.asked]
    asked = on_its_scale(asked, wanted.metric, description)
    fields = chosen_fields(asked, wanted)
    values = {name: question.value for name, question in fields.items() if question and question.value}
    score = _score(fields, wanted)
    comment = written(asked, fields, wanted)
    if wanted.has_score and "score" not in fields and not (told.partial and comment):
        raise NotUnderstood("score_not_found")
    remarks: list[Remark] = []
    if comment and len(comment) > LONGEST_COMMENT:
        comment = comment[:LONGEST_COMMENT]
        remarks.append(("comment_cut", {"most": LONGEST_COMMENT}))
    by_hand = "answered_at" in wanted.fields
    answered_at = None if by_hand else moment_of(told.answered_at, description.zone)
    address, texts = _email(values, remarks), _texts(values)
    if address is None and texts["name"] and "@" in texts["name"]:
        texts["name"], address = name_and_email(texts["name"])
    return Heard(
        line=0, external_id=named(values.get("external_id") if "external_id" in wanted.fields else told.external_id),
        score=score, comment=comment,
        answered_at=answered_at or moment_of(values.get("answered_at"), description.zone),
        email=address, language=language_of(values.get("language")),
        yearly_value=_value(values, remarks), attributes=_attributes(asked, choices),
        remarks=tuple(remarks), may_be_called=_leave(told.asked), **texts,
    )  # fmt: skip


def _described(question: Asked, description: Description) -> Asked:
    """Without what only stands for nothing, and as what the platform says such a name holds."""
    value = question.value
    if value is not None and description.line_break:
        value = value.replace(description.line_break, "\n")
    if value is not None and plain(value[:LONGEST_LABEL]) in description.nothing:
        value = None
    if value != question.value:
        question = question._replace(value=value)
    if question.kind != "unknown":
        return question
    for name in (question.label, question.ref):
        told = plain(name[:LONGEST_LABEL])
        if found := description.place_of(told):
            return question._replace(kind=found[0], place=found[1])
        if description.ignores(told):
            return question._replace(kind="detail")
    return question


def named(external_id: str | None) -> str:
    """The platform's id of an answer; a very long one is told by its digest. Raises NotUnderstood without one."""
    if not external_id:
        raise NotUnderstood("no_id")
    if len(external_id) <= LONGEST_ID:
        return external_id
    return "id-" + sha256(external_id.encode("utf-8", "replace")).hexdigest()


def _score(fields: Mapping[str, Asked | None], wanted: Wanted) -> int | None:
    question = fields.get("score")
    if question is None or not wanted.has_score or question.value is None:
        return None
    refuse_another_scale(question, wanted, by_hand="score" in wanted.fields)
    return score_in(question, wanted.lowest, wanted.highest, wanted.values, wanted.description)


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


def _leave(asked: Sequence[Asked]) -> bool | None:
    """Whether the customer may be called about it, where a question of the survey asked them."""
    for question in asked:
        for name in (question.label[:LONGEST_LABEL], question.ref.rpartition("/")[2]):
            if question.value and asks_about_calls(name):
                return may_be_called(name, question.value)
    return None


def _attributes(asked: Sequence[Asked], choices: Mapping[str, object]) -> dict[str, str] | None:
    """Only what a person chose to keep: any other field may hold anything about anybody."""
    wanted = choices.get("attributes")
    names = [name for name in wanted if isinstance(name, str)] if isinstance(wanted, list | tuple) else []
    found = {
        (question.ref if question.ref.startswith("/") else name)[:100]: question.value[:LONGEST_ATTRIBUTE]
        for name in names[:MOST_ATTRIBUTES]
        for question in asked
        if question.value and question.is_called(name)
    }
    return found or None

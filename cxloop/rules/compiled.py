"""The same conditions as SQL, for stored answers of one survey: each field one expression, each operator one way.

What a field is worth here and what `fields` reads from facts are the same; `tests/rooms/rules` asks both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased

from cxloop.accounts.models import Account, Contact
from cxloop.responses.models import Response, Source, Survey
from cxloop.rules.facts import OfSurvey
from cxloop.rules.fields import FIELDS
from cxloop.rules.folding import spellings
from cxloop.rules.reach import could_meet
from cxloop.rules.tree import Condition, Node, conditions

OF_ACCOUNT = frozenset({"tier", "yearly_value", "renewal"})
OF_CONTACT = frozenset({"buying_role"})


@dataclass(frozen=True)
class Scope:
    """Answers of this survey on this engine."""

    survey: Survey
    of_survey: OfSurvey
    is_server: bool


def joined(statement: Select[Any], nodes: list[Node]) -> Select[Any]:
    """A statement about `Response` with the customers these conditions ask of."""
    fields = {condition.field for node in nodes for condition in conditions(node)}
    if fields & OF_ACCOUNT:
        statement = statement.outerjoin(Account, Account.id == Response.account_id)
    if fields & OF_CONTACT:
        statement = statement.outerjoin(Contact, Contact.id == Response.contact_id)
    return statement


def compiled(node: Node, scope: Scope) -> ColumnElement[bool]:
    """Whether a scored answer of the survey meets these conditions; never NULL."""
    if isinstance(node, Condition):
        return _of_score(node, scope) if FIELDS[node.field].is_of_score else _compared(node, scope)
    each = [compiled(one, scope) for one in node.nodes]
    if node.how == "all":
        return and_(true(), *each)
    return or_(false(), *each)


def _of_score(condition: Condition, scope: Scope) -> ColumnElement[bool]:
    """Which scores meet it is known before anything is asked."""
    lowest, highest = scope.of_survey.lowest, scope.of_survey.highest
    met = [score for score in range(lowest, highest + 1) if could_meet(condition, scope.of_survey, score)]
    if not met:
        return false()
    if len(met) == highest - lowest + 1:
        return true()
    if met[-1] - met[0] + 1 != len(met):
        return Response.score.in_(met)
    if met[0] == lowest:
        return Response.score <= met[-1]
    return Response.score >= met[0] if met[-1] == highest else Response.score.between(met[0], met[-1])


def _compared(condition: Condition, scope: Scope) -> ColumnElement[bool]:
    column = COLUMNS[condition.field](condition, scope)
    return func.coalesce(_OPERATIONS[condition.op](column, condition.value), false())


_OPERATIONS: dict[str, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    "at_most": lambda column, value: column <= value,
    "at_least": lambda column, value: column >= value,
    "is": lambda column, value: column == value,
    "is_not": lambda column, value: column.is_distinct_from(value),
    "within": lambda column, value: column.between(0, value),
    "missing": lambda column, _value: column == 0,
    "longer_than": lambda column, value: column > value,
    "contains": lambda column, _value: column,
}


def _comment(condition: Condition, scope: Scope) -> ColumnElement[Any]:
    if condition.op != "contains":
        return func.coalesce(func.length(Response.comment), 0)
    if scope.is_server:
        said = func.lower(Response.comment.collate("C"))
        return or_(*(func.strpos(said, one) > 0 for one in spellings(condition.value)))
    return or_(*(func.instr(func.lower(Response.comment), one) > 0 for one in spellings(condition.value)))


def _renews_in(_condition: Condition, scope: Scope) -> ColumnElement[Any]:
    """In days from the day of the answer, in UTC."""
    if scope.is_server:
        return Account.renews_on - cast(Response.answered_at, Date)
    return func.julianday(Account.renews_on) - func.julianday(_day(Response.answered_at))


def _fell_by(_condition: Condition, _scope: Scope) -> ColumnElement[Any]:
    before = aliased(Response)
    earlier = tuple_(before.answered_at, before.id) < tuple_(Response.answered_at, Response.id)
    asked = (
        select(before.score)
        .where(
            before.contact_id == Response.contact_id, before.survey_id + 0 == Response.survey_id, earlier,
            before.withdrawn_at.is_(None), before.score.is_not(None),
        )
        .order_by(before.answered_at.desc(), before.id.desc())
        .limit(1)
    )  # fmt: skip
    return asked.correlate(Response).scalar_subquery() - Response.score


def _low_answers(condition: Condition, scope: Scope) -> ColumnElement[Any]:
    """Those of the same person in any survey, this one among them, each low by its own survey's report band."""
    before, of_it = aliased(Response), aliased(Survey)
    days = int(condition.of or 0)
    until_then = tuple_(before.answered_at, before.id) <= tuple_(Response.answered_at, Response.id)
    if scope.is_server:
        since = cast(before.answered_at, Date) >= cast(Response.answered_at, Date) - days
    else:
        since = _day(before.answered_at) >= func.date(_day(Response.answered_at), f"-{days} days")
    asked = (
        select(func.count())
        .select_from(before)
        .join(of_it, of_it.id == before.survey_id)
        .where(
            before.contact_id == Response.contact_id, until_then, since, before.withdrawn_at.is_(None),
            before.score <= of_it.report_low,
        )
    )  # fmt: skip
    return asked.correlate(Response).scalar_subquery()


def _attribute(condition: Condition, scope: Scope) -> ColumnElement[Any]:
    """Texts only: numbers are written differently by each engine."""
    name = str(condition.of)
    if scope.is_server:
        is_text = func.json_typeof(Response.attributes[name]) == "string"
        return case((is_text, Response.attributes[name].as_string()), else_=null())
    path = f'$."{name}"'
    is_text = func.json_type(Response.attributes, path) == "text"
    return case((is_text, cast(func.json_extract(Response.attributes, path), String)), else_=null())


def _day(moment: Any) -> ColumnElement[str]:
    """Of a moment as SQLite keeps it."""
    return func.substr(cast(moment, String), 1, 10)


COLUMNS: dict[str, Callable[[Condition, Scope], Any]] = {
    "comment": _comment,
    "language": lambda _condition, scope: func.coalesce(Response.language, literal(scope.survey.language)),
    "touchpoint": lambda _condition, scope: func.coalesce(
        Response.touchpoint, literal(scope.survey.touchpoint)
    ),
    "stage": lambda _condition, scope: func.coalesce(Response.stage, literal(scope.survey.stage)),
    "source": lambda _condition, _scope: (
        select(Source.door)
        .where(Source.id == Response.source_id)
        .correlate(Response)
        .scalar_subquery()
    ),
    "tier": lambda _condition, _scope: Account.tier,
    "yearly_value": lambda _condition, _scope: Account.yearly_value,
    "renewal": _renews_in,
    "buying_role": lambda _condition, _scope: Contact.buying_role,
    "fell_by": _fell_by,
    "low_answers": _low_answers,
    "attribute": _attribute,
}  # fmt: skip

"""Reading what programs send, strictly: JSON without doubled keys, NaN or half characters, and addresses.

What JSON allows but we cannot keep is marked where it stands, so that one bad answer of a thousand is refused alone.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl

import msgspec
from flask import request
from msgspec import inspect

from cxloop.api.problems import Refusal, not_valid

T = TypeVar("T")
JSON = "application/json"
WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})", re.ASCII)
LONGEST_NUMBER = 18
EXACT = 2**53
MOST_FIELDS = 50
YES_OR_NO = {"true": True, "false": False}
AT = re.compile(r" - at `([^`]*)`")


class Damaged:
    """Stands where JSON said something that cannot be kept."""

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail


def json_body() -> Any:
    """The body as Python values; `Damaged` where it is.

    Raises:
        Refusal: 415 when it does not call itself JSON, 400 when it is not.
    """
    if request.mimetype != JSON:
        raise Refusal(415, "not-json", f"Send the body as {JSON}.")
    try:
        return json.loads(
            request.get_data().decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant,
            parse_int=_whole, parse_float=_broken,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise Refusal(400, "not-json", "The body is not UTF-8. Nothing was kept.") from None
    except RecursionError:
        raise Refusal(400, "not-json", "The body is nested too deeply. Nothing was kept.") from None
    except ValueError as error:
        where = (
            f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        )
        raise Refusal(400, "not-json", f"The body cannot be read as JSON{where}. Nothing was kept.") from None


def shaped(value: Any, kind: type[T]) -> T:
    """`value` as this type.

    Raises:
        Refusal: 422; its one error names the field.
    """
    if isinstance(value, Damaged):
        raise not_valid("", value.code, value.detail)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        _refuse(error)
    except UnicodeError:
        raise not_valid("", "half_character", "A text holds half a character.") from None


def address(kind: type[T], query_string: bytes) -> T:
    """The query string as this type; numbers are figures alone.

    Raises:
        Refusal: 422; its one error names the field.
    """
    shape: Any = kind
    numbers, yes_or_no = _fields_of(shape, inspect.IntType), _fields_of(shape, inspect.BoolType)
    values: dict[str, Any] = {}
    for name, said in _pairs(query_string):
        if name in values:
            raise not_valid(name[:80], "named_twice", f"{name[:80]} is there more than once.")
        number = name in numbers and WHOLE.fullmatch(said)
        values[name] = int(said) if number else YES_OR_NO.get(said, said) if name in yes_or_no else said
    found = shaped(values, kind)
    _refuse_the_end_of_time(found)
    return found


def _refuse_the_end_of_time(query: Any) -> None:
    """Refuse a moment of the first or last day of the calendar whose offset leads out of it: no database can ask."""
    for name in query.__struct_fields__:
        value = getattr(query, name)
        try:
            value.astimezone(UTC) if isinstance(value, datetime) else None
        except OverflowError:
            raise not_valid(name, "date_outside", f"{name} is no moment anything happened at.") from None


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    """As they are: the application's own reading would leave NUL out."""
    text = query_string.decode("utf-8", "replace")
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise not_valid("", "too_many", f"Name at most {MOST_FIELDS} fields.") from None


def _refuse(error: msgspec.ValidationError) -> NoReturn:
    text = str(error)
    found = AT.search(text)
    field = found[1].removeprefix("$").removeprefix(".") if found else ""
    detail = AT.sub("", text).replace("`", "").replace("Damaged", "something JSON cannot say")
    raise not_valid(field, "not_valid", f"{detail}." if not field else f"{field}: {detail}.") from None


@cache
def _fields_of(kind: Any, wanted: type) -> frozenset[str]:
    """Names of the fields that hold whole numbers, or yes and no."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)  # noqa: S101 - a query is a struct
    return frozenset(field.encode_name for field in found.fields if _holds(field.type, wanted))


def _holds(kind: inspect.Type, wanted: type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _holds(kind.type, wanted)
    if isinstance(kind, inspect.UnionType):
        return any(_holds(one, wanted) for one in kind.types)
    return isinstance(kind, wanted)


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    if len(found) < len(pairs):
        return Damaged("key_twice", "An object names the same key twice.")
    for name, value in pairs:
        if isinstance(value, Damaged):
            return value
        try:
            name.encode()
            if isinstance(value, str):
                value.encode()
        except UnicodeEncodeError:
            return Damaged("half_character", "A text holds half a character (a lone surrogate).")
    return found


def _constant(name: str) -> Damaged:
    return Damaged("not_a_number", f"{name} is not a number that JSON knows.")


def _whole(text: str) -> Any:
    if len(text) > LONGEST_NUMBER:
        return Damaged("number_too_large", "A number is too large.")
    return int(text)


def _broken(text: str) -> Any:
    """5.0 is the whole number 5, as JSON Schema has it."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < EXACT else number

"""The conditions of a rule on a page: lines of a sentence, each a choice and what it is compared with; no script."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Field
from wtforms.utils import unset_value

from cxloop import rules
from cxloop.responses.models import Survey
from cxloop.rules import FIELDS, Condition, NotConditions
from cxloop.rules.operators import OPERATORS
from cxloop.sentences import sentence
from cxloop.settings.conditions import Line, lines_of, tree_of

BLANK = "…"
EMPTY_LINES, MOST_LINES = 2, 30


class Shown(NamedTuple):
    """A line as its controls show it."""

    is_alternative: bool
    code: str
    of: str
    value: str


class Choice(NamedTuple):
    """One thing that can be asked: what else has to be typed with it."""

    code: str
    words: str
    asks_of: bool
    asks_value: bool


class ConditionLines(Field):
    """`data` is the document; what was typed is read by the setting's own field, which refuses it with a sentence."""

    lines: Sequence[Shown] = ()
    whole: str = ""
    """The document, where lines cannot say it: it is kept as it is until somebody types others."""
    in_words: str = ""
    groups: Sequence[tuple[str, Sequence[Choice]]] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Lines are several controls of one name each."""
        self.process_errors: list[str] = []
        self.data = None if data is unset_value else data
        if formdata is not None and f"{self.name}-what" in formdata:
            self._typed(formdata)
        else:
            self._stored(self.data)

    def offer(self, session: Session, language: str) -> None:
        """What can be asked, in the reader's language."""
        surveys = session.execute(select(Survey.key, Survey.name).order_by(Survey.name, Survey.id)).all()
        known = {"survey": {one.key: one.name for one in surveys}}
        self.groups = [
            (sentence(field.label).say(language), _choices(name, known.get(name), language))
            for name, field in FIELDS.items()
        ]
        if self.whole:
            self.in_words = rules.in_words(rules.read(json.loads(self.whole))).say(language)

    def _typed(self, formdata: Any) -> None:
        given = [formdata.getlist(f"{self.name}-{part}") for part in ("join", "what", "of", "value")]
        rows = list(zip(*given, strict=False))[:MOST_LINES]
        lines = [Shown(join == "or", what, of.strip(), value.strip()) for join, what, of, value in rows]
        typed = [line for line in lines if line.code]
        self.whole = formdata.get(f"{self.name}-whole") or ""
        self.lines = [*typed, *[Shown(False, "", "", "")] * EMPTY_LINES]
        self.data = tree_of([(line.is_alternative, _told(line)) for line in typed])
        if not typed and self.whole:
            self.data = _document(self.whole)

    def _stored(self, document: Any) -> None:
        try:
            found = lines_of(document)
        except NotConditions:
            found = []
        if found is None:
            self.whole = json.dumps(document)
        self.lines = [*map(_shown, found or []), *[Shown(False, "", "", "")] * EMPTY_LINES]


def _shown(line: Line) -> Shown:
    is_alternative, asked = line
    if asked is None:
        return Shown(is_alternative, "", "", "")
    value = "-".join(map(str, asked.value)) if isinstance(asked.value, tuple) else asked.value
    told = "" if value is None else str(value)
    if _is_chosen(asked):
        return Shown(is_alternative, f"{asked.field}:{asked.op}:{told}", "", "")
    return Shown(is_alternative, f"{asked.field}:{asked.op}", str(asked.of or ""), told)


def _told(line: Shown) -> dict[str, Any]:
    field, _colon, rest = line.code.partition(":")
    op, _colon, chosen = rest.partition(":")
    told: dict[str, Any] = {"field": field, "op": op, "value": chosen or line.value}
    known = FIELDS.get(field)
    if known is not None and known.of:
        told["of"] = line.of
    return told


def _choices(name: str, known: dict[str, str] | None, language: str) -> list[Choice]:
    field = FIELDS[name]
    values = known if known is not None else field.among
    return [
        Choice(
            f"{name}:{op}:{value}" if value else f"{name}:{op}", _words(name, op, value, values, language),
            asks_of=field.of is not None, asks_value=not value and op != "missing",
        )
        for op in field.operators
        for value in (values or ("",))
    ]  # fmt: skip


def _words(name: str, op: str, value: str, values: dict[str, str], language: str) -> str:
    label = sentence(FIELDS[name].label)
    shown: Any = BLANK
    if value:
        shown = values[value] if name == "survey" else sentence(values[value])
    facts = {"field": label, "value": shown, "lowest": BLANK, "highest": BLANK}
    return sentence(OPERATORS[op].words, **facts).say(language)


def _is_chosen(asked: Condition) -> bool:
    return asked.field == "survey" or asked.value in FIELDS[asked.field].among


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text[:40]

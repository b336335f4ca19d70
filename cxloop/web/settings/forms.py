"""The form of a part, made from its fields: what is described once is not typed a second time here."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateField, EmailField, SelectChoice, TimeField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from cxloop.settings import fields
from cxloop.settings.calls import Chain
from cxloop.settings.conditions import Conditions
from cxloop.settings.days import Days
from cxloop.settings.ledger import LONGEST_WHY
from cxloop.settings.lengths import Tiers
from cxloop.settings.lists import Suggested, WordList
from cxloop.settings.part import Part, Values
from cxloop.settings.places import Region
from cxloop.settings.sentences import Refused, Sentence
from cxloop.web.fields import TOO_LONG, clean, likely_year
from cxloop.web.settings.condition_lines import ConditionLines

Made = Callable[..., Field]


class Several(SelectMultipleField):
    """Boxes to tick, one under the other."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SuggestedField(StringField):
    """A line to type, with words to choose from."""

    suggestions: Sequence[str] = ()


def _text(field: fields.Words, options: dict[str, Any]) -> Field:
    return TextAreaField(**options) if field.long else StringField(**options)


def _choice(field: fields.Field, options: dict[str, Any]) -> Field:
    return SelectField(**options, validate_choice=False, choices=[])


def _lines(_field: fields.Field, options: dict[str, Any]) -> Field:
    return TextAreaField(**options, render_kw={"rows": 8})


KINDS: dict[type[fields.Field], Callable[[Any, dict[str, Any]], Field]] = {
    fields.Words: _text,
    fields.Whole: lambda _field, options: StringField(**options, render_kw={"inputmode": "numeric"}),
    fields.Flag: lambda _field, options: BooleanField(**options),
    fields.Choice: _choice,
    fields.Reference: _choice,
    fields.References: lambda _field, options: Several(**options, validate_choice=False, choices=[]),
    fields.Colour: lambda _field, options: StringField(**options, render_kw={"placeholder": "#3d5a80"}),
    Days: _lines,
    Tiers: _lines,
    WordList: _lines,
    Suggested: lambda field, options: SuggestedField(**options, render_kw={"list": f"{field.name}-words"}),
    Chain: _lines,
    Conditions: lambda _field, options: ConditionLines(**options),
    fields.Email: lambda _field, options: EmailField(**options),
    fields.Field: lambda _field, options: StringField(**options),
}
"""What a kind of field is on a page; a kind without a line here is shown as the one it is made from."""


def form_of(part: Part, session: Session, language: str, values: Values | None = None) -> FlaskForm:
    """The form of a part: with `values` as they stand, without them as it was sent."""
    made = {field.name: _field(field) for field in part.fields}
    form: FlaskForm = type("SettingForm", (FlaskForm,), made)(**_shown(part, values, language))
    for field in part.fields:
        options = field.options(session)
        if isinstance(field, Suggested):
            form[field.name].suggestions = list(
                dict.fromkeys(_word(label, language) for _code, label in options)
            )
        elif isinstance(field, fields.References):
            form[field.name].choices = [SelectChoice(code, _word(label, language)) for code, label in options]
        elif isinstance(field, Conditions):
            form[field.name].offer(session, language)
        elif isinstance(field, Region):
            found = field.options_in(form[field.of].data)
            form[field.name].choices = [("", _(field.nothing)), *found]
            form[field.of].render_kw = asks_again(part, field.name)
        elif isinstance(field, fields.Choice | fields.Reference | fields.Zone):
            nothing = _(getattr(field, "nothing", "none"))
            empty = [] if field.required else [SelectChoice("", nothing)]
            form[field.name].choices = [
                *empty,
                *(SelectChoice(code, _word(label, language)) for code, label in options),
            ]
    return form


def asks_again(part: Part, name: str) -> dict[str, str]:
    """Attributes of a field on which the choices of another depend: that one is fetched anew, and nothing else."""
    item = (request.view_args or {}).get("item", part.name)
    return {
        "hx-get": url_for("settings.item", part=part.name, item=item),
        "hx-trigger": "change", "hx-include": "this", "hx-target": f"#{name}", "hx-select": f"#{name}",
        "hx-swap": "outerHTML",
    }  # fmt: skip


def given(part: Part, form: FlaskForm) -> Values:
    """What was sent, as the part reads it."""
    return {field.name: form[field.name].data for field in part.fields}


def blame(form: FlaskForm, refused: Refused, language: str) -> None:
    """Put every reason under its field; what belongs to none at the top."""
    for name, reason in refused.say(language).items():
        if name in form:
            form[name].errors = [reason]
        else:
            form.form_errors.append(reason)


class StartingForm(FlaskForm):
    """Which set a company that has nothing of a part starts with."""

    name = RadioField(_l("What does your company do?"), [InputRequired(_l("Choose one of these."))])

    def offer(self, part: Part) -> "StartingForm":
        self.name.choices = [SelectChoice(code, _(label)) for code, label in part.sets]
        return self


class FileForm(FlaskForm):
    """A file a thing is filled from, to be looked at as a draft."""

    file = FileField(_l("File"))


class SwitchForm(FlaskForm):
    """From when, and why."""

    when = SelectField(
        _l("From when"), choices=[SelectChoice("now", _l("at once")), SelectChoice("later", _l("from a day"))]
    )
    day = DateField(_l("Day"), [Optional(), likely_year])
    time = TimeField(_l("Time"), [Optional()])
    why = TextAreaField(_l("Why"), [Length(max=LONGEST_WHY, message=TOO_LONG)], filters=[clean])


def _field(field: fields.Field) -> Field:
    make = next(KINDS[kind] for kind in type(field).__mro__ if kind in KINDS)
    if isinstance(field, fields.Zone):
        make = _choice
    return make(field, {"label": _l(field.label), "description": _l(field.help) if field.help else ""})


def _shown(part: Part, values: Values | None, language: str) -> dict[str, Any]:
    if values is None:
        return {}
    typed = {field.name: field.typed(values.get(field.name), language) for field in part.fields}
    texts = {
        field.name: typed[field.name] if _keeps_its_type(field) else _as_text(typed[field.name])
        for field in part.fields
    }
    return {"formdata": None, "data": texts}


def _keeps_its_type(field: fields.Field) -> bool:
    return isinstance(field, fields.Flag | fields.References | Conditions)


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _word(label: str | Sentence, language: str) -> str:
    return label.say(language) if isinstance(label, Sentence) else label

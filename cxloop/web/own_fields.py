"""A field of a form made from the one description of what it reads, and refused with its words."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from cxloop.settings import fields
from cxloop.settings.sentences import Refused
from cxloop.web.language import language


def own_field(described: fields.Field) -> Field:
    """A field whose value is what `described` reads of what was typed."""

    def read(_form: FlaskForm, field: Field) -> None:
        try:
            field.data = described.read(field.data)
        except Refused as refused:
            raise ValidationError(" ".join(refused.say(language()).values())) from None

    known = {"description": _l(described.help) if described.help else ""}
    if isinstance(described, fields.Choice):
        choices = [SelectChoice(code, _l(words)) for code, words in described.among]
        return SelectField(_l(described.label), [read], choices=choices, validate_choice=False, **known)
    return StringField(_l(described.label), [read], **known)

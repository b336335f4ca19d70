"""What a room refused, put beside the fields of the form it came from."""

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from cxloop.accounts.models import CustomerChange
from cxloop.accounts.refusals import FieldsRefused
from cxloop.web import formats
from cxloop.web.contacts.words import field_names


def put(form: FlaskForm, refused: FieldsRefused) -> None:
    """Each refusal beside its field; what has no field of its own stands above the form."""
    for refusal in refused.refusals:
        sentence = refusal.sentence(_)
        if refusal.field in form:
            form[refusal.field].errors = [*form[refusal.field].errors, sentence]
        else:
            form.form_errors.append(sentence)


def changed_meanwhile(form: FlaskForm, change: CustomerChange | None) -> None:
    """Somebody else saved first: what was typed is kept, and saving again is a decision."""
    names = field_names()
    fields = ", ".join(names.get(field, field) for field in (change.fields if change else []))
    when = formats.reader().moment(change.at) if change else ""
    form.form_errors.append(
        _(
            "Somebody changed this meanwhile (%(when)s: %(fields)s). What you typed is kept; save again to keep yours.",
            when=when,
            fields=fields or _("merged"),
        )
    )

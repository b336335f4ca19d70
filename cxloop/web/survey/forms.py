from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from cxloop.responses.importing.texts import cleaned

LONGEST = 5000


def plain(text: str | None) -> str:
    """What the customer wrote, without what cannot be shown or would turn the direction of the text around it."""
    return cleaned(text or "")


class AnswerForm(FlaskForm):
    """A score, where the survey has one, and why."""

    score = RadioField(choices=[], validate_choice=False)
    comment = TextAreaField(
        filters=[plain], validators=[Length(max=LONGEST, message=_("Keep it under %(max)d characters."))]
    )

    def offer(self, scores: Sequence[int]) -> "AnswerForm":
        self.score.choices = [SelectChoice(str(score), str(score)) for score in scores]
        return self

    def validate_score(self, field: Field) -> None:
        if self.score.choices and field.data not in {choice.value for choice in self.score.choices}:
            raise ValidationError(_("Choose a number, then send your answer."))

    def validate_comment(self, field: Field) -> None:
        if not self.score.choices and not field.data:
            raise ValidationError(_("Write something, then send your answer."))

    @property
    def chosen(self) -> int | None:
        return int(self.score.data) if self.score.choices else None


class MoreForm(FlaskForm):
    """Words that come after the answer."""

    comment = TextAreaField(
        filters=[plain], validators=[Length(max=LONGEST, message=_("Keep it under %(max)d characters."))]
    )

    def validate_comment(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Write something, then send it."))

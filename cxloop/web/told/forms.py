import secrets
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

from cxloop.loop.listen import Teller, Word
from cxloop.people.models import Team
from cxloop.responses.importing.texts import cleaned, email_of

LONGEST_TEXT, LONGEST_LINE, LONGEST_NUMBER = 5000, 200, 18
TOO_LONG = _("Keep it under %(max)d characters.")
ME = "me"


def tidy(text: str | None) -> str | None:
    """Without what cannot be stored or shown."""
    return cleaned(text) if text else text


def line(label: str, *more: object) -> StringField:
    return StringField(label, [*more, Length(max=LONGEST_LINE, message=TOO_LONG)], filters=[tidy])


class TellForm(FlaskForm):
    """Who and what; `contact` comes from the suggestions, `nonce` makes two sendings one."""

    who = line(_("Who?"), DataRequired(_("Say who it was: a name is enough.")))
    said = TextAreaField(
        _("What did they say?"),
        [DataRequired(_("Write what they said, as they said it.")), Length(max=LONGEST_TEXT, message=TOO_LONG)],
        filters=[tidy],
    )  # fmt: skip
    need = RadioField(
        _("What now?"),
        choices=[
            SelectChoice("somebody", _("they need somebody")),
            SelectChoice("nothing", _("just so you know")),
            SelectChoice("praise", _("praise")),
        ],
        default="somebody",
    )
    urgent = BooleanField(_("It cannot wait"), description=_("Urgent: the deadlines are the short ones."))
    care = SelectField(_("Who takes care of it?"), choices=[])
    email = StringField(
        _("E-mail"),
        [Length(max=LONGEST_LINE, message=TOO_LONG)],
        filters=[tidy],
        description=_("A customer you do not see goes to the team that has them, and you are not told who."),
    )
    phone = line(_("Phone"))
    company = line(_("Company"))
    contact = StringField(validators=[Regexp(r"^(|new|\d{1,18})$")])
    nonce = StringField(validators=[Regexp(r"^[\w-]{8,64}$")], default=lambda: secrets.token_urlsafe(12))

    def offer_care(self, teams: Sequence[Team]) -> None:
        """To whom a ticket may be given: the person who writes, or one of these teams by turns."""
        by_turns = [
            SelectChoice(f"team:{team.id}", gettext("%(team)s, by turns", team=team.name)) for team in teams
        ]
        self.care.choices = [SelectChoice(ME, gettext("me")), *by_turns]

    @property
    def team_id(self) -> int | None:
        return int(str(self.care.data).removeprefix("team:")) if self.care.data != ME else None

    @property
    def chosen(self) -> int | None:
        """The contact that was chosen from the suggestions."""
        number = self.contact.data or ""
        return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None

    def word(self) -> Word:
        """What the verb takes; a lone e-mail address as "who" is the address of somebody new."""
        who = (self.who.data or "").strip()
        address = email_of(self.email.data or "") or email_of(who)
        teller = (
            Teller(contact_id=self.chosen)
            if self.chosen
            else Teller(
                name=None if email_of(who) else who, email=address, phone=self.phone.data or None,
                company=self.company.data or None,
            )
        )  # fmt: skip
        return Word(self.nonce.data, self.said.data or "", teller, self.need.data, bool(self.urgent.data))

    def validate(self, extra_validators: object = None) -> bool:
        """Also that an e-mail address is one."""
        is_valid = bool(super().validate(extra_validators))
        if self.email.data and email_of(self.email.data) is None:
            self.email.errors = [*self.email.errors, gettext("That is not an e-mail address.")]
            return False
        return is_valid

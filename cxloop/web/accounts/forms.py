from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from cxloop.accounts.models import Account
from cxloop.people.models import User
from cxloop.responses.importing.values import amount_of

TYPED = ("name", "domain", "tier", "external_id")


class AccountForm(FlaskForm):
    """What we know of a company; what each field accepts, `accounts.fields` decides."""

    name = StringField(_("Name"))
    domain = StringField(_("E-mail domain"), description=_("Who writes from it belongs to this company."))
    tier = StringField(_("Tier"))
    yearly_value = StringField(
        _("Value a year"), description=_("In your currency; 12.500,00 and 12,500 both work.")
    )
    renews_on = DateField(_("Contract renews on"), [Optional()])
    owner = SelectField(
        _("Owner"), choices=[], description=_("Who looks after this customer; they see its page.")
    )
    external_id = StringField(_("Its id in your systems"))
    seen = HiddenField()

    def offer(self, colleagues: Sequence[User], present: User | None) -> None:
        """Who may look after a customer; whoever does now stays choosable."""
        known = {colleague.id: colleague.name for colleague in colleagues}
        if present:
            known.setdefault(present.id, present.name)
        self.owner.choices = [SelectChoice("", _("nobody"))] + [
            SelectChoice(str(number), name) for number, name in known.items()
        ]

    def fill(self, account: Account, seen: int) -> None:
        """As it stands."""
        for name in TYPED:
            self[name].data = getattr(account, name)
        self.yearly_value.data = "" if account.yearly_value is None else str(account.yearly_value)
        self.renews_on.data = account.renews_on
        self.owner.data = str(account.owner_id or "")
        self.seen.data = str(seen)

    def given(self) -> dict[str, object]:
        """For `accounts.companies.edit_account`; an amount as a person writes it becomes a number."""
        typed = (self.yearly_value.data or "").strip()
        amount = amount_of(typed) if typed else None
        renews_on: date | None = self.renews_on.data
        return {
            **{name: self[name].data or None for name in TYPED},
            "yearly_value": typed if typed and amount is None else amount,
            "renews_on": renews_on,
            "owner_id": int(self.owner.data) if self.owner.data else None,
        }


class FileForm(FlaskForm):
    file = FileField(_("The list, as CSV or XLSX"))

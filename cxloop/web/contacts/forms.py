from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice

from cxloop.accounts.models import Contact
from cxloop.web.contacts.words import buying_roles

TYPED = ("name", "email", "phone", "role", "external_id")


class ContactForm(FlaskForm):
    """What we know of a person; what each field accepts, `accounts.fields` decides."""

    name = StringField(_("Name"))
    email = StringField(_("E-mail"))
    phone = StringField(_("Phone"))
    role = StringField(_("Role"), description=_("What they do there, in their own words."))
    buying_role = SelectField(
        _("Part in buying"), choices=[], description=_("Who decides is heard first when few people answer.")
    )
    company = StringField(_("Company"), description=_("A name we do not know yet becomes a new company."))
    language = SelectField(
        _("Language"),
        choices=[
            SelectChoice("", _("not known")),
            SelectChoice("en", "English"),
            SelectChoice("it", "Italiano"),
        ],
    )
    external_id = StringField(_("Their id in your systems"))
    may_contact = BooleanField(
        _("May be contacted"), description=_("Without it, nobody is told to call and no survey is sent.")
    )
    seen = HiddenField()

    def offer(self, contact: Contact, *, may_place: bool) -> None:
        """The lists to choose from; a language nobody offers any more stays choosable.

        Who may not place people has no fields for it: a person's company decides who sees it.
        """
        if not may_place:
            del self.company
            del self.external_id
        self.buying_role.choices = [SelectChoice("", _("not known"))] + [
            SelectChoice(role, words) for role, words in buying_roles().items()
        ]
        known = {choice.value for choice in self.language.choices}
        if contact.language and contact.language not in known:
            self.language.choices = [*self.language.choices, SelectChoice(contact.language, contact.language)]

    def fill(self, contact: Contact, seen: int) -> None:
        """As it stands."""
        for name in (*TYPED, "may_contact"):
            if name in self:
                self[name].data = getattr(contact, name)
        self.buying_role.data = contact.buying_role or ""
        self.language.data = contact.language or ""
        if "company" in self:
            self.company.data = contact.account.name if contact.account else ""
        self.seen.data = str(seen)

    def changes(self, contact: Contact) -> dict[str, object]:
        """What differs from what is stored, for `accounts.contacts.edit_contact`."""
        stored = {name: getattr(contact, name) or "" for name in (*TYPED, "buying_role", "language")}
        stored["company"] = contact.account.name if contact.account else ""
        typed = {name: (self[name].data or "").strip() for name in stored if name in self}
        changed: dict[str, object] = {name: value for name, value in typed.items() if value != stored[name]}
        if bool(self.may_contact.data) != contact.may_contact:
            changed["may_contact"] = bool(self.may_contact.data)
        return changed

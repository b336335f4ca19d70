"""What the columns of a customer list can hold, as the list to choose from says it."""

from flask_babel import gettext as _


def list_fields() -> dict[str, str]:
    """Field → words."""
    return {
        "ignored": _("nothing we need"),
        "external_id": _("the company's id"),
        "name": _("the company's name"),
        "domain": _("the company's e-mail domain"),
        "tier": _("the tier"),
        "yearly_value": _("the yearly value"),
        "renews_on": _("when the contract renews"),
        "owner_email": _("the owner's e-mail (a colleague)"),
        "contact_external_id": _("a person's id"),
        "email": _("a person's e-mail address"),
        "contact_name": _("a person's name"),
        "role": _("a person's job title"),
        "buying_role": _("a person's part in buying"),
        "phone": _("a person's phone number"),
        "language": _("a person's language"),
        "consent": _("whether a person may be contacted"),
        "consent_surveys": _("consent to survey letters"),
        "consent_calls": _("consent to calls"),
        "consent_verification": _("consent to being asked whether it is solved"),
        "consent_news": _("consent to news of what changed"),
        "consent_on": _("the day of the consent"),
    }

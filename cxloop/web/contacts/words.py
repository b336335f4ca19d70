"""What roles, fields and reasons are called on the customers' pages."""

from collections.abc import Sequence

from flask_babel import gettext as _


def buying_roles() -> dict[str, str]:
    """Every part a person can have in buying."""
    return {
        "decision_maker": _("decision maker"),
        "champion": _("champion"),
        "buyer": _("buyer"),
        "influencer": _("influencer"),
        "user": _("daily user"),
    }


def field_names() -> dict[str, str]:
    """What a history says was changed."""
    return {
        "external_id": _("id"),
        "email": _("e-mail address"),
        "name": _("name"),
        "phone": _("phone number"),
        "role": _("role"),
        "buying_role": _("part in buying"),
        "language": _("language"),
        "may_contact": _("wish to be contacted"),
        "consents": _("for what they may be contacted"),
        "account_id": _("company"),
        "domain": _("e-mail domain"),
        "tier": _("tier"),
        "yearly_value": _("yearly value"),
        "renews_on": _("renewal"),
        "owner_id": _("owner"),
    }


def changed_fields(fields: Sequence[str]) -> str:
    """The fields of one change in words."""
    names = field_names()
    return ", ".join(names.get(field, field) for field in fields)


def why_alike() -> dict[str, str]:
    """Why two contacts may be one person."""
    return {
        "id_and_email": _("an answer carried the id of the one and the e-mail of the other"),
        "mailbox": _("both addresses lead to one mailbox"),
        "name_and_phone": _("same name and phone number"),
        "name_and_company": _("same name at the same company"),
        "name_and_domain": _("same name and e-mail domain"),
        "email_typo": _("the addresses differ by one letter"),
    }

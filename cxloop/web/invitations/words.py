"""Reasons and fields in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext as _

from cxloop.responses.invitations.lists import COLUMN_FIELDS, IGNORED


def field_words() -> dict[str, str]:
    """What a column of a list can hold, in the order of the list to choose from."""
    called = {
        "email": _("the e-mail address"),
        "name": _("the person's name"),
        "first_name": _("the first name"),
        "last_name": _("the last name"),
        "contact_external_id": _("the customer's id"),
        "company": _("the company"),
        "language": _("the language"),
        "phone": _("the phone number"),
        "touchpoint": _("the touchpoint"),
        "external_id": _("what it is about, as an order number"),
    }
    return {IGNORED: _("nothing we need")} | {name: called[name] for name in called if name in COLUMN_FIELDS}


def withheld_words(code: str) -> str:
    """Why somebody is left in peace."""
    known: dict[str, str] = {
        "may_not_contact": _("asked us not to write"),
        "no_address": _("has no e-mail address"),
        "ticket_open": _("waits for us to solve something"),
        "recently_answered": _("answered a survey not long ago"),
        "recently_invited": _("was asked something not long ago"),
    }
    return known.get(code, code)


def rejected_words(code: str, facts: Mapping[str, object] | None = None) -> str:
    """Why a row names nobody we could write to."""
    known: dict[str, str] = {
        "nobody": _("neither an e-mail address nor a customer's id"),
        "email_unreadable": _("the e-mail address is not one"),
        "cells_too_many": _("more cells than columns"),
    }
    value = str((facts or {}).get("value", ""))
    return f"{known.get(code, code)}: {value}" if value else known.get(code, code)


def suspicion_words(code: str) -> str:
    """Why an answer may be a machine's."""
    known: dict[str, str] = {
        "too_quick": _("It came less than ten seconds after the letter."),
        "many_scores": _("Three or more scores were opened within a minute."),
        "trap": _("Something opened the link that no person sees."),
        "scanner": _("It was sent by a program, not by a browser."),
    }
    return known.get(code, code)

"""Why a field of a contact or account was refused: codes with facts, and one sentence for each. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cxloop.language import Translate
from cxloop.language import marked as _

SENTENCES = {
    "unknown_field": _("There is no field of this name."),
    "not_text": _("This must be text."),
    "too_long": _("Keep it under %(most)s characters."),
    "name_missing": _("The name is missing."),
    "no_identity": _("An id or an e-mail address is needed: a name alone tells nobody apart."),
    "no_account_identity": _("An id, a name or a domain is needed to tell which company this is."),
    "email_wrong": _("“%(value)s” is not an e-mail address."),
    "external_id_kept": _("This contact is known by another id already, and keeps it."),
    "email_taken": _("Somebody else has this e-mail address: %(name)s."),
    "taken_elsewhere": _("Somebody else has this already. Ask a manager whether they are one person."),
    "external_id_taken": _("Somebody else has this id: %(name)s."),
    "language_unknown": _("“%(value)s” is not a language code, such as it or en."),
    "buying_role_unknown": _("“%(value)s” is not one of: decision maker, champion, buyer, influencer, user."),
    "purpose_unknown": _("“%(value)s” is not one of: surveys, calls, verification, news."),
    "yes_or_no": _("This must be yes or no."),
    "account_unknown": _("There is no such company."),
    "account_ambiguous": _("Several companies have the domain %(domain)s. Say which by its id or name."),
    "domain_wrong": _("“%(value)s” is not a domain, such as example.com."),
    "domain_free": _("Anybody can have an address at %(value)s: it does not tell a company."),
    "domain_taken": _("Another company has the domain %(value)s: %(name)s."),
    "account_id_taken": _("Another company has this id: %(name)s."),
    "account_name_taken": _("There is a company of this name already, with the id %(other)s."),
    "value_wrong": _("“%(value)s” is not an amount."),
    "value_outside": _("An amount must be from 0 to 999,999,999,999."),
    "date_wrong": _("“%(value)s” is not a date."),
    "owner_unknown": _("Nobody who works tickets signs in with “%(value)s”."),
    "twice_in_file": _("This company was already on line %(line)s, with other words. Keep one of the two."),
    "cells_too_many": _("The row has %(found)s cells; the file has %(expected)s columns."),
    "quote_left_open": _("A quotation mark in this row is never closed."),
}  # fmt: skip


class Refusal(NamedTuple):
    """Why one field was not accepted."""

    field: str
    code: str
    facts: Mapping[str, object] = {}

    def sentence(self, translate: Translate = _) -> str:
        return sentence(self.code, self.facts, translate)


class FieldsRefused(ValueError):
    """Nothing was changed; `refusals` say why, field by field."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(f"{refusal.field}: {refusal.code}" for refusal in refusals))
        self.refusals: Sequence[Refusal] = refusals


def sentence(code: str, facts: Mapping[str, object], translate: Translate = _) -> str:
    """One sentence for a code of SENTENCES, in the language of `translate` (gettext-like)."""
    return translate(SENTENCES[code]) % facts

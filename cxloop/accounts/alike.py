"""Why two contacts may be one person. Pure."""

from typing import NamedTuple

from cxloop.accounts.mailboxes import is_shared, named
from cxloop.accounts.matching import domain_of
from cxloop.accounts.spelling import is_typo_of, mailbox, same_name, same_phone


class Face(NamedTuple):
    """What is compared of a contact."""

    id: int
    name: str | None
    email: str | None
    phone: str | None
    account_id: int | None


def why_alike(one: Face, other: Face) -> list[str]:
    """Codes, strongest first; empty when nothing speaks for it. A name alone never does."""
    reasons = []
    if one.email and other.email and mailbox(one.email) == mailbox(other.email) and not _are_two(one, other):
        reasons.append("mailbox")
    name = same_name(one.name)
    domain = domain_of(one.email)
    if name and name == same_name(other.name):
        if (phone := same_phone(one.phone)) and phone == same_phone(other.phone):
            reasons.append("name_and_phone")
        if one.account_id and one.account_id == other.account_id:
            reasons.append("name_and_company")
        elif domain and domain == domain_of(other.email):
            reasons.append("name_and_domain")
    if one.email and other.email and domain and domain == domain_of(other.email):
        locals_ = one.email.rpartition("@")[0], other.email.rpartition("@")[0]
        if min(map(len, locals_)) > 3 and is_typo_of(*locals_):
            reasons.append("email_typo")
    return reasons


def _are_two(one: Face, other: Face) -> bool:
    """Two people who read one mailbox, as far as their names tell."""
    names = named(one.name), named(other.name)
    return bool(one.email and is_shared(one.email) and all(names) and names[0] != names[1])

"""The fields of a contact and of an account: what each accepts and how it is stored. Pure.

A value may be what a program sends (text, number, date, true) or what a person typed; None and blank text clear.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cxloop.accounts.matching import FREE_MAIL
from cxloop.accounts.refusals import FieldsRefused, Refusal

PURPOSES = ("surveys", "calls", "verification", "news")
"""What a customer may allow or refuse: survey letters, calls about an answer, questions whether it is solved, news."""
BUYING_ROLES = ("decision_maker", "champion", "buyer", "influencer", "user")
UNWANTED = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
EMAIL = re.compile(
    r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\s@<>(),;:\"\\\[\]._-][^\s@<>(),;:\"\\\[\]]{0,180}\.[^\W\d_]{2,63}"
)
DOMAIN = re.compile(r"(?=.{3,253}$)[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)*\.[^\W\d_]{2,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})?", re.IGNORECASE | re.ASCII)
LONG, SHORT = 200, 100
MOST_VALUE = 999_999_999_999
Read = Callable[[Any], Any]


class Wrong(ValueError):
    """A value is not one: a code of `refusals.SENTENCES` with its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def _text(most: int) -> Read:
    def read(value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise Wrong("not_text")
        found = " ".join(UNWANTED.sub(" ", value).split())
        if len(found) > most:
            raise Wrong("too_long", most=most)
        return found or None

    return read


_short, _long = _text(SHORT), _text(LONG)


def _email(value: Any) -> str | None:
    address = _text(254)(value)
    if address is None:
        return None
    if not EMAIL.fullmatch(address.casefold()):
        raise Wrong("email_wrong", value=address[:60])
    return str(address.casefold())


def _domain(value: Any) -> str | None:
    text = _text(254)(value)
    if text is None:
        return None
    domain = text.casefold().removeprefix("https://").removeprefix("http://").split("/")[0].rpartition("@")[2]
    domain = domain.removeprefix("www.")
    if not DOMAIN.fullmatch(domain):
        raise Wrong("domain_wrong", value=text[:60])
    if domain in FREE_MAIL:
        raise Wrong("domain_free", value=domain)
    return str(domain)


def _language(value: Any) -> str | None:
    text = _short(value)
    if text is not None and not LANGUAGE.fullmatch(text):
        raise Wrong("language_unknown", value=text[:40])
    return text.replace("_", "-").partition("-")[0].lower() if text else None


def _buying_role(value: Any) -> str | None:
    text = _short(value)
    if text is None:
        return None
    role = re.sub(r"[\s-]+", "_", text.casefold())
    if role not in BUYING_ROLES:
        raise Wrong("buying_role_unknown", value=text[:40])
    return role


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("yes_or_no")
    return value


def _consents(value: Any) -> dict[str, bool] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not all(isinstance(given, bool) for given in value.values()):
        raise Wrong("yes_or_no")
    if unknown := set(value) - set(PURPOSES):
        raise Wrong("purpose_unknown", value=str(min(map(str, unknown)))[:40])
    return dict(value)


def _value(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Wrong("value_wrong", value=str(value)[:40])
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise Wrong("value_wrong", value=str(value)[:40]) from None
    if not amount.is_finite():
        raise Wrong("value_wrong", value=str(value)[:40])
    if not 0 <= amount <= MOST_VALUE:
        raise Wrong("value_outside")
    return int(amount.to_integral_value())


def _date(value: Any) -> date | None:
    if value is None or value == "":
        return None
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong("date_wrong", value=str(value)[:40]) from None


def _owner_id(value: Any) -> int | None:
    if value is not None and type(value) is not int:
        raise Wrong("owner_unknown", value=str(value)[:60])
    return value


CONTACT: Mapping[str, Read] = {
    "external_id": _long, "email": _email, "name": _long, "phone": _text(60), "role": _long,
    "buying_role": _buying_role, "language": _language, "may_contact": _yes_or_no,
    "consents": _consents, "consented_on": _date,
    "account_external_id": _long, "company": _long,
}  # fmt: skip
ACCOUNT: Mapping[str, Read] = {
    "external_id": _long, "name": _long, "domain": _domain, "tier": _short, "yearly_value": _value,
    "renews_on": _date, "owner_id": _owner_id,
}  # fmt: skip


def read(accepted: Mapping[str, Read], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields as they are stored.

    Raises:
        FieldsRefused: one refusal for each field that cannot be kept.
    """
    found: dict[str, Any] = {}
    refusals = []
    for field, value in given.items():
        if field not in accepted:
            refusals.append(Refusal(str(field)[:60], "unknown_field"))
            continue
        try:
            found[field] = accepted[field](value)
        except Wrong as wrong:
            refusals.append(Refusal(field, wrong.code, wrong.facts))
    if refusals:
        raise FieldsRefused(*refusals)
    return found

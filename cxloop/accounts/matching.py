"""Recognising a customer: by external id, then by e-mail; an account by its column or its e-mail domain. Pure."""

from functools import lru_cache

FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.it live.com live.it yahoo.com yahoo.it icloud.com me.com"
    " libero.it virgilio.it tiscali.it alice.it tin.it fastwebnet.it email.it aol.com gmx.com gmx.net gmx.de proton.me"
    " protonmail.com pec.it aruba.it msn.com mail.com web.de orange.fr wanadoo.fr laposte.net free.fr".split()
)


@lru_cache(maxsize=10_000)
def name_key(name: str) -> str:
    """How two spellings of a company's name are recognised as one: case-folded, single spaces."""
    return " ".join(name.split()).casefold()


def domain_of(email: str | None) -> str | None:
    """The company's domain in an e-mail address; None for free mail."""
    domain = email.rpartition("@")[2].casefold() if email else ""
    return domain if domain and domain not in FREE_MAIL else None

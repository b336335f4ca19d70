"""People behind one mailbox: an address such as info@ is a desk, and each person there is one of their own. Pure."""

import re
from functools import lru_cache

from cxloop.accounts.spelling import same_phone
from cxloop.wordbook.words import plain

DESKS = frozenset(
    "info contact contacts contatti contatto kontakt contacto office ufficio buero mail email post posta hello ciao"
    " hallo hola sales vendite commerciale vertrieb ventas orders ordini order bestellung shop store negozio"
    " support supporto assistenza help helpdesk service servizio servizi care customercare customerservice cs"
    " admin administration amministrazione amm administracion verwaltung accounting accounts contabilita buchhaltung"
    " billing invoices invoice fatture fatturazione fatturazioneelettronica finance finanza payments pagamenti"
    " purchasing procurement acquisti einkauf compras logistics logistica magazzino warehouse spedizioni shipping"
    " hr jobs personale careers lavoro marketing press stampa pr reception ricevimento booking bookings prenotazioni"
    " reservations reservierung hotel desk frontdesk frontoffice backoffice segreteria secretary sekretariat"
    " direzione management team staff all everyone tutti legal legale privacy quality qualita technical tecnico"
    " webmaster postmaster noreply no-reply negozi studio agenzia cucina ristorante club segnalazioni reclami".split()
)
"""What stands before the @ of addresses that several people read."""
TITLES = frozenset(
    "sig sigra signor signora signorina dott dottssa dottoressa dottore ing avv geom rag arch prof profssa mr mrs ms"
    " miss mx dr herr frau sr sra monsieur madame mme".split()
)
NOBODY_NAMED = "-"
FIRST_WORD = re.compile("[a-z0-9]*[a-z]")
"""The first word with a letter in it, without the figures after it."""


@lru_cache(maxsize=10_000)
def is_shared(email: str) -> bool:
    """Whether several people look to be behind this address."""
    local = email.partition("@")[0].partition("+")[0]
    if local in DESKS:
        return True
    if local.isascii() and ((first := FIRST_WORD.search(local.lower())) is None or first[0] not in DESKS):
        return False  # nearly everybody, at a tenth of the cost
    words = [bare for word in plain(local).split() if (bare := word.rstrip("0123456789"))]
    return bool(words) and words[0] in DESKS and all(word in DESKS or len(word) <= 2 for word in words)


def named(name: str | None) -> str:
    """Equal for two spellings of one name: "CONTI Maria", "Sig.ra Maria Conti" and "maria conti"."""
    words = plain((name or "").replace(".", "")).split()
    return " ".join(sorted([word for word in words if word not in TITLES] or words))


def place_at(email: str | None, name: str | None, phone: str | None) -> str:
    """What tells this person from the others at their address: the name, else the phone.

    Empty where the address is one person's, whatever they are called there.
    """
    if not email or not is_shared(email):
        return ""
    if who := named(name):
        return f"n {who}"
    return f"p {number}" if (number := same_phone(phone)) else NOBODY_NAMED


def key_at(email: str, name: str | None, phone: str | None) -> str:
    """By what a person with this address is found: the address, and at a shared one who they are."""
    return f"{email} {place}" if (place := place_at(email, name, phone)) else email

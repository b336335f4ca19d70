"""Which language a text is said to be in, however somebody writes it."""

from cxloop.responses.importing.spelling import plain

NAMES = {
    "it": ("italiano", "italian", "italienisch", "italien"),
    "en": ("english", "inglese", "englisch", "ingles", "anglais"),
    "de": ("deutsch", "german", "tedesco", "aleman", "allemand"),
    "es": ("espanol", "spanish", "spagnolo", "spanisch", "espagnol", "castellano"),
    "fr": ("francais", "french", "francese", "franzosisch", "frances"),
}
CODES = {name: code for code, names in NAMES.items() for name in names}


def language_of(text: str | None) -> str | None:
    """Two letters of "it-IT", "EN" or "Italiano"; None for what is not a language."""
    name = plain((text or "")[:20]).partition(" (")[0]
    code = CODES.get(name, name.replace("_", "-").split("-")[0])
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None

"""The words of a language, for everything below the web pages (alerts, e-mails, the command line).

Pages use Flask-Babel with the same catalogue.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

LANGUAGES = ("en", "it")
CATALOGUE = Path(__file__).parent / "translations"
Translate = Callable[[str], str]
"""A gettext: the words of a msgid in somebody's language."""


@cache
def words(language: str) -> NullTranslations:
    """The catalogue of one language; `.gettext(msgid)` and `.ngettext(one, many, n)` read it."""
    return Translations.load(str(CATALOGUE), [language if language in LANGUAGES else "en"])


def marked(msgid: str) -> str:
    """Marks a text of a table for the catalogue, under the name `_`; it is translated when somebody reads it."""
    return msgid

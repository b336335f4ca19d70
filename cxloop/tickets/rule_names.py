"""What rules are called: names of ours in each reader's language, the company's own as they were written. Pure."""

from cxloop.language import LANGUAGES, words
from cxloop.language import marked as _
from cxloop.sentences import Sentence, sentence

OURS = {name: name for name in (_("Low score"), _("Important account"), _("By hand"))}
"""Names kept with a rule that nobody has named otherwise."""


def called(name: str) -> str | Sentence:
    """As a sentence that finds its language, or as it was written."""
    return sentence(name) if name in OURS else name


def said(name: str, language: str) -> str:
    return words(language).gettext(name) if name in OURS else name


def kept(given: str) -> str:
    """Ours however it was read; another name as it is."""
    read = {said(name, language): name for language in LANGUAGES for name in OURS}
    return read.get(given, given)

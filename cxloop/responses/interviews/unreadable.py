"""Why a transcript was refused: codes with facts, and one sentence for each. Pure."""

from cxloop.language import Translate
from cxloop.language import marked as _

MOST_CHARACTERS = 1_000_000
MOST_BYTES = 20 * 1024 * 1024


SENTENCES = {
    "empty": _("There is nothing in it."),
    "wrong_type": _("No transcript we can read. Upload text (.txt), Word (.docx) or captions (.vtt), or paste it."),
    "old_word": _("This is an old Word file (.doc), or one with a password. Save it as .docx, or paste the text."),
    "broken_word": _("This Word file is damaged. Save it again as .docx, or paste the text."),
    "unpacks_too_big": _("This Word file unpacks to far more than it holds. Paste the text instead."),
    "too_big": _("The file is larger than %(most)s MB. A transcript is only words: save it without pictures."),
    "too_long": _("The transcript is longer than %(most)s characters. Keep it in parts, as several interviews."),
}  # fmt: skip


class UnreadableTranscript(Exception):
    """The transcript is refused; `reason` is a code of SENTENCES."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts

    def sentence(self, translate: Translate = _) -> str:
        """Why, in the language of `translate` (gettext-like)."""
        return translate(SENTENCES[self.reason]) % self.facts

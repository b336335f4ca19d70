"""Why a setting cannot be so, in sentences that are put into words when somebody reads them. Pure."""

from cxloop.sentences import Sentence, counted, in_each_language, listed, sentence

__all__ = ["Refused", "Sentence", "counted", "in_each_language", "listed", "sentence"]


class Refused(ValueError):
    """A setting cannot be so: which fields, and why each; nothing was changed."""

    def __init__(self, reasons: dict[str, Sentence]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons

    def say(self, language: str) -> dict[str, str]:
        return {name: reason.say(language) for name, reason in self.reasons.items()}

"""What our own survey asks, in the metric's usual wording unless somebody wrote another. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxloop.language import Translate, words

LONGEST = 300
Texts = Mapping[str, Any] | None


@dataclass(frozen=True)
class Said:
    """A text and the language it is written in."""

    text: str
    language: str


@dataclass(frozen=True)
class Asking:
    """Everything a customer reads about one survey, in one language; `ends` are the words at both ends of the scale."""

    question: Said
    why: Said
    thanks: Said
    ends: tuple[str, str]
    scores: range
    """Empty for a survey without a score."""


def asking(
    metric: str, scale: tuple[int, int], company: str | None, language: str, question: Texts = None,
    why: Texts = None, thanks: Texts = None,
) -> Asking:  # fmt: skip
    """The words of a survey for a customer of this language; `scale` is its lowest and highest score."""
    say = words(language).gettext
    lowest, highest = scale
    return Asking(
        _said(question, usual_question(metric, company, language), language),
        _said(why, usual_why(metric, language), language),
        _said(thanks, say("Thank you. Your answer has arrived."), language),
        _ends(metric, say),
        range(lowest, highest + 1) if highest > lowest else range(0),
    )


def usual_question(metric: str, company: str | None, language: str) -> str:
    """The wording this metric is known by; without a company's name it speaks of "us"."""
    say = words(language).gettext
    named, unnamed = {
        "nps": (say("How likely are you to recommend %(company)s to a friend or colleague?"),
                say("How likely are you to recommend us to a friend or colleague?")),
        "enps": (say("How likely are you to recommend %(company)s as a place to work?"),
                 say("How likely are you to recommend us as a place to work?")),
        "csat": (say("How satisfied are you with your last experience with %(company)s?"),
                 say("How satisfied are you with your last experience with us?")),
        "ces": (say("How easy was it to get what you needed from %(company)s?"),
                say("How easy was it to get what you needed from us?")),
        "osat": (say("Overall, how satisfied are you with %(company)s?"),
                 say("Overall, how satisfied are you with us?")),
    }.get(metric, (say("What should %(company)s know?"), say("What should we know?")))  # fmt: skip
    return named % {"company": company} if company else unnamed


def usual_why(metric: str, language: str) -> str:
    """The second question."""
    say = words(language).gettext
    with_score = metric in ("nps", "enps", "csat", "ces", "osat")
    return (
        say("What is the main reason for your answer?") if with_score else say("Tell us in your own words.")
    )


def written(texts: Mapping[str, str | None]) -> dict[str, str] | None:
    """Texts as they are stored: what was left empty is not there; None when nothing was written."""
    found = {language: " ".join(text.split())[:LONGEST] for language, text in texts.items() if text}
    return {language: text for language, text in found.items() if text} or None


def _said(texts: Texts, usual: str, language: str) -> Said:
    """What was written in this language, else in another (it asks something of its own), else the usual wording."""
    own = {code: str(text) for code, text in (texts or {}).items() if text}
    if language in own or not own:
        return Said(own.get(language, usual), language)
    return Said(*reversed(min(own.items())))


def _ends(metric: str, say: Translate) -> tuple[str, str]:
    if metric in ("nps", "enps"):
        return say("Not at all likely"), say("Extremely likely")
    if metric == "ces":
        return say("Very difficult"), say("Very easy")
    return say("Very dissatisfied"), say("Very satisfied")

"""A frozen effect in the words of the page, in the reader's language."""

from babel.numbers import format_decimal

from cxloop.improvements.models import Measurement
from cxloop.reports import effect_words
from cxloop.reports.frozen import Frozen, frozen
from cxloop.reports.rounding import rounded
from cxloop.web.formats import reader


def figures_of(measurement: Measurement) -> Frozen:
    """The figures of a measurement; what an older one did not freeze is None."""
    return frozen(measurement.verdict, measurement.figures)


def tenths(value: float) -> str:
    """One decimal in the language of the reader: "3.0", "3,0"."""
    return format_decimal(rounded(abs(value), 1), "0.0", locale=reader().language)


def ratio_words(effect: Frozen) -> str:
    return effect_words.ratio_words(effect, reader().language)


def counts_words(effect: Frozen) -> str:
    return effect_words.counts_words(effect, reader().language)


def avoided_words(effect: Frozen) -> str:
    return effect_words.avoided_words(effect, reader().language)


def interval_words(effect: Frozen) -> str:
    return effect_words.interval_words(effect.ratio, reader().language)


WORDS = {
    "tenths": tenths, "ratio_words": ratio_words, "counts_words": counts_words, "avoided_words": avoided_words,
    "interval_words": interval_words,
}  # fmt: skip
"""What the templates of improvements say effects with."""

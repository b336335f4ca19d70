"""An effect as people say it: plain numbers, the ratio in words, tickets avoided. Pure."""

from math import log

from babel.numbers import format_decimal

from cxloop.language import marked as _
from cxloop.language import words
from cxloop.reports.frozen import Frozen
from cxloop.reports.metrics.effect import Interval
from cxloop.reports.rounding import rounded

FRACTIONS: tuple[tuple[float, str], ...] = (
    (1 / 100, _("a hundredth")), (1 / 50, _("a fiftieth")), (1 / 20, _("a twentieth")), (1 / 12, _("a twelfth")),
    (1 / 10, _("a tenth")), (1 / 8, _("an eighth")), (1 / 6, _("a sixth")), (1 / 5, _("a fifth")),
    (1 / 4, _("a quarter")), (1 / 3, _("a third")), (2 / 5, _("two fifths")), (1 / 2, _("half")),
    (3 / 5, _("three fifths")), (2 / 3, _("two thirds")), (3 / 4, _("three quarters")), (4 / 5, _("four fifths")),
    (9 / 10, _("nine tenths")), (1, _("as much")),
)  # fmt: skip
ABOUT_AS_MUCH = 1.05


def part(ratio: float | None, language: str) -> str:
    """ "a twelfth", "as much", "2.3 times as much", "nothing"; None is no limit."""
    say = words(language).gettext
    if ratio is None:
        return say("no limit")
    if ratio >= ABOUT_AS_MUCH:
        return say("%(n)s times as much") % {"n": tenths(ratio, language)}
    if ratio < FRACTIONS[0][0] / 2:
        return say("nothing")
    return say(min(FRACTIONS, key=lambda one: abs(log(ratio / one[0])))[1])


def ratio_words(effect: Frozen, language: str) -> str:
    """ "It fell to about a twelfth of what it would have been; between a hundredth and a third." """
    say, ratio = words(language).gettext, effect.ratio
    facts = {"low": part(ratio.low, language), "high": part(ratio.high, language)}
    if ratio.value is None:
        return say("There was none before to compare with; between %(low)s and %(high)s.") % facts
    about = part(ratio.value, language)
    if about == say("nothing"):
        sentence = say("It fell to nothing; between %(low)s and %(high)s of what it would have been.")
    elif about == say("as much"):
        sentence = say("It stayed about what it would have been; between %(low)s and %(high)s.")
    elif ratio.value > 1:
        sentence = say("It came to about %(about)s as it would have been; between %(low)s and %(high)s.")
        about = say("%(n)s times") % {"n": tenths(ratio.value, language)}
    else:
        sentence = say("It fell to about %(about)s of what it would have been; between %(low)s and %(high)s.")
    return sentence % {**facts, "about": about}


def counts_words(effect: Frozen, language: str) -> str:
    """ "31 → 2 of 421 and 423 answers; others 57 → 45"; empty where nothing was frozen."""
    if effect.target is None or effect.answers is None:
        return ""
    say = words(language).gettext
    numbers = [
        number(each, language) for each in (*effect.target, *effect.answers, *(effect.comparison or (0, 0)))
    ]
    names = ("before", "after", "answers_before", "answers_after", "others_before", "others_after")
    facts = dict(zip(names, numbers, strict=True))
    if effect.before_after_only:
        sentence = say(
            "%(before)s → %(after)s of %(answers_before)s and %(answers_after)s answers; nothing to compare with"
        )
    else:
        sentence = say(
            "%(before)s → %(after)s of %(answers_before)s and %(answers_after)s answers;"
            " others %(others_before)s → %(others_after)s"
        )
    return sentence % facts


def avoided_words(effect: Frozen, language: str) -> str:
    """ "About 22 tickets did not come because of it (17 to 24)."; empty where it cannot be said."""
    avoided, say = effect.avoided, words(language).gettext
    if avoided.value is None:
        return ""
    least = say("no limit") if avoided.low is None else number(avoided.low, language)
    facts = {
        "n": number(abs(avoided.value), language),
        "low": least,
        "high": number(avoided.high or 0, language),
    }
    if avoided.value >= 0:
        return (
            say("Tickets that did not come because of it: about %(n)s (interval %(low)s to %(high)s).")
            % facts
        )
    more = {"n": facts["n"], "low": number(-(avoided.high or 0), language),
            "high": least if avoided.low is None else number(-avoided.low, language)}  # fmt: skip
    return say("Tickets that came in addition: about %(n)s (interval %(low)s to %(high)s).") % more


def interval_words(ratio: Interval, language: str) -> str:
    """ "0.08 [0.01 to 0.32]": the ratio with two decimals."""
    say = words(language).gettext
    value, low, high = (
        None if one is None else _hundredths(one, language) for one in (ratio.value, ratio.low, ratio.high)
    )
    return f"{value or '–'} [{say('%(low)s to %(high)s') % {'low': low, 'high': high or say('no limit')}}]"


def number(value: float, language: str) -> str:
    """Whole, with the separators of the language."""
    return format_decimal(rounded(value), format="#,##0", locale=language).replace("-", "−")


def tenths(value: float, language: str) -> str:
    return format_decimal(rounded(value, 1), format="#,##0.0", locale=language)


def _hundredths(value: float, language: str) -> str:
    return format_decimal(rounded(value, 2), format="#,##0.00", locale=language)

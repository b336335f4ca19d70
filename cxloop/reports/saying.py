"""Figures as the reader's language writes them, for every skin. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from cxloop.language import words
from cxloop.reports import effect_words
from cxloop.reports.frozen import Frozen
from cxloop.reports.lengths import lasting
from cxloop.reports.metrics.change import Verdict
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.score import Score
from cxloop.reports.metrics.survival import WaitingTimes
from cxloop.reports.period import Period
from cxloop.reports.rounding import rounded

THIN = "\N{NO-BREAK SPACE}"
PERCENT_SIGN = f"{THIN}%"
MINUTES_AN_HOUR, HOURS_A_DAY = 60, 24


@dataclass(frozen=True)
class Say:
    """Says figures in one language, moments on the clocks of one zone."""

    language: str
    zone: tzinfo

    def speak(self, text: str, **facts: object) -> str:
        """The words of a msgid; `say("…", n=3)` is the same."""
        said = words(self.language).gettext(text)
        return said % facts if facts else said

    __call__ = speak

    def many(self, one: str, many: str, count: float, **facts: object) -> str:
        """Singular or plural; the number is %(num)s."""
        return words(self.language).ngettext(one, many, int(count)) % ({"num": count} | facts)

    def chosen(self, one: str, many: str, count: float) -> str:
        """The singular or the plural, not filled in yet."""
        return words(self.language).ngettext(one, many, int(count))

    def number(self, value: float, digits: int = 0) -> str:
        """With the separators of the language, rounded to `digits`, half away from zero; never "-0"."""
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        return format_decimal(rounded(value, digits), format=pattern, locale=self.language)

    def signed(self, value: float, digits: int = 0) -> str:
        sign = "+" if rounded(value, digits) > 0 else ""
        return sign + self.number(value, digits).replace("-", "−")

    def points(self, value: float) -> str:
        return self.number(value).replace("-", "−")

    def percent(self, share: float, digits: int = 1) -> str:
        return self.number(100 * share, digits) + PERCENT_SIGN

    def bounds(self, low: float | None, high: float | None, digits: int = 1) -> str:
        """An interval of shares in percent, without the sign: "70.2 to 78.8"."""
        if low is None or high is None:
            return "–"
        return self.speak(
            "%(low)s to %(high)s", low=self.number(100 * low, digits), high=self.number(100 * high, digits)
        )

    def of(self, figure: Proportion) -> str:
        """ "296 of 396"."""
        return self.speak("%(k)s of %(n)s", k=self.number(figure.k), n=self.number(figure.n))

    def score(self, score: Score) -> str:
        """ "31", or "82 %" for a share."""
        if score.value is None:
            return "–"
        return self.points(score.value) + ("" if score.kind == "nps" else PERCENT_SIGN)

    def score_bounds(self, score: Score) -> str:
        if score.low is None or score.high is None:
            return "–"
        return self.speak("%(low)s to %(high)s", low=self.points(score.low), high=self.points(score.high))

    def verdict(self, verdict: Verdict) -> str:
        said = {
            Verdict.RISE: words(self.language).pgettext("score", "Rise"),
            Verdict.FALL: words(self.language).pgettext("score", "Fall"),
            Verdict.NOISE: self.speak("Within noise"),
        }
        return str(said[verdict])

    def counts(self, effect: Frozen) -> str:
        return effect_words.counts_words(effect, self.language)

    def ratio(self, effect: Frozen) -> str:
        return effect_words.ratio_words(effect, self.language)

    def avoided(self, effect: Frozen) -> str:
        return effect_words.avoided_words(effect, self.language)

    def hours(self, hours: float) -> str:
        """ "40 min", "9 h 30", "2 d 3 h": rounded to the minute, from a day on to the hour."""
        step = MINUTES_AN_HOUR if hours >= HOURS_A_DAY else 1
        minutes = step * int(rounded(hours * MINUTES_AN_HOUR / step))
        return lasting(timedelta(minutes=minutes), self.language)

    def quantile(self, value: float | None, times: WaitingTimes) -> str:
        """The length, or that it is longer than anybody has waited yet."""
        if value is not None:
            return self.hours(value)
        return f"> {self.hours(times.longest)}" if times.longest is not None else "–"

    def as_of(self, moment: datetime) -> str:
        """ "30 November 2026, 17:38": as it can stand on paper."""
        return f"{self.day(moment.astimezone(self.zone).date())}, {self.clock(moment)}"

    def clock(self, moment: datetime) -> str:
        return format_time(moment.astimezone(self.zone), "HH:mm", locale=self.language)

    def moment(self, moment: datetime | None) -> str:
        """ "2026-11-30 17:38", as a table and a file have it; "" for never."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}" if moment else ""

    def first_day(self, period: Period) -> str:
        """The first day; without its year when the last day has the same."""
        same = period.start.year == period.last.year
        return format_date(period.start, "d MMMM" if same else "d MMMM y", locale=self.language)

    def days(self, period: Period) -> str:
        """ "26 July to 24 October 2026"."""
        return self.speak("%(first)s to %(last)s", first=self.first_day(period), last=self.day(period.last))

    def day(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=self.language)

    def short_day(self, day: date) -> str:
        """ "3 Nov"."""
        return format_date(day, "d MMM", locale=self.language).rstrip(".")

    def month(self, month: date) -> str:
        """ "Sep", and "Jan 26" so that the year is somewhere."""
        return format_date(month, "LLL", locale=self.language).rstrip(".")

    def month_and_year(self, month: date) -> str:
        return format_date(month, "LLLL y", locale=self.language)

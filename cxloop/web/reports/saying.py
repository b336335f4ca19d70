"""Figures as the reader's language writes them: percentages, points, intervals, lengths, periods."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import pgettext

from cxloop.reports.metrics.change import Verdict
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.score import Score
from cxloop.reports.metrics.survival import WaitingTimes
from cxloop.reports.period import Period
from cxloop.web.formats import Reader

THIN = "\N{NO-BREAK SPACE}"
PERCENT_SIGN = f"{THIN}%"


@dataclass(frozen=True)
class Say:
    """Says figures in one language."""

    reader: Reader

    @property
    def language(self) -> str:
        return self.reader.language

    def number(self, value: float, digits: int = 0) -> str:
        """With the separators of the language, rounded to `digits`; never "-0"."""
        rounded = round(value, digits) + 0.0
        return format_decimal(
            rounded, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=self.language
        )

    def signed(self, value: float, digits: int = 0) -> str:
        rounded = round(value, digits)
        return ("+" if rounded > 0 else "") + self.number(rounded, digits).replace("-", "−")

    def points(self, value: float) -> str:
        return self.number(value).replace("-", "−")

    def percent(self, share: float, digits: int = 1) -> str:
        return self.number(100 * share, digits) + PERCENT_SIGN

    def bounds(self, low: float | None, high: float | None, digits: int = 1) -> str:
        """An interval of shares in percent, without the sign: "70.2 to 78.8"."""
        if low is None or high is None:
            return "–"
        return str(
            _("%(low)s to %(high)s", low=self.number(100 * low, digits), high=self.number(100 * high, digits))
        )

    def of(self, figure: Proportion) -> str:
        """ "296 of 396"."""
        return str(_("%(k)s of %(n)s", k=self.number(figure.k), n=self.number(figure.n)))

    def score(self, score: Score) -> str:
        """ "31", or "82 %" for a share."""
        if score.value is None:
            return "–"
        return self.points(score.value) + ("" if score.kind == "nps" else PERCENT_SIGN)

    def score_bounds(self, score: Score) -> str:
        if score.low is None or score.high is None:
            return "–"
        return str(_("%(low)s to %(high)s", low=self.points(score.low), high=self.points(score.high)))

    def verdict(self, verdict: Verdict) -> str:
        said = {
            Verdict.RISE: pgettext("score", "Rise"),
            Verdict.FALL: pgettext("score", "Fall"),
            Verdict.NOISE: _("Within noise"),
        }
        return str(said[verdict])

    def hours(self, hours: float) -> str:
        """ "9 h", "2 d 3 h"; less than one hour is said so."""
        return str(_("under 1 h")) if hours < 1 else self.reader.lasting(timedelta(hours=hours))

    def quantile(self, value: float | None, times: WaitingTimes) -> str:
        """The length, or that it is longer than anybody has waited yet."""
        if value is not None:
            return self.hours(value)
        return f"> {self.hours(times.longest)}" if times.longest is not None else "–"

    def first_day(self, period: Period) -> str:
        """The first day; without its year when the last day has the same."""
        same = period.start.year == period.last.year
        return format_date(period.start, "d MMMM" if same else "d MMMM y", locale=self.language)

    def days(self, period: Period) -> str:
        """ "26 July to 24 October 2026"."""
        return str(_("%(first)s to %(last)s", first=self.first_day(period), last=self.day(period.last)))

    def day(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=self.language)

    def month(self, month: date) -> str:
        """ "Sep", and "Jan 26" so that the year is somewhere."""
        return format_date(month, "LLL", locale=self.language).rstrip(".")

    def month_and_year(self, month: date) -> str:
        return format_date(month, "LLLL y", locale=self.language)

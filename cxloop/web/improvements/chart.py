"""The drawings of the page: the months wide and narrow, and a row for each difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from cxloop.improvements.models import Improvement
from cxloop.reports import charts, effect_words
from cxloop.reports.frozen import Frozen
from cxloop.web.improvements import drawings
from cxloop.web.improvements.drawings import Drawn, Spell, Words
from cxloop.web.improvements.trend import Month, trend
from cxloop.web.language import language
from cxloop.web.pictures import picture

WIDE, NARROW, RATIO = 866, 330, 420


@dataclass(frozen=True)
class ShownTrend:
    """The chart in both widths and the table behind it."""

    wide: Markup
    narrow: Markup
    months: Sequence[tuple[str, Month]]


def shown_trend(session: Session, improvement: Improvement, at: datetime) -> ShownTrend | None:
    """The months of an improvement's cause; None when there is nothing to show."""
    months = trend(session, improvement, at)
    if not months or improvement.driver is None:
        return None
    tongue = language()
    cause = improvement.driver.counts_as.name(tongue)
    title = str(_("Tickets about “%(cause)s” and about other causes per 100 answers, by month", cause=cause))
    on = format_date(improvement.live_on, "d MMMM", locale=tongue) if improvement.live_on else ""
    live = str(_("live %(day)s", day=on)) if on else ""
    words = Words(ours=cause, others=str(_("other causes")), live=live)
    drawn = [_drawn(month, tongue) for month in months]
    specs = [
        drawings.by_month(
            drawn,
            months[0].first,
            words,
            live_on=improvement.live_on,
            left_out=_left_out(improvement),
            width=width,
        )
        for width in (WIDE, NARROW)
    ]
    wide, narrow = (picture(spec, title) for spec in specs)
    return ShownTrend(
        wide, narrow, [(format_date(month.first, "LLLL y", locale=tongue), month) for month in months]
    )


def ratio_drawn(effect: Frozen) -> Markup:
    """What became of the cause as a multiple of what it would have been, with its interval."""
    found = effect.ratio
    spec = charts.effect(found.value, found.low, found.high, effect.verdict == "improved", RATIO)
    return picture(spec, effect_words.ratio_words(effect, language()))


def _drawn(month: Month, tongue: str) -> Drawn:
    low, high = month.interval or (None, None)
    label = format_date(month.first, "LLL", locale=tongue)
    return Drawn(label, month.rate, month.other_rate, low, high)


def _left_out(improvement: Improvement) -> list[Spell]:
    if improvement.live_on is None:
        return []
    start = improvement.baseline_to or improvement.live_on
    before = Spell(start, improvement.live_on, str(_("left out")))
    return [before, drawings.washout(improvement.live_on, improvement.washout_days, str(_("wash-out")))]

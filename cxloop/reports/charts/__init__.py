"""Charts as Vega-Lite specifications. Pure: figures and words come in, a dictionary goes out.

Ink, not decoration: direct labels, intervals always drawn, comparison grey, ours in the accent. Colours are the page's
CSS variables, so that one drawing follows light and dark. Words come already in the reader's language.
"""

from cxloop.reports.charts.bar_rows import Bar, bars, distribution
from cxloop.reports.charts.circles import Arc, circle
from cxloop.reports.charts.funnels import Dot, Reach, funnel
from cxloop.reports.charts.intervals import effect, interval
from cxloop.reports.charts.ladders import Rung, ladder
from cxloop.reports.charts.monthly import Limits, Marker, Point, months
from cxloop.reports.charts.stepped import Curve, curves

__all__ = [
    "Arc",
    "Bar",
    "Curve",
    "Dot",
    "Limits",
    "Marker",
    "Point",
    "Reach",
    "Rung",
    "bars",
    "circle",
    "curves",
    "distribution",
    "effect",
    "funnel",
    "interval",
    "ladder",
    "months",
]

"""Charts are ink: they follow the theme, carry a name, and hold nothing a strict page would refuse."""

import re
from itertools import pairwise

import pytest

from cxloop.reports import charts, drawing
from cxloop.reports.marks import ACCENT

RUNGS = [
    charts.Rung("detected", 412, "412", "contactable 398"),
    charts.Rung("verified yes", 148, "148", "37 %"),
]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{}</svg>'


def drawings():
    bar = charts.Bar("Delivery › late", 23, 15, 31, "23 · 37 %")
    point = charts.Point("Oct", 31.0, 25.0, 37.0)
    none = charts.Point("Nov", None, None, None)
    limits = charts.Limits(27, 16, 39, "mean 27", "16", "39")
    return [
        charts.ladder(RUNGS),
        charts.bars([bar, charts.Bar("not coded", 0, None, None, "0")]),
        charts.interval(0.747, 0.702, 0.788, "100 %", "50"),
        charts.effect(0.08, 0.01, 0.32, True),
        charts.effect(None, 0, None, False),
        charts.months([point, none, point], limits, [charts.Marker(0.4, "A")]),
        charts.months([none, point], None, []),
        charts.distribution([bar, bar], [(0, "detractors", "123")]),
        charts.curves(
            [charts.Curve("reached", ((2.0, 0.3), (900.0, 0.9)), ACCENT)],
            [(0, "0"), (720, "30 days")],
            "100 %",
        ),
    ]


@pytest.mark.parametrize("place", range(8))
def test_every_chart_is_one_named_picture_without_style_or_script(place):
    svg = drawing.draw(drawings()[place], "A chart of <b>things</b> & more")
    assert svg.startswith("<svg")
    assert 'role="img"' in svg
    assert "A chart of &lt;b&gt;things&lt;/b&gt; &amp; more</title>" in svg
    assert not re.search(r"\bstyle=|<style|<script|<image|\bon[a-z]+=|href=|<foreignObject", svg)
    assert not re.search(r'(?:fill|stroke)="#', svg), "a colour that does not follow the theme"


def test_the_same_chart_is_drawn_once(monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "_render", lambda spec: drawn.append(spec) or SVG.format(""))
    monkeypatch.setattr(drawing, "_drawn", type(drawing._drawn)())
    for _ in range(3):
        drawing.draw(charts.ladder(RUNGS), "Ladder")
    assert len(drawn) == 1


def test_only_so_many_drawings_are_kept(monkeypatch):
    monkeypatch.setattr(drawing, "_render", lambda _spec: SVG.format(""))
    monkeypatch.setattr(drawing, "_drawn", type(drawing._drawn)())
    for number in range(drawing.KEPT_DRAWINGS + 5):
        drawing.draw({"width": number}, "x")
    assert len(drawing._drawn) == drawing.KEPT_DRAWINGS


@pytest.mark.parametrize(
    "hostile", ["<script>1</script>", "<image href='x'/>", "<foreignObject/>", "<style>*{}</style>"]
)
def test_what_is_no_ink_is_refused(hostile):
    with pytest.raises(drawing.DrawingRefused):
        drawing.clean(SVG.format(hostile), "x", "x")


def test_attributes_that_are_no_ink_are_dropped():
    clean = drawing.clean(SVG.format('<path d="M0 0" fill="red" style="x" onload="y" class="z"/>'), "x", "x")
    assert '<path d="M0 0" fill="red" />' in clean


def test_words_at_the_ends_of_curves_never_lie_on_each_other():
    lines = [charts.Curve(str(place), ((1.0, 0.5),)) for place in range(3)]
    ends = charts.curves(lines, [(0, "0"), (10, "10")], "100 %")["layer"][-2]["data"]["values"]
    heights = sorted(end["y"] for end in ends)
    assert all(above - below >= 0.129 for below, above in pairwise(heights))

"""The pieces charts are made of, in Vega-Lite's grammar: scales, texts, rules, dots, and the inks. Pure."""

from collections.abc import Sequence
from typing import Any

Spec = dict[str, Any]

INK, INK_2, INK_3 = "var(--ink)", "var(--ink-2)", "var(--ink-3)"
RULE, ACCENT, PAPER = "var(--rule)", "var(--accent)", "var(--paper)"
PALE, FAINT = "var(--paper-3)", "var(--paper-2)"
GREY = "color-mix(in oklab, var(--ink-3) 55%, var(--paper))"
SERIF = "var(--serif)"
SMALL, LARGE = 12, 22


def chart(width: float, height: float, *layers: Spec) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width, "height": height, "background": None, "padding": {"left": 1, "right": 1, "top": 4, "bottom": 4},
        "config": {"view": {"stroke": None}, "aria": False, "font": "var(--sans)"},
        "layer": list(layers),
    }  # fmt: skip


def rows(placed: Sequence[Spec]) -> Spec:
    return {"values": list(placed)}


def across(domain: list[float], field: str = "x", range_: list[float] | None = None) -> Spec:
    scale: Spec = {"domain": domain, "nice": False, "zero": False}
    scale |= {"range": range_} if range_ else {}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def upwards(domain: list[float], field: str = "y") -> Spec:
    return across(domain, field)


def nominal(field: str) -> Spec:
    return {"field": field, "type": "nominal"}


def as_given(field: str) -> Spec:
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def words(
    size: int, fill: str | None, weight: int, *, align: str = "left", dy: int = 0, limit: float = 0,
    font: str | None = None,
) -> Spec:  # fmt: skip
    """Text of one size, `dy` below its place, cut off at `limit` pixels."""
    mark: Spec = {"type": "text", "align": align, "baseline": "alphabetic"}
    mark |= {"fontSize": size, "fontWeight": weight, "dy": dy}
    mark |= {"fill": fill} if fill else {}
    mark |= {"limit": limit} if limit else {}
    return mark | ({"font": font} if font else {})


def texts(
    placed: Sequence[Spec], field: str, x: Spec, y: Spec, *, dy: int, size: int, fill: str, weight: int,
    font: str | None,
) -> Spec:  # fmt: skip
    at_zero = [row | {"zero": 0} for row in placed]
    mark = words(size, fill, weight, dy=dy, font=font)
    return {"data": rows(at_zero), "mark": mark, "encoding": {"x": x, "y": y, "text": {"field": field}}}


def dot(size: int, fill: str) -> Spec:
    return {"type": "point", "shape": "circle", "size": size, "filled": True, "fill": fill, "opacity": 1}


def rule(placed: Sequence[Spec], x: Spec, y: Spec, stroke: str, width: float) -> Spec:
    mark = {"type": "rule", "stroke": stroke, "strokeWidth": width}
    return {"data": rows(placed), "mark": mark, "encoding": {"x": x, "x2": {"field": "x2"}, "y": y}}


def baseline(stroke: str, width: float | None = None) -> Spec:
    across: Spec = {"x": {"value": 0}, "x2": {"value": width or "width"}}
    return {"data": rows([{"y": 0}]), "mark": {"type": "rule", "stroke": stroke},
            "encoding": {"y": {"field": "y", "type": "quantitative", "axis": None}, **across}}  # fmt: skip

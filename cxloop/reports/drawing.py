"""From a specification to an SVG that a strict page may hold: no style, no script, no link, light and dark alike."""

import json
import threading
from collections import OrderedDict
from hashlib import sha256
from xml.etree import ElementTree as Xml

from cxloop.reports.artist import Artist
from cxloop.reports.marks import Spec

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({"svg", "g", "path", "line", "rect", "circle", "text", "tspan"})
ATTRIBUTES = frozenset(
    {
        "width", "height", "viewBox", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "dx", "dy",
        "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap",
        "stroke-linejoin", "stroke-miterlimit", "opacity", "text-anchor", "font-size", "font-weight", "font-family",
    }
)  # fmt: skip
KEPT_DRAWINGS = 400

_drawn: OrderedDict[str, str] = OrderedDict()
_one_at_a_time = threading.Lock()
_artist = Artist()


class DrawingRefused(ValueError):
    """The renderer made something that does not belong on a page."""


def draw(spec: Spec, title: str) -> str:
    """The chart as an <svg role="img">, with `title` as its accessible name; the same chart is drawn once.

    Raises:
        DrawingRefused: an element that is no ink, such as a script or a picture.
        cxloop.reports.artist.NotDrawn: the process that draws is away; the page shows its figures without it.
    """
    name = sha256(json.dumps([spec, title], sort_keys=True).encode()).hexdigest()
    with _one_at_a_time:
        if name in _drawn:
            _drawn.move_to_end(name)
            return _drawn[name]
        _drawn[name] = clean(_render(spec), title, name[:12])
        if len(_drawn) > KEPT_DRAWINGS:
            _drawn.popitem(last=False)
        return _drawn[name]


def clean(svg: str, title: str, name: str) -> str:
    """Keep only ink: known elements and presentation attributes; the drawing becomes one picture with a name.

    `name` makes the id of the title unique on the page.
    """
    root = Xml.fromstring(svg)  # noqa: S314 - our own drawing, of the Vega engine
    _strip(root)
    root.set("class", "drawn")
    root.set("role", "img")
    root.set("aria-labelledby", f"drawn-{name}")
    root.set("focusable", "false")
    heading = Xml.Element(f"{{{SVG}}}title", {"id": f"drawn-{name}"})
    heading.text = title
    root.insert(0, heading)
    Xml.register_namespace("", SVG)
    return Xml.tostring(root, encoding="unicode")


def _strip(element: Xml.Element) -> None:
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    if tag not in ELEMENTS:
        raise DrawingRefused(f"<{tag}> is no ink")
    for attribute in [name for name in element.attrib if name not in ATTRIBUTES]:
        del element.attrib[attribute]
    for child in list(element):
        _strip(child)
        if _is_nothing(child):
            element.remove(child)


def _is_nothing(element: Xml.Element) -> bool:
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    if tag == "path":
        has_ink = element.get("fill") or element.get("stroke")
        return not element.get("d") or not has_ink or element.get("d", "").startswith("M0,0h0v0h0")
    return tag == "g" and len(element) == 0


def rest() -> None:
    """End the process that draws; the next drawing starts another."""
    _artist.rest()


def _render(spec: Spec) -> str:
    return _artist.draw(json.dumps(spec))

"""Drawings on pages; when one cannot be made, a sentence stands in its place and the table beside it says the same."""

from flask_babel import gettext as _
from markupsafe import Markup, escape

from cxloop.reports.artist import NotDrawn
from cxloop.reports.drawing import draw
from cxloop.reports.marks import Spec


def picture(spec: Spec, title: str) -> Markup:
    """The chart as an <svg role="img"> with this title, or its title as words."""
    try:
        return Markup(draw(spec, title))  # noqa: S704 - the drawing holds ink only, see `drawing.clean`
    except NotDrawn:
        sentence = _("The chart cannot be drawn at the moment: %(title)s", title=title)
        return Markup('<p class="dim">') + escape(sentence) + Markup("</p>")


def for_a_phone(address: str) -> Markup:
    """The squares a camera reads the address from."""
    import segno

    squares = segno.make(address, error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", svgclass="qr"
    )
    return Markup(squares)  # noqa: S704 - squares alone: nothing of the address stands in it as text

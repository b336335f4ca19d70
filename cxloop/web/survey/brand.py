"""The company's colour as a style sheet: the content policy allows no inline style, and a colour is no secret."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from cxloop.entrances import OPEN
from cxloop.mail.looks import style_sheet
from cxloop.people.colours import DARK_PAPER, PAPER, colour_of, readable_on, text_on
from cxloop.web.survey.room import room


@room.get("/brand/<colour>.css", policy=OPEN)
def brand(colour: str) -> ResponseReturnValue:
    """For any colour: what is written on it or in it can be read, in both themes."""
    ours = colour_of(colour) or abort(404)
    light, dark = readable_on(ours, PAPER), readable_on(ours, DARK_PAPER)
    rules = (
        f".branded {{ --brand: {ours}; --on-brand: {text_on(ours)}; --accent: light-dark({light}, {dark});"
        f" --on-accent: light-dark({text_on(light)}, {text_on(dark)}); }}"
    )
    return Response(f"@layer screens {{\n{rules}\n{style_sheet(ours)}\n}}\n", mimetype="text/css")

"""The document of the API, for programs and for people."""

from typing import Any

import msgspec
from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from cxloop.api.document import document
from cxloop.api.entrance import v1
from cxloop.api.reading import JSON
from cxloop.entrances import OPEN

KEPT = "cxloop-openapi"


@v1.get("/", policy=OPEN)
def read() -> ResponseReturnValue:
    return render_template("tokens/api.html", document=url_for(".show_document"))


@v1.get("/openapi.json", policy=OPEN)
def show_document() -> ResponseReturnValue:
    return Response(msgspec.json.encode(_document()), content_type=JSON)


def _document() -> dict[str, Any]:
    if KEPT not in current_app.extensions:
        current_app.extensions[KEPT] = document(current_app)
    found: dict[str, Any] = current_app.extensions[KEPT]
    return found

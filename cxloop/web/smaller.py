"""Answers are compressed on their way out, except where their length could betray something.

Whoever can have a browser ask for pages with words of theirs, and see how long the answers are, learns what else is in
them (BREACH). That takes another site, and the browser says when another site asks: those answers stay as they are.
"""

from flask import Flask, Response, request
from flask_compress import Compress

CODINGS = ["br", "gzip"]
SMALLEST_BYTES = 700
"""Less than this fits a packet as it is."""
WORTH_IT = (
    "text/html", "text/css", "text/csv", "text/plain", "text/javascript", "application/javascript",
    "application/json", "application/problem+json", "image/svg+xml",
)  # fmt: skip
OURS = {"same-origin", "none"}
"""What a browser says of a request that our own page made, or the person at the address line."""


def register(app: Flask) -> None:
    """Compress last of all: whoever registers an `after_request` later sees the answer before it is compressed."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=CODINGS,
        COMPRESS_MIMETYPES=list(WORTH_IT),
        COMPRESS_MIN_SIZE=SMALLEST_BYTES,
    )
    compress = Compress(app)

    @app.after_request
    def _make_smaller(response: Response) -> Response:
        if response.mimetype not in WORTH_IT:
            return response
        response.vary.add("Accept-Encoding")
        is_whole = response.status_code == 200 and "Content-Range" not in response.headers
        if not is_whole or "Range" in request.headers or not _may_be_told_by_length():
            return response
        if request.accept_encodings.best_match(CODINGS) is None:  # Flask-Compress takes "br;q=0" for a wish
            return response
        if response.is_streamed:  # a file of ours: its length is to be said, and its tag to be compared
            response.direct_passthrough = False
            response.make_sequence()
        return compress.after_request(response)


def _may_be_told_by_length() -> bool:
    """Whether nobody else can have chosen words of this answer and be measuring it.

    An answer to nobody in particular holds no secret. Over plain HTTP browsers may not say who asks, and who listens
    there reads everything anyway.
    """
    if not request.cookies:
        return True
    said = request.headers.get("Sec-Fetch-Site")
    return said in OURS if said is not None else not request.cookies.get("__Host-cxloop")

"""A body in pieces (Transfer-Encoding: chunked) that are not as long as they say."""

import pytest
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize

BROKEN = (InvalidChunkSize(b"zz"), ChunkMissingTerminator(b"cd"))


class Pieces:
    """What gunicorn gives us to read."""

    def __init__(self, error):
        self.error = error

    def read(self, size=-1):
        raise self.error

    readline = read


@pytest.mark.parametrize("path", ["/hooks/generic/x", "/sign-in", "/language", "/s/1.x"])
@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
def test_broken_pieces_are_the_senders_mistake(app, path, error):
    environ = {
        "wsgi.input": Pieces(error), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }  # fmt: skip
    answer = app.test_client().post(path, environ_overrides=environ)
    assert answer.status_code == 400


def test_whole_pieces_are_read_as_they_are(app):
    sent = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    answer = app.test_client().post("/hooks/generic/x", data=b"{}", environ_overrides=sent)
    assert answer.status_code == 401

"""One request of very many fields costs no second of processor: refused before it is taken apart."""

import json
from time import process_time

import pytest

from tests.visitor import Visitor

MANY = 100_000
URLENCODED = "application/x-www-form-urlencoded"


def fields(count: int) -> str:
    return "&".join(f"f{number}=1" for number in range(count))


def multipart(count: int) -> bytes:
    part = '--x\r\nContent-Disposition: form-data; name="f{}"\r\n\r\n1\r\n'
    return ("".join(part.format(number) for number in range(count)) + "--x--\r\n").encode()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "sent", "expect"),
    [
        ("/sign-in", {"data": fields(MANY), "content_type": URLENCODED}, 413),
        ("/sign-in", {"data": "&" * 1_900_000, "content_type": URLENCODED}, 413),
        ("/sign-in", {"data": "a=" + "x" * 3_000_000, "content_type": URLENCODED}, 413),
        ("/sign-in", {"data": multipart(MANY), "content_type": "multipart/form-data; boundary=x"}, 413),
        ("/sign-in?" + fields(6_000), {"data": "", "content_type": URLENCODED}, 400),
        ("/api/v1/responses", {"json": {f"f{number}": 1 for number in range(1_000_000)}}, 401),
    ],
    ids=["url-encoded", "empty ones", "one of three megabytes", "multipart", "address", "json"],
)
def test_very_many_fields_are_refused_soon(app, clock, ada, path, sent, expect):
    visitor = Visitor(app)
    visitor.get("/sign-in")
    if "json" in sent:
        sent = {"data": json.dumps(sent["json"]), "content_type": "application/json"}
    began = process_time()
    answer = visitor.ask("POST", path, expect=expect, **sent)
    assert process_time() - began < 1
    assert answer.get_data()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_form_of_a_thousand_columns_is_taken(app, clock, sign_in, ada):
    sign_in(ada).post("/programs", {f"column_{number}": "x" for number in range(3_000)}, expect=422)

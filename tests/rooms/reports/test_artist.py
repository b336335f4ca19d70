"""The process that draws may hang, break or be given much: a page waits a bounded time, and the next chart is drawn."""

import json
import threading
import time

import pytest

from cxloop.reports import artist
from cxloop.reports.artist import Artist, NotDrawn

LARGE = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"x": number, "y": number % 7, "words": "w" * 40} for number in range(3000)]},
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}
HANGS = "import time; time.sleep(60)"
READS_THEN_HANGS = "import sys, time; sys.stdin.buffer.read(8); time.sleep(60)"
ENDS = "raise SystemExit"


@pytest.fixture
def drawing():
    made = Artist()
    yield made
    made.rest()


@pytest.mark.timeout(60)
def test_a_specification_larger_than_a_pipe_is_drawn(drawing):
    spec = json.dumps(LARGE)
    assert len(spec) > 3 * 64 * 1024
    assert drawing.draw(spec).startswith("<svg")


@pytest.mark.timeout(30)
@pytest.mark.parametrize("program", [HANGS, READS_THEN_HANGS, ENDS])
@pytest.mark.parametrize("size", [100, 300_000])
def test_one_that_hangs_or_ends_holds_a_page_up_for_a_bounded_time(drawing, monkeypatch, program, size):
    monkeypatch.setattr(artist, "PROGRAM", program)
    monkeypatch.setattr(artist, "DEADLINE_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(NotDrawn):
        drawing.draw("x" * size)
    with pytest.raises(NotDrawn, match="a moment ago"):  # nobody else waits for it
        drawing.draw("x" * size)
    assert time.monotonic() - began < 5


@pytest.mark.timeout(30)
def test_others_do_not_wait_one_after_the_other(drawing, monkeypatch):
    monkeypatch.setattr(artist, "PROGRAM", HANGS)
    monkeypatch.setattr(artist, "DEADLINE_SECONDS", 0.5)
    refused = []

    def ask():
        try:
            drawing.draw("x" * 300_000)
        except NotDrawn:
            refused.append(time.monotonic())

    began, threads = time.monotonic(), [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 8
    assert max(refused) - began < 3

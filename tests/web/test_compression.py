"""What an answer weighs, that it is the same answer, and that its length tells nothing."""

import gzip
import re

import pytest

from cxloop.web.masking import masked, unmasked

BROWSER = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
STYLE = "/static/css/app.css"


def test_a_page_is_compressed_and_says_its_length(sign_in, lena):
    page = sign_in(lena).browser.get("/loop", headers=BROWSER)
    assert page.headers["Content-Encoding"] == "gzip"
    assert int(page.headers["Content-Length"]) == len(page.data)
    assert {"Accept-Encoding", "Cookie"} <= set(page.vary.as_set(preserve_casing=True))
    whole = gzip.decompress(page.data)
    assert whole.rstrip().endswith(b"</html>")
    assert len(page.data) < len(whole) / 2


def test_the_head_of_a_page_says_what_its_body_would_be(client):
    for path in ("/sign-in", STYLE):
        asked = client.ask("HEAD", path, expect=200, headers=BROWSER)
        assert (asked.status_code, asked.data) == (200, b"")
        assert asked.headers["Content-Encoding"] == "gzip"
        assert 0 < int(asked.headers["Content-Length"])


def test_a_browser_that_takes_nothing_compressed_gets_it_plain(client):
    for said in ({}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "br;q=0, gzip;q=0"}):
        page = client.ask("GET", STYLE, expect=None, headers=said)
        assert "Content-Encoding" not in page.headers, said
        assert "Accept-Encoding" in page.headers["Vary"]


def test_what_is_small_or_compressed_already_stays_as_it_is(client):
    for path in ("/livez", "/static/vendor/fonts/inter-latin.woff2"):
        answer = client.ask("GET", path, expect=None, headers=BROWSER)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers, path


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_file_that_has_not_changed_is_not_sent_again(client, coding):
    first = client.ask("GET", STYLE, expect=None, headers={"Accept-Encoding": coding})
    again = client.ask(
        "GET", STYLE, expect=304, headers={"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "no-cache" in first.headers["Cache-Control"]


def test_each_coding_of_a_file_has_a_tag_of_its_own(client):
    tags = {
        client.ask("GET", STYLE, expect=None, headers={"Accept-Encoding": coding}).headers["ETag"]
        for coding in ("br", "gzip", "identity")
    }
    assert len(tags) == 3


def test_a_part_of_a_file_is_a_part_of_the_plain_one(client):
    plain = client.get(STYLE).data
    part = client.ask("GET", STYLE, expect=206, headers={**BROWSER, "Range": "bytes=10-1999"})
    assert (part.status_code, part.data) == (206, plain[10:2000])
    assert "Content-Encoding" not in part.headers


@pytest.mark.parametrize("asks", ["cross-site", "same-site", "nonsense"])
def test_the_length_of_a_page_tells_another_site_nothing(sign_in, lena, asks):
    page = sign_in(lena).browser.get("/loop", headers={**BROWSER, "Sec-Fetch-Site": asks})
    assert page.status_code == 200
    assert "Content-Encoding" not in page.headers


def test_no_two_answers_write_the_token_alike_and_each_opens(sign_in, lena):
    client = sign_in(lena)
    seen = [set(re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/loop").text)) for _ in range(3)]
    assert [len(one) for one in seen] == [1, 1, 1]
    words = [one.pop() for one in seen]
    assert len({word[:8] for word in words}) == 3
    assert len({unmasked(word).split(".")[0] for word in words}) == 1
    for word in words:
        client.post("/language", {"csrf_token": word, "language": "it"}, token=False)
    spoiled = words[0][:-3] + ("AAA" if words[0][-3:] != "AAA" else "BBB")
    client.post("/language", {"csrf_token": spoiled}, token=False, expect=400)


@pytest.mark.parametrize("word", ["", "a", "abc", "è", "!!!", "AAAAAAAA", "x.y.z"])
def test_a_word_that_wears_no_mask_breaks_nothing(word):
    assert isinstance(unmasked(word), str)
    if word.isascii():
        assert unmasked(masked(word)) == word

"""A server that is told to stop answers whom it is serving, and takes nobody new."""

import http.cookiejar
import os
import re
import signal
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.processes import PATIENCE, wait_until

WORDS = {"email": "olga@example.com", "password": "seven green bicycles"}


@pytest.mark.parametrize("command", ["web", "up"])
def test_a_request_in_flight_when_the_server_is_told_to_stop_is_answered(installed, command):
    """The view waits for a database that somebody else writes, as on a busy morning."""
    one = installed()
    one.launcher = None
    process = one.serve("web").processes[-1] if command == "web" else served_by_up(one)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{one.url}/sign-in", timeout=PATIENCE).read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    held = sqlite3.connect(one.environment["CXLOOP_DATABASE_URL"].removeprefix("sqlite:///"))
    held.execute("BEGIN IMMEDIATE")
    answers = []

    def sign_in():
        sent = urllib.parse.urlencode({**WORDS, "csrf_token": token}).encode()
        try:
            browser.open(f"{one.url}/sign-in", sent, timeout=PATIENCE)
        except urllib.error.HTTPError as answer:
            answers.append((answer.code, answer.read().decode()))

    pressing = threading.Thread(target=sign_in)
    pressing.start()
    pressing.join(1)  # until it stands before the lock
    assert answers == []
    os.kill(process.pid, signal.SIGTERM)
    pressing.join(1)
    held.rollback()
    held.close()
    pressing.join(PATIENCE)
    ((code, said),) = answers
    assert (code, "do not match" in said, said.rstrip().endswith("</html>")) == (422, True, True)
    wait_until(lambda: process.poll() is not None, "the server to end")
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(f"{one.url}/livez")


def served_by_up(one):
    process = one.start("up")
    wait_until(lambda: answers(one), "the first answer", 60)
    return process


def answers(one):
    try:
        return urllib.request.urlopen(f"{one.url}/livez", timeout=5).status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False

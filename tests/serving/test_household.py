"""`up` with real processes: killed ones come back, all end together, nobody is left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading

import psutil
import pytest

from tests.faults.storage import ask
from tests.processes import PATIENCE, ROOT, wait_until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("engine_name", ["sqlite"]),
]
SENDERS = 200


@pytest.fixture
def up(installed, engine_name):
    """A household that answers."""
    one = installed(engine_name)
    one.launcher = None
    process = one.start("up")
    wait_until(lambda: ask(f"{one.url}/livez")[0] == 200, "the first answer", 60)
    return one, psutil.Process(process.pid)


def part(process, name):
    return next(child for child in process.children() if name in child.cmdline())


def wait_until_back(process, name, before):
    wait_until(lambda: any(one.pid != before and name in one.cmdline() for one in process.children()), name)


def everybody(process):
    return [process, *process.children(recursive=True)]


def kill(process):
    process.kill()
    wait_until(lambda: not process.is_running() or process.status() == "zombie", "a kill")


def test_whoever_is_killed_is_started_again_and_named(up):
    one, process = up
    for name in ("worker", "web", "worker"):
        before = part(process, name)
        kill(before)
        wait_until_back(process, name, before.pid)
        wait_until(lambda: ask(f"{one.url}/livez")[0] == 200, "an answer", 60)
        assert f"The {name} process was ended by SIGKILL" in one.said("up")


def test_a_killed_process_of_the_server_is_replaced_while_pages_are_served(up):
    one, process = up
    web = part(process, "web")
    wait_until(lambda: len(web.children()) == 2, "two processes")
    first = web.children()[0]
    kill(first)
    wait_until(lambda: len({c.pid for c in web.children()} - {first.pid}) == 2, "another one")
    wait_until(lambda: ask(f"{one.url}/livez")[0] == 200, "an answer")
    assert process.is_running()


def test_killed_again_within_seconds_the_same_server_begins_anew_and_still_ends_when_told(up):
    one, process = up
    web = part(process, "web")
    for _ in range(3):
        wait_until(lambda: len(web.children()) == 2, "two processes")
        killed = web.children()
        for one_of_two in killed:
            kill(one_of_two)
        wait_until(lambda killed=killed: not set(killed) & set(web.children()), "new ones")
        wait_until(lambda: ask(f"{one.url}/livez")[0] == 200, "an answer")
    assert "The web process" not in one.said("up")
    process.terminate()
    assert psutil.wait_procs([process, web], 15)[1] == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_all_end_together_within_seconds(up, how):
    _, process = up
    family = everybody(process)
    process.send_signal(how)
    _gone, alive = psutil.wait_procs(family, 15)
    assert alive == []


def test_nobody_outlives_a_killed_household(up):
    _, process = up
    family = everybody(process)
    process.kill()
    _, alive = psutil.wait_procs(family[1:], 15)
    assert alive == []


def test_a_second_one_on_the_same_folder_or_port_says_so(up, tmp_path):
    one, _ = up
    for more, word in (({}, "is up already"), ({"CXLOOP_VAR": str(tmp_path)}, "is in use")):
        environment = {"PATH": os.environ["PATH"], **one.environment, **more}
        again = subprocess.run(
            [sys.executable, "-m", "cxloop", "up"],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert again.returncode == 1
        assert word in again.stderr


@pytest.mark.parametrize("part_of_request", ["head", "body"])
def test_slow_senders_keep_nobody_waiting(up, part_of_request):
    one, _ = up
    port = int(one.environment["CXLOOP_PORT"])
    start = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n"
    senders = [socket.create_connection(("127.0.0.1", port)) for _ in range(SENDERS)]
    stop = threading.Event()

    def drip():
        while not stop.is_set():
            for sender in senders:
                sender.send(b"X" if part_of_request == "head" else b"x")
            stop.wait(1)

    for sender in senders:
        sender.sendall(start + (b"" if part_of_request == "head" else b"\r\n"))
    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        for _ in range(10):
            with socket.create_connection(("127.0.0.1", port), timeout=2) as visitor:
                visitor.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
                assert b" 200 " in visitor.recv(100)
            stop.wait(0.2)
    finally:
        stop.set()
        dripping.join(PATIENCE)
        for sender in senders:
            sender.close()

"""Writers of one SQLite file take turns; nobody waits for ever, and a turn ends with its process."""

import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

from cxloop.database.turns import turn

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from cxloop.database.turns import turn
with turn(sys.argv[1], 5):
    print("mine", flush=True)
    time.sleep(60)
"""


def test_one_at_a_time_within_a_process(tmp_path):
    inside, most, seen = [0], [0], []

    def go(number):
        with turn(str(tmp_path / "a.db"), 10):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            seen.append(number)
            inside[0] -= 1

    threads = [Thread(target=go, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert sorted(seen) == list(range(20))


def test_who_waited_long_enough_goes_on_without_a_turn(tmp_path):
    path, may_end, held = str(tmp_path / "a.db"), Event(), Event()

    def hold():
        with turn(path, 5):
            held.set()
            may_end.wait(10)

    holder = Thread(target=hold)
    holder.start()
    assert held.wait(10)
    began = time.monotonic()
    with turn(path, 0.05):
        waited = time.monotonic() - began
    may_end.set()
    holder.join()
    assert 0.04 < waited < 5


def test_another_process_is_waited_for_and_its_death_ends_its_turn(tmp_path):
    path = str(tmp_path / "a.db")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    with holder.stdout:
        assert holder.stdout.readline() == "mine\n"
        with turn(path, 0.05):  # goes on without
            pass
        Thread(target=holder.kill).start()
        began = time.monotonic()
        with turn(path, 60):
            waited = time.monotonic() - began
        holder.wait()
    assert waited < 30


def test_a_database_without_a_file_has_no_turns(tmp_path):
    for path in (None, ":memory:", str(tmp_path / "missing" / "a.db")):
        with turn(path, 0.01), turn(path if path is None or path == ":memory:" else None, 0.01):
            pass

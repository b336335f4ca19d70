"""The household looks after every part, also while one of them waits to be started again."""

import time
from threading import Event, Timer

from cxloop.serving import household


class Process:
    """Dead from the beginning when `returncode` says so."""

    def __init__(self, returncode):
        self.returncode = returncode

    def poll(self):
        return self.returncode


class Part(household.Child):
    """A part whose first life ends at once, by a signal; the second lasts."""

    def start(self):
        self.starts_again = None
        self.begun = time.monotonic()
        self.lives = getattr(self, "lives", 0) + 1
        self.process = Process(-9 if self.lives == 1 else None)


def test_a_part_that_waits_does_not_keep_the_others_waiting():
    patient, quick = Part("worker", deaths=4), Part("web")
    for part in (patient, quick):
        part.start()
    said, stopping = [], Event()
    Timer(2.0, stopping.set).start()
    assert household._watch([patient, quick], stopping, said.append) == 0
    assert [len([line for line in said if name in line]) for name in ("worker", "web")] == [1, 1]
    assert (patient.lives, quick.lives) == (1, 2)


def test_a_part_that_waited_is_started_once():
    part, stopping = Part("worker"), Event()
    part.start()
    Timer(1.5, stopping.set).start()
    assert household._watch([part], stopping, lambda _line: None) == 0
    assert part.lives == 2

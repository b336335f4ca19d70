"""M6: promises of a resolution kept. Open and past its due moment is missed."""

from cxloop.reports.metrics.figure import Definition, left_out
from cxloop.reports.metrics.proportions import Proportion, proportion

M6 = Definition("M6")


def attainment(met: int, due: int, running: int = 0) -> Proportion:
    """Met of those whose due moment has passed, the open ones included; `running` are not due yet.

    The due moment counts pauses; how many there were stands beside it (`reports/pauses.py`).

    Raises:
        ValueError: more met than due.
    """
    return proportion(M6, met, due, left_out(running=running))

"""Where the answers of one person lie on their scales, for a small chart."""

from collections.abc import Sequence
from typing import NamedTuple

from cxloop.responses.models import Response

WIDTH, HEIGHT, EDGE, TOP = 480, 96, 14, 24
MOST = 12


class Dot(NamedTuple):
    """`x` and `y` in the chart's own units; scales of different surveys share the height."""

    x: float
    y: float
    answer: Response
    is_low: bool

    @property
    def said(self) -> str:
        """The score with the end of its scale: a 5 of 5 and a 5 of 10 lie at different heights."""
        return f"{self.answer.score}/{self.answer.survey.scale_max}"


def dots(answers: Sequence[Response]) -> list[Dot]:
    """The newest answers with a score, oldest first, evenly spaced: a story, not a time axis."""
    shown = [answer for answer in answers if answer.score is not None][-MOST:]
    gap = (WIDTH - 2 * EDGE) / max(len(shown) - 1, 1)
    return [_dot(EDGE + place * gap, answer) for place, answer in enumerate(shown)]


def is_low(answer: Response) -> bool:
    """Whether reports count it as low."""
    low = answer.survey.report_low
    return answer.score is not None and low is not None and answer.score <= low


def _dot(x: float, answer: Response) -> Dot:
    survey, score = answer.survey, answer.score or 0
    share = (score - survey.scale_min) / max(survey.scale_max - survey.scale_min, 1)
    return Dot(round(x, 1), round(HEIGHT - EDGE - share * (HEIGHT - EDGE - TOP), 1), answer, is_low(answer))

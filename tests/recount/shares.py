"""Wilson's interval from its quadratic, and the score's adjusted Wald interval."""

from math import sqrt

Z = 1.959963984540054


def wilson(k: float, n: float) -> tuple[float, float]:
    """The two p for which |k/n - p| is 1.96 standard errors of p, in percent."""
    if not n:
        return (0.0, 100.0)
    a, b, c = n + Z * Z, -(2 * k + Z * Z), k * k / n
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return (100 * max(0.0, (-b - root) / (2 * a)), 100 * min(1.0, (-b + root) / (2 * a)))


def adjusted(promoters: float, passives: float, detractors: float) -> tuple[float, float]:
    """The adjusted score and its standard error, in points."""
    n = promoters + passives + detractors + 3
    p, d = (promoters + 0.75) / n, (detractors + 0.75) / n
    s = p - d
    return (100 * s, 100 * sqrt((p + d - s * s) / n))


def score(promoters: int, passives: int, detractors: int) -> dict[str, float]:
    n = promoters + passives + detractors
    middle, error = adjusted(promoters, passives, detractors)
    return {
        "n": n,
        "value": 100 * (promoters - detractors) / n,
        "low": max(-100.0, middle - Z * error),
        "high": min(100.0, middle + Z * error),
    }

"""Figures for machines: each with its definition, version, n, interval and exclusions. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import Any

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.period import Period


def plain(figure: Any) -> Any:
    """What JSON holds: shares from 0 to 1, scores on 100, moments with their zone; None is null."""
    if isinstance(figure, Enum):
        return figure.value
    if isinstance(figure, date | datetime):
        return figure.isoformat()
    if isinstance(figure, tuple | list | frozenset):
        return [plain(one) for one in figure]
    if isinstance(figure, Mapping):
        return {_key(key): plain(value) for key, value in figure.items()}
    if is_dataclass(figure) and not isinstance(figure, type):
        return _of_fields(figure)
    return figure


def _of_fields(figure: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(figure):
        value = getattr(figure, one.name)
        if isinstance(value, Definition):
            found |= {"definition": value.id, "version": value.version}
        elif one.name == "exclusions":
            found["exclusions"] = {left.reason: left.count for left in value}
        else:
            found[one.name] = plain(value)
    if isinstance(figure, Proportion):
        found["share"] = figure.share
    return found


def _key(key: Any) -> str:
    return str(plain(key))


def plain_report(
    name: str, figures: Any, period: Period, as_of: datetime, filters: Mapping[str, Any], zone: tzinfo
) -> dict[str, Any]:
    """A report with its days, its filters and as of when."""
    return {
        "report": name, "as_of": as_of.isoformat(), "time_zone": str(zone), "from": period.start.isoformat(),
        "to": period.end.isoformat(), "filters": {key: value for key, value in filters.items() if value is not None},
        "figures": plain(figures),
    }  # fmt: skip
